import { basename, join } from 'node:path';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import {
  DeviceFaultError,
  EngineBusyError,
  EngineRefusedError,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
  type Progress,
  RemoteJobLostError,
} from '../engine.port.js';
import { isDetach } from '../stop-request.js';
import { EndInSight } from './end-in-sight.js';
import { type FinalState, JobFollower } from './job-follower.js';
import { JobStopper } from './job-stopper.js';
import { JobSubmission } from './job-submission.js';
import { cutText } from './http/safe-text.js';
import type { PlaceInLine } from './job-line.js';
import { ProgressGuard } from './progress-guard.js';
import { type RecentRuns, runShape } from './recent-runs.js';
import { type ResultFile, ResultTooLarge, ServerRefusal, type SubmitResult } from './server-protocol.js';
import type { ServerSlot } from './server-slot.js';
import type { SubmissionsFirst } from './submissions-first.js';
import { SynchronousCall } from './synchronous-call.js';
import { sleep, TimeLimit } from './timing.js';

export interface RunLimits {
  startTimeoutMs: number;
  jobTimeoutMs: number;
  maxResultBytes: number;
}

export interface RunParts {
  slot: ServerSlot;
  files: FileSystemPort;
  recent: RecentRuns;
  submissions: SubmissionsFirst;
  limits: RunLimits;
  /** Called when a server is ready that was not when last seen. */
  onReady: (slot: ServerSlot) => void;
  /** Called with the id of a job that is over and whose result is here. */
  onFetched: (slot: ServerSlot, id: string) => void;
}

const FETCH_TRIES = 3;
const BEAT_MS = 5000;
const MAX_REASON_LENGTH = 500;

/** One generation on one server, from its submission (or from its recorded id) to its file. */
export class ServerRun {
  readonly #progress: ProgressGuard;
  readonly #shape: string;
  /** Of the server that the job runs on. */
  #died: AbortSignal;

  constructor(
    private readonly parts: RunParts,
    private readonly spec: GenerationSpec,
    private readonly context: GenerateContext,
  ) {
    this.#progress = new ProgressGuard(context.onProgress);
    this.#shape = runShape(spec);
    this.#died = parts.slot.host.died;
  }

  /** @throws as {@link EnginePort.generate} */
  async execute(): Promise<GenerationOutput> {
    try {
      return await this.#execute();
    } catch (error) {
      if (!(error instanceof ResultTooLarge)) throw error;
      // Any other server would make it as large.
      const message = `The result is larger than ENGINE_MAX_RESULT_MB allows: ${error.message}`;
      throw new Error(message, { cause: error });
    }
  }

  async #execute(): Promise<GenerationOutput> {
    const { slot, limits } = this.parts;
    const { clock, stopping, protocol } = slot.parts;
    const { remoteJob } = this.context;
    if (remoteJob !== undefined && slot.host.isOwn)
      throw new RemoteJobLostError(`${slot.device.name} stopped with the portal`);
    // A recorded job is asked for at once: the server may be unwell for a moment, and still work on it.
    if (remoteJob === undefined || protocol.isSynchronous) await this.#awaitServer();
    this.#died = slot.host.died;
    const limitS = limits.jobTimeoutMs / 1000;
    const tooLong = new DeviceFaultError(`${slot.device.name}: a job had not ended after ${limitS} s`);
    using limit = new TimeLimit(clock, limits.jobTimeoutMs, tooLong, [stopping, this.#died]);
    if (remoteJob !== undefined && !protocol.isSynchronous) return await this.#complete(remoteJob, limit);
    const startedAt = clock.now();
    const result = await this.#submit(limit);
    if (result.kind === 'accepted') return await this.#complete(result.id, limit);
    return this.#output(result, { waiting: 0, running: clock.now() - startedAt });
  }

  /** A server that was ready when last seen is not asked again, so that no time is lost between two jobs. */
  async #awaitServer(): Promise<void> {
    const { slot, limits } = this.parts;
    if (slot.isReady) return;
    this.#progress.stage('loading');
    const beat = this.#beat();
    try {
      await slot.ready(this.context.signal, limits.startTimeoutMs);
      this.parts.onReady(slot);
    } finally {
      beat[Symbol.dispose]();
    }
  }

