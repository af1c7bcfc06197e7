import { Logger } from '@nestjs/common';
import { dirname, join } from 'node:path';
import { Subject } from 'rxjs';
import { errnoOf } from '../../../kernel/errors.js';
import type { JobId } from '../../../kernel/ids.js';
import { GroupLog, type Storage } from '../../../platform/storage/index.js';
import type { JobPaths } from '../job-paths.js';
import type { JobRequest } from '../job.types.js';
import { encodeEvent } from '../journal-codec.js';
import { decodeSubmission, IntakeFile, readBytes } from './intake-file.js';
import type { IntakePlace } from './intake-place.js';

/** Some hundreds of jobs: read within a few milliseconds, and gone soon after the last of them has ended. */
const FILE_BYTES = 256 * 1024;

/** Submissions that other processes have taken in. */
export interface Arrival {
  requests: readonly JobRequest[];
  /** They have only just come: nothing can have happened to them that is not told as well. */
  isFresh: boolean;
}

/**
 * Submissions of all processes, each in files of its own process: `DATA_DIR/intake/<process>/<number>.jsonl`. Many share
 * one sync, and whoever wants to know of them reads them together. A job's submission stays there until the job has
 * ended and its whole record lies in a file of its own.
 */
export class IntakeLog {
  readonly #logger = new Logger(IntakeLog.name);
  readonly #log: GroupLog;
  readonly #files = new Map<string, IntakeFile>();
  /** Of jobs without a file of their own. */
  readonly #places = new Map<JobId, IntakePlace>();
  readonly #arrivals = new Subject<Arrival>();
  #look: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly paths: JobPaths,
    private readonly process: string,
  ) {
    const pathOf = (number: number) => paths.intakeFile(process, number);
    this.#log = new GroupLog(storage, { pathOf, fileBytes: FILE_BYTES });
  }

  /** What {@link readTo} and {@link look} find; each submission once. */
  get arrivals(): Subject<Arrival> {
    return this.#arrivals;
  }

  /** Durable when it resolves. @throws DomainError storage_full */
  async write(request: JobRequest): Promise<void> {
    const line = encodeEvent({ type: 'submitted', at: request.createdAt, request });
    const place = await this.#log.append(line);
    const file = this.#file(this.process, place.file);
    file.read = Math.max(file.read, place.offset + place.length);
    file.jobs.add(request.id);
    this.#places.set(request.id, { ...place, process: this.process });
  }

  placeOf(id: JobId): IntakePlace | undefined {
    return this.#places.get(id);
  }

  /** What somebody else has said; it is believed when the job is found there. */
  locate(id: JobId, place: IntakePlace): void {
    if (!this.#places.has(id)) this.#places.set(id, place);
  }

  /** Undefined where the place is not known, or holds nothing of this job. */
  async read(id: JobId): Promise<JobRequest | undefined> {
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    try {
      const path = this.paths.intakeFile(place.process, place.file);
      const request = decodeSubmission(await readBytes(this.storage.files, path, place));
      if (request?.id === id) return request;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
    this.#places.delete(id);
    return undefined;
  }

  /** What another process has told of: the submissions up to a byte of one of its files. */
  async readTo(process: string, number: number, end: number): Promise<void> {
    if (process === this.process) return;
    const requests = await this.#take(this.#file(process, number), end);
    if (requests.length > 0) this.#arrivals.next({ requests, isFresh: true });
  }

  /**
   * All that is new here. Lines count when they were there at the look before, too: then they are surely synced.
   * @param isAll they count at once: somebody has been told of one of them
   */
  look(isAll = false): Promise<void> {
    // Whoever asks while another look is under way is not helped by that one: it may have begun too early.
    const work = async () => {
      const requests = await this.#lookAround(isAll);
      if (requests.length > 0) this.#arrivals.next({ requests, isFresh: false });
    };
    this.#look = this.#look.then(work, work);
    return this.#look;
  }

  /** All there is, for the start of a process; what it returns is not told as arrived. */
  scan(): Promise<JobRequest[]> {
    return this.#lookAround(true);
  }

  /** The job has a file of its own, or never counted. */
  drop(id: JobId): void {
    const place = this.#places.get(id);
    this.#places.delete(id);
    if (place !== undefined) this.#files.get(keyOf(place.process, place.file))?.jobs.delete(id);
  }

  /** Jobs of all files that are known here, with their processes. */
  *files(): IterableIterator<IntakeFile> {
    yield* this.#files.values();
  }

  /** Whether this process writes into its own file no more. */
  isLeft({ number }: IntakeFile): boolean {
    return number < this.#log.file;
  }

  /** Removes a file of which no job is left. */
  async remove(file: IntakeFile): Promise<void> {
    const size = (await this.storage.files.stat(file.path))?.size;
    if (size !== undefined && size > file.read) return;
    await this.storage.removeTree(file.path);
    this.#files.delete(keyOf(file.process, file.number));
    if (file.process !== this.process) await this.storage.removeEmptyFolder(dirname(file.path));
  }

  async #lookAround(isAll: boolean): Promise<JobRequest[]> {
    const found: JobRequest[] = [];
    for (const { name: process, isDirectory } of await this.storage.files.list(this.paths.intake)) {
      if (!isDirectory || process === this.process || !/^[0-9a-f-]{36}$/.test(process)) continue;
      for (const { name } of await this.storage.files.list(join(this.paths.intake, process))) {
        const number = Number(/^(\d{1,9})\.jsonl$/.exec(name)?.[1] ?? 0);
        if (number > 0) found.push(...(await this.#lookAt(this.#file(process, number), isAll)));
      }
    }
    return found;
  }

  async #lookAt(file: IntakeFile, isAll: boolean): Promise<JobRequest[]> {
    const size = (await this.storage.files.stat(file.path))?.size ?? 0;
    const end = isAll ? size : Math.min(size, file.seen);
    file.seen = size;
    return this.#take(file, end);
  }

  async #take(file: IntakeFile, end: number): Promise<JobRequest[]> {
    const { process, number, damaged } = file;
    try {
      const found = await file.readTo(end);
      for (const { request, offset, length } of found)
        this.#places.set(request.id, { process, file: number, offset, length });
      if (file.damaged > damaged)
        this.#logger.error({ path: file.path }, 'submissions in this file are damaged; it is left as it is');
      return found.map(({ request }) => request);
    } catch (error) {
      // All of its jobs have files of their own by now.
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  #file(process: string, number: number): IntakeFile {
    const key = keyOf(process, number);
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const path = this.paths.intakeFile(process, number);
    const made = new IntakeFile(this.storage.files, process, number, path);
    this.#files.set(key, made);
    return made;
  }
}

function keyOf(process: string, number: number): string {
  return `${process}/${number}`;
}
