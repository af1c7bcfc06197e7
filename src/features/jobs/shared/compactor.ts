import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { JobId } from '../../../kernel/ids.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { Storage } from '../../../platform/storage/index.js';
import { JobJournal } from '../job-journal.js';
import type { IntakeFile } from './intake-file.js';
import { SharedJournal } from './shared-journal.js';

/** Lines stay that long after the end of a job, so that every process has read them. */
const COMPACT_AFTER_MS = 10 * 60_000;
const COMPACT_AT_ONCE = 200;
/** Files of a process that is gone stay that long: it may only have been halted, and come back. */
const LEFT_FOR_MS = 3_600_000;

/** Brings what was written of jobs that have ended long ago into one file for each, and tidies up behind it. */
@Injectable()
export class Compactor {
  readonly #ended = new Map<JobId, number>();

  constructor(
    private readonly journal: JobJournal,
    private readonly storage: Storage,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
  ) {}

  note(id: JobId, endedAt: number): void {
    this.#ended.set(id, endedAt);
  }

  async run(): Promise<void> {
    const { journal } = this;
    if (!(journal instanceof SharedJournal)) return;
    await this.#compact(journal);
    for (const file of journal.intake.files())
      if (file.jobs.size === 0 && file.damaged === 0 && (await this.#isLeft(journal, file)))
        await journal.intake.remove(file);
  }

  /** One process does it; should two, because each takes the other for gone, the second one sees what is done. */
  async #compact(journal: SharedJournal): Promise<void> {
    const before = this.clock.now() - COMPACT_AFTER_MS;
    const isFirst = this.#isFirst();
    let left = COMPACT_AT_ONCE;
    for (const [id, endedAt] of this.#ended) {
      if (endedAt > before) continue;
      if ((left -= 1) < 0) return;
      if (isFirst) await journal.compact(id);
      else if (!(await journal.isCompact(id))) continue;
      journal.intake.drop(id);
      this.#ended.delete(id);
    }
  }

  /** Of the living processes that read all records. */
  #isFirst(): boolean {
    const others = this.fleet.peers().filter(({ isAlive, sign }) => isAlive && sign.role !== 'worker');
    return others.every(({ sign }) => this.fleet.id < sign.id);
  }

  async #isLeft(journal: SharedJournal, file: IntakeFile): Promise<boolean> {
    if (file.process === this.fleet.id) return journal.intake.isLeft(file);
    if (!(await this.fleet.isGone(file.process))) return false;
    const stat = await this.storage.files.stat(file.path);
    return stat === undefined || this.clock.now() - stat.mtimeMs > LEFT_FOR_MS;
  }
}
