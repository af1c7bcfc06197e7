import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionsService } from '../../src/features/sessions/index.js';
import { newRevisionId, newSessionId } from '../../src/kernel/ids.js';
import { OWNER, revised, SessionBench, TTL_MS } from '../support/session-bench.js';

const STRANGER = 'somebody else';
const MINUTE_MS = 60_000;

let bench: SessionBench;
let sut: SessionsService;
beforeEach(async () => {
  bench = new SessionBench();
  sut = (await bench.start()).sessions;
});
afterEach(() => bench.remove());

const prompts = async (id: Parameters<SessionsService['get']>[1]) =>
  sut.path(await sut.get(OWNER, id)).map(({ prompt }) => prompt);

describe('opening a session', () => {
  it('makes an empty one under an id that nobody can guess', async () => {
    const session = await sut.open(OWNER);

    expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect([session.owner, session.revisions.size, sut.head(session)]).toEqual([OWNER, 0, undefined]);
    expect(bench.names()).toEqual([`${session.id}.jsonl`]);
  });

  it('makes an empty one under an id of the client that is unknown, and finds it there afterwards', async () => {
    const id = newSessionId();
    await sut.open(OWNER, id);
    await sut.append(OWNER, id, revised('a'));

    const again = await sut.open(OWNER, id);

    expect([again.id, again.revisions.size]).toEqual([id, 1]);
  });

  it('makes one, however many ask for the same id at once', async () => {
    const id = newSessionId();

    const sessions = await Promise.all(Array.from({ length: 10 }, () => sut.open(OWNER, id)));

    expect(new Set(sessions.map((session) => session.createdAt)).size).toBe(1);
    expect(bench.names()).toEqual([`${id}.jsonl`]);
  });

  it('is refused beyond the limits, and found sessions do not count', async () => {
    sut = await bench.restart({ sessionsPerMinute: 2 });
    const { id } = await sut.open(OWNER);
    await sut.open(OWNER);
    for (let count = 0; count < 5; count += 1) await sut.open(OWNER, id);

    await expect(sut.open(OWNER)).rejects.toMatchObject({ code: 'session_limit', retryAfterSeconds: 60 });
    sut = await bench.restart({ sessionMax: 2 });
    await expect(sut.open(OWNER)).rejects.toMatchObject({ code: 'session_limit' });
    await sut.delete(OWNER, id);
    await expect(sut.open(OWNER)).resolves.toBeDefined();
  });
});

describe('a session of somebody else', () => {
  it('is as one that does not exist, whatever is asked of it', async () => {
    const { id } = await sut.open(OWNER);
    const { id: revision } = await sut.append(OWNER, id, revised('a'));
    const refused = { code: 'session_not_found' };

    await expect(sut.find(STRANGER, id)).resolves.toBeUndefined();
    for (const asked of [
      () => sut.open(STRANGER, id),
      () => sut.get(STRANGER, id),
      () => sut.append(STRANGER, id, revised('b')),
      () => sut.undo(STRANGER, id),
      () => sut.redo(STRANGER, id),
      () => sut.restore(STRANGER, id, revision),
    ]) {
      await expect(asked()).rejects.toMatchObject(refused);
    }
    expect([await sut.delete(STRANGER, id), await sut.list(STRANGER)]).toEqual([false, []]);
    expect(await prompts(id)).toEqual(['a']);
  });

  it('stays so after a restart, before its owner has asked for it', async () => {
    const { id } = await sut.open(OWNER);
    sut = await bench.restart();

    await expect(sut.find(STRANGER, id)).resolves.toBeUndefined();
    await expect(sut.open(STRANGER, id)).rejects.toMatchObject({ code: 'session_not_found' });
  });
});

