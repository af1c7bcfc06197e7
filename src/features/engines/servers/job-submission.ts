import { randomUUID } from 'node:crypto';
import {
  EngineBusyError,
  EngineRefusedError,
  type GenerateContext,
  type GenerationSpec,
  NotAcceptedError,
} from '../engine.port.js';
import type { RecentRuns } from './recent-runs.js';
import { type Found, ResultTooLarge, ServerRefusal, type SubmitResult } from './server-protocol.js';
import type { ServerSlot } from './server-slot.js';
import { sleep, TimeLimit } from './timing.js';

const FIND_ANSWER_MS = 10_000;

export interface SubmissionParts {
  slot: ServerSlot;
  spec: GenerationSpec;
  context: GenerateContext;
  recent: RecentRuns;
  shape: string;
}

/**
 * Brings one job to a server, once: a submission is never repeated, and one whose answer was lost is looked for before
 * anybody may submit it again.
 */
export class JobSubmission {
  readonly #clientId = randomUUID();
  /** Of the server that it goes to. */
  readonly #died: AbortSignal;

  constructor(private readonly parts: SubmissionParts) {
    this.#died = parts.slot.host.died;
  }

  /** The id that {@link send} records before it submits, where a server lets the client choose it. */
  get recordedId(): string | undefined {
    return this.parts.slot.parts.protocol.takesClientId ? this.#clientId : undefined;
  }

  /**
   * @throws EngineBusyError, NotAcceptedError, EngineRefusedError, DeviceFaultError, the reason of the signal, or what
   *   recording the id failed with
   */
  async send(signal: AbortSignal): Promise<SubmitResult> {
    const { slot, spec, context } = this.parts;
    const { protocol, clock } = slot.parts;
    if (this.recordedId !== undefined && !protocol.isSynchronous)
      await context.recordRemoteJob(this.recordedId);
    context.signal.throwIfAborted();
    signal.throwIfAborted();
    const sentAt = clock.now();
    const { inputPath, workDir } = context;
    try {
      return await protocol.submit(slot.target, spec, {
        signal,
        clientId: this.#clientId,
        inputPath,
        workDir,
      });
    } catch (error) {
      // Cut by the portal itself: that is an answer lost, too.
      const isCut = signal.aborted && error === signal.reason;
      if (!isCut && !(error instanceof ServerRefusal)) throw error;
      if (error instanceof ResultTooLarge) throw error;
      const refusal = isCut ? undefined : (error as ServerRefusal);
      if (refusal !== undefined) this.#throwIfNotTaken(refusal);
      return await this.#reconcile(refusal, sentAt, signal);
    }
  }

  #throwIfNotTaken({ kind, message, retryAfterMs }: ServerRefusal): void {
    const { slot } = this.parts;
    const text = `${slot.device.name}: ${message}`;
    switch (kind) {
      case 'invalid':
        throw new EngineRefusedError(message);
      case 'busy':
        throw new EngineBusyError(text, retryAfterMs ?? slot.parts.timings.busyMs);
      case 'auth':
      case 'unreachable':
        slot.distrust();
        throw new NotAcceptedError(text);
      case 'unanswered':
      case 'broken':
    }
  }

  async #reconcile(
    refusal: ServerRefusal | undefined,
    sentAt: number,
    signal: AbortSignal,
  ): Promise<SubmitResult> {
    const { slot } = this.parts;
    const why = refusal?.message ?? 'the submission was cut off';
    // The portal stops: there is no time to ask, and the id is recorded where the server took it.
    if (slot.parts.stopping.aborted) throw slot.parts.stopping.reason;
    const found = await this.#find(sentAt);
    if (found.kind === 'taken') return { kind: 'accepted', id: found.id };
    this.#died.throwIfAborted();
    signal.throwIfAborted();
    if (found.kind === 'not-taken' && refusal?.kind === 'broken') throw slot.fault(why);
    if (found.kind === 'not-taken') throw new NotAcceptedError(`${slot.device.name}: ${why}`);
    if (refusal?.kind !== 'broken') await this.#leaveAlone(why);
    throw slot.fault(why);
  }

  /** As often as the server does not answer, but not for long. */
  async #find(sentAt: number): Promise<Found> {
    const { slot, spec } = this.parts;
    const { protocol, clock, timings, stopping } = slot.parts;
    const startedAt = clock.now();
    while (!this.#died.aborted) {
      const late = new ServerRefusal('unanswered', 'no answer');
      using limit = new TimeLimit(clock, FIND_ANSWER_MS, late, [stopping, this.#died]);
      try {
        const submission = { clientId: this.#clientId, sentAt, signal: limit.signal };
        return await protocol.findUnanswered(slot.target, spec, submission);
      } catch (error) {
        stopping.throwIfAborted();
        if (!(error instanceof ServerRefusal) && !this.#died.aborted) throw error;
        if (clock.now() - startedAt >= timings.deadMs) return { kind: 'unknowable' };
      }
      await sleep(clock, timings.lookEveryMs, stopping);
    }
    // Nothing that it had taken is left.
    return { kind: 'not-taken' };
  }

  /**
   * The server may work on the job, and cannot be asked. A server of the portal's own is killed, to be sure. Another one
   * that is alive gets nothing else until the job must be over.
   */
  async #leaveAlone(why: string): Promise<void> {
    const { slot, recent, shape } = this.parts;
    if (slot.host.isOwn) {
      await slot.host.kill(`it may be working on a job whose submission was not answered: ${why}`);
      return;
    }
    const look = await slot.look(slot.parts.stopping);
    if (look.kind === 'dead') return;
    const longest = recent.rangeOf(shape)?.longest ?? 0;
    slot.doubt(
      'it may still be working on a job whose submission it did not answer',
      Math.max(longest * 1.5, slot.parts.timings.doubtMs),
    );
  }
}
