import { Injectable, Optional } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { KeyClaims } from './key-claims.js';
import type { IdempotencyMark } from './job.types.js';

const KEPT_MS = 24 * 3_600_000;

interface Entry {
  body: string;
  createdAt: number;
  /** Id of the job or batch that the first request made. */
  result: Promise<string>;
}

/**
 * First answers by `Idempotency-Key`, per owner, for 24 hours. Durable without a file of its own: the mark lies in
 * the record of the job or batch it made, and recovery brings it back from there.
 */
@Injectable()
export class IdempotencyIndex {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    @Optional() private readonly claims?: KeyClaims,
  ) {}

  /** @param kind the route's purpose, so that one key cannot stand for a job here and a batch there */
  mark(owner: string, key: string, kind: string, body: unknown): IdempotencyMark {
    const hash = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return { key: hash([owner, key]), body: hash([kind, body ?? null]) };
  }

  /**
   * Does `action` once per key. Whoever comes meanwhile, or later with the same body, gets the same id.
   * @param action makes something with the id that it is given; where it is there already, nothing
   * @throws DomainError idempotency_conflict where the body differs
   */
  async once(
    mark: IdempotencyMark,
    action: (id: string | undefined) => Promise<string>,
    newId?: () => string,
  ): Promise<{ id: string; isReplay: boolean }> {
    this.#forgetOld();
    const known = this.#entries.get(mark.key);
    // Those that recovery brought back are not in order, so an old one may still be there.
    if (known !== undefined && !this.#isOld(known)) {
      if (known.body !== mark.body) {
        throw new DomainError('idempotency_conflict', 'This Idempotency-Key was used with another body.');
      }
      return { id: await known.result, isReplay: true };
    }
    this.#entries.delete(mark.key);
    const isClaimed = this.claims?.isShared === true && newId !== undefined;
    const result = isClaimed ? this.#claimAndDo(mark, action, newId()) : action(undefined);
    this.#entries.set(mark.key, { body: mark.body, createdAt: this.clock.now(), result });
    try {
      return { id: await result, isReplay: false };
    } catch (error) {
      // A refused request made nothing, so its key is free again.
      this.#entries.delete(mark.key);
      throw error;
    }
  }

  async #claimAndDo(
    mark: IdempotencyMark,
    action: (id: string) => Promise<string>,
    id: string,
  ): Promise<string> {
    const claim = await this.claims!.claim(mark, id);
    if (claim.body !== mark.body) {
      throw new DomainError('idempotency_conflict', 'This Idempotency-Key was used with another body.');
    }
    try {
      return await action(claim.id);
    } catch (error) {
      // A refused request made nothing, so its key is free again.
      if (claim.id === id) await this.claims!.release(mark, id);
      throw error;
    }
  }

  /** What recovery found in a record. */
  restore(mark: IdempotencyMark, id: string, createdAt: number): void {
    const entry = { body: mark.body, createdAt, result: Promise.resolve(id) };
    if (!this.#isOld(entry)) this.#entries.set(mark.key, entry);
  }

  #isOld({ createdAt }: Entry): boolean {
    return this.clock.now() - createdAt >= KEPT_MS;
  }

  /** Entries lie in the order of their making, so the old ones come first. */
  #forgetOld(): void {
    for (const [key, entry] of this.#entries) {
      if (!this.#isOld(entry)) break;
      this.#entries.delete(key);
    }
  }
}