describe('a history', () => {
  it('goes back and forth, branches, and jumps', async () => {
    const { id } = await sut.open(OWNER);
    const a = await sut.append(OWNER, id, revised('a'));
    const b = await sut.append(OWNER, id, revised('b'));
    expect([a.parent, b.parent]).toEqual([null, a.id]);

    await sut.undo(OWNER, id);
    await sut.append(OWNER, id, revised('c'));
    expect(await prompts(id)).toEqual(['a', 'c']);
    await sut.restore(OWNER, id, b.id);
    expect(await prompts(id)).toEqual(['a', 'b']);
    await sut.append(OWNER, id, revised('d'), a.id);
    await sut.undo(OWNER, id);
    await sut.redo(OWNER, id);
    expect(await prompts(id)).toEqual(['a', 'd']);
    await sut.append(OWNER, id, revised('anew'), null);

    expect(await prompts(id)).toEqual(['anew']);
    expect((await sut.get(OWNER, id)).revisions.size).toBe(5);
  });

  it('takes a revision aside without going there', async () => {
    const { id } = await sut.open(OWNER);
    const a = await sut.append(OWNER, id, revised('a'));
    await sut.append(OWNER, id, revised('b'));
    await sut.undo(OWNER, id);

    const x = await sut.appendAside(OWNER, id, revised('x'));

    expect([x.parent, await prompts(id)]).toEqual([a.id, ['a']]);
    await sut.redo(OWNER, id);
    sut = await bench.restart();
    expect(await prompts(id)).toEqual(['a', 'b']);
    await sut.restore(OWNER, id, x.id);
    expect(await prompts(id)).toEqual(['a', 'x']);
  });

  it('says what it cannot do', async () => {
    const { id } = await sut.open(OWNER);
    await expect(sut.undo(OWNER, id)).rejects.toMatchObject({ code: 'conflict' });
    await sut.append(OWNER, id, revised('a'));

    await expect(sut.undo(OWNER, id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(sut.redo(OWNER, id)).rejects.toMatchObject({ code: 'conflict' });
    const unknown = newRevisionId();
    await expect(sut.restore(OWNER, id, unknown)).rejects.toMatchObject({ code: 'revision_not_found' });
    await expect(sut.append(OWNER, id, revised('b'), unknown)).rejects.toMatchObject({
      code: 'revision_not_found',
    });
    await expect(sut.append(OWNER, newSessionId(), revised('b'))).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });

  it('holds all that many callers append at once, one after the other', async () => {
    const { id } = await sut.open(OWNER);
    const { id: other } = await sut.open(OWNER);

    const made = await Promise.all(
      Array.from({ length: 20 }, (_, number) => sut.append(OWNER, id, revised(`p${number}`))).concat(
        Array.from({ length: 5 }, (_, number) => sut.append(OWNER, other, revised(`q${number}`))),
      ),
    );

    expect(await prompts(id)).toEqual(Array.from({ length: 20 }, (_, number) => `p${number}`));
    expect(await prompts(other)).toEqual(Array.from({ length: 5 }, (_, number) => `q${number}`));
    expect(new Set(made.map((revision) => revision.id)).size).toBe(25);
  });

  it('does not change under whoever has looked at it', async () => {
    const { id } = await sut.open(OWNER);
    await sut.append(OWNER, id, revised('a'));
    const seen = await sut.get(OWNER, id);

    await sut.append(OWNER, id, revised('b'));

    expect(sut.path(seen).map(({ prompt }) => prompt)).toEqual(['a']);
  });

  it('refuses a revision that is too large or not valid, and goes on', async () => {
    const { id } = await sut.open(OWNER);
    const wrong = { ...revised('a').parameters, subjects: [{ name: '', attributes: [] }] };

    await expect(sut.append(OWNER, id, revised('x'.repeat(300_000)))).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('262144 bytes') as string,
    });
    await expect(sut.append(OWNER, id, revised('a', { parameters: wrong }))).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path: 'parameters.subjects.0.name' }],
    });
    await sut.append(OWNER, id, revised('b'));

    expect(await prompts(id)).toEqual(['b']);
  });

  it('ends at 1,000 revisions', async () => {
    const { id } = await sut.open(OWNER);
    for (let count = 0; count < 1000; count += 1) await sut.append(OWNER, id, revised('a'));

    await expect(sut.append(OWNER, id, revised('b'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('1000 revisions') as string,
    });
    sut = await bench.restart();
    await expect(sut.append(OWNER, id, revised('b'))).rejects.toMatchObject({ code: 'conflict' });
    await sut.undo(OWNER, id);
    expect(await prompts(id)).toHaveLength(999);
  });
});

