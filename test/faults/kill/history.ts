export const FINAL = ['succeeded', 'failed', 'cancelled', 'expired'];

/** The parts of `/api/jobs/:id` that are checked. */
export interface JobAnswer {
  id: string;
  state: string;
  prompt: string;
  seed: number;
  video_url: string | null;
  artifacts: { role: string; sha256: string; size: number }[];
  failure: { code: string; message: string } | null;
}

/** A submission; its ids are known once it was acknowledged. */
export interface Intent {
  key: string;
  kind: 'single' | 'batch';
  prompts: readonly string[];
  /** Of the job, or of the batch. */
  id?: string;
  /** Ids of the jobs, once they were seen. */
  jobs: string[];
}

/** What the outside was told, and every contradiction to it, in the manner of Jepsen. */
export class History {
  readonly intents: Intent[] = [];
  readonly violations: string[] = [];
  readonly #final = new Map<string, JobAnswer>();
  readonly #states = new Map<string, string>();
  readonly #batchStates = new Map<string, string>();
  readonly #requests = new Map<string, string>();
  readonly #owners = new Map<string, string>();
  readonly counts = { acknowledged: 0, statuses: 0, downloads: 0, cancels: 0 };

  violate(text: string): void {
    this.violations.push(text);
    console.log(`VIOLATION: ${text}`);
  }

  finalOf(id: string): JobAnswer | undefined {
    return this.#final.get(id);
  }

  stateOf(id: string): string | undefined {
    return this.#states.get(id);
  }

  /** Jobs that are known and were not yet told to be final. */
  get unfinished(): string[] {
    return this.intents.flatMap((intent) => intent.jobs).filter((id) => !this.#final.has(id));
  }

  acknowledge(intent: Intent, id: string): void {
    if (intent.id !== undefined && intent.id !== id)
      this.violate(`key ${intent.key} gave ${intent.id} and then ${id}`);
    const owner = this.#owners.get(id);
    if (owner !== undefined && owner !== intent.key)
      this.violate(`${id} was given to ${owner} and to ${intent.key}`);
    this.#owners.set(id, intent.key);
    intent.id = id;
    if (intent.kind === 'single') intent.jobs = [id];
    this.counts.acknowledged += 1;
  }

  seeJob(job: JobAnswer): void {
    this.counts.statuses += 1;
    const { id, state } = job;
    const request = JSON.stringify([job.prompt, job.seed]);
    const known = this.#requests.get(id);
    if (known !== undefined && known !== request)
      this.violate(`the request of ${id} was ${known} and is ${request}`);
    this.#requests.set(id, request);
    this.#compareWithFinal(job);
    this.#judge(job);
    if (FINAL.includes(state)) this.#final.set(id, job);
    this.#states.set(id, state);
  }

  #compareWithFinal(job: JobAnswer): void {
    const { id, state } = job;
    const told = this.#final.get(id);
    if (told !== undefined && told.state !== state) this.violate(`${id} was ${told.state} and is ${state}`);
    if (told !== undefined && JSON.stringify(told.artifacts) !== JSON.stringify(job.artifacts)) {
      this.violate(`${id} has another result than before`);
    }
  }

  /** What is wrong with a status by itself; jobs of this suite have no reason to fail or to expire. */
  #judge(job: JobAnswer): void {
    const { id, state } = job;
    if (state === 'succeeded' && job.video_url === null) this.violate(`${id} is succeeded without a video`);
    if (state !== 'succeeded' && job.video_url !== null) this.violate(`${id} is ${state} and has a video`);
    if (state === 'failed' || state === 'expired')
      this.violate(`${id} is ${state}: ${JSON.stringify(job.failure)}`);
  }

  seeBatch(id: string, status: string, jobs: readonly { id: string; status: string }[]): void {
    this.counts.statuses += 1;
    const open = jobs.filter((job) => ['pending', 'generating', 'processing'].includes(job.status));
    if (status !== 'processing' && open.length > 0)
      this.violate(`batch ${id} is ${status} with ${open.length} open jobs`);
    if (status === 'processing' && open.length === 0)
      this.violate(`batch ${id} is processing without open jobs`);
    const before = this.#batchStates.get(id) ?? 'processing';
    if (before !== 'processing' && before !== status)
      this.violate(`batch ${id} was ${before} and is ${status}`);
    this.#batchStates.set(id, status);
  }
}
