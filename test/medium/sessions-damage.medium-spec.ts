import { appendFileSync, copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session, SessionsService } from '../../src/features/sessions/index.js';
import { newSessionId, type SessionId } from '../../src/kernel/ids.js';
import { noSpace } from '../support/killable-file-system.js';
import { OWNER, revised, SessionBench } from '../support/session-bench.js';

let bench: SessionBench;
let sut: SessionsService;
let id: SessionId;
let before: Session;
beforeEach(async () => {
  bench = new SessionBench();
  sut = (await bench.start()).sessions;
  ({ id } = await sut.open(OWNER));
  for (const prompt of ['a', 'b', 'c']) await sut.append(OWNER, id, revised(prompt));
  before = await sut.get(OWNER, id);
});
afterEach(() => bench.remove());

const pathOf = (session: Session) => sut.path(session).map(({ prompt }) => prompt);
const brokenDisk = () => Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
/** Offset of a line in the journal, from 0. */
function offsetOf(line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed += 1) offset = bench.journal(id).indexOf('\n', offset) + 1;
  return offset;
}
function flip(offset: number): void {
  const content = bench.journal(id);
  content.writeUInt8(content.readUInt8(offset) ^ 1, offset);
  writeFileSync(bench.path(id), content);
}

describe('a journal whose last line is torn', () => {
  it.each([
    ['in its middle', (size: number) => size - 100],
    ['before its end of line', (size: number) => size - 1],
    ['behind its first byte', () => offsetOf(3) + 1],
  ])('%s, loses that line and goes on behind the one before', async (_, cut) => {
    truncateSync(bench.path(id), cut(bench.journal(id).length));

    sut = await bench.restart();
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a', 'b']);
    await sut.append(OWNER, id, revised('d'));

    sut = await bench.restart();
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a', 'b', 'd']);
    expect(bench.names()).toEqual([`${id}.jsonl`]);
  });

  it('by zeros of a file system that knew the size but not the data, loses them', async () => {
    appendFileSync(bench.path(id), Buffer.alloc(500));

    sut = await bench.restart();

    expect(await sut.get(OWNER, id)).toEqual(before);
  });
});

describe('a journal that is damaged', () => {
  it('in its middle, keeps what was before, and all of it is set aside', async () => {
    flip(offsetOf(2) + 200);
    const damaged = bench.journal(id);

    sut = await bench.restart();
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a']);
    await sut.append(OWNER, id, revised('d'));

    expect(bench.names()).toEqual([`${id}.damaged-1`, `${id}.jsonl`]);
    expect(readFileSync(join(bench.sessionsDir, `${id}.damaged-1`))).toEqual(damaged);
    sut = await bench.restart();
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a', 'd']);
  });

  it('again, has both set aside, and both go with the session', async () => {
    for (const number of [1, 2]) {
      flip(offsetOf(2) + 200);
      sut = await bench.restart();
      await sut.append(OWNER, id, revised('d'));
      expect(bench.names()).toContain(`${id}.damaged-${number}`);
    }

    await sut.delete(OWNER, id);

    expect(bench.names()).toEqual([]);
  });

  it('in its first line, is set aside, and the id opens an empty session', async () => {
    flip(20);
    const damaged = bench.journal(id);

    sut = await bench.restart();

    expect(await sut.find(OWNER, id)).toBeUndefined();
    expect((await sut.open(OWNER, id)).revisions.size).toBe(0);
    expect(readFileSync(join(bench.sessionsDir, `${id}.damaged-1`))).toEqual(damaged);
  });

  it.each([
    ['is empty', ''],
    ['has half a first line', '12345678 {"type":"op'],
  ])('and was never acknowledged, since it %s, is no session', async (_, content) => {
    const other = newSessionId();
    writeFileSync(bench.path(other), content);

    sut = await bench.restart();

    expect(await sut.find(OWNER, other)).toBeUndefined();
    expect(bench.names()).toEqual([`${id}.jsonl`]);
  });

  it('since it was copied to the name of another session, is not that session', async () => {
    const other = newSessionId();
    copyFileSync(bench.path(id), bench.path(other));

    sut = await bench.restart();

    expect([await sut.find(OWNER, other), await sut.get(OWNER, id)]).toEqual([undefined, before]);
  });

  it('does not hide the others', async () => {
    const { id: other } = await sut.open(OWNER);
    bench.disk.kill();
    const portal = await bench.start();
    bench.disk.fault = (operation, path) =>
      operation.startsWith('open-reading') && path.includes(id) ? brokenDisk() : undefined;
    sut = portal.sessions;

    expect((await sut.list(OWNER)).map((session) => session.id)).toEqual([other]);
    bench.disk.fault = () => undefined;
    expect(await sut.get(OWNER, id)).toEqual(before);
  });
});

