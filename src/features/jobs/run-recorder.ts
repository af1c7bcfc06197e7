import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { DeviceDescription } from '../../kernel/device.js';
import type { JobId } from '../../kernel/ids.js';
import { MAX_REMARK, type StopReason } from '../engines/index.js';
import type { ActiveRun } from './active-run.js';
import type { Verdict } from './attempt-verdict.js';
import { usedChoice } from './job-choice.js';
import { type JobEvent, remoteJobIdSchema } from './job-event.js';
import { JobStore } from './job-store.js';
import type { JobRecord, JobRequest } from './job.types.js';
import { attemptsUsedUp, isGivenUp } from './reconcile.js';
import { RunnerToolbox } from './runner-toolbox.js';

const RETRY_APPEND_MS = 1000;

/** What is told together with the start of an attempt. */
export interface ToldOfStart {
  model: string | undefined;
  remark: string | undefined;
}

/** What follows from a run. */
export type RunResult =
  | { kind: 'final' }
  /** The job waits again. `keepsPlace`: nobody took it, so its waiting goes on as if nothing had been. */
  | { kind: 'again'; avoid?: string; keepsPlace?: true }
  /** Its server goes on with it; the next start asks for it. */
  | { kind: 'detached' };

/** Writes down what becomes of runs. A status is told only when it is on disk. */
@Injectable()
export class RunRecorder {
  readonly #logger = new Logger(RunRecorder.name);
  /** Starts of attempts that are to be written with the next turn of the event loop. */
  readonly #unwritten = new Map<ActiveRun, { start: JobEvent; written?: Promise<JobRecord> }>();

  constructor(
    private readonly store: JobStore,
    private readonly toolbox: RunnerToolbox,
  ) {}

  /**
   * Rejects where the disk refuses: the caller decides what that means. The start of an attempt whose id at its server
   * is known in the same turn of the event loop goes to disk together with that id.
   */
  async started(request: JobRequest, run: ActiveRun, told: ToldOfStart): Promise<void> {
    const { attempt, device, engine, startedAt: at } = run;
    const start: JobEvent = {
      type: 'attempt-started',
      at,
      attempt,
      device,
      engine,
      ...(told.model === undefined ? {} : { model: told.model }),
      ...(told.remark === undefined ? {} : { remark: told.remark.slice(0, MAX_REMARK) }),
    };
    this.#unwritten.set(run, { start });
    await nextTurn();
    const { written } = this.#unwritten.get(run) ?? {};
    this.#unwritten.delete(run);
    await (written ?? this.store.append(request.id, start));
  }

