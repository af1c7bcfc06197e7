import { z } from 'zod';
import type { FileSystemPort } from '../../../platform/storage/index.js';
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
import { cosmosCapabilities } from './capabilities.js';
import { uploadMedia } from './media-references.js';
import { requestBody } from './request-body.js';
import { unpackResult } from './unpack-result.js';

const QUICK_MS = 5000;
const ANSWER = 'answer.json';
/** Base64 grows by a third, and JSON adds a little. */
const BASE64_GROWTH = 1.4;

const models = z.object({ data: z.array(z.object({ id: z.string().max(300) })).max(100) });

/** Cosmos as a container on one's own GPUs: one long call gives the video. No progress, no cancel, no id. */
export class CosmosNimProtocol implements ServerProtocol {
  readonly name = 'cosmos-nim';
  readonly isSynchronous = true;
  readonly takesClientId = false;
  readonly cancelLevel = 'none';
  readonly pollIntervalMs = { first: 1000, longest: 1000 };
  readonly assumedCapabilities = cosmosCapabilities('cosmos3');

  /** @param maxBytes of a result */
  constructor(
    private readonly http: ServerHttp,
    private readonly files: FileSystemPort,
    private readonly maxBytes: number,
  ) {}

  async describe(server: ServerTarget, signal: AbortSignal): Promise<EngineCapabilities> {
    const { value } = await this.http.json(
      server,
      { method: 'GET', path: '/v1/models', signal, timeoutMs: QUICK_MS },
      models,
    );
    const capabilities = cosmosCapabilities('cosmos3');
    return { ...capabilities, model: value.data[0]?.id ?? capabilities.model };
  }

  async probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState> {
    try {
      await this.http.status(server, {
        method: 'GET',
        path: '/v1/health/ready',
        signal,
        timeoutMs: QUICK_MS,
      });
      return { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      // It says 503 while it loads, which takes tens of minutes the first time.
      return { kind: error.kind === 'busy' ? 'starting' : 'dead', reason: error.message };
    }
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const { reference } = await uploadMedia(this.http, server, { spec, context, assetsUrl: undefined });
    const body = requestBody('cosmos3', spec, reference);
    await this.http.downloadAny(
      server,
      { method: 'POST', path: '/v1/infer', body, signal: context.signal, timeoutMs: 0 },
      { workDir: context.workDir, maxBytes: Math.ceil(this.maxBytes * BASE64_GROWTH), fileName: ANSWER },
    );
    const place = { workDir: context.workDir, maxBytes: this.maxBytes };
    return { kind: 'done', ...(await unpackResult(this.files, ANSWER, place)) };
  }

  /** There is nothing to ask about: the call was the job, and it went with the connection. */
  poll(): Promise<RemoteState> {
    return Promise.resolve({ kind: 'lost' });
  }

  fetch(): Promise<ResultFile> {
    return Promise.reject(new ServerRefusal('broken', 'Cosmos NIM keeps no results.'));
  }

  cancel(): Promise<CancelResult> {
    return Promise.resolve('unsupported');
  }

  findUnanswered(): Promise<Found> {
    return Promise.resolve({ kind: 'unknowable' });
  }
}
