import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { loadConfig } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import { newSessionId } from '../../kernel/ids.js';
import { SessionIndex } from './session-index.js';
import { SessionQuota } from './session-quota.js';

const TTL_MS = 600_000;
const FOREVER = new Promise<never>(() => undefined);

let clock: ManualClock;
let index: SessionIndex;
let sut: SessionQuota;
function limit(sessionMax: number, sessionsPerMinute: number, sessionTtlMs = TTL_MS) {
  const config = { ...loadConfig({}), sessionMax, sessionsPerMinute, sessionTtlMs };
  clock = new ManualClock();
  index = new SessionIndex(clock, config);
  sut = new SessionQuota(index, clock, config);
}
beforeEach(() => limit(3, 100));

function make(owner = 'me') {
  return sut.spend(owner, () => {
    const now = clock.now();
    return Promise.resolve(index.add({ id: newSessionId(), owner, createdAt: now, lastUsedAt: now }));
  });
}

function refusal(work: Promise<unknown>): Promise<DomainError> {
  return work.then(
    () => Promise.reject(new Error('it was allowed')),
    (error: unknown) => {
      if (error instanceof DomainError) return error;
      throw error;
    },
  );
}

describe('the number of sessions of one owner', () => {
  it('has a limit, which names its setting and when the first will have expired', async () => {
    for (let count = 0; count < 3; count += 1) {
      await make();
      clock.advance(10_000);
    }

    const error = await refusal(make());

    expect(error).toMatchObject({ code: 'session_limit', retryAfterSeconds: 570 });
    expect(error.message).toContain('SESSION_MAX');
    await expect(make('somebody else')).resolves.toBeDefined();
  });

  it('does not count those that have expired or were deleted', async () => {
    const first = await make();
    await make();
    await make();
    index.forget(first.id);
    await make();
    clock.advance(TTL_MS);

    await expect(make()).resolves.toBeDefined();
  });

  it('counts those that are just being made', async () => {
    for (let count = 0; count < 3; count += 1) void sut.spend('me', () => FOREVER);

    expect(await refusal(make())).toMatchObject({ code: 'session_limit' });
  });

  it('does not count one that could not be made', async () => {
    for (let count = 0; count < 5; count += 1) {
      await expect(sut.spend('me', () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    }

    await expect(make()).resolves.toBeDefined();
  });

  it('promises no time where sessions are kept for ever', async () => {
    limit(1, 100, 0);
    await make();

    expect((await refusal(make())).retryAfterSeconds).toBeUndefined();
  });
});

describe('the number of new sessions in a minute', () => {
  it('has a limit for each owner, which tells when the next one may come', async () => {
    limit(100, 2);
    await make();
    clock.advance(20_000);
    await make();
    clock.advance(1000);

    const error = await refusal(make());

    expect(error).toMatchObject({ code: 'session_limit', retryAfterSeconds: 39 });
    expect(error.message).toContain('SESSIONS_PER_MINUTE');
    await expect(make('somebody else')).resolves.toBeDefined();
    clock.advance(39_000);
    await expect(make()).resolves.toBeDefined();
    expect(await refusal(make())).toMatchObject({ retryAfterSeconds: 20 });
  });

  it('holds nobody up for longer because the clock was set back', async () => {
    limit(100, 1);
    await make();
    clock.set(clock.now() - 3_600_000);

    await expect(make()).resolves.toBeDefined();
  });
});
