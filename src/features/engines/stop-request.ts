/** Why the portal tells a generation to stop. */
export type StopReason = 'cancel' | 'shutdown';

/**
 * The reason of a `generate` signal that the portal itself aborted; any other reason (a time-out, a stall) is meant
 * like a cancel. After a `cancel` the work must have ended, at the server too, before `generate` rejects.
 */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  constructor(readonly reason: StopReason) {
    super(reason === 'cancel' ? 'The job was cancelled.' : 'The portal is shutting down.');
  }
}

/**
 * Whether `generate` shall let go of a remote job without cancelling it: the portal shuts down, and goes on asking
 * for it at its next start. An engine whose servers end with the portal rejects with `RemoteJobLostError` instead of
 * the reason, so that the job is not looked for in vain.
 */
export function isDetach(reason: unknown): boolean {
  return reason instanceof StopRequest && reason.reason === 'shutdown';
}
