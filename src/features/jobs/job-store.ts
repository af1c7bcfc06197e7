import { Injectable } from '@nestjs/common';
import type { JobId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { GenerationSpec } from '../engines/index.js';
import { ClientIndex } from './client-index.js';
import { FacadeJobs } from './facade-jobs.js';
import type { JobEvent } from './job-event.js';
import { foldJob, isFinal } from './job-fold.js';
import { JobJournal } from './job-journal.js';
import type { JobRecord, JobRequest } from './job.types.js';
import type { JobPaths } from './job-paths.js';

/** Prompts of finished jobs longer than this (characters) are cut in memory and read from disk when asked for. */
const KEPT_PROMPT_LENGTH = 1000;

/**
 * The jobs, by id. Memory holds what every listing needs; the truth is one journal a job on disk. An event counts
 * only when it is durable: first the journal, then memory, then the event bus.
 */
@Injectable()
export class JobStore {
  readonly clients = new ClientIndex();
  readonly facades = new FacadeJobs();
  readonly #records = new Map<JobId, JobRecord>();
  /** All ids, ascending: oldest first, since they are UUID v7. */
  #order: JobId[] = [];
  /** Of jobs that are not final; few, however many there are. */
  readonly #unfinished = new Set<JobId>();
  readonly #appends = new Map<JobId, Promise<unknown>>();
  /** Journals that are being created; recovery leaves them alone. */
  readonly #creating = new Set<JobId>();

  constructor(
    private readonly clock: Clock,
    private readonly events: EventBus,
    readonly journal: JobJournal,
  ) {}

  get paths(): JobPaths {
    return this.journal.paths;
  }

  /**
   * Makes a submission durable, without making it visible yet: a batch becomes visible with its last job.
   * @throws DomainError storage_full; conflict where a client's id is taken
   */
  async write(request: JobRequest): Promise<void> {
    this.clients.reserve(request);
    this.#creating.add(request.id);
    try {
      await this.journal.create(request);
    } catch (error) {
      this.#creating.delete(request.id);
      this.clients.release(request);
      throw error;
    }
  }

  /** Makes a written job visible. */
  admit(request: JobRequest): JobRecord {
    const record = foldJob([{ type: 'submitted', at: request.createdAt, request }]);
    if (record === undefined) throw new Error('a submission always folds');
    this.#creating.delete(request.id);
    this.#keep(record);
    this.#announce(record, { isNew: true });
    return record;
  }

  /** A job that another process has just taken in, and to which nothing has happened yet. */
  takeIn(record: JobRecord): void {
    const { id } = record.request;
    if (this.#records.has(id) || this.#creating.has(id)) return;
    this.#keep(record);
    this.#announce(record, { isFromElsewhere: true });
  }

  /** Takes back a job that was written but whose batch could not be. */
  async discard(request: JobRequest): Promise<void> {
    try {
      await this.journal.discard(request.id);
    } finally {
      this.#creating.delete(request.id);
      this.clients.release(request);
    }
  }

  /** Undefined if no such job is in memory. */
  peek(id: JobId): JobRecord | undefined {
    return this.#records.get(id);
  }

  isCreating(id: JobId): boolean {
    return this.#creating.has(id);
  }

  /** The record with its whole prompt; from disk while recovery has not come to it yet. */
  async find(id: JobId): Promise<JobRecord | undefined> {
    const record = this.#records.get(id);
    if (record !== undefined && !isCut(record)) return record;
    if (this.#creating.has(id)) return undefined;
    return this.journal.read(id);
  }

  /** Newest first, from the first job older than `before`. */
  *newestFirst(before?: JobId): IterableIterator<JobRecord> {
    const start = before === undefined ? this.#order.length : lowerBound(this.#order, before);
    for (let position = start - 1; position >= 0; position -= 1) {
      const id = this.#order[position];
      const record = id === undefined ? undefined : this.#records.get(id);
      if (record !== undefined) yield record;
    }
  }

  /** Oldest first, from the first job newer than `after`. */
  *oldestFirst(after?: JobId): IterableIterator<JobRecord> {
    let last = after;
    // Looked up anew each time: older jobs may come in while recovery reads, and somebody waits between two.
    for (;;) {
      const position = last === undefined ? 0 : lowerBound(this.#order, last);
      const id = this.#order[position] === last ? this.#order[position + 1] : this.#order[position];
      if (id === undefined) return;
      last = id;
      const record = this.#records.get(id);
      if (record !== undefined) yield record;
    }
  }

  /** As {@link newestFirst}, of the jobs that are not final, without looking at the others. */
  *unfinishedNewestFirst(before?: JobId): IterableIterator<JobRecord> {
    for (const id of [...this.#unfinished].sort().toReversed()) {
      const record = before === undefined || id < before ? this.#records.get(id) : undefined;
      if (record !== undefined) yield record;
    }
  }

  get size(): number {
    return this.#records.size;
  }

  values(): IterableIterator<JobRecord> {
    return this.#records.values();
  }

  /**
   * Resolves with the new record when the events are durable, with one sync for all of them where nobody else writes
   * records. Events of one job are written in the order of calls.
   */
  append(id: JobId, ...events: JobEvent[]): Promise<JobRecord> {
    return this.#inTurn(id, async () => {
      const record = this.#records.get(id) ?? (await this.#fromElsewhere(id));
      if (record === undefined) throw new Error(`job ${id} is not in memory`);
      const next = await this.journal.append(record, events);
      if (next === record) return record;
      this.#keep(next);
      this.#announce(next);
      return next;
    });
  }

  /** Takes in what other processes have written. Undefined if there is no such job. */
  refresh(id: JobId): Promise<JobRecord | undefined> {
    return this.#inTurn(id, async () => {
      const record = this.#records.get(id);
      if (this.#creating.has(id)) return undefined;
      const next = await this.journal.read(id);
      if (next === undefined) return record;
      if (record !== undefined && isSame(record, next)) return record;
      this.#keep(next);
      this.#announce(next, { isFromElsewhere: true });
      return next;
    });
  }

  /** A job that another process has just made. */
  async #fromElsewhere(id: JobId): Promise<JobRecord | undefined> {
    return this.journal.isShared ? this.journal.read(id) : undefined;
  }

  #inTurn<Result>(id: JobId, work: () => Promise<Result>): Promise<Result> {
    const before = this.#appends.get(id) ?? Promise.resolve();
    const result = before.then(work, work);
    this.#appends.set(id, result);
    const forget = () => {
      if (this.#appends.get(id) === result) this.#appends.delete(id);
    };
    result.then(forget, forget);
    return result;
  }

  /** Takes in a record that recovery has read. */
  adopt(record: JobRecord): void {
    this.#keep(record);
  }

  #keep(record: JobRecord): void {
    const { id } = record.request;
    if (!this.#records.has(id)) {
      this.#insert(id);
      this.clients.add(record.request);
    }
    const isOver = isFinal(record.state);
    this.#records.set(id, isOver ? cut(record) : record);
    if (isOver) this.#unfinished.delete(id);
    else this.#unfinished.add(id);
    this.facades.note(record);
  }

  #insert(id: JobId): void {
    const last = this.#order.at(-1);
    if (last === undefined || last < id) this.#order.push(id);
    // A clock that was set back, or recovery meeting jobs submitted meanwhile: rare.
    else this.#order.splice(lowerBound(this.#order, id), 0, id);
  }

  #announce(record: JobRecord, more: { isFromElsewhere?: true; isNew?: true } = {}): void {
    const { id, owner } = record.request;
    this.events.publish({ type: 'job', id, owner, at: this.clock.now(), durable: true, ...more });
  }
}

