import { join } from 'node:path';
import { errnoOf } from '../../kernel/errors.js';
import { type JobId, parseJobId, shardOf } from '../../kernel/ids.js';
import type { Storage } from '../../platform/storage/index.js';
import type { JobEvent } from './job-event.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';

/** Of one job; more is no life of a job but a loop. */
const MOST_LINES = 100_000;

/**
 * The lines of a job that came after its submission, each in a file of its own: `DATA_DIR/lines/<shard>/<id>.<number>`.
 * Whoever makes the file has written the line; nobody can write another one in its place. That is all the locking there
 * is: it needs neither a lock that somebody could die with, nor clocks, and holds over NFS.
 */
export class LineFiles {
  constructor(
    private readonly storage: Storage,
    readonly folder: string,
  ) {}

  /** Durable when it resolves to true; false if somebody else has written that line. */
  write(id: JobId, number: number, event: JobEvent): Promise<boolean> {
    return this.storage.claimFile(this.path(id, number), encodeEvent(event));
  }

  /** Undefined if there is no such line yet. @throws Error if it is damaged */
  async read(id: JobId, number: number): Promise<JobEvent | undefined> {
    if (number > MOST_LINES) throw new Error(`job ${id} has more than ${MOST_LINES} lines`);
    let text: string;
    try {
      text = (await this.storage.files.readFile(this.path(id, number))).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    const [event] = decodeJournal(text).events;
    if (event === undefined) throw new Error(`line ${number} of job ${id} is damaged`);
    return event;
  }

  /** Removed from the last to the first, so that a reader never finds a hole. */
  async remove(id: JobId, from: number, to: number): Promise<void> {
    for (let number = to; number >= from; number -= 1)
      await this.storage.files.removeTree(this.path(id, number));
  }

  path(id: JobId, number: number): string {
    return join(this.folder, shardOf(id), `${id}.${number}`);
  }

  /** Which line of which job a file is; undefined for anything else. */
  static parse(name: string): { id: JobId; number: number } | undefined {
    const [, text = '', digits = ''] = /^([0-9a-f-]{36})\.(\d{1,6})$/.exec(name) ?? [];
    const id = parseJobId(text);
    return id === undefined ? undefined : { id, number: Number(digits) };
  }
}

/** All of them, by job and number. */
export async function readLines(
  storage: Storage,
  folder: string,
): Promise<ReadonlyMap<JobId, ReadonlyMap<number, JobEvent>>> {
  const found = new Map<JobId, Map<number, JobEvent>>();
  for await (const files of storage.files.scan(folder)) {
    for (const { path, text } of files) {
      const line = LineFiles.parse(path.slice(path.indexOf('/') + 1));
      const [event] = decodeJournal(text).events;
      if (line === undefined || event === undefined) continue;
      const lines = found.get(line.id) ?? new Map<number, JobEvent>();
      found.set(line.id, lines.set(line.number, event));
    }
  }
  return found;
}
