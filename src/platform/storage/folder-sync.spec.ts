import { describe, expect, it } from 'vitest';
import type { FileSystemPort } from './file-system.port.js';
import { FolderSync } from './folder-sync.js';

/** A disk that syncs when it is told to. */
function setUp() {
  const syncs: { path: string; end: () => void; fail: (error: Error) => void }[] = [];
  const files = {
    syncFolder: (path: string) =>
      new Promise<void>((resolve, reject) => {
        syncs.push({ path, end: resolve, fail: reject });
      }),
  };
  const sut = new FolderSync(files as unknown as FileSystemPort);
  const ended: string[] = [];
  const ask = (name: string, path = '/a') => sut.sync(path).then(() => ended.push(name));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { syncs, sut, ended, ask, settle };
}

describe('syncs of one folder', () => {
  it('that are asked for while one is under way are done by one more, that begins afterwards', async () => {
    const { syncs, ended, ask, settle } = setUp();
    const first = ask('first');
    const others = ['second', 'third', 'fourth'].map((name) => ask(name));
    expect(syncs).toHaveLength(1);

    syncs[0]?.end();
    await first;
    await settle();
    expect([ended, syncs.length]).toEqual([['first'], 2]);
    syncs[1]?.end();
    await Promise.all(others);

    expect(syncs).toHaveLength(2);
  });

  it('asked for while the next one is under way wait for the one after it', async () => {
    const { syncs, ended, ask, settle } = setUp();
    const all = [ask('first'), ask('second')];
    syncs[0]?.end();
    await settle();
    all.push(ask('third'));
    syncs[1]?.end();
    await settle();

    expect([ended, syncs.length]).toEqual([['first', 'second'], 3]);
    syncs[2]?.end();
    await Promise.all(all);
  });

  it('that fail fail only those who waited for them', async () => {
    const { syncs, sut, settle } = setUp();
    const first = sut.sync('/a');
    const second = sut.sync('/a');
    syncs[0]?.fail(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await settle();
    syncs[1]?.end();

    await expect(second).resolves.toBeUndefined();
    void sut.sync('/a');
    expect(syncs).toHaveLength(3);
  });

  it('do not wait for those of other folders', () => {
    const { syncs, ask } = setUp();
    void ask('a', '/a');
    void ask('b', '/b');

    expect(syncs.map(({ path }) => path)).toEqual(['/a', '/b']);
  });
});
