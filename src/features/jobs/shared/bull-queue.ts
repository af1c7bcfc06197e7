import { Logger } from '@nestjs/common';
import type Bull from 'bull';
import { type JobId, parseJobId } from '../../../kernel/ids.js';
import { choicesOf } from '../job-choice.js';
import { type FreeDevices, JobQueue, type WaitingJob } from '../job-queue.js';
import type { JobRecord } from '../job.types.js';
import { AheadJobs } from './ahead-jobs.js';
import { BullFeed, isTurnOf, parseWake, placeOf } from './bull-feed.js';
import { ClassQueues, type OpenQueue } from './class-queues.js';
import type { IntakePlace } from './intake-place.js';
import { type BullQueueParts, lockMsOf } from './queue-parts.js';
import { QueueWork } from './queue-work.js';
import { RedisSweep } from './redis-sweep.js';
import type { SharedPort } from './shared-port.js';

/** Without a word from Redis, a process with a free device looks for work that often. */
const POLL_MS = 500;
/** How long a free device leaves a job to the one whose turn it is. */
const STEAL_AFTER_MS = 4;
/** How long a busy process leaves a job to those that are free, before it takes it for the time when it is free. */
const AHEAD_AFTER_MS = 25;

/**
 * The waiting jobs of all processes. What stands in this list is what this process knows of them, for places and
 * expiry; which of them it may start, Bull says: it gives each job to one process, as soon as that has a free device.
 * Redis holds nothing but ids. Whatever it loses is put back from the records.
 */
export class BullQueue extends JobQueue {
  readonly queues: ClassQueues;
  /** A job whose process is gone is given to another one after two and a half of this, at the latest. */
  readonly lockMs: number;
  readonly #ahead: AheadJobs;
  readonly #sweep: RedisSweep;
  readonly #feed: BullFeed;
  /** Locked in Redis by this process: being started, or running. */
  readonly #held = new Map<JobId, Bull.Job>();
  /** Of these, the ones that may be started now. */
  readonly #granted = new Set<JobId>();
  readonly #logger = new Logger(BullQueue.name);
  readonly #work: QueueWork;
  #port: SharedPort | undefined;
  /** Engines with free devices, as the dispatcher has said last. */
  #free: FreeDevices = new Map();
  #isPulling = false;
  #isAheadPlanned = false;
  #isAheadDue = false;
  #pullAgain = false;
  #isOpen = false;
  #isClosed = false;
  #turn = 0;

