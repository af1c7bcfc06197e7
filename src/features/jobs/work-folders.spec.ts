import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newJobId } from '../../kernel/ids.js';
import { NodeFileSystem, Storage } from '../../platform/storage/index.js';
import { JobPaths } from './job-paths.js';
import type { JobStore } from './job-store.js';
import { WorkFolders } from './work-folders.js';

describe('the work folders', () => {
  let folder: string;
  let files: NodeFileSystem;
  let sut: WorkFolders;
  let paths: JobPaths;
  const id = newJobId();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reelsmith-work-'));
    paths = new JobPaths(join(folder, 'data'), join(folder, 'static'));
    files = new NodeFileSystem();
    sut = new WorkFolders(new Storage(files), { paths } as JobStore);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('make one once, ahead of the attempt that takes it', async () => {
    const makeFolder = vi.spyOn(files, 'makeFolder');
    sut.prepare(id, 1);
    sut.prepare(id, 1);

    expect(await sut.take(id, 1)).toBe(paths.workFolder(id, 1));
    expect(makeFolder.mock.calls.filter(([path]) => path === paths.workFolder(id, 1))).toHaveLength(1);
  });

  it('are empty, whatever a killed attempt left there', async () => {
    mkdirSync(paths.workFolder(id, 1), { recursive: true });
    writeFileSync(join(paths.workFolder(id, 1), 'left-over'), 'x');

    expect(readdirSync(await sut.take(id, 1))).toEqual([]);
  });

  it('are tried again where making one ahead failed', async () => {
    vi.spyOn(files, 'makeFolder').mockRejectedValueOnce(new Error('no'));
    sut.prepare(id, 1);

    expect(existsSync(await sut.take(id, 1))).toBe(true);
  });

  it('go with a job that leaves the queue', async () => {
    sut.prepare(id, 1);
    sut.forget(id);

    await vi.waitFor(() => expect(existsSync(paths.work) && readdirSync(paths.work)).toEqual([]), {
      timeout: 20_000,
    });
  });

  it('are there for an attempt that comes back while they are being removed', async () => {
    sut.prepare(id, 1);
    const gate = Promise.withResolvers<undefined>();
    const removeTree = files.removeTree.bind(files);
    const removal = vi.spyOn(files, 'removeTree').mockImplementationOnce(async (path) => {
      await gate.promise;
      await removeTree(path);
    });
    sut.forget(id);
    await vi.waitFor(() => expect(removal).toHaveBeenCalledOnce(), { timeout: 20_000 });
    const taking = sut.take(id, 1);
    // Whatever does not wait for the removal has gone by now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    gate.resolve(undefined);
    const folder = await taking;
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(existsSync(folder)).toBe(true);
  });

  it('leave alone what a running attempt has', async () => {
    sut.prepare(id, 1);
    await sut.take(id, 1);
    sut.forget(id);
    await new Promise((resolve) => setImmediate(resolve));

    expect(existsSync(paths.workFolder(id, 1))).toBe(true);
  });
});
