import { z } from 'zod';
import { fileBlob } from '../../../platform/storage/index.js';
import type { EngineCapabilities, GenerationSpec } from '../engine.port.js';
import type { ServerHttp } from '../servers/server-http.port.js';
import {
  type CancelResult,
  type Found,
  type RemoteState,
  type ResultFile,
  type ServerProtocol,
  ServerRefusal,
  type ServerState,
  type ServerTarget,
  type SubmitContext,
  type SubmitResult,
} from '../servers/server-protocol.js';
import { DIALECTS, type DialectRules, type SubmissionField, type VideoDialect } from './dialect.js';
import { modelList, type VideoObject, videoList, videoObject } from './video-object.js';

/** A warm server answers at once; one that warms up holds the call back. */
const READY_TIMEOUT_MS = 5000;
/** Clocks of two machines differ. */
const CLOCK_SKEW_MS = 5000;
/** What OpenAI and its followers call content that they will not make. */
const REFUSAL_CODES = new Set([
  'moderation_blocked',
  'content_policy_violation',
  'invalid_prompt',
  'invalid_request',
]);

/** `/v1/videos` as OpenAI, SGLang Diffusion and vLLM-Omni speak it. */
export class OpenAiVideoProtocol implements ServerProtocol {
  readonly name: string;
  readonly isSynchronous = false;
  readonly takesClientId = false;
  readonly isSerial: boolean;
  /** One dialect never says that a job runs, and older builds of another say so at once. */
  readonly hidesWaiting: boolean;
  readonly cancelLevel: DialectRules['cancel'];
  readonly pollIntervalMs: { first: number; longest: number };
  readonly assumedCapabilities: EngineCapabilities;
  readonly #rules: DialectRules;

