import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  DoubleJobs,
  type DoubleJob,
  type DoubleJobsOptions,
  type DoubleResult,
  resultOf,
} from './double-jobs.ts';
import { formOf, HttpDouble, jsonOf, type Reply, type SeenRequest } from './http-double.ts';

export interface ComfyUiOptions extends DoubleJobsOptions {
  /** Servers of before 2026 choose their own ids, whatever `prompt_id` says. */
  takesPromptId?: boolean;
  /** Classes of nodes that are installed; all, if undefined. */
  nodes?: readonly string[];
}

/** ComfyUI: a queue, a history, events over a WebSocket to whoever submitted. */
export class ComfyUiDouble extends HttpDouble {
  readonly jobs: DoubleJobs;
  readonly uploads: { name: string; size: number }[] = [];
  readonly interrupts: unknown[] = [];
  readonly #sockets = new Map<string, WebSocket>();

  readonly #video: DoubleResult;
  readonly #options: ComfyUiOptions;

  constructor(video: DoubleResult, options: ComfyUiOptions = {}) {
    super();
    this.#video = video;
    this.#options = options;
    this.jobs = new DoubleJobs({
      ...options,
      onChange: (job) => {
        this.#tellChange(job);
        options.onChange?.(job);
      },
    });
  }

  /** As the sampler tells it. */
  step(id: string, value: number, max: number, node = '3'): void {
    this.#send(this.jobs.get(id), { type: 'progress', data: { value, max, prompt_id: id, node } });
  }

