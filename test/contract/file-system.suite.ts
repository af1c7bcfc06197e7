import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystemPort, ScannedFile } from '../../src/platform/storage/index.js';

export interface FileSystemUnderTest {
  /** A file system and an existing, empty folder in it. */
  make: () => { sut: FileSystemPort; folder: string; remove: () => void };
}

/** What durable storage stands on (`file-system.port.ts`): the real one and the double of the crash tests agree. */
export function describeFileSystem(name: string, { make }: FileSystemUnderTest): void {
  describe(`the file system ${name}`, () => {
    let sut: FileSystemPort;
    let folder: string;
    let remove: () => void;

    beforeEach(() => {
      ({ sut, folder, remove } = make());
    });
    afterEach(() => remove());

    const at = (path: string) => `${folder}/${path}`;
    const write = async (path: string, text: string, mode: 'create' | 'append' = 'create') => {
      const file = await sut.open(at(path), mode);
      await file.write(Buffer.from(text));
      await file.sync();
      await file.close();
    };
    const read = async (path: string) => (await sut.readFile(at(path))).toString('utf8');

    it('creates a file once', async () => {
      await write('a', 'one');
      await expect(sut.open(at('a'), 'create')).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await read('a')).toBe('one');
    });

    it('appends to what is there, and only to what is there', async () => {
      await write('a', 'one');
      await write('a', ' two', 'append');
      expect(await read('a')).toBe('one two');
      await expect(sut.open(at('b'), 'append')).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('cuts a file to a length', async () => {
      await write('a', 'one two');
      const file = await sut.open(at('a'), 'existing');
      expect(await file.size()).toBe(7);
      await file.truncate(3);
      await file.close();
      expect(await read('a')).toBe('one');
    });

    it('renames a file over another one', async () => {
      await write('a', 'new');
      await write('b', 'old');
      await sut.rename(at('a'), at('b'));
      expect(await read('b')).toBe('new');
      await expect(sut.readFile(at('a'))).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('gives a file a second name, once', async () => {
      await write('a', 'one');
      await write('b', 'two');
      await sut.link(at('a'), at('c'));
      await expect(sut.link(at('b'), at('c'))).rejects.toMatchObject({ code: 'EEXIST' });
      await sut.unlink(at('a'));
      expect(await read('c')).toBe('one');
      await expect(sut.link(at('a'), at('d'))).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('renames a folder with all it holds, but never over one that holds something', async () => {
      await sut.makeFolder(at('from'));
      await write('from/a', 'x');
      await sut.rename(at('from'), at('to'));
      expect(await read('to/a')).toBe('x');
      await sut.makeFolder(at('again'));
      await expect(sut.rename(at('again'), at('to'))).rejects.toMatchObject({
        code: expect.stringMatching(/^(ENOTEMPTY|EEXIST)$/) as string,
      });
    });

    it('makes a folder once, and only where its parent is', async () => {
      expect(await sut.makeFolder(at('d'))).toBe(true);
      expect(await sut.makeFolder(at('d'))).toBe(false);
      await expect(sut.makeFolder(at('no/where'))).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('removes a folder only if it is empty, or with all it holds', async () => {
      await sut.makeFolder(at('d'));
      await write('d/a', 'x');
      expect(await sut.removeEmptyFolder(at('d'))).toBe(false);
      await sut.removeTree(at('d'));
      expect(await sut.stat(at('d'))).toBeUndefined();
      await expect(sut.removeTree(at('d'))).resolves.toBeUndefined();
    });

    it('tells sizes and kinds, and nothing about what is not there', async () => {
      await write('a', 'four');
      expect(await sut.stat(at('a'))).toMatchObject({ size: 4, isFile: true, isDirectory: false });
      expect(await sut.stat(folder)).toMatchObject({ isFile: false, isDirectory: true });
      expect(await sut.stat(at('b'))).toBeUndefined();
    });

    it('lists a folder, and nothing of one that is not there', async () => {
      await sut.makeFolder(at('d'));
      await write('a', 'x');
      const entries = (await sut.list(folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(entries).toEqual([
        { name: 'a', isDirectory: false },
        { name: 'd', isDirectory: true },
      ]);
      expect(await sut.list(at('none'))).toEqual([]);
    });

    it('scans the files one level down, in the order of their names', async () => {
      for (const name of ['b', 'a']) await sut.makeFolder(at(name));
      for (const path of ['b/1', 'a/2', 'a/1']) await write(path, `in ${path}`);
      await write('beside', 'not scanned');
      const found: ScannedFile[] = [];
      for await (const slice of sut.scan(folder)) found.push(...slice);
      expect(found).toEqual(['a/1', 'a/2', 'b/1'].map((path) => ({ path, text: `in ${path}` })));
    });

    it('streams a whole file', async () => {
      await write('a', '0123456789');
      const chunks: Buffer[] = [];
      for await (const chunk of sut.readStream(at('a'))) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString('utf8')).toBe('0123456789');
    });

    it('reads from any position into memory that is given, up to the end of the file', async () => {
      await write('a', '0123456789');
      const file = await sut.openForReading(at('a'));
      const target = Buffer.from('......');
      expect(await file.read(target.subarray(0, 3), 2)).toBe(3);
      expect(target.toString('utf8')).toBe('234...');
      expect(await file.read(target, 8)).toBe(2);
      expect(target.toString('utf8')).toBe('894...');
      expect(await file.read(target, 10)).toBe(0);
      await file.close();
      await expect(sut.openForReading(at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('syncs a folder', async () => {
      await expect(sut.syncFolder(folder)).resolves.toBeUndefined();
      await expect(sut.syncFolder(at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
}
