import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { errnoOf } from '../../../kernel/errors.js';
import { type JobId, madeAt } from '../../../kernel/ids.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { Storage } from '../../../platform/storage/index.js';
import type { JobEvent } from '../job-event.js';
import { applyEvent, foldJob, isFinal } from '../job-fold.js';
import { AlreadyMadeError, FencedError, JobJournal } from '../job-journal.js';
import { JobPaths } from '../job-paths.js';
import type { JobRecord, JobRequest } from '../job.types.js';
import { decodeJournal, encodeEvent } from '../journal-codec.js';
import { LineFiles } from '../line-files.js';
import { IntakeLog } from './intake-log.js';
import type { IntakePlace } from './intake-place.js';

/** A record, and how many lines it is made of. */
interface Folded {
  record: JobRecord;
  lines: number;
}

/** On the own monotonic clock: when it was seen that there was no further line. */
interface Known extends Folded {
  at: number;
}

/** Lines of a job stay longer than this after its end: who knows of it no longer ago finds them all. */
const TRUSTED_MS = 5 * 60_000;

/** A submission that is older has been told of, or found by a look into the folders; with room for clocks that differ. */
const NEW_MS = 3 * 60_000;

/** Only the process that runs an attempt says what becomes of it. */
const OF_THE_HOLDER: ReadonlySet<JobEvent['type']> = new Set([
  'attempt-resumed',
  'remote-job',
  'output-sealed',
  'attempt-ended',
  'attempt-withdrawn',
  'succeeded',
  'failed',
  'cancelled',
]);

/** What a run must not go on without. */
const ESSENTIAL: ReadonlySet<JobEvent['type']> = new Set(['attempt-started', 'remote-job', 'output-sealed']);

/**
 * Records that many processes write. Each event is decided on the newest record and claims the next line of the job: if
 * another process has claimed it meanwhile, that line is read and the event decided anew. So there is one order of
 * events that all agree on, and an attempt that was given up can never publish: its line comes after the one that ended
 * it, and does not count.
 */
@Injectable()
export class SharedJournal extends JobJournal {
  readonly paths: JobPaths;
  readonly lines: LineFiles;
  readonly intake: IntakeLog;
  readonly isShared = true;
  /** Records that are not final; the others are read again if anybody wants to change them. */
  readonly #known = new Map<JobId, Known>();

  constructor(
    private readonly storage: Storage,
    private readonly fleet: Fleet,
    @Inject(CONFIG) config: Config,
  ) {
    super();
    this.paths = new JobPaths(config.dataDir, config.staticDir, fleet.id);
    this.lines = new LineFiles(storage, this.paths.lines);
    this.intake = new IntakeLog(storage, this.paths, fleet.id);
  }

  /**
   * Many at a time share one sync. Those that another process may be asked for as well have a file each, that only one
   * of them can make.
   */
  async create(request: JobRequest): Promise<void> {
    if (request.idempotency === undefined && request.client === undefined) return this.intake.write(request);
    const path = this.paths.journal(request.id);
    const line = encodeEvent({ type: 'submitted', at: request.createdAt, request });
    if (await this.storage.claimFile(path, line)) return;
    await this.storage.syncName(path);
    throw new AlreadyMadeError('Another process has made this job.');
  }

  /** A line among others stays: it belongs to a batch that was never made, so it never counts. */
  async discard(id: JobId): Promise<void> {
    if (this.intake.placeOf(id) === undefined) await this.storage.removeTree(this.paths.journal(id));
    this.forget(id);
  }

