export type DoubleState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface DoubleJob {
  id: string;
  state: DoubleState;
  /** What came in with the submission. */
  fields: Readonly<Record<string, unknown>>;
  createdAt: number;
  problem?: string;
  /** How often its result was fetched. */
  fetched: number;
}

/** What a job's result is: one file for all, or one for each. */
export type DoubleResult = Buffer | ((fields: Readonly<Record<string, unknown>>) => Buffer);

export function resultOf(result: DoubleResult, { fields }: DoubleJob): Buffer {
  return typeof result === 'function' ? result(fields) : result;
}

export interface DoubleJobsOptions {
  /** How long a job runs, in milliseconds; for ever by default: the test ends it. */
  runMs?: (fields: Readonly<Record<string, unknown>>) => number;
  /** Called when a job's state changes. */
  onChange?: (job: DoubleJob) => void;
}

/** The memory of a server: one queue, one job at a time, all of it gone when the server stops. */
export class DoubleJobs {
  readonly #jobs = new Map<string, DoubleJob>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Ids of jobs that ran to their end, also of lives before this one. */
  readonly completed: string[] = [];
  #waiters: { check: () => boolean; resolve: () => void }[] = [];

  readonly #options: DoubleJobsOptions;

  constructor(options: DoubleJobsOptions = {}) {
    this.#options = options;
  }

  add(id: string, fields: Readonly<Record<string, unknown>>): DoubleJob {
    const job: DoubleJob = { id, state: 'queued', fields, createdAt: Date.now(), fetched: 0 };
    this.#jobs.set(id, job);
    this.#startNext();
    return job;
  }

  get(id: string): DoubleJob | undefined {
    return this.#jobs.get(id);
  }

  all(): DoubleJob[] {
    return [...this.#jobs.values()];
  }

  in(state: DoubleState): DoubleJob[] {
    return this.all().filter((job) => job.state === state);
  }

  succeed(id: string): void {
    if (this.#end(id, 'succeeded')) this.completed.push(id);
  }

  failWith(id: string, problem: string): void {
    const job = this.#jobs.get(id);
    if (job !== undefined) job.problem = problem;
    this.#end(id, 'failed');
  }

  cancel(id: string): void {
    this.#end(id, 'cancelled');
  }

  forget(id: string): void {
    this.#stopTimer(id);
    this.#jobs.delete(id);
    this.#startNext();
  }

  /** What a restart does. */
  forgetAll(): void {
    for (const id of this.#jobs.keys()) this.#stopTimer(id);
    this.#jobs.clear();
  }

  /** Resolves as soon as the condition holds. */
  async until(check: () => boolean): Promise<void> {
    if (check()) return;
    await new Promise<void>((resolve) => this.#waiters.push({ check, resolve }));
  }

  #startNext(): void {
    if (this.in('running').length === 0) {
      const next = this.in('queued')[0];
      if (next !== undefined) {
        next.state = 'running';
        const runMs = this.#options.runMs?.(next.fields);
        if (runMs !== undefined)
          this.#timers.set(
            next.id,
            setTimeout(() => this.succeed(next.id), runMs),
          );
        this.#changed(next);
      }
    }
    this.#tellWaiters();
  }

  #end(id: string, state: DoubleState): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || (job.state !== 'queued' && job.state !== 'running')) return false;
    this.#stopTimer(id);
    job.state = state;
    this.#changed(job);
    this.#startNext();
    return true;
  }

  #changed(job: DoubleJob): void {
    this.#options.onChange?.(job);
    this.#tellWaiters();
  }

  #tellWaiters(): void {
    const ready = this.#waiters.filter(({ check }) => check());
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  }

  #stopTimer(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }
}

export function isActive(job: DoubleJob | undefined): boolean {
  return job?.state === 'queued' || job?.state === 'running';
}
