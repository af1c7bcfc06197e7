import { z } from 'zod';
import type { EngineCapabilities, GenerationSpec } from '../../src/features/engines/index.js';
import type { ServerHttp } from '../../src/features/engines/servers/server-http.port.js';
import {
  type CancelResult,
  type Found,
  type RemoteState,
  type ResultFile,
  type ResultPlace,
  type ServerProtocol,
  ServerRefusal,
  type ServerState,
  type ServerTarget,
  type SubmitContext,
  type SubmitResult,
} from '../../src/features/engines/servers/server-protocol.js';

export interface ScriptedOptions {
  isSynchronous?: boolean;
  takesClientId?: boolean;
  cancelLevel?: ServerProtocol['cancelLevel'];
  pollIntervalMs?: { first: number; longest: number };
  /** Milliseconds that a poll waits at the server. */
  longPollMs?: number;
  /** Whether the server is asked about a submission whose answer was lost. */
  finds?: boolean;
  pushes?: boolean;
  forgets?: boolean;
}

const state = z.object({ state: z.string(), progress: z.number().optional(), reason: z.string().optional() });
type State = z.output<typeof state>;

/** Speaks with `fake-engine-server.ts`; as plain as an adapter can be, with every ability to be switched. */
export class ScriptedProtocol implements ServerProtocol {
  readonly name = 'scripted';
  readonly isSynchronous: boolean;
  readonly takesClientId: boolean;
  readonly cancelLevel: ServerProtocol['cancelLevel'];
  readonly pollIntervalMs: { first: number; longest: number };
  watch?: NonNullable<ServerProtocol['watch']>;
  forget?: NonNullable<ServerProtocol['forget']>;
  readonly #http: ServerHttp;
  readonly #options: ScriptedOptions;

  constructor(http: ServerHttp, options: ScriptedOptions = {}) {
    this.#http = http;
    this.#options = options;
    this.isSynchronous = options.isSynchronous ?? false;
    this.takesClientId = options.takesClientId ?? false;
    this.cancelLevel = options.cancelLevel ?? 'step';
    this.pollIntervalMs = options.pollIntervalMs ?? { first: 5, longest: 50 };
    if (options.pushes === true)
      this.watch = (server, id, onState, signal) => this.#watch(server, id, onState, signal);
    if (options.forgets === true) {
      this.forget = async (server, id, signal) => {
        await http.status(server, { method: 'DELETE', path: `/jobs/${id}`, signal });
      };
    }
  }

  async describe(server: ServerTarget, signal: AbortSignal): Promise<EngineCapabilities> {
    const { value } = await this.#http.json(
      server,
      { method: 'GET', path: '/model', signal },
      z.object({ model: z.string() }),
    );
    return { ...SCRIPTED_CAPABILITIES, model: value.model };
  }

  async probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState> {
    try {
      const { value } = await this.#http.json(
        server,
        { method: 'GET', path: '/health', signal },
        z.object({ state: z.enum(['ready', 'starting']) }),
      );
      return value.state === 'ready' ? { kind: 'ready' } : { kind: 'starting', reason: 'it warms up' };
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      return { kind: 'dead', reason: error.message };
    }
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const { signal, clientId, workDir } = context;
    const body = { prompt: spec.prompt, seed: spec.seed, ...(this.takesClientId ? { id: clientId } : {}) };
    if (this.isSynchronous) {
      const request = { method: 'POST', path: '/run', body, signal, timeoutMs: 0 } as const;
      const { fileName, media } = await this.#http.download(server, request, { workDir, maxBytes: 1e6 });
      return { kind: 'done', fileName, media };
    }
    const { value } = await this.#http.json(
      server,
      { method: 'POST', path: '/jobs', body, signal, timeoutMs: 2000 },
      z.object({ id: z.string() }),
    );
    return { kind: 'accepted', id: value.id };
  }

  async poll(server: ServerTarget, id: string, signal: AbortSignal): Promise<RemoteState> {
    const wait = this.#options.longPollMs === undefined ? '' : `?wait=${this.#options.longPollMs}`;
    const { status, value } = await this.#http.json(
      server,
      { method: 'GET', path: `/jobs/${id}${wait}`, signal, accepts: [404] },
      z.union([state, z.object({ error: z.string() })]),
    );
    return status === 404 || !('state' in value) ? { kind: 'lost' } : remoteState(value);
  }

  async #watch(
    server: ServerTarget,
    id: string,
    onState: (state: RemoteState) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const response = await fetch(`${server.baseUrl}/jobs/${id}/events`, { signal });
    let rest = '';
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onState(remoteState(state.parse(JSON.parse(line))));
    }
  }

  fetch(
    server: ServerTarget,
    id: string,
    { workDir, maxBytes, signal }: ResultPlace & { signal: AbortSignal },
  ): Promise<ResultFile> {
    const request = { method: 'GET', path: `/jobs/${id}/result`, signal } as const;
    return this.#http.download(server, request, { workDir, maxBytes });
  }

  async cancel(server: ServerTarget, id: string, signal: AbortSignal): Promise<CancelResult> {
    const { status, value } = await this.#http.json(
      server,
      { method: 'POST', path: `/jobs/${id}/cancel`, signal, accepts: [404, 405] },
      z.object({ result: z.enum(['confirmed', 'requested']).optional() }),
    );
    return status === 405 ? 'unsupported' : (value.result ?? 'confirmed');
  }

  async findUnanswered(
    server: ServerTarget,
    _spec: GenerationSpec,
    { clientId, signal }: { clientId: string; signal: AbortSignal },
  ): Promise<Found> {
    if (this.#options.finds !== true) return { kind: 'unknowable' };
    const { status } = await this.#http.status(server, {
      method: 'GET',
      path: `/submissions/${clientId}`,
      signal,
      accepts: [404],
    });
    return status === 404 ? { kind: 'not-taken' } : { kind: 'taken', id: clientId };
  }
}

function remoteState({ state: word, progress, reason = 'it said no more' }: State): RemoteState {
  const known =
    progress === undefined ? {} : { progress: { stage: 'denoising', fraction: progress } as const };
  switch (word) {
    case 'waiting':
    case 'running':
      return { kind: word, ...known };
    case 'succeeded':
    case 'cancelled':
      return { kind: word };
    case 'failed':
    case 'refused':
      return { kind: 'failed', reason, refused: word === 'refused' };
    default:
      return { kind: 'unknown', word };
  }
}

export const SCRIPTED_CAPABILITIES: EngineCapabilities = {
  tasks: ['text-to-video'],
  cancel: 'step',
  progress: 'percent',
  ranges: {
    width: { min: 16, max: 64, multipleOf: 16 },
    height: { min: 16, max: 64, multipleOf: 16 },
    numFrames: { min: 1, max: 81, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 100 },
    guidanceScale: { min: 0, max: 20 },
  },
  defaults: { width: 16, height: 16, numFrames: 5, fps: 8, steps: 4, guidanceScale: 1, negativePrompt: '' },
  model: 'scripted',
};
