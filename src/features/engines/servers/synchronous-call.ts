import { type GenerateContext, RemoteJobLostError } from '../engine.port.js';
import { isDetach } from '../stop-request.js';
import type { JobSubmission } from './job-submission.js';
import type { SubmitResult } from './server-protocol.js';
import type { ServerSlot } from './server-slot.js';
import { sleep, type TimeLimit } from './timing.js';

/**
 * A submission whose answer is the result. Nothing is heard meanwhile, so the server's health is watched beside it, and
 * only a server that is dead ends the call.
 */
export class SynchronousCall {
  /** Cuts the connection. */
  readonly #cut = new AbortController();
  /** What a cancel still has to wait for. */
  #stopping: Promise<void> = Promise.resolve();

  constructor(
    private readonly slot: ServerSlot,
    private readonly context: GenerateContext,
    private readonly submission: JobSubmission,
  ) {}

  /** @throws as a submission, and DeviceFaultError where the server died or the time is over */
  async result(limit: TimeLimit): Promise<SubmitResult> {
    const { signal } = this.context;
    const over = new AbortController();
    const stop = () => {
      this.#stopping = this.#stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    void this.#watchHealth(over.signal);
    try {
      signal.throwIfAborted();
      const result = await this.submission.send(AbortSignal.any([limit.signal, this.#cut.signal]));
      if (!signal.aborted) return result;
      // Whoever cancelled throws the work folder away, with the result in it.
      throw signal.reason;
    } catch (error) {
      throw await this.#reasonOfEnd(error, limit);
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort(new Error('the call is over'));
    }
  }

  /** Cancelled work ends by a cut or a kill; where neither stops it, its end is waited for. */
  async #stop(): Promise<void> {
    const { signal } = this.context;
    const { host, parts } = this.slot;
    if (host.isOwn && !isDetach(signal.reason)) await host.kill('a job on it was cancelled');
    else if (isDetach(signal.reason) || parts.protocol.cancelLevel !== 'none') this.#cut.abort(signal.reason);
  }

  async #reasonOfEnd(error: unknown, limit: TimeLimit): Promise<unknown> {
    const { signal } = this.context;
    const { host, parts, device } = this.slot;
    await this.#stopping;
    if (signal.aborted) {
      const isLost = host.isOwn && isDetach(signal.reason);
      return isLost ? new RemoteJobLostError(`${device.name} stops with the portal`) : signal.reason;
    }
    if (limit.isOver) {
      if (host.isOwn) await host.kill('a job on it took too long');
      else this.slot.doubt('it may still be working on a job that took too long', parts.timings.doubtMs);
      return limit.signal.reason;
    }
    return this.#cut.signal.aborted ? this.#cut.signal.reason : error;
  }

  async #watchHealth(over: AbortSignal): Promise<void> {
    const { clock, timings } = this.slot.parts;
    let failingSince: number | undefined;
    try {
      for (;;) {
        await sleep(clock, failingSince === undefined ? timings.healthEveryMs : timings.lookEveryMs, over);
        const look = await this.slot.look(over);
        if (look.kind !== 'dead' && look.kind !== 'silent') {
          failingSince = undefined;
          continue;
        }
        failingSince ??= clock.now();
        const bearable = look.kind === 'dead' ? timings.deadMs : timings.silentMs;
        if (clock.now() - failingSince < bearable) continue;
        this.#cut.abort(this.slot.fault(look.reason));
        return;
      }
    } catch (error) {
      if (!over.aborted) this.#cut.abort(error);
    }
  }
}