describe('a disk that is full', () => {
  it.each(['open-create', 'write', 'sync', 'sync-folder'])(
    'at %s refuses a new session and leaves nothing of it',
    async (operation) => {
      const other = newSessionId();
      bench.disk.fault = (name) => (name === operation ? noSpace() : undefined);

      await expect(sut.open(OWNER, other)).rejects.toMatchObject({ code: 'storage_full' });

      expect(bench.names()).toEqual([`${id}.jsonl`]);
      expect(await sut.get(OWNER, id)).toEqual(before);
      bench.disk.fault = () => undefined;
      await expect(sut.open(OWNER, other)).resolves.toMatchObject({ id: other });
    },
  );

  it.each(['short-write', 'write', 'sync'])('at %s refuses a revision, and goes on later', async (fault) => {
    bench.disk.fault = (name) => {
      if (name === 'write' && fault === 'short-write') return 'short-write';
      return name === fault ? noSpace() : undefined;
    };
    await expect(sut.append(OWNER, id, revised('d'))).rejects.toMatchObject({ code: 'storage_full' });
    await expect(sut.undo(OWNER, id)).rejects.toMatchObject({ code: 'storage_full' });
    expect(await sut.get(OWNER, id)).toEqual(before);

    bench.disk.fault = () => undefined;
    await sut.append(OWNER, id, revised('e'));

    sut = await bench.restart();
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a', 'b', 'c', 'e']);
  });

  it('still lets sessions be read when their use cannot be noted', async () => {
    bench.disk.fault = (name) => (name === 'write' ? noSpace() : undefined);
    bench.clock.advance(120_000);

    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a', 'b', 'c']);
    await expect(sut.append(OWNER, id, revised('d'))).rejects.toMatchObject({ code: 'storage_full' });
  });

  it('leaves a damaged journal as it is until there is room to set it aside', async () => {
    flip(offsetOf(2) + 200);
    const damaged = bench.journal(id);
    bench.disk.kill();
    const portal = await bench.start();
    bench.disk.fault = (name) => (name === 'write' ? noSpace() : undefined);
    sut = portal.sessions;

    await expect(sut.get(OWNER, id)).rejects.toMatchObject({ code: 'storage_full' });
    expect([bench.names(), bench.journal(id)]).toEqual([[`${id}.jsonl`], damaged]);

    bench.disk.fault = () => undefined;
    expect(pathOf(await sut.get(OWNER, id))).toEqual(['a']);
  });
});

describe('a disk that fails', () => {
  it('does not turn a session that cannot be read into one that does not exist', async () => {
    sut = await bench.restart();
    // All sessions are known, and this one has not been read yet.
    await sut.open(OWNER);
    bench.disk.fault = (name, path) => (name === 'read' && path.includes(id) ? brokenDisk() : undefined);

    await expect(sut.find(OWNER, id)).rejects.toThrow('EIO');
    await expect(sut.open(OWNER, id)).rejects.toThrow('EIO');
    bench.disk.fault = () => undefined;
    expect(await sut.get(OWNER, id)).toEqual(before);
  });

  it('keeps callers waiting no longer than until the folder can be listed', async () => {
    bench.disk.kill();
    const portal = await bench.start();
    bench.disk.fault = (name) => (name === 'list' ? brokenDisk() : undefined);
    sut = portal.sessions;

    await expect(sut.get(OWNER, id)).rejects.toThrow('EIO');
    bench.disk.fault = () => undefined;
    expect(await sut.get(OWNER, id)).toEqual(before);
  });

  it('in the middle of a deletion leaves it to be done again', async () => {
    bench.disk.fault = (name) => (name === 'sync-folder' ? brokenDisk() : undefined);
    await expect(sut.delete(OWNER, id)).rejects.toThrow('EIO');
    bench.disk.fault = () => undefined;

    expect(await sut.find(OWNER, id)).toBeUndefined();
    await expect(sut.append(OWNER, id, revised('d'))).rejects.toMatchObject({ code: 'session_not_found' });
  });
});

describe('a journal that somebody takes away while the portal runs', () => {
  it('is a session that is not there any more, once it is to be changed', async () => {
    rmSync(bench.path(id));

    await expect(sut.append(OWNER, id, revised('d'))).rejects.toMatchObject({ code: 'session_not_found' });
    expect(await sut.find(OWNER, id)).toBeUndefined();
  });
});
