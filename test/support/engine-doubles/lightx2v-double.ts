import type { FieldProfile } from '../../../src/features/engines/lightx2v/field-profile.js';
import {
  DoubleJobs,
  type DoubleJob,
  type DoubleJobsOptions,
  type DoubleResult,
  isActive,
  resultOf,
} from './double-jobs.ts';
import { HttpDouble, jsonOf, type Reply, type SeenRequest } from './http-double.ts';

const STATUS: Record<DoubleJob['state'], string> = {
  queued: 'pending',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

const COMMON = ['task_id', 'prompt', 'negative_prompt', 'image_path', 'audio_path', 'save_result_path'];
const FIELDS: Readonly<Record<FieldProfile, readonly string[]>> = {
  classic: [
    ...COMMON,
    'infer_steps',
    'seed',
    'target_shape',
    'target_video_length',
    'target_fps',
    'video_duration',
  ],
  current: [...COMMON, 'infer_steps', 'seed', 'size', 'num_frames', 'video_duration'],
};

/** LightX2V's server: one task at a time, everything in memory, two vocabularies of fields. */
export class LightX2vDouble extends HttpDouble {
  readonly jobs: DoubleJobs;
  maxQueue = 10;
  /** What it says that it has loaded. */
  model = 'wan2.1';
  errorType = 'RuntimeError';
  /** A status that no client knows. */
  strangeStatus: string | undefined;

  readonly #profile: FieldProfile;
  readonly #video: DoubleResult;

  constructor(profile: FieldProfile, video: DoubleResult, options: DoubleJobsOptions = {}) {
    super();
    this.#profile = profile;
    this.#video = video;
    this.jobs = new DoubleJobs(options);
  }

  protected override answer(request: SeenRequest): Reply {
    const { method, path } = request;
    if (path === '/health') return { json: { status: 'ok' } };
    if (path === '/v1/service/metadata')
      return { json: { nproc_per_node: 1, model_cls: this.model, model_path: '/models/wan' } };
    if (path === '/openapi.json') return { json: this.#openApi() };
    if (method === 'POST' && path === '/v1/tasks/video/') return this.#create(jsonOf(request));
    // As FastAPI answers the same route without its slash.
    if (method === 'POST') return { status: 405, json: { detail: 'Method Not Allowed' } };
    const [, id, what] = /^\/v1\/tasks\/([^/]+)(?:\/(status|result))?$/.exec(path) ?? [];
    const job = this.jobs.get(decodeURIComponent(id ?? ''));
    if (method === 'DELETE') return this.#delete(job);
    if (job === undefined) return { status: 404, json: { detail: 'Task not found' } };
    return what === 'result' ? this.#result(job) : { json: this.#view(job) };
  }

  #create(fields: Record<string, unknown>): Reply {
    const strange = Object.keys(fields).filter((name) => !FIELDS[this.#profile].includes(name));
    if (this.#profile === 'current' && strange.length > 0) {
      const detail = strange.map((name) => ({
        type: 'extra_forbidden',
        loc: ['body', name],
        msg: 'Extra inputs',
      }));
      return { status: 422, json: { detail } };
    }
    const active = this.jobs.all().filter(({ state }) => state === 'queued' || state === 'running');
    if (active.length >= this.maxQueue)
      return { status: 503, json: { detail: `Task queue is full (max ${this.maxQueue} tasks)` } };
    const id = String(fields['task_id']);
    if (this.jobs.get(id) !== undefined)
      return { status: 503, json: { detail: `Task ID ${id} already exists` } };
    this.jobs.add(id, fields);
    const path = fields['save_result_path'] ?? id;
    return { json: { task_id: id, task_status: 'pending', save_result_path: path } };
  }

  #result(job: DoubleJob): Reply {
    if (job.state !== 'succeeded') return { status: 404, json: { detail: 'Task not completed' } };
    job.fetched += 1;
    return { bytes: resultOf(this.#video, job), headers: { 'content-type': 'video/mp4' } };
  }

  #delete(job: DoubleJob | undefined): Reply {
    if (job === undefined || job.state === 'succeeded' || job.state === 'failed') {
      return { json: { stop_status: 'do_nothing', reason: 'Task not found or already completed.' } };
    }
    setImmediate(() => this.jobs.cancel(job.id));
    return { json: { stop_status: 'success', reason: 'Task stopped successfully.' } };
  }

  #view(job: DoubleJob) {
    return {
      task_id: job.id,
      status: (isActive(job) ? this.strangeStatus : undefined) ?? STATUS[job.state],
      start_time: '2026-08-21T01:02:03.456789',
      end_time: null,
      error: job.problem ?? null,
      error_type: job.problem === undefined ? '' : this.errorType,
      save_result_path: job.fields['save_result_path'],
    };
  }

  #openApi() {
    const properties = Object.fromEntries(FIELDS[this.#profile].map((name) => [name, {}]));
    return { openapi: '3.1.0', components: { schemas: { VideoTaskRequest: { properties } } } };
  }
}
