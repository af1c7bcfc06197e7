import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import type { Lease } from '../../kernel/lease-pool.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { DevicesService } from '../devices/index.js';
import { chooseDevice } from './device-choice.js';
import { JobQueue, type WaitingJob } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import type { JobRequest } from './job.types.js';

/**
 * Brings waiting jobs and free devices together. It runs whenever one of the two appears, in the same turn of the
 * event loop: a device that has become free starts its next job before anything else is done.
 */
@Injectable()
export class Dispatcher {
  readonly queue = new JobQueue();
  readonly #logger = new Logger(Dispatcher.name);
  readonly #runs = new Set<Promise<void>>();
  #isOpen = false;
  #isClosed = false;

  constructor(
    private readonly store: JobStore,
    private readonly devices: DevicesService,
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly metrics: MetricsService,
  ) {
    devices.whenAvailable(() => this.pump());
  }

  /** From now on jobs are started. Before, they only gather: recovery must have seen all of them first. */
  open(): void {
    // A shutdown may come before recovery is through.
    this.#isOpen = !this.#isClosed;
    this.pump();
  }

  close(): void {
    this.#isClosed = true;
    this.#isOpen = false;
  }

  /** Resolves when no run is under way any more. */
  async settled(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs);
  }

  enqueue(request: JobRequest, avoid: ReadonlySet<string> = new Set()): void {
    const names = this.devices.namesOf(request.engine);
    const { preferredDevice } = request;
    this.queue.add({
      id: request.id,
      engine: request.engine,
      preferredDevice: preferredDevice === undefined ? undefined : names[preferredDevice % names.length],
      avoid,
      since: this.clock.now(),
    });
  }

  /** Starts as many waiting jobs as there are devices for them. */
  pump(): void {
    if (this.#isOpen && !this.runner.isBehind) {
      const free = new Map(this.devices.engines.map((engine) => [engine, this.#freeDevices(engine)]));
      const isAnyFree = () => [...free.values()].some((names) => names.length > 0);
      // Asked before the queue is copied: with every device busy, a submission costs the same however long it is.
      for (const job of isAnyFree() ? this.queue.list() : []) {
        this.#tryStart(job, free.get(job.engine) ?? []);
        if (!isAnyFree()) break;
      }
    }
    this.metrics.queueSize.set(this.queue.size);
  }

  #freeDevices(engine: string): string[] {
    return this.devices.namesOf(engine).filter((name) => this.devices.canTake(name));
  }

  /** Takes what it uses out of `free`. */
  #tryStart(job: WaitingJob, free: string[]): void {
    const name = chooseDevice(job, free);
    const record = this.store.peek(job.id);
    if (name === undefined || record === undefined) return;
    const lease = this.devices.tryLease(name, job.id);
    if (lease === undefined) return;
    if (!this.devices.canTake(name)) free.splice(free.indexOf(name), 1);
    this.queue.remove(job.id);
    const run = this.#run(record.request, lease, job.avoid).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #run(request: JobRequest, lease: Lease, avoid: ReadonlySet<string>): Promise<void> {
    this.metrics.running.inc();
    try {
      const result = await this.runner.run(request, lease);
      if (result.kind === 'again') {
        // Asked for between two attempts.
        if (this.store.peek(request.id)?.cancelRequested === true) await this.runner.cancelWaiting(request);
        else this.enqueue(request, result.avoid === undefined ? avoid : new Set([...avoid, result.avoid]));
      }
    } catch (error) {
      // Every expected end of a run is a result; this is a defect, and the job goes on at the next start.
      this.#logger.error({ err: error, jobId: request.id }, 'a run broke off');
    } finally {
      this.metrics.running.dec();
      this.pump();
    }
  }

  /** Takes a job out of the queue; false if it does not wait. */
  withdraw(id: JobId): boolean {
    const removed = this.queue.remove(id) !== undefined;
    this.metrics.queueSize.set(this.queue.size);
    return removed;
  }
}
