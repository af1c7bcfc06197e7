import { Injectable, Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Clock } from '../../../kernel/clock.js';
import type { JobId } from '../../../kernel/ids.js';
import { EventBus, type PortalEvent } from '../../../platform/events/event-bus.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { RedisLink } from '../../../platform/redis/index.js';
import { JobStore } from '../job-store.js';
import { RunsElsewhere } from '../runs-elsewhere.js';
import type { IntakePlace } from './intake-place.js';
import { RunTeller } from './run-teller.js';
import { SharedJournal } from './shared-journal.js';
import { type Message, messageSchema, type ToldRun } from './told-run.js';

/** A change of a device is told that soon; several in a row once. */
const SIGN_DELAY_MS = 100;
/** As JSON.stringify writes them. */
const RUN_PREFIX = '{"type":"run",';

/**
 * Tells the other processes what has changed here, and hears what has changed there. Messages carry ids: what became of
 * a job is read from its record. What a message that was lost would have told, the next sweep finds.
 */
@Injectable()
export class RecordSync {
  readonly #logger = new Logger(RecordSync.name);
  /** Messages may have been lost: the folders tell what they said. */
  readonly losses = new Subject<void>();
  #isSignPlanned = false;
  /** No record could be read since one could not. */
  #isFolderMute = false;
  /** Refreshes under way, and whether one more has been asked for meanwhile. */
  readonly #refreshing = new Map<JobId, boolean>();
  /** How far the own files of submissions reach that are still to be told of. */
  readonly #intakeEnds = new Map<number, number>();

  constructor(
    private readonly events: EventBus,
    private readonly link: RedisLink,
    private readonly fleet: Fleet,
    private readonly store: JobStore,
    private readonly runs: RunTeller,
    private readonly elsewhere: RunsElsewhere,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.link.listen(this.#channel, (text) => this.#hear(text));
    this.events.events.subscribe((event) => this.#pass(event));
    // What this process can do is of use to the others at once.
    this.link.ups.subscribe(() => {
      this.#send({ type: 'sign', from: this.fleet.id });
      // What it said, and what the others said, while there was no connection, nobody has heard.
      this.#send({ type: 'look', from: this.fleet.id });
      this.losses.next();
    });
  }

  get #channel(): string {
    return `reelsmith-${this.fleet.group}:events`;
  }

  #pass(event: PortalEvent): void {
    if (event.type === 'queue' || event.isFromElsewhere === true) return;
    if (event.type === 'device') this.#planSign();
    else if (event.durable) this.#passJob(event.id as JobId, event.isNew);
    else {
      const run = this.runs.tell(event.id as JobId);
      if (run !== undefined) this.#send({ type: 'run', run, from: this.fleet.id });
    }
  }

  /** New jobs are told of together: the others read them together, too. */
  #passJob(id: JobId, isNew = false): void {
    const place = isNew ? this.#placeOfNew(id) : undefined;
    if (place === undefined) {
      this.#send({ type: 'job', id, from: this.fleet.id });
      return;
    }
    if (this.#intakeEnds.size === 0) setImmediate(() => this.#tellIntake());
    const end = place.offset + place.length;
    this.#intakeEnds.set(place.file, Math.max(this.#intakeEnds.get(place.file) ?? 0, end));
  }

  /** Undefined for those with a file of their own, and of a batch: they count when that is there. */
  #placeOfNew(id: JobId): IntakePlace | undefined {
    const { journal } = this.store;
    if (!(journal instanceof SharedJournal)) return undefined;
    return this.store.peek(id)?.request.batch === undefined ? journal.intake.placeOf(id) : undefined;
  }

  #tellIntake(): void {
    for (const [file, end] of this.#intakeEnds)
      this.#send({ type: 'intake', file, end, from: this.fleet.id });
    this.#intakeEnds.clear();
  }

  #send(message: Message): void {
    this.link.publish(this.#channel, JSON.stringify(message));
  }

  /** What a device does is in the sign of its process; the others are told to read it. */
  #planSign(): void {
    if (this.#isSignPlanned) return;
    this.#isSignPlanned = true;
    this.clock.schedule(SIGN_DELAY_MS, () => {
      this.#isSignPlanned = false;
      this.fleet.tellNow().then(
        () => this.#send({ type: 'sign', from: this.fleet.id }),
        (error: unknown) =>
          this.#logger.warn(
            { err: error },
            'the own sign could not be written; trying again at the next beat',
          ),
      );
    });
  }

  #hear(text: string): void {
    // Most messages by far, and no worker looks at them: not even parsed there.
    if (this.fleet.role === 'worker' && text.startsWith(RUN_PREFIX)) return;
    const message = parse(text);
    if (message === undefined || message.from === this.fleet.id) return;
    if (message.type === 'job') this.refresh(message.id);
    else if (message.type === 'run') this.#takeRun(message.run, message.from);
    else if (message.type === 'intake') void this.#takeIntake(message);
    else if (message.type === 'look') this.losses.next();
    else if (this.fleet.role !== 'worker') void this.fleet.look(message.from);
  }

  async #takeIntake({ from, file, end }: Extract<Message, { type: 'intake' }>): Promise<void> {
    const { journal } = this.store;
    if (this.fleet.role === 'worker' || !(journal instanceof SharedJournal)) return;
    try {
      await journal.intake.readTo(from, file, end);
    } catch (error) {
      this.#logger.warn({ err: error }, 'new jobs of another process cannot be read; trying again with all');
    }
  }

  /** A worker only wants to know of jobs that it has itself, or runs next. */
  refresh(id: JobId): void {
    if (this.fleet.role === 'worker' && !this.runs.isOurs(id)) return;
    if (this.#refreshing.has(id)) {
      this.#refreshing.set(id, true);
      return;
    }
    this.#refreshing.set(id, false);
    void this.#refresh(id);
  }

  async #refresh(id: JobId): Promise<void> {
    try {
      do {
        this.#refreshing.set(id, false);
        await this.store.refresh(id);
      } while (this.#refreshing.get(id) === true);
      this.#isFolderMute = false;
    } catch (error) {
      // Told once, since each message may fail while it lasts. The next sweep asks again.
      if (!this.#isFolderMute)
        this.#logger.warn({ err: error, jobId: id }, 'a record could not be read again');
      this.#isFolderMute = true;
    } finally {
      this.#refreshing.delete(id);
    }
  }

  #takeRun(told: ToldRun, process: string): void {
    if (this.fleet.role === 'worker') return;
    const { id, ...run } = told;
    if (!this.elsewhere.tell(id, { ...run, process })) return;
    const owner = this.store.peek(id)?.request.owner;
    if (owner === undefined) return;
    const at = this.clock.now();
    this.events.publish({ type: 'job', id, owner, at, durable: false, isFromElsewhere: true });
  }
}

function parse(text: string): Message | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not ours: anybody may publish there.
    return undefined;
  }
}
