import { messageOf } from '../../../kernel/errors.js';
import type { Progress } from '../engine.port.js';
import type { PlaceInLine } from './job-line.js';
import { pollDelay } from './poll-rhythm.js';
import type { ProgressGuard } from './progress-guard.js';
import type { RecentRuns } from './recent-runs.js';
import { type RemoteState, type ResultPlace, ResultTooLarge, ServerRefusal } from './server-protocol.js';
import type { ServerSlot } from './server-slot.js';
import { sleep } from './timing.js';

export type FinalState = Extract<RemoteState, { kind: 'succeeded' | 'failed' | 'cancelled' | 'lost' }>;

export interface FollowedJob {
  id: string;
  /** Key of its recent runs. */
  shape: string;
  place: ResultPlace;
  progress: ProgressGuard;
  /** Among the jobs of its server; undefined where nobody else can be before it. */
  inLine?: PlaceInLine;
  /** Called with each news of it once it no longer waits in the server's queue. */
  onRunning?: (progress: Progress | undefined) => void;
}

const LONGEST_WAIT_MS = 10_000;
const UNHURRIED_MS = 25;
const REWATCH_MS = { first: 500, longest: 30_000 };

function isFinal(state: RemoteState): state is FinalState {
  return ['succeeded', 'failed', 'cancelled', 'lost'].includes(state.kind);
}

/** Follows one job at its server to its end, by push where there is push, by polls otherwise. */
export class JobFollower {
  /** Since when no question about the job was answered. */
  #failingSince: number | undefined;
  readonly #startedAt: number;
  #firstRunningAt: number | undefined;
  #isWatched = false;
  #nudge: () => void = () => undefined;
  readonly #unknownWords = new Set<string>();

  constructor(
    private readonly slot: ServerSlot,
    private readonly job: FollowedJob,
    private readonly recent: RecentRuns,
  ) {
    this.#startedAt = slot.parts.clock.now();
    if (job.inLine !== undefined) job.inLine.whenFirst = () => this.#nudge();
  }

  /** Milliseconds that the job waited at the server, and ran, as far as the server told them apart. */
  get times(): { waiting: number; running: number } {
    const now = this.slot.parts.clock.now();
    const runningAt = this.#firstRunningAt ?? this.#startedAt;
    return { waiting: runningAt - this.#startedAt, running: now - runningAt };
  }

  /** @throws DeviceFaultError, or the reason of the signal */
  async untilFinal(signal: AbortSignal): Promise<FinalState> {
    const over = new AbortController();
    const stop = () => over.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    let pushed: (state: FinalState) => void = () => undefined;
    const push = new Promise<FinalState>((resolve) => (pushed = resolve));
    void this.#watch(pushed, over.signal);
    try {
      return await Promise.race([push, this.#pollUntilFinal(over.signal)]);
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort(new Error('the job is final'));
    }
  }

  async #pollUntilFinal(signal: AbortSignal): Promise<FinalState> {
    const { clock } = this.slot.parts;
    for (;;) {
      const askedAt = clock.now();
      const asked = await this.#ask(signal);
      if (typeof asked === 'number') {
        await sleep(clock, asked, signal);
        continue;
      }
      if (isFinal(asked)) return asked;
      // A long-poll has waited already.
      await this.#pause(Math.max(0, this.#delay() - (clock.now() - askedAt)), signal);
    }
  }

  /** Ends early when there may be news: pushes have ended, or the job before this one has. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.slot.parts.clock.schedule(ms, end);
      signal.addEventListener('abort', end);
      this.#nudge = end;
    });
    signal.throwIfAborted();
  }

  /** The job's state, or after how many milliseconds to ask again. */
  async #ask(signal: AbortSignal): Promise<RemoteState | number> {
    const { protocol } = this.slot.parts;
    try {
      signal.throwIfAborted();
      const state = await protocol.poll(this.slot.target, this.job.id, signal, this.job.place);
      signal.throwIfAborted();
      this.#failingSince = undefined;
      this.#note(state);
      return state;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServerRefusal) || error instanceof ResultTooLarge) throw error;
      return this.#bear(error, signal);
    }
  }

  /** A question that was not answered says nothing of the job; only a server that is dead ends it. */
  async #bear(refusal: ServerRefusal, signal: AbortSignal): Promise<number> {
    const { clock, timings } = this.slot.parts;
    this.#failingSince ??= clock.now();
    const look = await this.slot.look(signal);
    const failingMs = clock.now() - this.#failingSince;
    if (look.kind === 'dead' && failingMs >= timings.deadMs) throw this.slot.fault(look.reason);
    const bearable = look.kind === 'silent' ? timings.silentMs : timings.unwellMs;
    if (failingMs >= bearable) throw this.slot.fault(refusal.message);
    // A dead server's job is given up soon; a busy one must not be pressed.
    if (look.kind === 'dead') return timings.lookEveryMs;
    return Math.min(Math.max(refusal.retryAfterMs ?? 0, timings.lookEveryMs), LONGEST_WAIT_MS);
  }

  #note(told: RemoteState): void {
    const isHidden = this.slot.parts.protocol.hidesWaiting === true && this.job.inLine?.isFirst === false;
    const state: RemoteState = told.kind === 'running' && isHidden ? { kind: 'waiting' } : told;
    if (state.kind === 'running') {
      this.#firstRunningAt ??= this.slot.parts.clock.now();
      this.job.onRunning?.(state.progress);
    }
    if (state.kind === 'unknown' && !this.#unknownWords.has(state.word) && this.#unknownWords.size < 10) {
      this.#unknownWords.add(state.word);
      this.slot.parts.log.warn(
        { device: this.slot.device.name, remoteJob: this.job.id, word: state.word.slice(0, 100) },
        'a server told a state that is not known; it is asked again',
      );
    }
    this.job.progress.report(state);
  }

  #delay(): number {
    const { protocol, clock } = this.slot.parts;
    if (this.#isWatched) return protocol.pollIntervalMs.longest;
    const runningMs = clock.now() - (this.#firstRunningAt ?? this.#startedAt);
    const delay = pollDelay(runningMs, this.recent.rangeOf(this.job.shape), protocol.pollIntervalMs);
    // Whether this one works or waits: the server has its next job, and nothing stands still until the news is here.
    return this.slot.keepsQueue && this.slot.inLine > 1 ? Math.max(delay, UNHURRIED_MS) : delay;
  }

  /** Listens as long as the job is not final; polls go on meanwhile, rarely, for what a push may have missed. */
  async #watch(pushed: (state: FinalState) => void, signal: AbortSignal): Promise<void> {
    const { protocol, clock, log } = this.slot.parts;
    if (protocol.watch === undefined) return;
    const heard = (state: RemoteState) => {
      if (signal.aborted) return;
      this.#note(state);
      // Only a poll can tell that nothing is known.
      if (isFinal(state) && state.kind !== 'lost') pushed(state);
    };
    for (let delay = REWATCH_MS.first; !signal.aborted; delay = Math.min(delay * 2, REWATCH_MS.longest)) {
      try {
        this.#isWatched = true;
        await protocol.watch(this.slot.target, this.job.id, heard, signal);
      } catch (error) {
        if (!signal.aborted)
          log.warn({ device: this.slot.device.name, reason: messageOf(error) }, 'a server stopped pushing');
      } finally {
        this.#isWatched = false;
        this.#nudge();
      }
      await sleep(clock, delay, signal).catch(() => undefined);
    }
  }
}
