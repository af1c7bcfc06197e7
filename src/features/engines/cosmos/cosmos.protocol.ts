import { join } from 'node:path';
import { z } from 'zod';
import type { CosmosSettings } from '../../../config/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import type { EngineCapabilities, GenerationSpec } from '../engine.port.js';
import { preparation } from '../servers/preparation.js';
import type { ServerHttp } from '../servers/server-http.port.js';
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
} from '../servers/server-protocol.js';
import { cosmosCapabilities } from './capabilities.js';
import { KeyGate } from './key-gate.js';
import { uploadMedia } from './media-references.js';
import { requestBody } from './request-body.js';
import { unpackResult } from './unpack-result.js';

const ANSWER = 'answer.bin';
const BASE64_GROWTH = 1.4;
/** A submission is to give its id at once; a poll may wait for the end, which spares hundreds of them. */
const SUBMIT_WAIT_SECONDS = 1;
const POLL_WAIT_SECONDS = 20;
const POLL_TIMEOUT_MS = 60_000;
/** Answers come from a container directly there, without ids and polls. */
const DIRECT_HOST = /\.invocation\.api\.nvcf\.nvidia\.com$/;
/** What an adapting key never exceeds. */
export const MOST_CONCURRENT = 32;

const requestId = z.string().regex(/^[A-Za-z0-9-]{1,128}$/);
const acceptedBody = z
  .object({ id: requestId.optional(), request_id: requestId.optional(), reqId: requestId.optional() })
  .transform(({ id, request_id: other, reqId }) => id ?? other ?? reqId);

/**
 * NVIDIA's hosted Cosmos (NVCF): a submission gives an id, polls wait for the result, which is a ZIP, a video, or JSON
 * with one. Each key is a device: a key that is refused or limited leaves its work to the others.
 */
export class CosmosProtocol implements ServerProtocol {
  readonly name = 'cosmos';
  readonly isSynchronous: boolean;
  readonly takesClientId = false;
  readonly cancelLevel = 'none';
  readonly pollIntervalMs = { first: 100, longest: 2000 };
  readonly assumedCapabilities: EngineCapabilities;
  readonly #gates = new Map<string, KeyGate>();
  /** Uploads of running requests, by request. */
  readonly #assets = new Map<string, readonly string[]>();

  constructor(
    private readonly http: ServerHttp,
    private readonly files: FileSystemPort,
    private readonly clock: Clock,
    /** Its addresses may also be paths, below the server's own. */
    private readonly settings: CosmosSettings,
    private readonly maxBytes: number,
  ) {
    this.assumedCapabilities = cosmosCapabilities(settings.body);
    this.isSynchronous = DIRECT_HOST.test(URL.parse(settings.invokeUrl)?.hostname ?? '');
  }

  /** Requests that the key of a device may have in flight now. */
  concurrencyOf(device: string): number {
    return this.#gate(device).limit;
  }

  describe(): Promise<EngineCapabilities> {
    return Promise.resolve(cosmosCapabilities(this.settings.body));
  }

