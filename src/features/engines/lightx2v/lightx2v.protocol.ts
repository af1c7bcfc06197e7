import { z } from 'zod';
import { fileBlob } from '../../../platform/storage/index.js';
import type { EngineCapabilities, GenerationSpec, InputRole, Task } from '../engine.port.js';
import { preparation } from '../servers/preparation.js';
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
import { type FieldProfile, taskFields, type TaskMedia } from './field-profile.js';
import {
  health,
  openApiFields,
  serviceMetadata,
  stopAnswer,
  submittedTask,
  taskStatus,
} from './task-answers.js';

const QUICK_MS = 5000;
/** Media travel inside of JSON, where they grow by a third. */
const MAX_MEDIA_BYTES = 50e6;

/** LightX2V's server. It runs one task at a time, takes the client's id, and forgets everything when it stops. */
export class LightX2vProtocol implements ServerProtocol {
  readonly name = 'lightx2v';
  readonly isSynchronous = false;
  readonly takesClientId = true;
  readonly isSerial = true;
  readonly cancelLevel = 'step';
  readonly pollIntervalMs = { first: 5, longest: 2000 };
  readonly assumedCapabilities: EngineCapabilities = {
    ...CAPABILITIES,
    tasks: tasksOf(''),
    model: 'LightX2V',
  };
  /** By address; found out once for each start of a server. */
  readonly #profiles = new Map<string, FieldProfile>();

  constructor(
    private readonly http: ServerHttp,
    private readonly profile: FieldProfile | 'auto',
  ) {}

  async describe(server: ServerTarget, signal: AbortSignal): Promise<EngineCapabilities> {
    const { value } = await this.http.json(
      server,
      { method: 'GET', path: '/v1/service/metadata', signal, timeoutMs: QUICK_MS },
      serviceMetadata,
    );
    const model = value.model_cls ?? 'unknown model';
    return { ...CAPABILITIES, tasks: tasksOf(model), model: `LightX2V ${model}` };
  }

  async probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState> {
    try {
      await this.http.json(server, { method: 'GET', path: '/health', signal, timeoutMs: QUICK_MS }, health);
      // Another build may run there since the last time.
      this.#profiles.delete(server.baseUrl);
      return { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      return { kind: error.kind === 'busy' ? 'starting' : 'dead', reason: error.message };
    }
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const { clientId, signal } = context;
    const isImage = spec.task === 'text-to-image' || spec.task === 'image-to-image';
    const body = taskFields(await preparation(() => this.#profileOf(server, signal)), spec, {
      id: clientId,
      resultName: `${clientId}.${isImage ? 'png' : 'mp4'}`,
      media: await mediaOf(spec, context),
    });
    // Without the slash at the end such a server answers 405.
    const path = isImage ? '/v1/tasks/image/' : '/v1/tasks/video/';
    try {
      const { value } = await this.http.json(server, { method: 'POST', path, body, signal }, submittedTask);
      return { kind: 'accepted', id: value.task_id };
    } catch (error) {
      // Its word for an id that it has already, said with the status of a full queue.
      if (error instanceof ServerRefusal && error.kind === 'busy' && /already exists/i.test(error.message)) {
        return { kind: 'accepted', id: clientId };
      }
      throw error;
    }
  }

  async poll(server: ServerTarget, id: string, signal: AbortSignal): Promise<RemoteState> {
    const path = `/v1/tasks/${encodeURIComponent(id)}/status`;
    const answer = await this.http.json(server, { method: 'GET', path, signal, accepts: [404] }, z.unknown());
    if (answer.status === 404) return { kind: 'lost' };
    const task = taskStatus.safeParse(answer.value);
    if (!task.success)
      throw new ServerRefusal('broken', 'The server answered with something that is no task.');
    return stateOf(task.data);
  }

  async fetch(
    server: ServerTarget,
    id: string,
    { workDir, maxBytes, signal }: { workDir: string; maxBytes: number; signal: AbortSignal },
  ): Promise<ResultFile> {
    const path = `/v1/tasks/${encodeURIComponent(id)}/result`;
    const { fileName, media } = await this.http.download(
      server,
      { method: 'GET', path, signal, timeoutMs: 0 },
      { workDir, maxBytes },
    );
    return { fileName, media };
  }

  async cancel(server: ServerTarget, id: string, signal: AbortSignal): Promise<CancelResult> {
    const path = `/v1/tasks/${encodeURIComponent(id)}`;
    const { value } = await this.http.json(server, { method: 'DELETE', path, signal }, stopAnswer);
    // A success says that the wish was noted; the task's own status tells when the device is free.
    return value.stop_status === 'do_nothing' ? 'confirmed' : 'requested';
  }

  async findUnanswered(
    server: ServerTarget,
    _spec: GenerationSpec,
    { clientId, signal }: { clientId: string; sentAt: number; signal: AbortSignal },
  ): Promise<Found> {
    const state = await this.poll(server, clientId, signal);
    return state.kind === 'lost' ? { kind: 'not-taken' } : { kind: 'taken', id: clientId };
  }

  async #profileOf(server: ServerTarget, signal: AbortSignal): Promise<FieldProfile> {
    if (this.profile !== 'auto') return this.profile;
    const known = this.#profiles.get(server.baseUrl);
    if (known !== undefined) return known;
    const found = await this.#askForProfile(server, signal);
    this.#profiles.set(server.baseUrl, found);
    return found;
  }

