import { z } from 'zod';
import { fileBlob } from '../../../platform/storage/index.js';
import type { ConditioningInput, EngineCapabilities, GenerationSpec, Progress } from '../engine.port.js';
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
import {
  history,
  type HistoryEntry,
  MARK,
  markedHistory,
  markedQueue,
  nodeInfo,
  queue,
  type QueueEntry,
  refusal,
  submitted,
  uploaded,
} from './comfy-answers.js';
import { EventSockets } from './progress-socket.js';
import { chooseResult } from './result-choice.js';
import type { BoundValue, WorkflowTemplate } from './workflow-template.js';

const QUICK_MS = 5000;
/** Whatever was submitted a moment ago is among the newest of the history. */
const RECENT_JOBS = 32;
const BOUND_AS: Record<ConditioningInput['role'], BoundValue> = {
  image: 'image',
  'last-image': 'last_image',
  video: 'video',
  audio: 'audio',
};

/** ComfyUI: one process works off one queue on one GPU; a job is the operator's workflow with its values filled in. */
export class ComfyUiProtocol implements ServerProtocol {
  readonly name = 'comfyui';
  readonly isSynchronous = false;
  readonly takesClientId = true;
  readonly isSerial = true;
  readonly cancelLevel = 'step';
  readonly pollIntervalMs = { first: 250, longest: 2000 };
  /** Addresses of servers that were seen to have every node of the workflow. */
  readonly #checked = new Set<string>();
  readonly #sockets = new EventSockets();

  /** @param template read once, when it is first needed; it rejects if the operator's files are no good */
  constructor(
    private readonly http: ServerHttp,
    private readonly template: () => Promise<WorkflowTemplate>,
  ) {}

  async describe(): Promise<EngineCapabilities> {
    return (await this.template()).capabilities();
  }

