import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem, Storage, testFolder } from '../../src/platform/storage/index.js';
import { builtModule } from '../support/built-module.js';

const storage = new Storage(new NodeFileSystem());
let folder: string;
const mounted: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'self-test-'));
});
afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', [path]);
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** Skips the test with its reason where this user may not mount. */
function mountTmpfs(context: { skip: (note: string) => never }, options: string): string {
  const path = join(folder, 'mounted');
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', path], { stdio: 'pipe' });
  } catch {
    context.skip('this user may not mount a tmpfs');
  }
  mounted.push(path);
  return path;
}

const testIn = (path: string) =>
  testFolder(storage, { setting: 'DATA_DIR', path, renamedBetween: ['.work', 'videos'] });

/** The server as people start it. */
async function startServer(env: Record<string, string>): Promise<{ code: unknown; errors: string }> {
  const child = spawn(process.execPath, [builtModule('main.js')], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as unknown[];
  return { code, errors };
}

describe('the self-test of a real folder', () => {
  it('passes on the disk of temporary files, soon, and leaves nothing there', async () => {
    await testIn(folder);
    const { durationMs, warnings } = await testIn(folder);
    expect(warnings).toEqual([]);
    // 50 ms is the budget on a quiet machine; here, other tests share the disk.
    expect(durationMs).toBeLessThan(20_000);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('passes for several processes at the same time', async () => {
    for (const name of ['.work', 'videos']) mkdirSync(join(folder, name));
    await Promise.all(Array.from({ length: 8 }, () => testIn(folder)));
    expect(readdirSync(join(folder, 'videos'))).toEqual([]);
  });

  it('passes on a tmpfs', async (context) => {
    await expect(testIn(mountTmpfs(context, 'size=1m'))).resolves.toMatchObject({ full: false });
  });

  it('says that a small disk is full, and does not refuse it', async (context) => {
    const path = mountTmpfs(context, 'size=64k');
    try {
      writeFileSync(join(path, 'filler'), Buffer.alloc(1_000_000));
    } catch {
      // It is full: that was the point.
    }
    await expect(testIn(path)).resolves.toMatchObject({ full: true });
  });

  it('refuses a folder in which another file system is mounted', async (context) => {
    const other = mountTmpfs(context, 'size=1m');
    mkdirSync(join(folder, '.work'));
    const sut = testFolder(storage, {
      setting: 'STATIC_DIR',
      path: folder,
      renamedBetween: ['.work', other.slice(folder.length + 1)],
    });
    await expect(sut).rejects.toThrow('.work and mounted lie in two file systems. Mount the whole folder');
  });

  it('keeps the server from starting on a folder that is read-only, and says what to do', async (context) => {
    let path = join(folder, 'mine');
    mkdirSync(path);
    // Permissions do not bind root; a read-only mount does.
    if (process.getuid?.() === 0) path = mountTmpfs(context, 'size=1m,ro');
    else chmodSync(path, 0o555);
    const { code, errors } = await startServer({
      DATA_DIR: join(folder, 'data'),
      SESSIONS_DIR: path,
      STATIC_DIR: join(folder, 'static'),
    });
    expect(code).toBe(1);
    expect(errors).toMatch(
      /SESSIONS_DIR \(.+\) cannot be used\. Test "write": the file system answers E\w+\./,
    );
    expect(errors).toContain('Make it exist and writable');
    expect(errors).not.toContain('    at ');
  });
});