/** Final records are cut in memory, so only what may change of them is compared. */
function isSame(a: JobRecord, b: JobRecord): boolean {
  if (!isFinal(a.state)) return a === b;
  return a.state === b.state && a.starred === b.starred && a.filesRemoved?.at === b.filesRemoved?.at;
}

/** Position of the first id that is not smaller than `id`. */
function lowerBound(ids: readonly JobId[], id: JobId): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut(record: JobRecord): JobRecord {
  const { request } = record;
  if (!isLong(request.spec)) return record;
  const { alternatives } = request;
  return {
    ...record,
    request: {
      ...request,
      spec: cutSpec(request.spec),
      ...(alternatives === undefined
        ? {}
        : { alternatives: alternatives.map(({ engine, spec }) => ({ engine, spec: cutSpec(spec) })) }),
    },
  };
}

function isLong({ prompt, negativePrompt }: GenerationSpec): boolean {
  return prompt.length > KEPT_PROMPT_LENGTH || negativePrompt.length > KEPT_PROMPT_LENGTH;
}

function cutSpec(spec: GenerationSpec): GenerationSpec {
  return {
    ...spec,
    prompt: spec.prompt.slice(0, KEPT_PROMPT_LENGTH),
    negativePrompt: spec.negativePrompt.slice(0, KEPT_PROMPT_LENGTH),
  };
}

/** Whether memory may hold only the start of the prompt. */
function isCut(record: JobRecord): boolean {
  const { prompt, negativePrompt } = record.request.spec;
  return (
    isFinal(record.state) &&
    (prompt.length === KEPT_PROMPT_LENGTH || negativePrompt.length === KEPT_PROMPT_LENGTH)
  );
}
