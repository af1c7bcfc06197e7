import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { errnoOf } from '../../kernel/errors.js';
import { Storage } from '../../platform/storage/index.js';
import type { IdempotencyMark } from './job.types.js';

/** Who was first with a key: what for, and the id of what it makes. */
const claimSchema = z.object({ body: z.string(), id: z.string(), createdAt: z.number() });
export type Claim = z.infer<typeof claimSchema>;

const KEPT_MS = 24 * 3_600_000;
const MOST_GENERATIONS = 10_000;

/**
 * Idempotency keys where several processes take jobs in. A key is a file that only one of them can make, with the id
 * that the job or batch is to have: whoever finds it makes that very one if it is not there yet, so it does not matter
 * who is killed when. After a day the key is claimed anew, under the next number.
 */
@Injectable()
export class KeyClaims {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isShared(): boolean {
    return this.config.redisUrl !== undefined;
  }

  /** The claim that counts: the own one with this id, or that of whoever was first. */
  async claim({ key, body }: IdempotencyMark, id: string): Promise<Claim> {
    const own: Claim = { body, id, createdAt: this.clock.now() };
    for (let number = 0; number < MOST_GENERATIONS; number += 1) {
      const path = this.#path(key, number);
      const known = await this.#read(path);
      if (known !== undefined && !this.#isOld(known)) return known;
      if (known !== undefined) continue;
      if (await this.storage.claimFile(path, JSON.stringify(own))) return own;
      const first = await this.#read(path);
      if (first !== undefined && !this.#isOld(first)) return first;
    }
    throw new Error('an idempotency key has been used too often');
  }

  /** Gives a key back with which nothing was made. */
  async release({ key }: IdempotencyMark, id: string): Promise<void> {
    for (let number = 0; number < MOST_GENERATIONS; number += 1) {
      const known = await this.#read(this.#path(key, number));
      if (known === undefined) return;
      if (known.id === id) await this.storage.removeTree(this.#path(key, number));
    }
  }

  #isOld({ createdAt }: Claim): boolean {
    return this.clock.now() - createdAt >= KEPT_MS;
  }

  /** A damaged one counts as old: it never was acknowledged. */
  async #read(path: string): Promise<Claim | undefined> {
    let text: string;
    try {
      text = (await this.storage.files.readFile(path)).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return claimSchema.parse(JSON.parse(text));
    } catch {
      return { body: '', id: '', createdAt: 0 };
    }
  }

  /** The key is a hash in hex; nothing of what a client sent is in the path. */
  #path(key: string, number: number): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new Error('not the hash of a key');
    return join(this.config.dataDir, 'keys', key.slice(0, 2), `${key}.${number}`);
  }
}
