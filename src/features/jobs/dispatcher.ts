import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { DevicesService } from '../devices/index.js';
import { chooseDevice, type EngineDevices } from './device-choice.js';
import { choicesOf, openChoices } from './job-choice.js';
import { JobQueue, type WaitingJob } from './job-queue.js';
import { JobRunner, type RunOrder } from './job-runner.js';
import { JobStore } from './job-store.js';
import type { JobChoice, JobRequest } from './job.types.js';
import { RunRecorder } from './run-recorder.js';

/** A job whose attempt goes on at its server. */
export interface Resumption {
  request: JobRequest;
  choice: JobChoice;
  device: string;
  remoteJob: string;
}

/**
 * Brings waiting jobs and free devices together. It runs whenever one of the two appears, in the same turn of the
 * event loop: a device that has become free starts its next job before anything else is done.
 */
@Injectable()
export class Dispatcher {
  /** Owners whose waiting jobs stay where they are. */
  readonly paused = new Set<string>();
  readonly #logger = new Logger(Dispatcher.name);
  readonly #runs = new Set<Promise<void>>();
  readonly #resumptions = new Map<JobId, Resumption>();
  #isOpen = false;
  #isClosed = false;

  constructor(
    private readonly store: JobStore,
    private readonly devices: DevicesService,
    private readonly runner: JobRunner,
    private readonly recorder: RunRecorder,
    private readonly clock: Clock,
    private readonly metrics: MetricsService,
    readonly queue: JobQueue,
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

  /** @param waiting what a job that was put back brings along */
  enqueue(request: JobRequest, waiting: { avoid?: ReadonlySet<string>; since?: number } = {}): void {
    const { avoid = new Set<string>(), since = this.clock.now() } = waiting;
    this.queue.add({
      id: request.id,
      engines: this.#enginesFor(request),
      preferred: request.preferredDevice,
      avoid,
      since,
    });
  }

  /** A job that a server was working on when the portal stopped: it gets that very device before anything else. */
  enqueueResumption(resumption: Resumption): void {
    this.#resumptions.set(resumption.request.id, resumption);
  }

  /** Engines that may take its next attempt and are set up; all of its own where none of them is. */
  #enginesFor(request: JobRequest): string[] {
    const record = this.store.peek(request.id);
    const isRemote = (device: string) => this.devices.find(device)?.kind === 'remote';
    const known = new Set(this.devices.engines);
    const isKnown = ({ engine }: JobChoice) => known.has(engine);
    const open = record === undefined ? choicesOf(request) : openChoices(record, isRemote);
    const choices = open.some(isKnown) ? open : choicesOf(request);
    return choices.map(({ engine }) => engine);
  }

  /** Starts as many waiting jobs as there are devices for them. */
  pump(): void {
    if (this.#isOpen && !this.runner.isBehind) {
      for (const resumption of this.#resumptions.values()) this.#tryResume(resumption);
      const devices = this.#freeDevices();
      // Asked before the queue is copied: with every device busy, a submission costs the same however long it is.
      for (const job of devices.size > 0 ? this.queue.startable() : []) {
        this.#tryStart(job, devices);
        if (devices.size === 0) break;
      }
      for (const { id } of this.queue.first(this.devices.count)) this.runner.prepare(id);
      this.queue.ask(devices, () => this.#busyDevices());
    }
    this.metrics.queueSize.set(this.queue.size);
  }

  /** Engines that have a free device. */
  #freeDevices(): Map<string, EngineDevices> {
    const found = new Map<string, EngineDevices>();
    for (const engine of this.devices.engines) this.#lookAt(engine, found);
    return found;
  }

  #busyDevices(): Map<string, number> {
    return new Map(this.devices.engines.map((engine) => [engine, this.devices.busyOf(engine)]));
  }

  #lookAt(engine: string, found: Map<string, EngineDevices>): void {
    const names = this.devices.namesOf(engine);
    const free = names.flatMap((name, place) =>
      this.devices.canTake(name) ? [{ name, place, load: this.devices.loadOf(name) }] : [],
    );
    if (free.length > 0) found.set(engine, { count: names.length, free });
    else found.delete(engine);
  }

  /** Takes what it uses out of `devices`. */
  #tryStart(job: WaitingJob, devices: Map<string, EngineDevices>): void {
    const found = chooseDevice(job, devices);
    const record = this.store.peek(job.id);
    if (found === undefined || record === undefined) return;
    const { request } = record;
    if (this.paused.has(request.owner)) return;
    const choice = choicesOf(request).find(({ engine }) => engine === found.engine);
    const lease = choice && this.devices.tryLease(found.device, job.id);
    if (choice === undefined || lease === undefined) return;
    this.#lookAt(found.engine, devices);
    this.queue.start(job.id);
    this.#start({ request, choice, lease }, job);
  }

  #tryResume(resumption: Resumption): void {
    const { request, device, choice, remoteJob } = resumption;
    const lease = this.devices.tryLeaseAgain(device, request.id);
    if (lease === undefined) return;
    this.#resumptions.delete(request.id);
    this.#start({ request, choice, lease, remoteJob }, { avoid: new Set(), since: this.clock.now() });
  }

  #start(order: RunOrder, waiting: Pick<WaitingJob, 'avoid' | 'since'>): void {
    const run = this.#run(order, waiting).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #run(order: RunOrder, { avoid, since }: Pick<WaitingJob, 'avoid' | 'since'>): Promise<void> {
    const { request } = order;
    this.metrics.running.inc();
    try {
      const result = await this.runner.run(order);
      if (result.kind === 'again') {
        // Asked for between two attempts.
        if (this.store.peek(request.id)?.cancelRequested === true) await this.recorder.cancelled(request);
        else {
          this.enqueue(request, {
            avoid: result.avoid === undefined ? avoid : new Set([...avoid, result.avoid]),
            ...(result.keepsPlace === true ? { since } : {}),
          });
        }
      }
    } catch (error) {
      // Every expected end of a run is a result; this is a defect, and the job goes on at the next start.
      this.#logger.error({ err: error, jobId: request.id }, 'a run broke off');
    } finally {
      this.queue.ended(request.id);
      this.metrics.running.dec();
      this.pump();
    }
  }

  /** A job that was to be started soon will not be, here. */
  unprepare(id: JobId): void {
    this.runner.forget(id);
  }

  /** Takes a job out of the queue; false if it does not wait. */
  withdraw(id: JobId): boolean {
    const removed = this.queue.remove(id) !== undefined;
    if (removed) this.runner.forget(id);
    this.metrics.queueSize.set(this.queue.size);
    return removed;
  }
}
