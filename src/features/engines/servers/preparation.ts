import { ServerRefusal } from './server-protocol.js';

/**
 * For what an adapter asks or uploads before it submits: a lost answer leaves no doubt there, since the job itself has
 * not been sent.
 */
export async function preparation<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.kind !== 'unanswered') throw error;
    throw new ServerRefusal('unreachable', error.message);
  }
}