  /** The server's own description of its interface tells which names it takes. */
  async #askForProfile(server: ServerTarget, signal: AbortSignal): Promise<FieldProfile> {
    const { status, value } = await this.http.json(
      server,
      { method: 'GET', path: '/openapi.json', signal, timeoutMs: QUICK_MS, accepts: [404] },
      z.unknown(),
    );
    const document = openApiFields.safeParse(value);
    if (status === 404 || !document.success) return 'classic';
    return 'num_frames' in document.data.components.schemas.VideoTaskRequest.properties
      ? 'current'
      : 'classic';
  }
}

function stateOf({ status, error, error_type: errorType }: z.output<typeof taskStatus>): RemoteState {
  switch (status) {
    case 'pending':
      return { kind: 'waiting' };
    case 'processing':
      return { kind: 'running' };
    case 'completed':
      return { kind: 'succeeded' };
    case 'failed':
      // A wrong value in Python; the same request fails again.
      return {
        kind: 'failed',
        reason: error ?? 'The server gave no reason.',
        refused: errorType === 'ValueError',
      };
    case 'cancelled':
      return { kind: 'cancelled' };
    default:
      return { kind: 'unknown', word: status };
  }
}

async function mediaOf(spec: GenerationSpec, context: SubmitContext): Promise<TaskMedia> {
  const [image, audio] = await Promise.all([
    dataUrl(spec, 'image', context),
    dataUrl(spec, 'audio', context),
  ]);
  return { ...(image === undefined ? {} : { image }), ...(audio === undefined ? {} : { audio }) };
}

async function dataUrl(
  spec: GenerationSpec,
  role: InputRole,
  { inputPath }: SubmitContext,
): Promise<string | undefined> {
  const input = spec.inputs?.find((one) => one.role === role);
  if (input === undefined) return undefined;
  if (input.size > MAX_MEDIA_BYTES) {
    throw new ServerRefusal(
      'invalid',
      `LightX2V gets media of at most ${MAX_MEDIA_BYTES / 1e6} MB; this ${role} is larger.`,
    );
  }
  const blob = await fileBlob(inputPath(input), input.mediaType);
  return `data:${input.mediaType};base64,${Buffer.from(await blob.arrayBuffer()).toString('base64')}`;
}

/** One server has one model, loaded for one kind of task; its class says which, as far as its name tells. */
function tasksOf(model: string): Task[] {
  if (/talk|audio|avatar/i.test(model)) return ['audio-driven'];
  if (/image|flux|z_image/i.test(model)) return ['text-to-image', 'image-to-image'];
  return ['text-to-video', 'image-to-video'];
}

/** Frames a second and guidance come from the server's own configuration; a request cannot change them. */
const CAPABILITIES: Omit<EngineCapabilities, 'tasks' | 'model'> = {
  cancel: 'step',
  progress: 'none',
  ranges: {
    width: { min: 64, max: 4096, multipleOf: 16 },
    height: { min: 64, max: 4096, multipleOf: 16 },
    numFrames: { min: 1, max: 1001, multipleOf: 4, plus: 1 },
    fps: { min: 16, max: 16 },
    steps: { min: 1, max: 200 },
    guidanceScale: { min: 5, max: 5 },
  },
  defaults: {
    width: 832,
    height: 480,
    numFrames: 81,
    fps: 16,
    steps: 40,
    guidanceScale: 5,
    negativePrompt: '',
  },
};
