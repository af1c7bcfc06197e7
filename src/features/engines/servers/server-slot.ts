import type { Clock } from '../../../kernel/clock.js';
import type { DeviceDescription } from '../../../kernel/device.js';
import { messageOf } from '../../../kernel/errors.js';
import { DeviceFaultError, NotAcceptedError } from '../engine.port.js';
import { JobLine, type PlaceInLine } from './job-line.js';
import { RecentRuns } from './recent-runs.js';
import type { ServerHost } from './server-host.js';
import type { ServerProtocol, ServerState, ServerTarget } from './server-protocol.js';
import type { ServerTimings } from './server-timings.js';
import { sleep, TimeLimit } from './timing.js';

/** Structured warnings, as Nest's `Logger` takes them. */
export interface ServerLog {
  warn(fields: object, text: string): void;
}

/** `silent`: it did not say within the time allowed. */
export type Look = ServerState | { kind: 'silent'; reason: string };

export interface SlotParts {
  protocol: ServerProtocol;
  clock: Clock;
  timings: ServerTimings;
  log: ServerLog;
  /** Aborted when the engine stops. */
  stopping: AbortSignal;
}

/** The first run of a server may take longer: it loads its model. It is soon forgotten. */
const STEADY_RUNS = 3;
const PROBE_EVERY_MS = { first: 100, longest: 2000 };

/** One server and its device: whether it is ready, and whether it may be given work. */
export class ServerSlot {
  /** `died` of the server that was ready when last seen: one that was started anew is another. */
  #readyServer: AbortSignal | undefined;
  #doubt: { until: number; reason: string } | undefined;
  #refusesQueue = false;
  /** How long runs took on this very server. */
  readonly recent = new RecentRuns(STEADY_RUNS);
  readonly #line = new JobLine();

  constructor(
    readonly device: DeviceDescription,
    readonly host: ServerHost,
    readonly parts: SlotParts,
  ) {}

  get target(): ServerTarget {
    return this.host.target;
  }

  /** Jobs that it has from this portal and that are not over there. */
  get inLine(): number {
    return this.#line.length;
  }

  /** Counts one more of them, until disposed of. */
  enter(): PlaceInLine {
    return this.#line.enter();
  }

  /** Whether it may be given a job while it works on another. */
  get keepsQueue(): boolean {
    return this.parts.protocol.isSerial === true && !this.#refusesQueue;
  }

  /** It was given one and had no room for it. */
  refuseQueue(): void {
    this.#refusesQueue = true;
  }

  /** Whether it was ready when last seen. */
  get isReady(): boolean {
    return this.#readyServer === this.host.died && !this.host.died.aborted;
  }

  /** Somebody met it unwell: it is probed before its next job. */
  distrust(): void {
    this.#readyServer = undefined;
  }

  fault(what: string): DeviceFaultError {
    this.distrust();
    return new DeviceFaultError(`${this.device.name}: ${what}`);
  }

  /** It may be working on something that nobody can ask for: until that must be over it gets nothing else. */
  doubt(reason: string, forMs: number): void {
    this.#doubt = { until: this.parts.clock.now() + forMs, reason };
    this.distrust();
  }

  /** @throws NotAcceptedError while it is doubted */
  assertTrusted(): void {
    if (this.#doubt === undefined) return;
    const leftMs = this.#doubt.until - this.parts.clock.now();
    if (leftMs > 0)
      throw new NotAcceptedError(
        `${this.device.name}: ${this.#doubt.reason}; it is left alone for ${Math.ceil(leftMs / 1000)} s`,
      );
    this.#doubt = undefined;
  }

  /**
   * Resolves when the server can generate. One that runs elsewhere and does not answer is not waited for: whoever
   * needs it asks again.
   * @throws DeviceFaultError, NotAcceptedError, or the reason of the signal
   */
  async ready(signal: AbortSignal, limitMs: number): Promise<void> {
    this.assertTrusted();
    const { clock, stopping } = this.parts;
    const tooLate = new Error(`not ready within ${limitMs / 1000} s`);
    await this.host.ensureStarted(signal);
    const { died } = this.host;
    using limit = new TimeLimit(clock, limitMs, tooLate, [signal, stopping, died]);
    let last = 'it has not answered yet';
    try {
      for (let delay = PROBE_EVERY_MS.first; ; delay = Math.min(delay * 1.5, PROBE_EVERY_MS.longest)) {
        const state = await this.parts.protocol.probe(this.target, limit.signal);
        limit.signal.throwIfAborted();
        if (state.kind === 'ready') break;
        last = state.reason;
        if (state.kind === 'dead' && !this.host.isOwn) throw this.fault(last);
        await sleep(clock, delay, limit.signal);
      }
    } catch (error) {
      this.distrust();
      if (error === tooLate) throw this.fault(`${tooLate.message}: ${last}`);
      throw error;
    }
    this.#readyServer = died;
  }

  /** How the server is right now; never throws but for the signal. */
  async look(signal: AbortSignal): Promise<Look> {
    const { clock, timings, protocol } = this.parts;
    const silence = new Error(`no answer within ${timings.lookMs} ms`);
    using limit = new TimeLimit(clock, timings.lookMs, silence, [signal]);
    try {
      return await protocol.probe(this.target, limit.signal);
    } catch (error) {
      signal.throwIfAborted();
      return { kind: limit.isOver ? 'silent' : 'dead', reason: messageOf(error) };
    }
  }
}
