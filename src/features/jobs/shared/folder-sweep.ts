import { Injectable, Logger } from '@nestjs/common';
import { join } from 'node:path';
import { Clock } from '../../../kernel/clock.js';
import { type JobId, parseJobId } from '../../../kernel/ids.js';
import { Storage } from '../../../platform/storage/index.js';
import { isFinal } from '../job-fold.js';
import { JobJournal } from '../job-journal.js';
import { JobStore } from '../job-store.js';
import type { BatchFacts } from '../record-scanner.js';
import { LineFiles } from '../line-files.js';
import type { JobRecord } from '../job.types.js';
import { Compactor } from './compactor.js';
import { IntakeArrivals } from './intake-arrivals.js';
import { SharedJournal } from './shared-journal.js';

/** What no message told is found after this, at the latest. */
const LOOK_MS = 10_000;
/** After a loss of messages; all processes tell of the same one. */
const SOON_MS = 500;
/** Folders whose time of change is that close to the last look are looked at again: clocks of servers are coarse. */
const OVERLAP_MS = 60_000;

/** Looks into the folders for what no message has told: records that other processes have made or changed. */
@Injectable()
export class FolderSweep {
  readonly #logger = new Logger(FolderSweep.name);
  readonly #lookedAt = new Map<string, number>();
  #batches: BatchFacts | undefined;
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;
  #isLooking = false;
  #isWanted = false;

  constructor(
    private readonly storage: Storage,
    private readonly journal: JobJournal,
    private readonly store: JobStore,
    private readonly arrivals: IntakeArrivals,
    private readonly compactor: Compactor,
    private readonly clock: Clock,
  ) {}

  start(batches: BatchFacts): void {
    this.#batches = batches;
    this.arrivals.open();
    this.#plan();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  async sweep(): Promise<void> {
    const { journal } = this;
    if (!(journal instanceof SharedJournal)) return;
    if (this.#batches !== undefined) await this.arrivals.look(this.#batches);
    await this.#forChanged(journal.paths.journals, (name) => this.#takeRecord(name));
    const lines = new Map<JobId, number>();
    await this.#forChanged(journal.lines.folder, (name) => {
      const line = LineFiles.parse(name);
      if (line !== undefined) lines.set(line.id, Math.max(lines.get(line.id) ?? 0, line.number + 1));
      return Promise.resolve();
    });
    for (const [id, count] of lines) await this.#takeLines(journal, id, count);
    await this.compactor.run();
  }

  lookSoon(): void {
    // One that has begun may have passed the place already: another one follows it.
    if (this.#isLooking) this.#isWanted = true;
    else this.#plan(SOON_MS);
  }

  #plan(ms = this.#isWanted ? SOON_MS : LOOK_MS): void {
    if (this.#isStopped) return;
    this.#cancelTimer();
    this.#cancelTimer = this.clock.schedule(ms, () => {
      this.#isLooking = true;
      this.#isWanted = false;
      this.sweep()
        .catch((error: unknown) =>
          this.#logger.warn({ err: error }, 'a look into the folders failed; trying again'),
        )
        .finally(() => {
          this.#isLooking = false;
          this.#plan();
        });
    });
  }

  /** The names in all folders below `root` in which something may have come or gone since the last look. */
  async #forChanged(root: string, take: (name: string) => Promise<void>): Promise<void> {
    for (const { name: shard, isDirectory } of await this.storage.files.list(root)) {
      if (!isDirectory) continue;
      const folder = join(root, shard);
      const stat = await this.storage.files.stat(folder);
      const changedAt = stat?.mtimeMs ?? 0;
      const isOld = this.clock.now() - changedAt > OVERLAP_MS;
      if (isOld && this.#lookedAt.get(folder) === changedAt) continue;
      for (const { name } of await this.storage.files.list(folder)) await take(name);
      this.#lookedAt.set(folder, changedAt);
    }
  }

  async #takeRecord(name: string): Promise<void> {
    const id = name.endsWith('.jsonl') ? parseJobId(name.slice(0, -'.jsonl'.length)) : undefined;
    if (id === undefined || this.store.peek(id) !== undefined || this.store.isCreating(id)) return;
    const record = await this.journal.read(id);
    // Nobody has been told of a job whose batch is not there yet.
    if (record !== undefined && (await this.#counts(record))) await this.store.refresh(id);
  }

  async #counts({ request, attempts }: JobRecord): Promise<boolean> {
    const { id, batch } = request;
    if (batch === undefined || attempts.length > 0) return true;
    return (await this.#batches?.look?.(batch.id, id)) === true;
  }

  async #takeLines(journal: SharedJournal, id: JobId, count: number): Promise<void> {
    const known = this.store.peek(id);
    if (known === undefined) return;
    if (isFinal(known.state)) this.compactor.note(id, known.finishedAt ?? 0);
    else if ((journal.linesOf(id) ?? 0) < count) await this.store.refresh(id);
  }
}
