import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { IdempotencyIndex } from './idempotency.js';

const DAY_MS = 86_400_000;

function setUp() {
  const clock = new ManualClock();
  const sut = new IdempotencyIndex(clock);
  let made = 0;
  const make = () => Promise.resolve(`job ${(made += 1)}`);
  return { clock, sut, make };
}

describe('the index of idempotency keys', () => {
  it('does the work once, also for those that come while it is done', async () => {
    const { sut, make } = setUp();
    const mark = sut.mark('me', 'key', 'job', { prompt: 'a' });

    const [first, second] = await Promise.all([sut.once(mark, make), sut.once(mark, make)]);

    expect([first, second]).toEqual([
      { id: 'job 1', isReplay: false },
      { id: 'job 1', isReplay: true },
    ]);
  });

  it('tells owners, keys, purposes and bodies apart', async () => {
    const { sut, make } = setUp();
    const body = { prompt: 'a' };
    await sut.once(sut.mark('me', 'key', 'job', body), make);

    expect((await sut.once(sut.mark('you', 'key', 'job', body), make)).isReplay).toBe(false);
    expect((await sut.once(sut.mark('me', 'other', 'job', body), make)).isReplay).toBe(false);
    for (const mark of [
      sut.mark('me', 'key', 'batch', body),
      sut.mark('me', 'key', 'job', { prompt: 'b' }),
    ]) {
      await expect(sut.once(mark, make)).rejects.toMatchObject({ code: 'idempotency_conflict' });
    }
  });

  it('cannot be made to mix up an owner and a key', () => {
    const { sut } = setUp();

    expect(sut.mark('a', 'b,c', 'job', {}).key).not.toBe(sut.mark('a,b', 'c', 'job', {}).key);
  });

  it('frees a key whose work failed', async () => {
    const { sut, make } = setUp();
    const mark = sut.mark('me', 'key', 'job', {});
    await expect(sut.once(mark, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(await sut.once(mark, make)).toEqual({ id: 'job 1', isReplay: false });
  });

  it('keeps a key for 24 hours, also one that recovery brought back, in whatever order', async () => {
    const { clock, sut, make } = setUp();
    const young = sut.mark('me', 'young', 'job', {});
    const old = sut.mark('me', 'old', 'job', {});
    sut.restore(young, 'young job', clock.now());
    sut.restore(old, 'old job', clock.now() - DAY_MS + 10);

    expect(await sut.once(old, make)).toEqual({ id: 'old job', isReplay: true });
    clock.advance(10);
    expect(await sut.once(old, make)).toEqual({ id: 'job 1', isReplay: false });
    expect(await sut.once(young, make)).toEqual({ id: 'young job', isReplay: true });
  });

  it('does not bring back what is too old', async () => {
    const { clock, sut, make } = setUp();
    const mark = sut.mark('me', 'key', 'job', {});
    sut.restore(mark, 'old job', clock.now() - DAY_MS);

    expect((await sut.once(mark, make)).isReplay).toBe(false);
  });
});
