import { randomUUID } from 'node:crypto';
import type { VideoDialect } from '../../../src/features/engines/openai-video/dialect.js';
import {
  DoubleJobs,
  type DoubleJob,
  type DoubleJobsOptions,
  type DoubleResult,
  isActive,
  resultOf,
} from './double-jobs.ts';
import { formOf, HttpDouble, type Reply, type SeenRequest } from './http-double.ts';

const STATUS: Readonly<Record<VideoDialect, Record<DoubleJob['state'], string>>> = {
  openai: words('queued', 'in_progress'),
  // It says `queued` until the end.
  sglang: words('queued', 'queued'),
  'vllm-omni': words('queued', 'in_progress'),
};

function words(queued: string, running: string): Record<DoubleJob['state'], string> {
  return { queued, running, succeeded: 'completed', failed: 'failed', cancelled: 'cancelled' };
}

/** `/v1/videos` as OpenAI, SGLang Diffusion or vLLM-Omni answer it, with their habits and faults. */
export class OpenAiVideoDouble extends HttpDouble {
  readonly jobs: DoubleJobs;
  /** A status that no client knows, until it is undefined again. */
  strangeStatus: string | undefined;
  isWarm = true;
  /** What a job told as its error code. */
  errorCode = 'server_error';

  readonly #dialect: VideoDialect;
  readonly #video: DoubleResult;

  constructor(dialect: VideoDialect, video: DoubleResult, options: DoubleJobsOptions = {}) {
    super();
    this.#dialect = dialect;
    this.#video = video;
    this.jobs = new DoubleJobs(options);
  }

  protected override async answer(request: SeenRequest): Promise<Reply> {
    const { method, path } = request;
    if (path === '/health') return { json: { status: 'ok' } };
    if (path === '/v1/models') {
      if (!this.isWarm) return { status: 503, json: { error: { message: 'warming up' } } };
      return { json: { object: 'list', data: [{ id: 'Wan-AI/Wan2.2-T2V', object: 'model' }] } };
    }
    if (path.startsWith('/v1/videos?')) return { json: this.#list() };
    if (method === 'POST' && path === '/v1/videos') return this.#create(request);
    const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(path) ?? [];
    const job = this.jobs.get(decodeURIComponent(id ?? ''));
    if (job === undefined) return notFound();
    if (content !== undefined) return this.#content(job);
    return method === 'DELETE' ? this.#delete(job) : { json: this.#view(job) };
  }

  async #create(request: SeenRequest): Promise<Reply> {
    const form = await formOf(request);
    const fields: Record<string, unknown> = {};
    for (const [name, value] of form)
      fields[name] = typeof value === 'string' ? value : { size: value.size, type: value.type };
    if (typeof fields['prompt'] !== 'string') {
      return {
        status: 400,
        json: { error: { message: 'prompt is required', type: 'invalid_request_error' } },
      };
    }
    const prefix = this.#dialect === 'vllm-omni' ? 'video_gen_' : 'video_';
    return { json: this.#view(this.jobs.add(prefix + randomUUID().replaceAll('-', ''), fields)) };
  }

  #content(job: DoubleJob): Reply {
    if (job.state !== 'succeeded')
      return { status: 404, json: { detail: 'Generation is still in-progress' } };
    job.fetched += 1;
    return { bytes: resultOf(this.#video, job), headers: { 'content-type': 'video/mp4' } };
  }

  #delete(job: DoubleJob): Reply {
    if (this.#dialect === 'vllm-omni' && job.state === 'running') {
      // Stops at the next step; the record is there until then.
      setImmediate(() => this.jobs.cancel(job.id));
      return { status: 409, json: { error: { message: 'Cancellation in progress' } } };
    }
    if (this.#dialect === 'openai' && (job.state === 'queued' || job.state === 'running')) {
      return { status: 400, json: { error: { message: 'Video is not finished' } } };
    }
    const wasOver = job.state !== 'queued' && job.state !== 'running';
    // SGLang forgets the record and its GPU works on.
    if (wasOver || this.#dialect === 'vllm-omni') this.jobs.forget(job.id);
    return { json: { id: job.id, object: 'video.deleted', deleted: true } };
  }

  #list() {
    const data = this.jobs.all().map((job) => this.#view(job));
    return { object: 'list', data: data.toReversed() };
  }

  #view(job: DoubleJob) {
    return {
      id: job.id,
      object: 'video',
      status: (isActive(job) ? this.strangeStatus : undefined) ?? STATUS[this.#dialect][job.state],
      progress: job.state === 'succeeded' ? 100 : 0,
      created_at: Math.floor(job.createdAt / 1000),
      ...(this.#dialect === 'sglang' ? {} : { prompt: job.fields['prompt'] }),
      error: job.problem === undefined ? null : { code: this.errorCode, message: job.problem },
    };
  }
}

function notFound(): Reply {
  return { status: 404, json: { error: { message: 'Video not found' } } };
}
