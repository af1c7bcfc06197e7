import { randomUUID } from 'node:crypto';

/** An id that a proxy gave the request is kept where it is harmless in a log and a header. */
export function requestIdOf(incoming: string | string[] | undefined): string {
  return typeof incoming === 'string' && /^[A-Za-z0-9._:-]{1,128}$/.test(incoming) ? incoming : randomUUID();
}
