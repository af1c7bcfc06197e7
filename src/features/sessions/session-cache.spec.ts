import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../kernel/ids.js';
import { SessionCache } from './session-cache.js';
import { foldSession } from './session-fold.js';
import type { OpenSession } from './session-journal.js';

function opened(bytes: number): OpenSession {
  const session = foldSession([{ type: 'opened', at: 1, id: newSessionId(), owner: 'me' }]);
  if (session === undefined) throw new Error('an opening always folds');
  return { session, bytes, lines: 1, uses: 0 };
}

describe('the sessions in memory', () => {
  it('lose the one that was not asked for longest when there are too many', () => {
    const sut = new SessionCache({ sessions: 2, bytes: 1000 });
    const [a, b, c] = [opened(1), opened(1), opened(1)];
    sut.set(a);
    sut.set(b);
    sut.get(a.session.id);
    sut.set(c);

    expect([a, b, c].map(({ session }) => sut.get(session.id) !== undefined)).toEqual([true, false, true]);
  });

  it('lose as many as it takes to keep large ones in bounds', () => {
    const sut = new SessionCache({ sessions: 10, bytes: 100 });
    for (let count = 0; count < 4; count += 1) sut.set(opened(30));
    const large = opened(80);
    sut.set(large);

    expect([sut.size, sut.get(large.session.id)]).toEqual([1, large]);
  });

  it('count one that has grown once', () => {
    const sut = new SessionCache({ sessions: 10, bytes: 100 });
    const [a, b] = [opened(40), opened(40)];
    sut.set(a);
    for (let bytes = 40; bytes <= 60; bytes += 1) sut.set({ ...b, bytes });
    sut.delete(b.session.id);
    sut.set({ ...b, bytes: 60 });

    expect(sut.size).toBe(2);
  });
});
