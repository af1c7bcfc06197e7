import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { JobId } from '../../../kernel/ids.js';
import { EventBus, type PortalEvent } from '../../../platform/events/event-bus.js';
import { Dispatcher } from '../dispatcher.js';
import { isFinal } from '../job-fold.js';
import { JobJournal } from '../job-journal.js';
import { JobStore } from '../job-store.js';
import type { JobRecord } from '../job.types.js';
import type { BatchFacts } from '../record-scanner.js';
import { RunsElsewhere } from '../runs-elsewhere.js';
import { BullQueue } from './bull-queue.js';
import { SharedJournal } from './shared-journal.js';
import { SharedPort } from './shared-port.js';
import { Watchers } from './watchers.js';

/** How often the records of own runs are looked at, should no message tell that one is to stop. */
const OWN_RUNS_MS = 1000;

/** What keeps the picture of the jobs that this process has the same as that of the others. */
@Injectable()
export class SharedParts {
  readonly port: SharedPort;
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly dispatcher: Dispatcher,
    private readonly watch: Watchers,
    private readonly events: EventBus,
    private readonly elsewhere: RunsElsewhere,
    journal: JobJournal,
    private readonly clock: Clock,
  ) {
    const { orphans } = watch;
    this.port = {
      refresh: (id, place) => {
        if (place !== undefined && journal instanceof SharedJournal) journal.locate(id, place);
        return store.refresh(id);
      },
      placeOf: (id) => (journal instanceof SharedJournal ? journal.intake.placeOf(id) : undefined),
      isHeldElsewhere: (record) => journal.isHeldElsewhere(record),
      isPaused: (owner) => watch.pauses.queues.isPaused(owner),
      isKnownPaused: (owner) => dispatcher.paused.has(owner),
      settle: (record) => orphans.settle(record),
      peek: (id) => store.peek(id),
      start: (record) => this.#begin(record),
      unprepare: (id) => dispatcher.unprepare(id),
    };
  }

  start(): void {
    this.watch.arrivals.start();
    this.watch.sync.start();
    this.watch.pauses.start();
    this.events.events.subscribe((event) => this.#follow(event));
    this.#planOwnRuns();
  }

  open(batches: BatchFacts, isReader: boolean): void {
    if (!isReader) return;
    this.watch.folders.start(batches);
    this.watch.sync.losses.subscribe(() => this.watch.folders.lookSoon());
    this.watch.orphans.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    this.watch.folders.stop();
    this.watch.pauses.stop();
    await this.watch.orphans.stop();
  }

  /** A device that broke under the job, here, is taken only where no other is free. */
  #begin(record: JobRecord): void {
    const broken = record.attempts.filter(({ problem }) => problem?.reason === 'device-fault');
    this.dispatcher.enqueue(record.request, { avoid: new Set(broken.map(({ device }) => device)) });
    this.dispatcher.pump();
  }

  /** Keeps the list of waiting jobs, and the own runs, as the records have them. */
  #follow(event: PortalEvent): void {
    const { queue } = this.dispatcher;
    if (!(queue instanceof BullQueue)) return;
    if (event.type === 'queue') queue.parkAhead();
    if (event.type !== 'job' || !event.durable) return;
    const id = event.id as JobId;
    const record = this.store.peek(id);
    if (record === undefined) return;
    if (record.state !== 'queued') queue.forget(id);
    if (isFinal(record.state)) this.elsewhere.end(id);
    if (record.state === 'queued') queue.note(record);
    if (event.isFromElsewhere === true) this.watch.runs.check(id);
  }

  #planOwnRuns(): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.clock.schedule(OWN_RUNS_MS, () => {
      const taken = this.dispatcher.queue.taken();
      for (const id of [...this.watch.runs.ids(), ...taken]) this.watch.sync.refresh(id);
      this.#planOwnRuns();
    });
  }
}
