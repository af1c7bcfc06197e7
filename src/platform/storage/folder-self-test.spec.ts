import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CrashFileSystem } from '../../../test/support/crash-file-system.js';
import { type FolderReport, testFolder } from './folder-self-test.js';
import type { FileStat, FolderEntry, OpenFile, OpenMode } from './file-system.port.js';
import { Storage } from './storage.js';

const FOLDER = { setting: 'STATIC_DIR', path: '/static', renamedBetween: ['.work', 'videos'] as const };

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: something, '/static/x'`), { code });
}

async function testOn(files: CrashFileSystem, now?: () => number): Promise<FolderReport> {
  return testFolder(new Storage(files), FOLDER, now);
}

/** As SMB without POSIX extensions. */
class RefusingRename extends CrashFileSystem {
  override async rename(from: string, to: string): Promise<void> {
    if ((await this.stat(to)) !== undefined) throw errno('EEXIST');
    await super.rename(from, to);
  }
}

/** As object stores that are mounted as folders: remove, then write anew. */
class TwoStepRename extends CrashFileSystem {
  override async rename(from: string, to: string): Promise<void> {
    if ((await this.stat(to))?.isFile === true) await super.unlink(to);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    await super.rename(from, to);
  }
}

class ReplacingFolderRename extends CrashFileSystem {
  override async rename(from: string, to: string): Promise<void> {
    if ((await this.stat(from))?.isDirectory === true) await this.removeTree(to);
    await super.rename(from, to);
  }
}

class TwoFileSystems extends CrashFileSystem {
  override async rename(from: string, to: string): Promise<void> {
    if (dirname(from) !== dirname(to)) throw errno('EXDEV');
    await super.rename(from, to);
  }
}

class SharedCreation extends CrashFileSystem {
  override async open(path: string, mode: OpenMode): Promise<OpenFile> {
    if (mode === 'create' && (await this.stat(path)) !== undefined) return super.open(path, 'existing');
    return super.open(path, mode);
  }
}

/** Each handle writes where it thinks that the end is, as over an old NFS without O_APPEND. */
class StaleAppend extends CrashFileSystem {
  override async open(path: string, mode: OpenMode): Promise<OpenFile> {
    const file = await super.open(path, mode);
    if (mode !== 'append') return file;
    let end = await file.size();
    const write = async (data: Uint8Array) => {
      await file.truncate(end);
      await file.write(data);
      end += data.length;
    };
    return { ...file, write };
  }
}

class NoFileSync extends CrashFileSystem {
  override async open(path: string, mode: OpenMode): Promise<OpenFile> {
    return { ...(await super.open(path, mode)), sync: () => Promise.reject(errno('EIO')) };
  }
}

class NoFolderSync extends CrashFileSystem {
  override syncFolder(path: string): Promise<void> {
    return path.includes('self-test') ? Promise.reject(errno('EINVAL')) : super.syncFolder(path);
  }
}

class ReadOnly extends CrashFileSystem {
  override makeFolder(path: string): Promise<boolean> {
    return path.includes('self-test') ? Promise.reject(errno('EROFS')) : super.makeFolder(path);
  }
}

class StaleListing extends CrashFileSystem {
  override async list(path: string): Promise<FolderEntry[]> {
    return (await super.list(path)).filter(({ name }) => name !== 'seen');
  }
}

class StaleSizes extends CrashFileSystem {
  override async stat(path: string): Promise<FileStat | undefined> {
    const stat = await super.stat(path);
    return stat?.isFile === true ? { ...stat, size: 0 } : stat;
  }
}

class Full extends CrashFileSystem {
  override async open(path: string, mode: OpenMode): Promise<OpenFile> {
    return { ...(await super.open(path, mode)), write: () => Promise.reject(errno('ENOSPC')) };
  }
}

async function withVideos<Files extends CrashFileSystem>(files: Files): Promise<Files> {
  for (const folder of ['/static', '/static/.work', '/static/videos']) await files.makeFolder(folder);
  return files;
}

describe('the self-test of a folder', () => {
  it('passes where everything is as it must be, and leaves nothing behind', async () => {
    const files = await withVideos(new CrashFileSystem());
    const before = files.tree('/');
    const report = await testOn(files);
    expect(report).toMatchObject({ setting: 'STATIC_DIR', full: false, warnings: [] });
    expect(files.tree('/')).toEqual(before);
  });

  it('makes the folder, but not the ones in it whose absence means something', async () => {
    const files = new CrashFileSystem();
    await testOn(files);
    expect((await files.stat('/static'))?.isDirectory).toBe(true);
    expect(await files.stat('/static/videos')).toBeUndefined();
  });

  it.each([
    ['write', new ReadOnly(), 'EROFS', 'writable'],
    ['fsync of a file', new NoFileSync(), 'EIO', 'NFSv4'],
    ['fsync of a folder', new NoFolderSync(), 'EINVAL', 'NFSv4'],
    ['exclusive creation', new SharedCreation(), 'created again', 'local disk'],
    ['append', new StaleAppend(), 'overwritten', 'local disk'],
    ['rename over an existing file', new RefusingRename(), 'EEXIST', 'local disk'],
    ['rename over an existing file', new TwoStepRename(), 'for a moment', 'local disk'],
    ['rename of a folder', new ReplacingFolderRename(), 'replaced', 'local disk'],
    ['visibility', new StaleListing(), 'listing', 'nocto'],
    ['visibility', new StaleSizes(), 'size', 'nocto'],
    ['one file system', new TwoFileSystems(), '.work and videos', 'Mount the whole folder'],
  ])('refuses one that fails "%s", and names it and what to do', async (trial, files, found, fix) => {
    const message = await testOn(await withVideos(files)).then(
      () => 'it passed',
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(message).toContain('UnfitFolderError: STATIC_DIR (/static)');
    expect(message).toContain(`Test "${trial}"`);
    expect(message).toContain(found);
    expect(message).toContain(fix);
  });

  it.each([
    [-90_000, '90 s off'],
    [90_000, '90 s off'],
  ])('refuses file times that are %i ms off the clock', async (skew, found) => {
    const files = await withVideos(new CrashFileSystem());
    await expect(testOn(files, () => Date.now() + skew)).rejects.toThrow(found);
  });

  it('tells of file times that are a little off', async () => {
    const files = await withVideos(new CrashFileSystem());
    const { warnings } = await testOn(files, () => Date.now() - 5000);
    expect(warnings).toEqual([expect.stringContaining("5.0 s off this machine's clock")]);
  });

  it('lets a full disk pass: the portal is the way to remove old videos from it', async () => {
    expect(await testOn(await withVideos(new Full()))).toMatchObject({ full: true });
  });

  it('removes what a killed test has left, and not what another one is just using', async () => {
    const files = await withVideos(new CrashFileSystem());
    const left = '/static/.tmp-self-test-0123456789ab';
    await files.makeFolder(left);
    await testOn(files);
    // The time of a folder is the epoch on this disk, so it is long past.
    expect(await files.stat(left)).toBeUndefined();
    await files.makeFolder(left);
    await testOn(files, () => 0).catch(() => undefined);
    expect(await files.stat(left)).toBeDefined();
  });
});