  /** Together with the start of the attempt, where that is not written yet. */
  #append(id: JobId, run: ActiveRun, event: JobEvent): Promise<JobRecord> {
    const waiting = this.#unwritten.get(run);
    if (waiting === undefined || waiting.written !== undefined) return this.store.append(id, event);
    return (waiting.written = this.store.append(id, waiting.start, event));
  }

  /**
   * Resolves when the server's id of this attempt is on disk, after which a restart asks for it.
   * @throws Error if that is not possible; then nothing may be submitted under this id
   */
  async remoteJob(request: JobRequest, run: ActiveRun, device: DeviceDescription, id: string): Promise<void> {
    const parsed = remoteJobIdSchema.safeParse(id);
    if (!parsed.success)
      throw new Error("The server's id of the job is not one line of at most 512 characters.");
    const record = await this.#append(request.id, run, {
      type: 'remote-job',
      at: this.toolbox.clock.now(),
      attempt: run.attempt,
      device: device.name,
      engine: run.engine,
      id,
      ...(device.detail === undefined ? {} : { detail: device.detail }),
    });
    const attempt = record.attempts.at(-1);
    // The start of the attempt could not be written, so neither could this.
    if (attempt?.number !== run.attempt || attempt.remoteJob?.id !== id)
      throw new Error('The id of the job at its server could not be recorded.');
  }

  async succeeded(
    request: JobRequest,
    run: ActiveRun,
    stageMs: Readonly<Record<string, number>>,
  ): Promise<RunResult> {
    await this.#appendForSure(request.id, { type: 'succeeded', at: this.#now(), attempt: run.attempt });
    this.toolbox.countOutcome(run.engine, 'succeeded', stageMs);
    return { kind: 'final' };
  }

  /** Ends a job that waits, or was about to wait again. */
  async cancelled(request: JobRequest): Promise<RunResult> {
    const record = await this.#appendForSure(request.id, { type: 'cancelled', at: this.#now() });
    this.toolbox.countOutcome(usedChoice(record).engine, 'cancelled');
    return { kind: 'final' };
  }

  async failed(
    request: JobRequest,
    { attempt, engine }: Pick<ActiveRun, 'attempt' | 'engine'>,
    code: Extract<JobEvent, { type: 'failed' }>['code'],
    message: string,
  ): Promise<RunResult> {
    await this.#appendForSure(request.id, { type: 'failed', at: this.#now(), attempt, code, message });
    this.toolbox.countOutcome(engine, 'failed');
    return { kind: 'final' };
  }

  /** Whether another process has given the attempt up: it took this one for gone, and has the job, or has had it. */
  async isTakenOver({ id }: JobRequest, { attempt }: ActiveRun): Promise<boolean> {
    const { journal } = this.store;
    if (!journal.isShared) return false;
    const record = await this.store.refresh(id);
    if (record === undefined || record.attempts.length < attempt) return false;
    const last = record.attempts.at(-1);
    if (last?.number !== attempt || last.endedAt !== undefined) return true;
    return journal.isHeldElsewhere(record);
  }

  /** After an attempt that nobody stopped. */
  async ended(
    request: JobRequest,
    run: ActiveRun,
    verdict: Extract<Verdict, { kind: 'ended' }>,
  ): Promise<RunResult> {
    const { reason, message } = verdict;
    const { attempt } = run;
    const { id } = request;
    const record = await this.#appendForSure(id, {
      type: 'attempt-ended',
      at: this.#now(),
      attempt,
      reason,
      message,
    });
    if (!isGivenUp(record, this.toolbox.config.maxAttempts)) {
      return { kind: 'again', avoid: run.device, ...(reason === 'not-accepted' ? { keepsPlace: true } : {}) };
    }
    await this.#appendForSure(id, attemptsUsedUp(record.attempts.length, message, this.#now()));
    this.toolbox.countOutcome(run.engine, 'failed');
    return { kind: 'final' };
  }

  /** Nobody took it: there was no attempt. */
  async withdrawn(request: JobRequest, run: ActiveRun, message: string): Promise<RunResult> {
    const event: JobEvent = { type: 'attempt-withdrawn', at: this.#now(), attempt: run.attempt, message };
    await this.#appendForSure(request.id, event);
    return { kind: 'again', keepsPlace: true };
  }

  /** @param isLost whether a server that knew the attempt surely does not work on it any more */
  async stopped(
    request: JobRequest,
    run: ActiveRun,
    reason: StopReason,
    isLost: boolean,
  ): Promise<RunResult> {
    if (reason === 'cancel') return this.cancelled(request);
    if (!isLost && isAtServer(this.store.peek(request.id), run)) return { kind: 'detached' };
    await this.#appendForSure(request.id, {
      type: 'attempt-ended',
      at: this.#now(),
      attempt: run.attempt,
      reason: 'shutdown',
      message: 'The portal was shut down; the job goes on at the next start.',
    });
    return { kind: 'again' };
  }

  #now(): number {
    return this.toolbox.clock.now();
  }

  /** While the disk refuses, the job stays as it was and this tries again. */
  async #appendForSure(id: JobId, event: JobEvent): Promise<JobRecord> {
    for (;;) {
      try {
        return await this.store.append(id, event);
      } catch (error) {
        this.#logger.error({ err: error, jobId: id }, 'could not write a record; trying again');
        await new Promise<void>((resolve) => this.toolbox.clock.schedule(RETRY_APPEND_MS, resolve));
      }
    }
  }
}

function isAtServer(record: JobRecord | undefined, run: ActiveRun): boolean {
  const attempt = record?.attempts.at(-1);
  return attempt?.number === run.attempt && attempt.remoteJob !== undefined;
}
