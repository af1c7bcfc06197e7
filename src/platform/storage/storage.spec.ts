import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KillableFileSystem, noSpace } from '../../../test/support/killable-file-system.js';
import { isStorageFull, Storage } from './storage.js';

let folder: string;
let disk: KillableFileSystem;
let sut: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-storage-'));
  disk = new KillableFileSystem();
  sut = new Storage(disk);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(path, 'utf8');
const everything = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('a new file', () => {
  it('is made with the folders above it', async () => {
    await sut.createFile(join(folder, 'a', 'b', 'file'), 'content');

    expect(read(join(folder, 'a', 'b', 'file'))).toBe('content');
  });

  it('never takes the place of one that is there', async () => {
    const path = join(folder, 'file');
    await sut.createFile(path, 'old');

    await expect(sut.createFile(path, 'new')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(read(path)).toBe('old');
  });

  it.each(['open-create', 'write', 'sync', 'sync-folder', 'mkdir'])(
    'of which the disk is too full for %s leaves nothing behind',
    async (operation) => {
      disk.fault = (name) => (name === operation ? noSpace() : undefined);

      await expect(sut.createFile(join(folder, 'a', 'file'), 'content')).rejects.toMatchObject({
        code: 'storage_full',
      });

      expect(everything().filter((path) => path !== 'a')).toEqual([]);
    },
  );

  it('that was written half leaves nothing behind, and can be written again', async () => {
    const path = join(folder, 'file');
    disk.fault = (name) => (name === 'write' ? 'short-write' : undefined);
    await expect(sut.createFile(path, 'content')).rejects.toMatchObject({ code: 'storage_full' });
    expect(existsSync(path)).toBe(false);

    disk.fault = () => undefined;
    await sut.createFile(path, 'content');

    expect(read(path)).toBe('content');
  });

  it('is made by many at once in the same new folder', async () => {
    const paths = Array.from({ length: 20 }, (_, index) => join(folder, 'a', 'b', `file ${index}`));

    await Promise.all(paths.map((path) => sut.createFile(path, path)));

    expect(paths.map(read)).toEqual(paths);
  });
});

describe('a file that is replaced', () => {
  it.each(['write', 'sync', 'rename'])(
    'keeps its old content when the disk is too full for %s',
    async (operation) => {
      const path = join(folder, 'file');
      await sut.replaceFile(path, 'old');
      disk.fault = (name) => (name === operation ? noSpace() : undefined);

      await expect(sut.replaceFile(path, 'new')).rejects.toMatchObject({ code: 'storage_full' });

      expect(read(path)).toBe('old');
      expect(everything()).toEqual(['file']);
    },
  );

  it('is not hindered by what a kill left', async () => {
    writeFileSync(join(folder, '.tmp-file'), 'half');

    await sut.replaceFile(join(folder, 'file'), 'whole');

    expect([everything(), read(join(folder, 'file'))]).toEqual([['file'], 'whole']);
  });
});

describe('a journal', () => {
  it.each(['short-write', 'sync'])('is as it was after an append that failed (%s)', async (fault) => {
    const path = join(folder, 'journal');
    await sut.createFile(path, 'one\n');
    disk.fault = (name) => {
      if (name === 'write' && fault === 'short-write') return 'short-write';
      return name === fault ? noSpace() : undefined;
    };
    await expect(sut.append(path, 'two\n')).rejects.toMatchObject({ code: 'storage_full' });
    expect(read(path)).toBe('one\n');

    disk.fault = () => undefined;
    await sut.append(path, 'three\n');

    expect(read(path)).toBe('one\nthree\n');
  });

  it('is cut before the next append where it could not be cut at once', async () => {
    const path = join(folder, 'journal');
    await sut.createFile(path, 'one\n');
    disk.fault = (name) => {
      if (name === 'write') return 'short-write';
      return name === 'truncate' ? noSpace() : undefined;
    };
    await expect(sut.append(path, 'two\n')).rejects.toThrow('ENOSPC');
    expect(read(path)).toBe('one\ntw');

    disk.fault = () => undefined;
    await sut.append(path, 'three\n');

    expect(read(path)).toBe('one\nthree\n');
  });

  it('must be there to be appended to', async () => {
    await expect(sut.append(join(folder, 'none'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('publishing a folder', () => {
  it('moves all of it at once, into a folder that is made for it', async () => {
    const from = join(folder, 'work');
    const to = join(folder, 'videos', 'batch', 'job_0');
    mkdirSync(from);
    writeFileSync(join(from, 'video.mp4'), 'video');

    await sut.publishFolder(from, to);

    expect([existsSync(from), read(join(to, 'video.mp4'))]).toEqual([false, 'video']);
  });

  it('never mixes with what is there', async () => {
    const [from, to] = [join(folder, 'work'), join(folder, 'public')];
    for (const path of [from, to]) {
      mkdirSync(path);
      writeFileSync(join(path, path === from ? 'new' : 'old'), '');
    }

    await expect(sut.publishFolder(from, to)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    expect(readdirSync(to)).toEqual(['old']);
  });

  it('makes its parent again when somebody has just removed it, being empty', async () => {
    const [from, to] = [join(folder, 'work'), join(folder, 'batch', 'job_1')];
    mkdirSync(from);
    await sut.ensureFolder(join(folder, 'batch'));
    rmSync(join(folder, 'batch'), { recursive: true });

    await sut.publishFolder(from, to);

    expect(existsSync(to)).toBe(true);
  });
});

describe('removing a folder that has become empty', () => {
  it('spares one in which something has turned up', async () => {
    const path = join(folder, 'batch');
    mkdirSync(join(path, 'job_1'), { recursive: true });
    await sut.removeEmptyFolder(path);
    expect(existsSync(join(path, 'job_1'))).toBe(true);

    rmSync(join(path, 'job_1'), { recursive: true });
    await sut.removeEmptyFolder(path);
    await sut.removeEmptyFolder(path);

    expect(existsSync(path)).toBe(false);
  });

  it('is not taken for being there afterwards', async () => {
    const path = join(folder, 'batch');
    await sut.ensureFolder(path);
    await sut.removeEmptyFolder(path);
    await sut.createFile(join(path, 'file'), '');

    expect(existsSync(join(path, 'file'))).toBe(true);
  });
});

describe('measuring a file', () => {
  it('gives its size and digests, also of one larger than a chunk', async () => {
    const content = Buffer.alloc(1_500_000, 'reelsmith');
    writeFileSync(join(folder, 'file'), content);

    expect(await sut.sealFile(join(folder, 'file'))).toEqual({
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      crc32: crc32(content),
    });
  });
});

describe('a full disk', () => {
  it.each([
    [noSpace(), true],
    [Object.assign(new Error('quota'), { code: 'EDQUOT' }), true],
    [new Error('writing the file: No space left on device'), true],
    [Object.assign(new Error('no such file'), { code: 'ENOENT' }), false],
    ['a text', false],
  ])('is recognised in %s: %s', (error, isFull) => {
    expect(isStorageFull(error)).toBe(isFull);
  });
});