  async probe(server: ServerTarget, signal: AbortSignal): Promise<ServerState> {
    const template = await this.template();
    try {
      const request = { method: 'GET', path: '/system_stats', signal, timeoutMs: QUICK_MS } as const;
      await this.http.json(server, request, z.looseObject({ system: z.unknown() }));
      const missing = this.#checked.has(server.baseUrl)
        ? []
        : await this.#missingNodes(server, template, signal);
      if (missing.length > 0)
        return { kind: 'dead', reason: `ComfyUI lacks the nodes ${missing.join(', ')}.` };
      this.#checked.add(server.baseUrl);
      return { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      this.#checked.delete(server.baseUrl);
      return { kind: error.kind === 'busy' ? 'starting' : 'dead', reason: error.message };
    }
  }

  async submit(server: ServerTarget, spec: GenerationSpec, context: SubmitContext): Promise<SubmitResult> {
    const { clientId, signal } = context;
    const template = await this.template();
    const media: Partial<Record<BoundValue, string>> = {};
    for (const input of spec.inputs ?? []) {
      media[BOUND_AS[input.role]] = await preparation(() => this.#upload(server, input, context));
    }
    const body = {
      prompt: template.withValues(spec, media),
      client_id: listenerId(server),
      prompt_id: clientId,
      extra_data: { [MARK]: clientId },
    };
    const answer = await this.http.json(
      server,
      { method: 'POST', path: '/prompt', body, signal, accepts: [400, 409] },
      z.unknown(),
    );
    // The id is there already: an earlier answer was lost.
    if (answer.status === 409) return { kind: 'accepted', id: clientId };
    if (answer.status === 400) throw new ServerRefusal('invalid', refusalText(answer.value));
    const taken = submitted.safeParse(answer.value);
    if (!taken.success) throw new ServerRefusal('broken', 'ComfyUI answered a submission without an id.');
    // Servers of before 2026 choose their own.
    return { kind: 'accepted', id: taken.data.prompt_id };
  }

  async poll(server: ServerTarget, id: string, signal: AbortSignal): Promise<RemoteState> {
    const finished = await this.#finished(server, id, signal);
    if (finished !== undefined) return stateOf(finished);
    const { value } = await this.http.json(server, { method: 'GET', path: '/queue', signal }, queue);
    if (value.queue_running.includes(id)) return { kind: 'running' };
    if (value.queue_pending.includes(id)) return { kind: 'waiting' };
    // It may have ended between the two questions.
    const late = await this.#finished(server, id, signal);
    return late === undefined ? { kind: 'lost' } : stateOf(late);
  }

  async watch(
    server: ServerTarget,
    id: string,
    onState: (state: RemoteState) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { sampler } = await this.template();
    const url = `${server.baseUrl.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(listenerId(server))}`;
    const listener = {
      promptId: id,
      sampler,
      onStart: () => onState({ kind: 'running' }),
      onProgress: (progress: Progress) => onState({ kind: 'running', progress }),
    };
    await this.#sockets.listen(url, listener, signal);
    if (!signal.aborted) onState(await this.poll(server, id, signal));
  }

  async fetch(
    server: ServerTarget,
    id: string,
    { workDir, maxBytes, signal }: { workDir: string; maxBytes: number; signal: AbortSignal },
  ): Promise<ResultFile> {
    const [entry, { outputs }] = await Promise.all([this.#finished(server, id, signal), this.template()]);
    const file = entry === undefined ? undefined : chooseResult(entry, outputs);
    if (file === undefined)
      throw new ServerRefusal('broken', 'The workflow ended without a video or an image.');
    const { fileName, media } = await this.http.download(
      server,
      { method: 'GET', path: `/view?${new URLSearchParams({ ...file }).toString()}`, signal, timeoutMs: 0 },
      { workDir, maxBytes },
    );
    return { fileName, media };
  }

  /** Never the general interrupt: on a server that others use too, it would stop whatever runs. */
  async cancel(server: ServerTarget, id: string, signal: AbortSignal): Promise<CancelResult> {
    const { value } = await this.http.json(server, { method: 'GET', path: '/queue', signal }, queue);
    if (value.queue_pending.includes(id)) {
      await this.http.status(server, { method: 'POST', path: '/queue', body: { delete: [id] }, signal });
      return 'requested';
    }
    if (!value.queue_running.includes(id)) return 'confirmed';
    await this.http.status(server, { method: 'POST', path: '/interrupt', body: { prompt_id: id }, signal });
    return 'requested';
  }

  /** Servers that choose their own ids keep our mark all the same. */
  async findUnanswered(
    server: ServerTarget,
    _spec: GenerationSpec,
    { clientId, signal }: { clientId: string; sentAt: number; signal: AbortSignal },
  ): Promise<Found> {
    const isOurs = (entry: QueueEntry) => entry.mark === clientId;
    const { value: waiting } = await this.http.json(
      server,
      { method: 'GET', path: '/queue', signal },
      markedQueue,
    );
    const path = `/history?max_items=${RECENT_JOBS}`;
    const { value: finished } = await this.http.json(server, { method: 'GET', path, signal }, markedHistory);
    const found = [...waiting.queue_running, ...waiting.queue_pending, ...finished].find(isOurs);
    return found === undefined ? { kind: 'not-taken' } : { kind: 'taken', id: found.id };
  }

  async forget(server: ServerTarget, id: string, signal: AbortSignal): Promise<void> {
    await this.http.status(server, { method: 'POST', path: '/history', body: { delete: [id] }, signal });
  }

  async #finished(server: ServerTarget, id: string, signal: AbortSignal): Promise<HistoryEntry | undefined> {
    const path = `/history/${encodeURIComponent(id)}`;
    const { value } = await this.http.json(server, { method: 'GET', path, signal }, history);
    return value[id];
  }

  async #missingNodes(
    server: ServerTarget,
    template: WorkflowTemplate,
    signal: AbortSignal,
  ): Promise<string[]> {
    const missing: string[] = [];
    for (const name of template.nodeClasses) {
      const path = `/object_info/${encodeURIComponent(name)}`;
      const { value } = await this.http.json(
        server,
        { method: 'GET', path, signal, timeoutMs: QUICK_MS, accepts: [404] },
        nodeInfo,
      );
      if (value[name] === undefined) missing.push(name);
    }
    return missing;
  }

  /** Named by its content, so that the same file is not uploaded under two names. */
  async #upload(server: ServerTarget, input: ConditioningInput, context: SubmitContext): Promise<string> {
    const body = new FormData();
    body.append('image', await fileBlob(context.inputPath(input), input.mediaType), input.fileName);
    body.append('type', 'input');
    body.append('overwrite', 'true');
    const request = {
      method: 'POST',
      path: '/upload/image',
      body,
      signal: context.signal,
      timeoutMs: 0,
    } as const;
    const { value } = await this.http.json(server, request, uploaded);
    return value.subfolder === '' ? value.name : `${value.subfolder}/${value.name}`;
  }
}

/** The same after a restart, so that events of a job that runs on still reach us. */
function listenerId({ device }: ServerTarget): string {
  return `reelsmith-${device}`;
}

function stateOf({ status }: HistoryEntry): RemoteState {
  if (status === undefined || status === null || status.status_str === 'success')
    return { kind: 'succeeded' };
  const names = status.messages.map(([name]) => name);
  if (names.includes('execution_interrupted')) return { kind: 'cancelled' };
  if (status.status_str !== 'error') return { kind: 'unknown', word: status.status_str };
  const [, details] = status.messages.find(([name]) => name === 'execution_error') ?? [];
  const reason = details?.['exception_message'];
  return {
    kind: 'failed',
    reason: typeof reason === 'string' ? reason.slice(0, 500) : 'The workflow failed.',
    refused: false,
  };
}

function refusalText(answer: unknown): string {
  const parsed = refusal.safeParse(answer);
  return parsed.success
    ? `ComfyUI refused the workflow: ${parsed.data.error.slice(0, 400)}`
    : 'ComfyUI refused the workflow.';
}