  /** Where a job's submission lies, as whoever took it in has said. */
  locate(id: JobId, place: IntakePlace): void {
    if (!this.#known.has(id)) this.intake.locate(id, place);
  }

  async append(known: JobRecord, events: readonly JobEvent[]): Promise<JobRecord> {
    let record = known;
    for (const event of events) record = await this.#append(record, event);
    return record;
  }

  async #append(known: JobRecord, event: JobEvent): Promise<JobRecord> {
    const { id } = known.request;
    const isClaim = event.type === 'attempt-started' || event.type === 'attempt-resumed';
    const own: JobEvent = isClaim ? { ...event, process: this.fleet.id } : event;
    for (;;) {
      const folded = await this.#newest(id);
      if (folded === undefined) throw new Error(`the record of job ${id} is gone`);
      const { record, lines } = folded;
      const next = (await this.#mayWrite(record, own)) ? applyEvent(record, own) : record;
      if (next === record) {
        if (ESSENTIAL.has(own.type)) throw new FencedError(`Another process has taken job ${id} over.`);
        return sameOr(known, record);
      }
      if (await this.lines.write(id, lines, own)) {
        this.#keep({ record: next, lines: lines + 1 });
        return next;
      }
    }
  }

  async read(id: JobId): Promise<JobRecord | undefined> {
    return (await this.#newest(id))?.record;
  }

  async isHeldElsewhere(record: JobRecord): Promise<boolean> {
    const holder = record.state === 'running' ? record.attempts.at(-1)?.process : undefined;
    return holder !== undefined && holder !== this.fleet.id && !(await this.fleet.isGone(holder));
  }

  /** Writes a final record into one file, as a portal without Redis has it, and drops the single lines. */
  async compact(id: JobId): Promise<void> {
    const own = (await this.#readFile(id)) ?? [];
    const base = own.length > 0 ? own : ((await this.#readSubmission(id)) ?? []);
    const all = [...base, ...(await this.#linesFrom(id, base.length))];
    const record = foldJob(all);
    if (record === undefined || !isFinal(record.state)) return;
    // Another process that has just done the same was further, and has begun to remove lines that are read here.
    const now = (await this.#readFile(id)) ?? [];
    if (now.length > own.length) return;
    if (all.length > own.length)
      await this.storage.replaceFile(this.paths.journal(id), all.map(encodeEvent).join(''));
    await this.lines.remove(id, 1, all.length - 1);
    this.intake.drop(id);
  }

  async #linesFrom(id: JobId, first: number): Promise<JobEvent[]> {
    const events: JobEvent[] = [];
    for (let number = first; ; number += 1) {
      const event = await this.lines.read(id, number);
      if (event === undefined) return events;
      events.push(event);
    }
  }

  /** Whether somebody has done {@link compact}, and nobody needs what came before any more. */
  async isCompact(id: JobId): Promise<boolean> {
    if ((await this.storage.files.stat(this.lines.path(id, 1))) !== undefined) return false;
    return (await this.storage.files.stat(this.paths.journal(id))) !== undefined;
  }

  /** A job that never counted. */
  forget(id: JobId): void {
    this.intake.drop(id);
    this.#known.delete(id);
  }

  /** As it was read among others: saves reading it again. */
  adopt(record: JobRecord, lines: number): void {
    this.#keep({ record, lines });
  }

  /** How many lines are known of a job that is not final. */
  linesOf(id: JobId): number | undefined {
    return this.#known.get(id)?.lines;
  }

  async #mayWrite(record: JobRecord, event: JobEvent): Promise<boolean> {
    if (!OF_THE_HOLDER.has(event.type)) return true;
    return !(await this.isHeldElsewhere(record));
  }

  async #newest(id: JobId): Promise<Folded | undefined> {
    const known = this.#known.get(id);
    const isFresh = known !== undefined && performance.now() - known.at < TRUSTED_MS;
    const start = isFresh ? known : await this.#readStart(id);
    if (start === undefined) return undefined;
    let { record, lines } = start;
    for (;;) {
      const event = await this.lines.read(id, lines);
      if (event === undefined) break;
      record = applyEvent(record, event);
      lines += 1;
    }
    // Somebody else of this process may have gone further meanwhile.
    const now = this.#known.get(id);
    if (now !== undefined && now.lines >= lines) {
      now.at = performance.now();
      return now;
    }
    const newest = { record, lines };
    this.#keep(newest);
    return newest;
  }

  #keep(folded: Folded): void {
    const { record } = folded;
    if (isFinal(record.state)) this.#known.delete(record.request.id);
    else this.#known.set(record.request.id, { ...folded, at: performance.now() });
  }

  async #readStart(id: JobId): Promise<Folded | undefined> {
    // Side by side: the device of a job that has just been taken waits for it.
    const [own, submission, first] = await Promise.all([
      this.#readFile(id),
      this.intake.read(id),
      this.lines.read(id, 1),
    ]);
    let base = own ?? (submission && [submitted(submission)]);
    base ??= await this.#readSubmission(id);
    const events = base?.length === 1 && first !== undefined ? [...base, first] : base;
    const record = events && foldJob(events);
    return record === undefined || events === undefined ? undefined : { record, lines: events.length };
  }

  /** From where many lie together; looked for there, if nobody has said where. */
  async #readSubmission(id: JobId): Promise<JobEvent[] | undefined> {
    let request = await this.intake.read(id);
    // Who reads all records has been told of the older ones. This bounds what a made-up id costs.
    const mayBeNew = Math.abs(Date.now() - madeAt(id)) < NEW_MS || this.fleet.role === 'worker';
    if (request === undefined && mayBeNew) {
      await this.intake.look(true);
      request = await this.intake.read(id);
    }
    return request && [submitted(request)];
  }

  async #readFile(id: JobId): Promise<JobEvent[] | undefined> {
    try {
      const content = await this.storage.files.readFile(this.paths.journal(id));
      return decodeJournal(content.toString('utf8')).events;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function submitted(request: JobRequest): JobEvent {
  return { type: 'submitted', at: request.createdAt, request };
}

/** `known` itself where it says the same, so that callers see that nothing has changed. */
function sameOr(known: JobRecord, record: JobRecord): JobRecord {
  return JSON.stringify(known) === JSON.stringify(record) ? known : record;
}