  async #submit(limit: TimeLimit): Promise<SubmitResult> {
    const { slot, recent } = this.parts;
    const { spec, context } = this;
    const submission = new JobSubmission({ slot, spec, context, recent, shape: this.#shape });
    if (slot.parts.protocol.isSynchronous) {
      using _beat = this.#beat();
      this.#progress.stage('denoising');
      return await new SynchronousCall(slot, context, submission).result(limit);
    }
    this.#progress.stage('waiting');
    using _submitting = this.parts.submissions.begin();
    const result = await this.#sendQuickly(submission, limit);
    if (result.kind === 'done' || result.id === submission.recordedId) return result;
    try {
      await context.recordRemoteJob(result.id);
    } catch (error) {
      await this.#stopper().end(result.id, this.#follower(result.id));
      throw error;
    }
    return result;
  }

  /** A stop lets a submission come to its end, since only its answer tells what is to be cancelled. */
  async #sendQuickly(submission: JobSubmission, limit: TimeLimit): Promise<SubmitResult> {
    const { signal } = this.context;
    const { slot } = this.parts;
    const { clock, timings } = slot.parts;
    const late = new AbortController();
    let cancelTimer: () => void = () => undefined;
    const stop = () => {
      cancelTimer = clock.schedule(timings.submitGraceMs, () => late.abort(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await submission.send(AbortSignal.any([limit.signal, late.signal]));
    } catch (error) {
      if (error instanceof EngineBusyError && slot.inLine > 0) {
        slot.refuseQueue();
        throw new EngineBusyError(error.message, timings.aheadRefusedMs);
      }
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
      cancelTimer();
    }
  }

  async #complete(id: string, limit: TimeLimit): Promise<GenerationOutput> {
    const { slot, recent, onFetched } = this.parts;
    const signal = AbortSignal.any([limit.signal, this.context.signal]);
    using inSight = new EndInSight(slot, recent, this.#shape, (is) => this.context.onEndInSight?.(is));
    using place = slot.enter();
    let times: JobFollower['times'] | undefined;
    const onOver = () => (times ??= this.#isOver(place, follower.times));
    const follower = this.#follower(id, { onOver, place, inSight });
    let final: FinalState | undefined;
    try {
      final = await follower.untilFinal(signal);
      if (final.kind !== 'succeeded') place[Symbol.dispose]();
      else onOver();
      const file = await this.#collect(id, final, signal);
      const output = await this.#output(file, times ?? follower.times);
      onFetched(slot, id);
      return output;
    } catch (error) {
      throw await this.#reasonOfEnd(error, { id, follower, limit, isOver: (final ?? times) !== undefined });
    }
  }

  /** The server has done its part: what comes next is its next job. */
  #isOver(place: PlaceInLine, times: JobFollower['times']): JobFollower['times'] {
    const { slot, recent } = this.parts;
    place[Symbol.dispose]();
    this.context.onDeviceFree?.();
    // What went on after a restart began earlier than anybody here knows.
    if (this.context.remoteJob === undefined)
      for (const runs of [slot.recent, recent]) runs.add(this.#shape, times.running);
    return times;
  }

  #stopper(): JobStopper {
    return new JobStopper(this.parts.slot, this.#died, this.parts.limits.jobTimeoutMs);
  }

  #follower(id: string, run?: { onOver: () => void; place: PlaceInLine; inSight: EndInSight }): JobFollower {
    const { workDir } = this.context;
    const place = { workDir, maxBytes: this.parts.limits.maxResultBytes };
    const job = { id, shape: this.#shape, place, progress: this.#progress };
    const { slot, recent } = this.parts;
    if (run === undefined) return new JobFollower(slot, job, recent);
    const onRunning = (progress: Progress | undefined) => {
      run.inSight.began();
      if (progress !== undefined) run.inSight.stepped(progress);
    };
    const { onOver, place: inLine } = run;
    return new JobFollower(slot, { ...job, place: { ...place, onOver }, inLine, onRunning }, recent);
  }

  /** What the job's end is called, when the job has ended at the server too. */
  async #reasonOfEnd(
    error: unknown,
    job: { id: string; follower: JobFollower; limit: TimeLimit; isOver: boolean },
  ): Promise<unknown> {
    const { host, parts, device } = this.parts.slot;
    const { signal } = this.context;
    if (signal.aborted && isDetach(signal.reason)) {
      // Its server ends with the portal.
      return host.isOwn ? new RemoteJobLostError(`${device.name} stops with the portal`) : signal.reason;
    }
    if (signal.aborted) {
      if (!job.isOver) await this.#stopper().end(job.id, job.follower);
      return signal.reason;
    }
    if (this.#died.aborted) return this.#died.reason;
    if (parts.stopping.aborted) return parts.stopping.reason;
    if (!job.limit.isOver) return error;
    this.parts.slot.distrust();
    if (!job.isOver) await this.#stopper().end(job.id, job.follower);
    return job.limit.signal.reason;
  }

  async #collect(id: string, state: FinalState, signal: AbortSignal): Promise<ResultFile> {
    const { name } = this.parts.slot.device;
    switch (state.kind) {
      case 'succeeded':
        if (state.file !== undefined) return state.file;
        await this.parts.submissions.passed();
        return await this.#fetch(id, signal);
      case 'lost':
        throw new RemoteJobLostError(`${name} does not know the job any more`);
      case 'cancelled':
        throw new Error(`The job was cancelled at ${name} by somebody else.`);
      case 'failed': {
        const reason = cutText(state.reason, MAX_REASON_LENGTH);
        throw state.refused ? new EngineRefusedError(reason) : new Error(`${name}: ${reason}`);
      }
    }
  }

  /** The work is done: a transfer that fails is repeated before the work is. */
  async #fetch(id: string, signal: AbortSignal): Promise<ResultFile> {
    const { slot, limits } = this.parts;
    const { protocol, clock, timings } = slot.parts;
    const place = { workDir: this.context.workDir, maxBytes: limits.maxResultBytes };
    for (let tries = 1; ; tries += 1) {
      try {
        return await protocol.fetch(slot.target, id, { ...place, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ServerRefusal) || error instanceof ResultTooLarge) throw error;
        if (tries >= FETCH_TRIES) throw slot.fault(`the result could not be fetched: ${error.message}`);
      }
      await sleep(clock, timings.lookEveryMs * tries, signal);
      if (await this.#isLost(id, signal)) throw new RemoteJobLostError(`${slot.device.name} lost the result`);
    }
  }

  async #isLost(id: string, signal: AbortSignal): Promise<boolean> {
    const { protocol } = this.parts.slot.parts;
    const place = { workDir: this.context.workDir, maxBytes: this.parts.limits.maxResultBytes };
    try {
      return (await protocol.poll(this.parts.slot.target, id, signal, place)).kind === 'lost';
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServerRefusal)) throw error;
      return false;
    }
  }

  async #output(
    { fileName, media, seed }: ResultFile,
    times: { waiting: number; running: number },
  ): Promise<GenerationOutput> {
    const { slot, files } = this.parts;
    const path = join(this.context.workDir, basename(fileName));
    const size = basename(fileName) === fileName ? (await files.stat(path))?.size : undefined;
    if (size === undefined || size === 0) throw slot.fault('the result is empty');
    return {
      kind: media,
      fileName,
      ...(seed === undefined ? {} : { seed }),
      stageMs: { waiting: times.waiting, denoising: times.running },
    };
  }

  /** Says that the job is alive while there is nothing else to say. */
  #beat(): Disposable {
    const { clock } = this.parts.slot.parts;
    let cancel: () => void = () => undefined;
    const next = () => {
      cancel = clock.schedule(BEAT_MS, () => {
        this.#progress.beat();
        next();
      });
    };
    next();
    return { [Symbol.dispose]: () => cancel() };
  }
}
