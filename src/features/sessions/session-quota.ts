import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { SessionIndex } from './session-index.js';

const MINUTE_MS = 60_000;
/** Owners whose minutes are remembered before those that are over are looked for and dropped. */
const MANY_OWNERS = 10_000;

/** How many sessions an owner may have, and may open in a minute. */
@Injectable()
export class SessionQuota {
  /** Times of the sessions that were opened within a minute, by owner, in their order. */
  readonly #opened = new Map<string, number[]>();
  /** Sessions that are being made, by owner. */
  readonly #pending = new Map<string, number>();

  constructor(
    private readonly index: SessionIndex,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes a session that counts, if one more is allowed.
   * @throws DomainError session_limit
   */
  async spend<Result>(owner: string, make: () => Promise<Result>): Promise<Result> {
    this.#refuseTooMany(owner);
    this.#refuseTooFast(owner);
    this.#pending.set(owner, this.#pendingOf(owner) + 1);
    try {
      return await make();
    } finally {
      const left = this.#pendingOf(owner) - 1;
      if (left > 0) this.#pending.set(owner, left);
      else this.#pending.delete(owner);
    }
  }

  #pendingOf(owner: string): number {
    return this.#pending.get(owner) ?? 0;
  }

  #refuseTooMany(owner: string): void {
    const { sessionMax, sessionTtlMs } = this.config;
    const pending = this.#pendingOf(owner);
    if (this.index.mostOf(owner) + pending < sessionMax) return;
    const mine = this.index.of(owner);
    if (mine.length + pending < sessionMax) return;
    const oldestUse = mine.reduce((oldest, { lastUsedAt }) => Math.min(oldest, lastUsedAt), Infinity);
    const expiresInMs = oldestUse + sessionTtlMs - this.clock.now();
    const hint =
      sessionTtlMs > 0 ? 'Delete one, or wait until one has not been used for long enough.' : 'Delete one.';
    throw new DomainError(
      'session_limit',
      `There are ${sessionMax} sessions already (SESSION_MAX). ${hint}`,
      sessionTtlMs > 0 && Number.isFinite(expiresInMs) ? { retryAfterSeconds: seconds(expiresInMs) } : {},
    );
  }

  #refuseTooFast(owner: string): void {
    const now = this.clock.now();
    const { sessionsPerMinute } = this.config;
    // A time that lies ahead is from before the clock was set back.
    const isRecent = (at: number) => at > now - MINUTE_MS && at <= now;
    const recent = (this.#opened.get(owner) ?? []).filter(isRecent);
    if (recent.length >= sessionsPerMinute) {
      throw new DomainError(
        'session_limit',
        `At most ${sessionsPerMinute} new sessions a minute (SESSIONS_PER_MINUTE).`,
        { retryAfterSeconds: seconds((recent[0] ?? now) + MINUTE_MS - now) },
      );
    }
    if (this.#opened.size >= MANY_OWNERS) {
      for (const [other, times] of this.#opened) if (!times.some(isRecent)) this.#opened.delete(other);
    }
    this.#opened.set(owner, [...recent, now]);
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