describe('a restart', () => {
  it('brings every session back as it was', async () => {
    const { id } = await sut.open(OWNER);
    for (const prompt of ['a', 'b \ud800 🚗 שלום', 'c']) await sut.append(OWNER, id, revised(prompt));
    await sut.undo(OWNER, id);
    const empty = await sut.open(OWNER);
    const before = [await sut.get(OWNER, id), await sut.get(OWNER, empty.id)];

    sut = await bench.restart();

    expect([await sut.get(OWNER, id), await sut.get(OWNER, empty.id)]).toEqual(before);
    await sut.redo(OWNER, id);
    expect(await prompts(id)).toEqual(['a', 'b \ud800 🚗 שלום', 'c']);
  });

  it('leaves alone what is not a session, and takes away what a rewrite left', async () => {
    const { id } = await sut.open(OWNER);
    mkdirSync(join(bench.sessionsDir, `${newSessionId()}.jsonl`));
    const strange = ['.gitkeep', 'notes.txt', `${newSessionId()}.jsonl.bak`];
    for (const name of strange) writeFileSync(join(bench.sessionsDir, name), 'x');
    writeFileSync(join(bench.sessionsDir, `.tmp-${newSessionId()}.jsonl`), 'half');

    sut = await bench.restart();

    expect((await sut.list(OWNER)).map((session) => session.id)).toEqual([id]);
    const files = readdirSync(bench.sessionsDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual([...strange, `${id}.jsonl`].sort());
  });

  it('forgets none of more sessions than memory holds', { timeout: 60_000 }, async () => {
    sut = await bench.restart({ sessionsPerMinute: 1000 });
    const ids = [];
    for (let count = 0; count < 250; count += 1) {
      const { id } = await sut.open(OWNER);
      await sut.append(OWNER, id, revised(`p${count}`));
      ids.push(id);
    }

    for (const [position, id] of ids.entries()) expect(await prompts(id)).toEqual([`p${position}`]);
  });
});

describe('a list of sessions', () => {
  it('has the one used last first, with what it is about, before and after a restart', async () => {
    const first = await sut.open(OWNER);
    await sut.append(OWNER, first.id, revised('a red car'));
    await sut.append(OWNER, first.id, revised('a blue car'));
    bench.clock.advance(1000);
    const second = await sut.open(OWNER);
    bench.clock.advance(2 * MINUTE_MS);
    await sut.append(OWNER, first.id, revised('a green car'));
    await sut.open(STRANGER);

    const list = await sut.list(OWNER);
    expect(list).toMatchObject([
      { id: first.id, revisions: 3, title: 'a red car', lastUsedAt: first.createdAt + 121_000 },
      { id: second.id, revisions: 0, title: '', createdAt: first.createdAt + 1000 },
    ]);
    sut = await bench.restart();
    expect(await sut.list(OWNER)).toEqual(list);
  });
});

describe('a session that was deleted', () => {
  it('is gone for good, and its id may be opened again', async () => {
    const { id } = await sut.open(OWNER);
    await sut.append(OWNER, id, revised('a'));

    expect(await sut.delete(OWNER, id)).toBe(true);

    expect([await sut.find(OWNER, id), await sut.delete(OWNER, id), bench.names()]).toEqual([
      undefined,
      false,
      [],
    ]);
    sut = await bench.restart();
    expect(await sut.find(OWNER, id)).toBeUndefined();
    expect((await sut.open(OWNER, id)).revisions.size).toBe(0);
  });

  it('refuses what was asked for behind the deletion', async () => {
    const { id } = await sut.open(OWNER);

    const [deleted, appended] = await Promise.allSettled([
      sut.delete(OWNER, id),
      sut.append(OWNER, id, revised('a')),
    ]);

    expect([deleted, appended]).toMatchObject([{ value: true }, { reason: { code: 'session_not_found' } }]);
    expect(bench.names()).toEqual([]);
  });
});

describe('a session that is not used', () => {
  it('is unknown from the moment it expires, swept or not', async () => {
    const { id } = await sut.open(OWNER);
    await sut.append(OWNER, id, revised('a'));
    bench.clock.advance(TTL_MS - 1);
    expect((await sut.list(OWNER)).length).toBe(1);
    bench.clock.advance(1);

    expect([await sut.find(OWNER, id), await sut.list(OWNER), await sut.delete(OWNER, id)]).toEqual([
      undefined,
      [],
      false,
    ]);
    await expect(sut.append(OWNER, id, revised('b'))).rejects.toMatchObject({ code: 'session_not_found' });
  });

  it('makes room for an empty one under its id, also of another owner', async () => {
    const { id } = await sut.open(OWNER);
    await sut.append(OWNER, id, revised('a'));
    bench.clock.advance(TTL_MS);

    expect((await sut.open(STRANGER, id)).revisions.size).toBe(0);

    await expect(sut.find(OWNER, id)).resolves.toBeUndefined();
    sut = await bench.restart();
    expect((await sut.get(STRANGER, id)).revisions.size).toBe(0);
  });

  it('lives on when it is looked at, also over a restart', async () => {
    const { id } = await sut.open(OWNER);
    for (let looks = 0; looks < 5; looks += 1) {
      bench.clock.advance(TTL_MS - MINUTE_MS);
      await sut.get(OWNER, id);
    }
    // The note of the last use is written behind the answer; whatever comes next on the session waits for it.
    await sut.append(OWNER, id, revised('a'));
    bench.clock.advance(TTL_MS - MINUTE_MS);
    await sut.get(OWNER, id);
    await sut.undo(OWNER, id).catch(() => undefined);

    sut = await bench.restart();
    bench.clock.advance(TTL_MS - 1);

    expect(await prompts(id)).toEqual(['a']);
  });

  it('is swept at start and every hour, and the next round gets what this one could not', async () => {
    const kept = await sut.open(OWNER);
    const gone = await sut.open(OWNER);
    bench.clock.advance(TTL_MS / 2);
    await sut.append(OWNER, kept.id, revised('a'));
    bench.clock.advance(TTL_MS / 2);
    bench.disk.kill();
    const portal = await bench.start();
    bench.disk.fault = (operation) => (operation === 'remove' ? new Error('EIO') : undefined);
    expect(await portal.sweeper.sweep()).toBe(0);
    bench.disk.fault = () => undefined;

    await portal.lifecycle.prepare();
    await portal.lifecycle.stop();

    expect(bench.names()).toEqual([`${kept.id}.jsonl`, 'portal.json'].sort());
    expect(gone.id).not.toBe(kept.id);
    expect(bench.clock.pending).toBe(0);
  });

  it('is swept an hour after the start', async () => {
    const { id } = await sut.open(OWNER);
    bench.disk.kill();
    const portal = await bench.start();
    await portal.lifecycle.prepare();
    await portal.sessions.list(OWNER);
    await untilScheduled();

    bench.clock.advance(TTL_MS);
    await untilScheduled();
    await portal.lifecycle.stop();

    expect(bench.names()).not.toContain(`${id}.jsonl`);
  });

  it('is kept for ever where the time to live is 0', async () => {
    const { id } = await sut.open(OWNER);
    bench.disk.kill();
    const portal = await bench.start({ sessionTtlMs: 0 });
    bench.clock.advance(1000 * TTL_MS);

    expect([await portal.sweeper.sweep(), await portal.sessions.find(OWNER, id)]).toMatchObject([0, { id }]);
  });
});

describe('a session that is looked at for months', () => {
  it('does not grow without end', { timeout: 60_000 }, async () => {
    const { id } = await sut.open(OWNER);
    await sut.append(OWNER, id, revised('a'));
    const lines = () => bench.journal(id).toString().split('\n').length;
    let most = 0;
    for (let minute = 0; minute < 1100; minute += 1) {
      bench.clock.advance(MINUTE_MS);
      await sut.get(OWNER, id);
      // Fails, and waits for the note of the use.
      await sut.undo(OWNER, id).catch(() => undefined);
      most = Math.max(most, lines());
    }
    const session = await sut.get(OWNER, id);

    expect(most).toBeLessThan(510);
    sut = await bench.restart();
    expect(await sut.get(OWNER, id)).toEqual(session);
  });
});

describe.skipIf(process.platform !== 'linux')('a folder that another portal works on', () => {
  it('is refused with the name of its setting', async () => {
    const portal = await bench.start();
    await sut.open(OWNER);
    // Whoever started the test is alive, and another process.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const claim = { host: hostname(), pid: process.ppid, startedAt };
    writeFileSync(join(bench.sessionsDir, 'portal.json'), JSON.stringify(claim));

    await expect(portal.lifecycle.prepare()).rejects.toThrow('SESSIONS_DIR');
  });
});

/** Until the sweep that goes on has come to its end and the next one waits. */
async function untilScheduled(): Promise<void> {
  while (bench.clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
}
