import { messageOf } from '../../kernel/errors.js';
import { isStorageFull } from '../../platform/storage/index.js';
import {
  DeviceFaultError,
  EngineBusyError,
  EngineRefusedError,
  NotAcceptedError,
  RemoteJobLostError,
} from '../engines/index.js';
import type { AttemptProblem } from './job.types.js';

/** What an error of `generate` means for the job, and for its device. */
export type Verdict =
  /** The job fails at once; the device did nothing wrong. */
  | { kind: 'refused'; message: string }
  /** The job fails at once; nobody is at fault. */
  | { kind: 'storage-full' }
  /** Nothing was taken: the job waits on in its place, the device is left alone for a while. */
  | { kind: 'busy'; message: string; retryAfterMs: number }
  /** The attempt is over; the job goes on elsewhere. */
  | { kind: 'ended'; reason: Exclude<AttemptProblem, 'interrupted' | 'shutdown'>; message: string };

/** Errors come with words of servers in them; more than this is no explanation. Characters. */
const MAX_MESSAGE_LENGTH = 2000;

export function verdictOf(error: unknown): Verdict {
  const message = messageOf(error).slice(0, MAX_MESSAGE_LENGTH);
  if (error instanceof EngineRefusedError) return { kind: 'refused', message };
  if (isStorageFull(error)) return { kind: 'storage-full' };
  if (error instanceof EngineBusyError) return { kind: 'busy', message, retryAfterMs: error.retryAfterMs };
  if (error instanceof NotAcceptedError) return { kind: 'ended', reason: 'not-accepted', message };
  if (error instanceof RemoteJobLostError) return { kind: 'ended', reason: 'lost', message };
  if (error instanceof DeviceFaultError) return { kind: 'ended', reason: 'device-fault', message };
  return { kind: 'ended', reason: 'failed', message };
}