  /** As when the server closes a connection. */
  dropSockets(): void {
    for (const socket of this.#sockets.values()) socket.terminate();
  }

  get listeners(): string[] {
    return [...this.#sockets.keys()];
  }

  protected override onListening(server: Server): void {
    const sockets = new WebSocketServer({ server, path: '/ws' });
    server.on('close', () => sockets.close());
    sockets.on('connection', (socket, request) => {
      const id = new URL(request.url ?? '', this.url).searchParams.get('clientId') ?? '';
      this.#sockets.set(id, socket);
      socket.on('close', () => this.#sockets.get(id) === socket && this.#sockets.delete(id));
      socket.send(
        JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: 0 } } } }),
      );
      // Previews are binary; nobody may stumble over them.
      socket.send(Buffer.from([0, 0, 0, 1, 255, 216]));
    });
  }

  protected override answer(request: SeenRequest): Reply | Promise<Reply> {
    // Pages of strangers are kept out; programs send no origin.
    if (request.headers.origin !== undefined) return { status: 403 };
    return request.method === 'POST' ? this.#change(request) : this.#tell(request.path);
  }

  #change(request: SeenRequest): Reply | Promise<Reply> {
    switch (request.path) {
      case '/upload/image':
        return this.#upload(request);
      case '/prompt':
        return this.#create(jsonOf(request));
      case '/queue':
        return this.#deleteWaiting(jsonOf(request));
      case '/interrupt':
        return this.#interrupt(jsonOf(request));
      case '/history':
        return this.#forget(jsonOf(request));
      default:
        return { status: 404 };
    }
  }

  #tell(path: string): Reply {
    if (path === '/system_stats') return { json: { system: { comfyui_version: '0.3.64' }, devices: [] } };
    if (path === '/queue') return { json: this.#queue() };
    if (path.startsWith('/object_info/')) return this.#objectInfo(decodeURIComponent(path.slice(13)));
    if (path.startsWith('/history?')) return { json: this.#recent() };
    if (path.startsWith('/history/')) return { json: this.#history(decodeURIComponent(path.slice(9))) };
    if (path.startsWith('/view?')) return this.#view(new URLSearchParams(path.slice(6)));
    return { status: 404 };
  }

  #objectInfo(name: string): Reply {
    const isThere = this.#options.nodes?.includes(name) ?? true;
    return { json: isThere ? { [name]: { input: {} } } : {} };
  }

  async #upload(request: SeenRequest): Promise<Reply> {
    const file = (await formOf(request)).get('image');
    if (file === null || typeof file === 'string') return { status: 400 };
    this.uploads.push({ name: file.name, size: file.size });
    return { json: { name: file.name, subfolder: '', type: 'input' } };
  }

  #create(body: Record<string, unknown>): Reply {
    const wanted = this.#options.takesPromptId === false ? undefined : body['prompt_id'];
    const id = typeof wanted === 'string' ? wanted : randomUUID();
    if (this.jobs.get(id) !== undefined) return { status: 409, json: { error: { message: 'duplicate' } } };
    this.jobs.add(id, body);
    return { json: { prompt_id: id, number: 1, node_errors: {} } };
  }

  #deleteWaiting({ delete: ids }: Record<string, unknown>): Reply {
    for (const id of ids as string[]) if (this.jobs.get(id)?.state === 'queued') this.jobs.forget(id);
    return {};
  }

  #interrupt(body: Record<string, unknown>): Reply {
    this.interrupts.push(body);
    const running = this.jobs.in('running')[0];
    if (running !== undefined && (body['prompt_id'] === undefined || body['prompt_id'] === running.id)) {
      setImmediate(() => this.jobs.cancel(running.id));
    }
    return {};
  }

  #forget({ delete: ids }: Record<string, unknown>): Reply {
    for (const id of ids as string[]) this.jobs.forget(id);
    return {};
  }

  #queue() {
    const entries = (state: 'running' | 'queued') => this.jobs.in(state).map(entryOf);
    return { queue_running: entries('running'), queue_pending: entries('queued') };
  }

  #recent() {
    return Object.assign({}, ...this.jobs.all().map(({ id }) => this.#history(id))) as object;
  }

  #history(id: string) {
    const job = this.jobs.get(id);
    if (job === undefined || job.state === 'queued' || job.state === 'running') return {};
    const isDone = job.state === 'succeeded';
    const files = [
      { filename: 'preview.png', subfolder: '', type: 'temp' },
      { filename: `${id}.mp4`, subfolder: 'video', type: 'output' },
    ];
    return {
      [id]: {
        prompt: entryOf(job),
        outputs: isDone ? { '9': { gifs: files, animated: [true] } } : {},
        status: {
          status_str: isDone ? 'success' : 'error',
          completed: isDone,
          messages: isDone ? [] : [messageOf(job)],
        },
      },
    };
  }

  #view(query: URLSearchParams): Reply {
    const id = query.get('filename')?.replace(/\.mp4$/, '') ?? '';
    const job = this.jobs.get(id);
    if (job === undefined || query.get('subfolder') !== 'video') return { status: 404 };
    job.fetched += 1;
    return { bytes: resultOf(this.#video, job), headers: { 'content-type': 'video/mp4' } };
  }

  #tellChange(job: DoubleJob): void {
    const data = { prompt_id: job.id };
    if (job.state === 'running') this.#send(job, { type: 'execution_start', data });
    if (job.state === 'succeeded') this.#send(job, { type: 'execution_success', data });
    if (job.state === 'failed') this.#send(job, { type: 'execution_error', data });
    if (job.state === 'cancelled') this.#send(job, { type: 'execution_interrupted', data });
  }

  /** Only to the client that submitted it, on the last connection that it made. */
  #send(job: DoubleJob | undefined, event: unknown): void {
    this.#sockets.get(String(job?.fields['client_id']))?.send(JSON.stringify(event));
  }
}

function messageOf(job: DoubleJob): [string, Record<string, unknown>] {
  return job.state === 'cancelled'
    ? ['execution_interrupted', { prompt_id: job.id }]
    : ['execution_error', { prompt_id: job.id, exception_message: job.problem }];
}

/** Number, id, graph, extra data, outputs. */
function entryOf(job: DoubleJob): unknown[] {
  return [1, job.id, job.fields['prompt'], job.fields['extra_data'], ['9']];
}
