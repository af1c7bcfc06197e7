import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../../kernel/errors.js';
import { LOCAL_OWNER } from './fastify-request.js';

/** Longer than any key can be; nothing longer is hashed. */
const LONGEST_KEY = 1024;

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** Any request, of HTTP or for a WebSocket. */
interface Keyed {
  headers: IncomingHttpHeaders;
}

/** Who a request comes from. Keys are compared by digest, all of them, in constant time. */
export class ApiKeys {
  readonly #digests: readonly { owner: string; digest: Buffer }[];

  constructor(keys: ReadonlyMap<string, string>) {
    this.#digests = [...keys].map(([owner, key]) => ({ owner, digest: digestOf(key) }));
  }

  get areNeeded(): boolean {
    return this.#digests.length > 0;
  }

  /** The holder of the key that a request carries. @throws DomainError unauthenticated */
  ownerOf(request: Keyed): string {
    const owner = this.find(request);
    if (owner !== undefined) return owner;
    throw new DomainError(
      'unauthenticated',
      'Send an API key of this server as `Authorization: Bearer <key>` or `X-API-Key: <key>`',
    );
  }

  find(request: Keyed): string | undefined {
    if (!this.areNeeded) return LOCAL_OWNER;
    const key = keyOf(request);
    if (key === undefined || key.length > LONGEST_KEY) return undefined;
    const given = digestOf(key);
    let found: string | undefined;
    for (const { owner, digest } of this.#digests) {
      if (timingSafeEqual(digest, given)) found = owner;
    }
    return found;
  }
}

function keyOf(request: Keyed): string | undefined {
  const plain = request.headers['x-api-key'];
  if (typeof plain === 'string') return plain;
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1];
}