  constructor(private readonly parts: BullQueueParts) {
    super();
    this.#work = new QueueWork(parts);
    this.lockMs = lockMsOf(parts);
    this.queues = new ClassQueues(parts.link, parts.engines, parts.modules);
    this.#feed = new BullFeed(this.queues, parts, {
      placeOf: (id) => this.#jobs.placeOf(id),
      track: (work) => this.#work.track(work),
    });
    this.#ahead = new AheadJobs(parts);
    this.#sweep = new RedisSweep(this.queues, parts, {
      waiting: () => this.list().filter(({ id }) => !this.#held.has(id) && !this.#isParked(id)),
      requestOf: (id) => this.#jobs.peek(id)?.request,
      placeOf: (id) => this.#jobs.placeOf(id),
      feed: this.#feed,
    });
  }

  /** Before anything else is done with it. */
  async prepare(port: SharedPort): Promise<void> {
    this.#port = port;
    const settings = { prefix: this.prefix, lockMs: this.lockMs, stalledMs: this.lockMs / 2 };
    await this.queues.open(settings, () => this.#pull());
    // What it can do itself, nobody need tell it.
    for (const { id } of this.parts.engines.ownClasses()) this.queues.take([id]);
    this.parts.link.listen(this.parts.wakeChannel(), (message) => this.#onWake(message));
    this.#ahead.listen((id) => this.#work.track(this.#giveBack(id)));
    this.parts.link.ups.subscribe(() => this.#onUp());
  }

  /** From now on jobs are taken from Redis, and what it lacks is put there. */
  open(): void {
    this.#isOpen = true;
    this.#work.repeat('poll', POLL_MS, async () => {
      this.#pull();
      this.#planAhead();
    });
    this.#work.repeat('locks', this.lockMs / 3, () => this.#keepLocks());
    this.#work.repeat('stalled', this.lockMs / 2, () => this.#freeStalled());
    this.#work.repeat('sweep', RedisSweep.INTERVAL_MS, () => this.sweepRedis());
    this.#onUp();
  }

  /** No job is taken any more; those that run are kept until they end. */
  close(): void {
    this.#isClosed = true;
    this.#work.stop('poll', 'stalled', 'sweep');
    this.#work.track(this.#giveAllBack());
  }

  /** Resolves when Redis has heard of everything, or cannot. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  get prefix(): string {
    return `reelsmith-${this.parts.fleet.group}`;
  }

  /** {@link sweepRedis}, for whom it is no matter when. */
  sweepSoon(): void {
    this.#work.track(this.sweepRedis());
  }

  /** Put there again from the records: which engines there are has changed, or Redis was lost. */
  async sweepRedis(isForced = false): Promise<void> {
    if (!this.#isOpen || !this.parts.link.isUp || this.parts.config.role === 'worker') return;
    await this.#sweep.run(isForced);
  }

  // --- as the dispatcher has it

  override add(job: WaitingJob): void {
    const isGranted = this.#granted.has(job.id);
    // Whoever put it back may not have known that another process has taken it over.
    const record = this.#jobs.peek(job.id);
    if (!isGranted && record?.state !== 'queued') return;
    super.remove(job.id);
    super.add(job);
    if (isGranted || !this.#isOpen || record === undefined) return;
    const held = this.#held.get(job.id);
    this.#held.delete(job.id);
    const isOfAnother = held === undefined && record.attempts.length > 0;
    // It is offered when its owner says so.
    if (this.#jobs.isKnownPaused(record.request.owner)) this.#work.track(this.#park(record, held));
    else if (isOfAnother) this.#work.track(this.#feed.replace(record.request));
    else if (held === undefined) this.#feed.put(record.request);
    else this.#work.track(this.#feed.complete(held).then(() => this.#feed.put(record.request, true)));
  }

  override start(id: JobId): void {
    super.remove(id);
    this.#granted.delete(id);
    if (this.#ahead.has(id)) this.#work.track(this.#ahead.strike(id));
  }

  /** Then Redis need not have it any more either. */
  override remove(id: JobId): WaitingJob | undefined {
    const job = super.remove(id);
    if (this.#ahead.has(id)) this.#drop(id);
    else if (!this.#granted.delete(id) && job !== undefined && this.#isOpen) this.#takeOut(id);
    return job;
  }

  override startable(): WaitingJob[] {
    return [...this.#granted].sort().flatMap((id) => this.find(id) ?? []);
  }

  /** Which of the others come here next, nobody knows: nothing is prepared for them. */
  override first(): readonly WaitingJob[] {
    return this.#ahead.ids().flatMap((id) => this.find(id) ?? []);
  }

  override taken(): readonly JobId[] {
    return this.#ahead.ids();
  }

  override ask(free: FreeDevices, busy: () => ReadonlyMap<string, number>): void {
    this.#free = free;
    this.#ahead.setBusy(busy());
    if (free.size > 0) this.#pull();
    this.#planAhead();
    // What was taken for devices that are not well any more.
    const isAble = (engine: string) => free.has(engine) || this.#ahead.isBusy(engine);
    for (const { id, engines } of this.first())
      if (!engines.some(isAble)) this.#work.track(this.#giveBack(id));
  }

  override offer(ids: readonly JobId[], isOffered: boolean): void {
    const free = ids.filter((id) => this.#isOpen && !this.#held.has(id));
    const waiting = free.flatMap((id) => this.#jobs.peek(id) ?? []).filter(({ state }) => state === 'queued');
    if (isOffered) for (const { request } of waiting) this.#feed.put(request);
    else this.#work.track(this.#parkAll(waiting));
  }

  override ended(id: JobId): void {
    const job = this.#held.get(id);
    if (job === undefined) return;
    this.#held.delete(id);
    this.#work.track(this.#feed.complete(job));
  }

  // --- as other processes tell of it

  /** A job that waits, as its record says; whoever made it wait has told Redis. */
  note({ request, attempts }: JobRecord, since = attempts.at(-1)?.endedAt ?? request.createdAt): void {
    if (this.has(request.id)) return;
    const engines = choicesOf(request).map(({ engine }) => engine);
    super.add({ id: request.id, engines, preferred: request.preferredDevice, avoid: new Set(), since });
  }

  /** It does not wait any more: another process has it. */
  forget(id: JobId): void {
    if (this.#ahead.has(id)) this.#drop(id);
    if (!this.#granted.has(id)) super.remove(id);
  }

  /** Jobs of an owner who has just paused, as everybody knows: taken ahead, they would not be let go on. */
  parkAhead(): void {
    for (const id of this.#ahead.ids()) {
      const record = this.#jobs.peek(id);
      if (record === undefined || !this.#isParked(id)) continue;
      this.#work.track(this.#park(record, this.#takeBack(id)));
    }
  }

  // --- Redis

  get #jobs(): SharedPort {
    if (this.#port === undefined) throw new Error('the queue is not prepared');
    return this.#port;
  }

  /** Jobs of an owner who has paused are not in Redis, where whoever is free would take them again and again. */
  #isParked(id: JobId): boolean {
    const owner = this.#jobs.peek(id)?.request.owner;
    return owner !== undefined && this.#jobs.isKnownPaused(owner);
  }

  /** One after the other: there may be many. Whoever is faster and takes one sees that it is not to be run. */
  async #parkAll(records: readonly JobRecord[]): Promise<void> {
    for (const record of records)
      if (this.#jobs.isKnownPaused(record.request.owner)) {
        await this.#feed.takeOut(record.request);
        await this.#park(record, undefined);
      }
  }

  async #park({ request }: JobRecord, held: Bull.Job | undefined): Promise<void> {
    if (held !== undefined) await this.#feed.complete(held);
    // Whoever has let them go on meanwhile may not have seen this one.
    if (!(await this.#jobs.isPaused(request.owner))) this.#feed.put(request, true);
  }

  #takeOut(id: JobId): void {
    const request = this.#jobs.peek(id)?.request;
    if (request !== undefined) this.#work.track(this.#feed.takeOut(request));
  }

  #onWake(message: string): void {
    if (!this.#isOpen || this.#isClosed) return;
    this.#planAhead();
    if (this.#free.size === 0) return;
    const { classes, turns } = parseWake(message);
    if (classes !== undefined) this.queues.learn(JSON.stringify(classes));
    if (turns.length === 0 || turns.some((turn) => isTurnOf(this.parts.fleet, turn))) this.#pull();
    else this.parts.clock.schedule(STEAL_AFTER_MS, () => this.#pull());
  }

  #onUp(): void {
    if (!this.#isOpen || !this.parts.link.isUp) return;
    this.parts.link.client.setMaxListeners(0);
    const work = async () => {
      // Whether its locks have held, nobody knows.
      await this.#giveAllBack();
      await this.queues.exchange();
      await this.sweepRedis(true);
      this.#pull();
    };
    this.#work.track(work());
  }

  /** Takes jobs while there are devices for them; one at a time, so that none is taken in vain. */
  #pull(): void {
    if (this.#isPulling) {
      this.#pullAgain = true;
      return;
    }
    if (!this.#mayPull) return;
    this.#isPulling = true;
    const work = async () => {
      try {
        do {
          this.#pullAgain = false;
          while (this.#mayPull && (await this.#pullOne()));
        } while (this.#pullAgain);
      } finally {
        this.#isPulling = false;
      }
    };
    this.#work.track(work());
  }

  get #mayPull(): boolean {
    const { isUp } = this.parts.link;
    return this.#isOpen && !this.#isClosed && isUp && (this.#free.size > 0 || this.#isAheadDue);
  }

  /** Those that are free come first. */
  #planAhead(): void {
    if (this.#isAheadPlanned || this.#isClosed || this.#ahead.room.size === 0) return;
    this.#isAheadPlanned = true;
    this.parts.clock.schedule(AHEAD_AFTER_MS, () => {
      this.#isAheadPlanned = false;
      this.#isAheadDue = true;
      this.#pull();
    });
  }

  /** For a free device, or else for one that is busy. */
  async #pullOne(): Promise<boolean> {
    const own = this.parts.engines.ownClasses();
    const free = new Set(own.filter(({ name }) => this.#free.has(name)).map(({ id }) => id));
    if (free.size > 0) {
      if (await this.#pullFrom(free)) return true;
      const devices = [...this.#free.values()].reduce((sum, engine) => sum + engine.free.length, 0);
      await this.#ahead.ask(this.#queuesOf(free), devices);
    }
    if (!this.#isAheadDue) return false;
    const { room } = this.#ahead;
    if (room.size > 0 && (await this.#pullFrom(room))) return true;
    this.#isAheadDue = false;
    return false;
  }

  #queuesOf(able: ReadonlySet<string>): OpenQueue[] {
    return this.queues.own().filter(({ classes }) => classes.some((id) => able.has(id)));
  }

  /** @param able kinds of engines that are to run it */
  async #pullFrom(able: ReadonlySet<string>): Promise<boolean> {
    const queues = this.#queuesOf(able);
    this.#turn += 1;
    for (let index = 0; index < queues.length; index += 1) {
      const queue = queues[(index + this.#turn) % queues.length];
      const job = await queue?.bull.moveToActive();
      if (job === null || job === undefined || queue === undefined) continue;
      return this.#take(job, queue);
    }
    return false;
  }

  /** Whether there is any use in taking another one now. */
  async #take(job: Bull.Job, queue: OpenQueue): Promise<boolean> {
    const id = parseJobId(String(job.id));
    if (id === undefined) await this.#feed.complete(job);
    // Otherwise its lock was lost for a while, but not the run.
    else if (!this.#held.has(id)) return this.#takeNew(id, job, queue);
    else this.#held.set(id, job);
    return true;
  }

  async #takeNew(id: JobId, job: Bull.Job, queue: OpenQueue): Promise<boolean> {
    this.#held.set(id, job);
    let hasBegun = false;
    try {
      const record = await this.#waiting(id, placeOf(job));
      const isPaused = record !== undefined && (await this.#jobs.isPaused(record.request.owner));
      hasBegun = record !== undefined && !isPaused && !this.#isClosed;
      if (record === undefined || !hasBegun) await this.#letGo(id, job);
      else await this.#begin(record, job, queue);
      return true;
    } catch (error) {
      // Bull gives it to somebody else, or to us again, when the lock has run out.
      if (!hasBegun) this.#held.delete(id);
      this.#logger.warn({ err: error, jobId: id }, 'a waiting job could not be taken; it goes on waiting');
      return false;
    }
  }

  async #begin(record: JobRecord, job: Bull.Job, queue: OpenQueue): Promise<void> {
    const { id } = record.request;
    this.#granted.add(id);
    this.#jobs.start(record);
    if (!this.#granted.has(id)) return;
    // No device has become free meanwhile. It is to be the next here, or the one that was free has gone.
    if (this.#ahead.hasRoomFor(queue)) return this.#ahead.keep(id, job, queue);
    this.#granted.delete(id);
    await this.#letGo(id, job);
  }

  /** Over, before it began here: nobody is to run it. */
  #drop(id: JobId): void {
    const job = this.#takeBack(id);
    if (job !== undefined) this.#work.track(this.#feed.complete(job));
  }

  #takeBack(id: JobId): Bull.Job | undefined {
    const job = this.#held.get(id);
    this.#release(id);
    this.#work.track(this.#ahead.strike(id));
    return job;
  }

  /** It waits, for whoever is free. */
  async #giveBack(id: JobId): Promise<void> {
    if (!this.#granted.has(id)) return;
    this.#release(id);
    await this.#ahead.giveBack(id);
  }

  /** The oldest last, so that it comes to be the first. */
  async #giveAllBack(): Promise<void> {
    for (const id of this.#ahead.ids().toReversed()) await this.#giveBack(id);
  }

  #release(id: JobId): void {
    this.#held.delete(id);
    this.#granted.delete(id);
    this.#jobs.unprepare(id);
    // Whoever reads no records knows only of jobs that it has itself.
    if (this.parts.config.role === 'worker') super.remove(id);
  }

  /** The record of a job that this process may run. */
  async #waiting(id: JobId, place: IntakePlace | undefined): Promise<JobRecord | undefined> {
    let record = await this.#jobs.refresh(id, place);
    if (record === undefined || (await this.#jobs.isHeldElsewhere(record))) return undefined;
    if (record.state === 'running' || record.cancelRequested) record = await this.#jobs.settle(record);
    return record?.state === 'queued' ? record : undefined;
  }

  /** Gives a job back that is not run here. If it waits all the same, it is put into the queue again. */
  async #letGo(id: JobId, job: Bull.Job): Promise<void> {
    this.#held.delete(id);
    await this.#feed.complete(job);
    const record = await this.#jobs.refresh(id);
    if (record?.state !== 'queued' || (await this.#jobs.isPaused(record.request.owner))) return;
    this.#feed.put(record.request, true);
  }

  async #keepLocks(): Promise<void> {
    if (!this.parts.link.isUp) return;
    const keep = async ([id, job]: [JobId, Bull.Job]) => {
      const isKept: unknown = await job.extendLock(this.lockMs);
      // What does not run yet is another's now.
      if (isKept === 0 && this.#ahead.has(id)) await this.#giveBack(id);
    };
    await Promise.all([...this.#held].map(keep));
  }

  /** Jobs of processes that are gone come back by this too, where nobody has noticed otherwise. */
  async #freeStalled(): Promise<void> {
    if (!this.parts.link.isUp) return;
    await this.queues.exchange();
    for (const { bull } of this.queues.own()) await bull.moveUnlockedJobsToWait();
    this.#pull();
  }
}