  /** The API has nothing to ask about a key but a generation: it counts as well until it refuses one. */
  probe(): Promise<ServerState> {
    return Promise.resolve({ kind: 'ready' });
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const gate = this.#gate(server.device);
    await this.#pause(gate.reserve(), context.signal);
    const media = { spec, context, assetsUrl: this.settings.assetsUrl };
    const { reference, assets } = await this.#counting(gate, () =>
      preparation(() => uploadMedia(this.http, server, media)),
    );
    const body = requestBody(this.settings.body, spec, reference);
    const answer = await this.#postAgain(gate, server, { body, assets, context });
    gate.succeeded();
    if (answer.status !== 202) {
      await this.#removeAssets(server, assets, context.signal);
      return { kind: 'done', ...(await this.#unpack(context.workDir)) };
    }
    const id = await this.#idOf(answer.headers, context.workDir);
    if (assets.length > 0) this.#assets.set(id, assets);
    return { kind: 'accepted', id };
  }

  async poll(
    server: ServerTarget,
    id: string,
    signal: AbortSignal,
    { workDir, onOver }: ResultPlace,
  ): Promise<RemoteState> {
    const answer = await this.http.downloadAny(
      server,
      {
        method: 'GET',
        path: `${this.settings.statusUrl}/${encodeURIComponent(id)}`,
        headers: { 'nvcf-poll-seconds': String(POLL_WAIT_SECONDS) },
        signal,
        timeoutMs: POLL_TIMEOUT_MS,
        accepts: [202, 404, 500],
        onHead: (status, headers) => {
          if (isResult(status, headers)) onOver?.();
        },
      },
      this.#answerPlace(workDir),
    );
    const said = answer.headers.get('nvcf-status');
    if (answer.status === 404) return { kind: 'lost' };
    if (said === 'rejected' || said === 'errored') return this.#failure(said);
    if (answer.status === 500) throw new ServerRefusal('broken', 'The API answered a poll with 500.');
    if (answer.status !== 202) return { kind: 'succeeded', file: await this.#unpack(workDir) };
    return { kind: said === 'pending-evaluation' ? 'waiting' : 'running', ...progressOf(answer.headers) };
  }

  /** The last poll was the result. */
  fetch(): Promise<ResultFile> {
    return Promise.reject(new ServerRefusal('broken', 'The API gives a result once, with the last poll.'));
  }

  cancel(): Promise<CancelResult> {
    return Promise.resolve('unsupported');
  }

  findUnanswered(): Promise<Found> {
    return Promise.resolve({ kind: 'unknowable' });
  }

  async forget(server: ServerTarget, id: string, signal: AbortSignal): Promise<void> {
    await this.#removeAssets(server, this.#assets.get(id) ?? [], signal);
    this.#assets.delete(id);
  }

  /** The API's own advice for its 5xx is to try again, ever later; a 429 leaves the job to other keys at once. */
  async #postAgain(
    gate: KeyGate,
    server: ServerTarget,
    order: { body: unknown; assets: readonly string[]; context: SubmitContext },
  ): Promise<{ status: number; headers: Headers }> {
    for (let retries = 0; ; retries += 1) {
      try {
        return await this.#counting(gate, () => this.#post(server, order));
      } catch (error) {
        const mayRetry = error instanceof ServerRefusal && error.kind === 'broken';
        if (!mayRetry || retries >= this.settings.retryAttempts) throw error;
        await this.#pause(gate.refused(error.retryAfterMs), order.context.signal);
      }
    }
  }

  #post(
    server: ServerTarget,
    { body, assets, context }: { body: unknown; assets: readonly string[]; context: SubmitContext },
  ): Promise<{ status: number; headers: Headers }> {
    return this.http.downloadAny(
      server,
      {
        method: 'POST',
        path: this.settings.invokeUrl,
        body,
        headers: {
          'nvcf-poll-seconds': String(SUBMIT_WAIT_SECONDS),
          ...(assets.length === 0 ? {} : { 'nvcf-input-asset-references': assets.join(',') }),
        },
        signal: context.signal,
        timeoutMs: this.isSynchronous ? 0 : POLL_TIMEOUT_MS,
        accepts: [202],
      },
      this.#answerPlace(context.workDir),
    );
  }

  #answerPlace(workDir: string): ResultPlace & { fileName: string } {
    return { workDir, maxBytes: Math.ceil(this.maxBytes * BASE64_GROWTH), fileName: ANSWER };
  }

  #unpack(workDir: string): Promise<ResultFile> {
    return unpackResult(this.files, ANSWER, { workDir, maxBytes: this.maxBytes });
  }

  async #idOf(headers: Headers, workDir: string): Promise<string> {
    const inHeader = requestId.safeParse(headers.get('nvcf-reqid'));
    if (inHeader.success) return inHeader.data;
    const id = acceptedBody.safeParse(await this.#smallAnswer(workDir)).data;
    if (id === undefined) throw new ServerRefusal('broken', 'The API took a job and gave no id for it.');
    return id;
  }

  async #smallAnswer(workDir: string): Promise<unknown> {
    const path = join(workDir, ANSWER);
    const { size = 0 } = (await this.files.stat(path)) ?? {};
    if (size === 0 || size > 64_000) return undefined;
    const text = (await this.files.readFile(path)).toString();
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  #failure(said: string | null): RemoteState {
    const isRejected = said === 'rejected';
    return {
      kind: 'failed',
      reason: isRejected ? 'The API rejected the request.' : 'The API reported an error of the generation.',
      refused: isRejected,
    };
  }

  /** What the API says of its limits moves the key's allowance, and how long it is left alone. */
  async #counting<T>(gate: KeyGate, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ServerRefusal) || error.kind !== 'busy') throw error;
      throw new ServerRefusal('busy', error.message, gate.refused(error.retryAfterMs));
    }
  }

  async #removeAssets(server: ServerTarget, ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (const id of ids) {
      const path = `${this.settings.assetsUrl}/${id}`;
      await this.http.status(server, { method: 'DELETE', path, signal, accepts: [404] });
    }
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = () => {
        cancel();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const cancel = this.clock.schedule(ms, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #gate(device: string): KeyGate {
    const known = this.#gates.get(device);
    if (known !== undefined) return known;
    const { maxConcurrent, adaptive, retryDelayMs } = this.settings;
    const gate = new KeyGate(this.clock, {
      concurrency: maxConcurrent,
      mostConcurrent: Math.max(MOST_CONCURRENT, maxConcurrent),
      adapts: adaptive,
      retryDelayMs,
    });
    this.#gates.set(device, gate);
    return gate;
  }
}

/** The result, or where it is; the function has ended, and its key is free. */
function isResult(status: number, headers: Headers): boolean {
  const said = headers.get('nvcf-status');
  return status !== 202 && status < 400 && said !== 'rejected' && said !== 'errored';
}

function progressOf(headers: Headers): Pick<RemoteState & { kind: 'running' }, 'progress'> {
  const percent = Number(headers.get('nvcf-percent-complete') ?? Number.NaN);
  if (!(percent >= 0 && percent <= 100)) return {};
  return { progress: { stage: 'denoising', fraction: percent / 100 } };
}
