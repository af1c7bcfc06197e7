import type {
  CancelLevel,
  ConditioningInput,
  EngineCapabilities,
  GenerationSpec,
  Progress,
} from '../engine.port.js';

/** One server (or one key of a hosted API), as an adapter sees it. */
export interface ServerTarget {
  /** Name of its device. */
  device: string;
  /** Without a slash at the end. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer`; a secret. */
  apiKey?: string;
}

/**
 * `starting`: it answers, but cannot generate yet. `dead`: nothing answers, or it says that it is broken; the text is
 * for people.
 */
export type ServerState = { kind: 'ready' } | { kind: 'starting' | 'dead'; reason: string };

export interface SubmitContext {
  signal: AbortSignal;
  /** A new UUID v4 for servers that let the client choose the id; the driver has recorded it already. */
  clientId: string;
  /** Absolute path of an input. */
  inputPath: (input: ConditioningInput) => string;
  /** Where a synchronous answer's file is to be written. */
  workDir: string;
}

export type SubmitResult =
  /** The server works on it, and knows it by this id. */
  | { kind: 'accepted'; id: string }
  /** The answer was the result: a file in `workDir`. */
  | ({ kind: 'done' } & ResultFile);

/** Where a result goes, and how large it may be in bytes. */
export interface ResultPlace {
  workDir: string;
  maxBytes: number;
  /** Called as soon as a poll's answer turns out to be the result: the server has done its part, what is left is the way here. */
  onOver?: () => void;
}

export interface ResultFile {
  fileName: string;
  media: 'video' | 'image';
  /** Where the server says which seed it really used. */
  seed?: number;
}

export type RemoteState =
  | { kind: 'waiting'; progress?: Progress }
  | { kind: 'running'; progress?: Progress }
  /** `file`: the answer was the result itself, and is in the work folder already; nothing is left to fetch. */
  | { kind: 'succeeded'; file?: ResultFile }
  /** `refused`: for its content or its parameters, so that trying again is of no use. */
  | { kind: 'failed'; reason: string; refused: boolean }
  /** Somebody else cancelled it. */
  | { kind: 'cancelled' }
  /** The server does not know it (any more). */
  | { kind: 'lost' }
  /** A word that the adapter does not know: not final; it is logged and asked again. */
  | { kind: 'unknown'; word: string };

/** `confirmed`: it has stopped. `requested`: it will, and {@link ServerProtocol.poll} tells when. */
export type CancelResult = 'confirmed' | 'requested' | 'unsupported';

export type Found = { kind: 'taken'; id: string } | { kind: 'not-taken' } | { kind: 'unknowable' };

/** What a transport or a server's answer means. The driver decides by it what becomes of the job and the device. */
export type RefusalKind =
  /** 400, 413, 415, 422: this request will never be taken. */
  | 'invalid'
  /** 401, 402, 403: the key or the account. */
  | 'auth'
  /** 429, 503: full; nothing was taken. */
  | 'busy'
  /** No connection was made: surely nothing was taken. */
  | 'unreachable'
  /** Sent, but no (whole) answer came back: whether it was taken is not known. */
  | 'unanswered'
  /** 5xx, or an answer that is none of the protocol's: the server is not well. */
  | 'broken';

/** The only error that a protocol throws on purpose. Its message holds no secret and no more than 500 characters. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  constructor(
    readonly kind: RefusalKind,
    message: string,
    /** As the server wished it. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** A result with more bytes than are allowed: that is the job's fault, not the server's. */
export class ResultTooLarge extends ServerRefusal {
  constructor(message: string) {
    super('broken', message);
  }
}

/**
 * How one kind of server is talked to; no state, no retries, no timing: those are the driver's (`ServerEngine`), so
 * that all adapters behave alike. Every method throws {@link ServerRefusal}, or the signal's reason.
 */
export interface ServerProtocol {
  /** The engine's name: `lightx2v`. */
  readonly name: string;
  /** True where {@link submit} answers with the result: it may take many minutes, and has no id to poll. */
  readonly isSynchronous: boolean;
  /** True where the server takes `clientId` as its id of the job, so that a lost answer can be asked for. */
  readonly takesClientId: boolean;
  /** True where the server works on one job at a time and keeps others in a queue of its own, oldest first. */
  readonly isSerial?: boolean;
  /** True where {@link isSerial}, and a job that waits in that queue is told as running. */
  readonly hidesWaiting?: boolean;
  readonly cancelLevel: CancelLevel;
  /** Milliseconds between two polls of a running job, where there is neither push nor long-poll. */
  readonly pollIntervalMs: { first: number; longest: number };

  /** What is assumed of the model until a server has described it: the portal may start before its servers. */
  readonly assumedCapabilities?: EngineCapabilities;

  /** What the model behind it can do; the operator's file of capabilities goes over it. */
  describe(server: ServerTarget, signal: AbortSignal): Promise<EngineCapabilities>;
  /** Never throws a refusal: that the server does not answer is an answer. */
  probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState>;
  submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult>;
  /**
   * May block for a while where the server offers long-polls.
   * @param into for servers whose answer to the last poll is the result itself
   */
  poll(server: ServerTarget, id: string, signal: AbortSignal, into: ResultPlace): Promise<RemoteState>;
  /**
   * Where the server pushes: calls `onState` for everything that it hears until the job is final or `signal` aborts.
   * A lost connection is an end like another; the driver then polls, and may watch again.
   */
  watch?(
    server: ServerTarget,
    id: string,
    onState: (state: RemoteState) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Streams the result into `workDir`, at most `maxBytes`. */
  fetch(
    server: ServerTarget,
    id: string,
    destination: ResultPlace & { signal: AbortSignal },
  ): Promise<ResultFile>;
  cancel(server: ServerTarget, id: string, signal: AbortSignal): Promise<CancelResult>;
  /**
   * Whether a submission whose answer was lost was taken all the same: `unknowable` where the server offers no way to
   * find out.
   */
  findUnanswered(
    server: ServerTarget,
    spec: GenerationSpec,
    submission: { clientId: string; sentAt: number; signal: AbortSignal },
  ): Promise<Found>;
  /** What the server was given or keeps for a job that is over (uploads, assets, records), as far as it lets one. */
  forget?(server: ServerTarget, id: string, signal: AbortSignal): Promise<void>;
}