  /** @param model sent as `model`; otherwise the one that the server names first */
  constructor(
    private readonly http: ServerHttp,
    dialect: VideoDialect,
    private readonly model?: string,
  ) {
    this.#rules = DIALECTS[dialect];
    this.name = this.#rules.engine;
    this.cancelLevel = this.#rules.cancel;
    this.isSerial = this.#rules.isSerial;
    this.hidesWaiting = this.#rules.isSerial;
    this.pollIntervalMs = { first: this.#rules.firstPollMs, longest: 2000 };
    this.assumedCapabilities = this.#capabilities(model ?? this.name);
  }

  async describe(server: ServerTarget, signal: AbortSignal): Promise<EngineCapabilities> {
    return this.#capabilities(await this.#modelOf(server, signal));
  }

  async probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState> {
    const { healthPath } = this.#rules;
    try {
      if (healthPath !== undefined) {
        await this.http.status(server, {
          method: 'GET',
          path: healthPath,
          signal,
          timeoutMs: READY_TIMEOUT_MS,
        });
      }
      await this.#models(server, signal);
      return { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      // A server that warms up keeps the list of models back, or says that it is not available yet.
      const isStarting = error.kind === 'unanswered' || error.kind === 'busy';
      return { kind: isStarting ? 'starting' : 'dead', reason: error.message };
    }
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const body = new FormData();
    for (const [name, value] of this.#fields(spec)) {
      if (typeof value === 'string') body.append(name, value);
      else await appendInput(body, name, { spec, role: value.input, context });
    }
    const { value } = await this.http.json(
      server,
      { method: 'POST', path: '/v1/videos', body, signal: context.signal },
      videoObject,
    );
    return { kind: 'accepted', id: value.id };
  }

  async poll(server: ServerTarget, id: string, signal: AbortSignal): Promise<RemoteState> {
    const answer = await this.http.json(
      server,
      { method: 'GET', path: `/v1/videos/${encodeURIComponent(id)}`, signal, accepts: [404] },
      z.unknown(),
    );
    if (answer.status === 404) return { kind: 'lost' };
    const video = videoObject.safeParse(answer.value);
    if (!video.success)
      throw new ServerRefusal('broken', 'The server answered with something that is no video object.');
    return this.#stateOf(video.data);
  }

  async fetch(
    server: ServerTarget,
    id: string,
    { workDir, maxBytes, signal }: { workDir: string; maxBytes: number; signal: AbortSignal },
  ): Promise<ResultFile> {
    const path = `/v1/videos/${encodeURIComponent(id)}/content`;
    const { fileName, media } = await this.http.download(
      server,
      { method: 'GET', path, signal, timeoutMs: 0 },
      { workDir, maxBytes },
    );
    return { fileName, media };
  }

  async cancel(server: ServerTarget, id: string, signal: AbortSignal): Promise<CancelResult> {
    if (!this.#rules.deleteStops) return 'unsupported';
    const { status, value } = await this.http.json(
      server,
      { method: 'DELETE', path: `/v1/videos/${encodeURIComponent(id)}`, signal, accepts: [404, 409] },
      z.unknown(),
    );
    // 409: it is being stopped, and the record is there until it has.
    if (status === 409) return 'requested';
    return status === 404 || deleted.safeParse(value).success ? 'confirmed' : 'requested';
  }

  async findUnanswered(
    server: ServerTarget,
    spec: GenerationSpec,
    { sentAt, signal }: { clientId: string; sentAt: number; signal: AbortSignal },
  ): Promise<Found> {
    const { value } = await this.http.json(
      server,
      { method: 'GET', path: '/v1/videos?limit=100&order=desc', signal },
      videoList,
    );
    const since = (sentAt - CLOCK_SKEW_MS) / 1000;
    const candidates = value.data.filter(
      ({ created_at: createdAt, prompt }) =>
        (createdAt ?? Infinity) >= since && (prompt ?? spec.prompt) === spec.prompt,
    );
    const [first] = candidates;
    if (first === undefined) return { kind: 'not-taken' };
    // Not every dialect tells the prompt; with several that it might be, a guess could fetch somebody else's video.
    return candidates.length === 1 ? { kind: 'taken', id: first.id } : { kind: 'unknowable' };
  }

  /** Servers keep every record and file until they are told otherwise. */
  async forget(server: ServerTarget, id: string, signal: AbortSignal): Promise<void> {
    const path = `/v1/videos/${encodeURIComponent(id)}`;
    await this.http.status(server, { method: 'DELETE', path, signal, accepts: [404, 409] });
  }

  #capabilities(model: string): EngineCapabilities {
    const { cancel, progress, capabilities } = this.#rules;
    return { ...capabilities, cancel, progress, model };
  }

  #fields(spec: GenerationSpec): readonly SubmissionField[] {
    const fields = this.#rules.fieldsOf(spec);
    return this.model === undefined ? fields : [...fields, ['model', this.model]];
  }

  #stateOf({ status, progress, error }: VideoObject): RemoteState {
    switch (status) {
      case 'queued':
        return { kind: this.#rules.saysQueuedWhileRunning ? 'running' : 'waiting' };
      case 'in_progress':
      case 'processing':
        return this.#running(progress);
      case 'completed':
        return { kind: 'succeeded' };
      case 'failed':
        return {
          kind: 'failed',
          reason: error?.message ?? 'The server gave no reason.',
          refused: REFUSAL_CODES.has(error?.code ?? ''),
        };
      case 'cancelled':
      case 'deleted':
        return { kind: 'cancelled' };
      default:
        return { kind: 'unknown', word: status };
    }
  }

  /** Self-hosted servers say 0 until they say 100: that is no progress. */
  #running(percent: number | null | undefined): RemoteState {
    if (this.#rules.progress !== 'percent' || typeof percent !== 'number') return { kind: 'running' };
    return { kind: 'running', progress: { stage: 'denoising', fraction: percent / 100 } };
  }

  async #modelOf(server: ServerTarget, signal: AbortSignal): Promise<string> {
    if (this.model !== undefined) return this.model;
    const models = await this.#models(server, signal);
    return models[0] ?? this.name;
  }

  async #models(server: ServerTarget, signal: AbortSignal): Promise<string[]> {
    const { value } = await this.http.json(
      server,
      { method: 'GET', path: '/v1/models', signal, timeoutMs: READY_TIMEOUT_MS },
      modelList,
    );
    return value.data.map(({ id }) => id);
  }
}

const deleted = z
  .object({ deleted: z.literal(true) })
  .or(z.object({ status: z.enum(['deleted', 'cancelled']) }));

async function appendInput(
  body: FormData,
  name: string,
  { spec, role, context }: { spec: GenerationSpec; role: string; context: SubmitContext },
): Promise<void> {
  const input = spec.inputs?.find((one) => one.role === role);
  if (input === undefined) throw new ServerRefusal('invalid', `The job has no ${role} to send.`);
  body.append(name, await fileBlob(context.inputPath(input), input.mediaType), input.fileName);
}
