import { FINAL, type History, type Intent, type JobAnswer } from './history.ts';
import { problemOfMp4, problemsOfArchive, sha256 } from './media-checks.ts';

const REQUEST_MS = 60_000;
/** The smallest job that the model knows. */
const CHEAP = { num_frames: 5, steps: 1, guidance_scale: 1 };

/** The server went away in the middle of a call: nothing is known about it. */
export class Gone extends Error {}

export type Moment = 'editing' | 'submitting' | 'running' | 'publishing' | 'downloading';

interface BatchAnswer {
  status: string;
  jobs: { id: string; status: string }[];
}

/** Talks to one life of the server and writes down what it is told. */
export class Client {
  readonly #url: string;
  readonly #history: History;
  readonly #tell: (moment: Moment) => void;

  /** @param tell called at instants that are worth a kill */
  constructor(url: string, history: History, tell: (moment: Moment) => void) {
    this.#url = url;
    this.#history = history;
    this.#tell = tell;
  }

  /** Again and again the same, until it is acknowledged; the key makes that safe. */
  async submit(intent: Intent): Promise<void> {
    const isSingle = intent.kind === 'single';
    const body = isSingle ? { prompt: intent.prompts[0], ...CHEAP } : { prompts: intent.prompts, ...CHEAP };
    const path = isSingle ? '/api/video/single_inference' : '/api/video/batch_inference';
    const call = this.#call('POST', path, { body, key: intent.key });
    this.#tell('submitting');
    const { status, content } = await call;
    if (status === 503) return;
    if (status !== 200)
      return this.#history.violate(`submitting ${intent.key} gave ${status} ${content.toString()}`);
    const answer = JSON.parse(content.toString()) as { job_id?: string; batch_id?: string };
    this.#history.acknowledge(intent, answer.job_id ?? answer.batch_id ?? '');
  }

  async look(intent: Intent): Promise<void> {
    if (intent.id === undefined) return;
    if (intent.kind === 'batch') await this.#lookAtBatch(intent, intent.id);
    for (const id of intent.jobs) await this.#lookAtJob(id);
  }

  async cancel(id: string): Promise<void> {
    const { status, content } = await this.#call('DELETE', `/api/jobs/${id}`);
    if (status === 503) return;
    if (status !== 200) return this.#history.violate(`cancelling ${id} gave ${status} ${content.toString()}`);
    this.#history.counts.cancels += 1;
    const job = JSON.parse(content.toString()) as JobAnswer;
    this.#history.seeJob(job);
    if (!FINAL.includes(job.state))
      this.#history.violate(`${id} is ${job.state} after a cancel that was acknowledged`);
  }

  /** A video that was told to be there, byte by byte. */
  async download(id: string): Promise<void> {
    const job = this.#history.finalOf(id);
    const video = job?.artifacts.find((artifact) => artifact.role === 'video');
    if (job?.state !== 'succeeded' || job.video_url === null || video === undefined) return;
    const call = this.#call('GET', job.video_url);
    this.#tell('downloading');
    const { status, content } = await call;
    if (status !== 200) return this.#history.violate(`${job.video_url} gave ${status}`);
    this.#history.counts.downloads += 1;
    const problem = sha256(content) === video.sha256 ? problemOfMp4(content) : 'not what was recorded';
    if (problem !== undefined) this.#history.violate(`${job.video_url}: ${problem}`);
  }

  async downloadArchive(intent: Intent): Promise<void> {
    const hasVideo = intent.jobs.some((id) => this.#history.finalOf(id)?.state === 'succeeded');
    if (intent.kind !== 'batch' || intent.id === undefined || !hasVideo) return;
    const call = this.#call('GET', `/api/video/batch_download/${intent.id}`);
    this.#tell('downloading');
    const { status, content } = await call;
    if (status === 503) return;
    if (status !== 200) return this.#history.violate(`the archive of ${intent.id} gave ${status}`);
    this.#history.counts.downloads += 1;
    for (const problem of problemsOfArchive(content))
      this.#history.violate(`archive of ${intent.id}: ${problem}`);
  }

  /** All jobs that the server knows. */
  async list(): Promise<JobAnswer[]> {
    const jobs: JobAnswer[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { content } = await this.#call('GET', `/api/jobs?limit=100${query}`);
      const page = JSON.parse(content.toString()) as { items: JobAnswer[]; next_cursor: string | null };
      jobs.push(...page.items);
      cursor = page.next_cursor;
    }
    return jobs;
  }

  /** Any request of the routes for prompts. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; content: Buffer }> {
    return this.#call(method, path, body === undefined ? {} : { body });
  }

  async isRecovering(): Promise<boolean> {
    const { content } = await this.#call('GET', '/health');
    return (JSON.parse(content.toString()) as { recovering: boolean }).recovering;
  }

  async #lookAtJob(id: string): Promise<void> {
    const { status, content } = await this.#call('GET', `/api/jobs/${id}`);
    if (status === 503) return;
    if (status !== 200)
      return this.#history.violate(`acknowledged job ${id} gave ${status} ${content.toString()}`);
    const job = JSON.parse(content.toString()) as JobAnswer & { progress: { stage: string } | null };
    this.#history.seeJob(job);
    if (job.state === 'running') this.#tell(job.progress?.stage === 'writing' ? 'publishing' : 'running');
  }

  async #lookAtBatch(intent: Intent, id: string): Promise<void> {
    const { status, content } = await this.#call('GET', `/api/video/batch_status/${id}`);
    if (status === 503) return;
    if (status !== 200)
      return this.#history.violate(`acknowledged batch ${id} gave ${status} ${content.toString()}`);
    const batch = JSON.parse(content.toString()) as BatchAnswer;
    this.#history.seeBatch(id, batch.status, batch.jobs);
    const ids = batch.jobs.map((job) => job.id);
    if (intent.jobs.length > 0 && ids.join() !== intent.jobs.join())
      this.#history.violate(`batch ${id} has other jobs`);
    if (ids.length !== intent.prompts.length) this.#history.violate(`batch ${id} has ${ids.length} jobs`);
    intent.jobs = ids;
  }

  /** @throws Gone */
  async #call(
    method: string,
    path: string,
    options: { body?: unknown; key?: string } = {},
  ): Promise<{ status: number; content: Buffer }> {
    const headers: Record<string, string> = {};
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    if (options.key !== undefined) headers['idempotency-key'] = options.key;
    try {
      const answer = await fetch(this.#url + path, {
        method,
        headers,
        signal: AbortSignal.timeout(REQUEST_MS),
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
      return { status: answer.status, content: Buffer.from(await answer.arrayBuffer()) };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        this.#history.violate(`${method} ${path} was not answered within ${REQUEST_MS / 1000} s`);
      }
      throw new Gone(`${method} ${path}`, { cause: error });
    }
  }
}
