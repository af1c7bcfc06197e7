import type { GenerationSpec } from '../../src/features/engines/index.js';
import type { ServerHttp } from '../../src/features/engines/servers/server-http.port.js';
import type { ServerProtocol } from '../../src/features/engines/servers/server-protocol.js';

export interface ServerEngineUnderTest {
  protocol: (http: ServerHttp) => ServerProtocol;
  startDouble: () => Promise<ServerDouble>;
  /** Sent to the doubles as the key. */
  apiKey?: string;
  /** What generations of these tests ask for; the engine's defaults otherwise. */
  spec?: (defaults: GenerationSpec) => GenerationSpec;
  /** `image` where the double's results are images. */
  media?: 'video' | 'image';
  cannot?: Partial<Record<Behaviour, string>>;
}

/** What the double does with requests of one kind instead of answering them properly. */
export type DoubleFault =
  /** 429 or 503, whatever this server uses. */
  | 'busy'
  /** 401 or 403. */
  | 'wrong key'
  /** 400 or 422. */
  | 'invalid'
  /** 500. */
  | 'error'
  /** Does it, and cuts the connection without an answer. */
  | 'done but cut'
  /** Cuts the connection without having done anything. */
  | 'cut'
  /** 200 with an HTML page. */
  | 'web page'
  /** 200 with an empty body; for results. */
  | 'empty'
  /** The connection breaks in the middle of the body; for results. */
  | 'truncated'
  /** More than {@link MAX_RESULT_BYTES}; for results. */
  | 'huge';

export interface ServerDouble {
  readonly url: string;
  /** Jobs that were ever taken. */
  readonly taken: number;
  /** Jobs that the server works on, or has waiting. A cancelled one is none of them. */
  readonly active: number;
  /** Polls that came, answered or not. */
  readonly asked: number;
  /** The oldest active job ends well; its result is `RESULT` of the double, or anything that passes for it. */
  finish(): void;
  /** The oldest active job ends badly; `refused` for its content or parameters. */
  fail(how: 'failed' | 'refused'): void;
  /** The oldest active job is in a state that no version of this server had when the adapter was written. */
  sayUnknownWord?(): void;
  /** As after a restart: nothing is known any more. */
  lose(): void;
  /** @param times how many requests meet it; all by default */
  meet(request: 'submit' | 'poll' | 'result', fault: DoubleFault, times?: number): void;
  /** No fault any more. */
  heal(): void;
  /** Dies: cuts every connection and takes none any more. */
  close(): Promise<void>;
}

export const MAX_RESULT_BYTES = 200_000;

export type Behaviour =
  | 'describes its model'
  | 'opens while its servers are down'
  | 'is started when its server is ready'
  | 'delivers the result'
  | 'records the id before it asks for it'
  | 'reports progress'
  | 'goes on with a recorded job'
  | 'tells that a job was lost'
  | 'tells a busy server'
  | 'tells a key that is refused'
  | 'tells a request that is refused'
  | 'tells a server that cannot be reached'
  | 'tells a server that is broken'
  | 'submits nothing twice'
  | 'bears questions without an answer'
  | 'notices a dead server'
  | 'says an unknown word'
  | 'tells a failed job from a refused one'
  | 'refuses what is no result'
  | 'fetches again what broke off'
  | 'refuses a result that is too large'
  | 'cancels for real'
  | 'leaves the job to its server at shutdown'
  | 'does nothing for a stopped job'
  | 'runs on two devices at once'
  | 'refuses what lies outside of its capabilities'
  | 'takes the next job before a run ends'
  | 'foresees the end of a run by the end of another elsewhere'
  | 'foresees the end of a run by runs before the portal started'
  | 'stops for good';

/** Real time, but little of it. */
export const TIMINGS = {
  lookEveryMs: 20,
  healthEveryMs: 30,
  deadMs: 60,
  submitGraceMs: 500,
  doubtMs: 60_000,
  busyMs: 70,
};
