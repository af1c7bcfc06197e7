import { messageOf } from '../../../kernel/errors.js';
import type { JobFollower } from './job-follower.js';
import { type CancelResult, ServerRefusal } from './server-protocol.js';
import type { ServerSlot } from './server-slot.js';
import { sleep, TimeLimit } from './timing.js';

const CANCEL_ANSWER_MS = 10_000;

/** Ends a job at its server for real, so that the device is free when `generate` rejects. */
export class JobStopper {
  constructor(
    private readonly slot: ServerSlot,
    /** Of the server that the job runs on. */
    private readonly died: AbortSignal,
    /** How long a job may run that cannot be stopped. */
    private readonly jobTimeoutMs: number,
  ) {}

  /**
   * Resolves when the job has ended, however: the server confirmed it, was seen to have dropped it, was killed, or has
   * died; or when the engine stops.
   * @throws DeviceFaultError where a server of somebody else's does not stop in time; it then gets no work for a while
   */
  async end(id: string, follower: JobFollower): Promise<void> {
    const { stopping } = this.slot.parts;
    try {
      const answer = await this.#cancel(id, stopping);
      if (answer === 'confirmed') return;
      if (this.slot.host.isOwn && answer === 'unsupported') {
        await this.#kill('a job on it was cancelled, which it cannot do by itself');
        return;
      }
      await this.#untilOver(follower, answer);
    } catch (error) {
      if (!stopping.aborted) throw error;
    }
  }

  #kill(reason: string): Promise<void> {
    this.slot.distrust();
    return this.slot.host.kill(reason);
  }

  /** A server that is dead runs nothing any more. */
  async #cancel(id: string, signal: AbortSignal): Promise<CancelResult> {
    const { protocol, clock, timings } = this.slot.parts;
    const startedAt = clock.now();
    for (;;) {
      if (this.died.aborted) return 'confirmed';
      const late = new ServerRefusal('unanswered', 'the cancel was not answered');
      using limit = new TimeLimit(clock, CANCEL_ANSWER_MS, late, [signal, this.died]);
      try {
        return await protocol.cancel(this.slot.target, id, limit.signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#warn(id, error);
        if (!(error instanceof ServerRefusal) && !this.died.aborted) return 'unsupported';
      }
      const look = await this.slot.look(signal);
      const isLate = clock.now() - startedAt >= timings.deadMs;
      if (isLate) return look.kind === 'dead' ? 'confirmed' : 'requested';
      await sleep(clock, timings.lookEveryMs, signal);
    }
  }

  async #untilOver(follower: JobFollower, answer: CancelResult): Promise<void> {
    const { clock, timings, stopping } = this.slot.parts;
    const { host } = this.slot;
    const limitMs = answer === 'requested' ? timings.cancelMs : this.jobTimeoutMs;
    const tooLate = new Error(`a cancelled job had not ended after ${limitMs / 1000} s`);
    using limit = new TimeLimit(clock, limitMs, tooLate, [stopping, this.died]);
    try {
      await follower.untilFinal(limit.signal);
    } catch (error) {
      if (stopping.aborted || this.died.aborted) return;
      if (host.isOwn) return await this.#kill(tooLate.message);
      if (error !== tooLate) return;
      this.slot.doubt(tooLate.message, timings.doubtMs);
      throw this.slot.fault(tooLate.message);
    }
  }

  #warn(id: string, error: unknown): void {
    this.slot.parts.log.warn(
      { device: this.slot.device.name, remoteJob: id, reason: messageOf(error) },
      'a job could not be cancelled at its server yet',
    );
  }
}
