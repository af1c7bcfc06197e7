import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder } from './folder-claim.js';
import { NodeFileSystem } from './node-file-system.js';
import { Storage } from './storage.js';

const storage = new Storage(new NodeFileSystem());
const hasProc = process.platform === 'linux';

function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

describe.skipIf(!hasProc)('claimFolder', () => {
  let folder: string;
  let other: ChildProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claim-'));
    other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    await once(other, 'spawn');
  });
  afterEach(() => {
    other.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const claimOf = (claim: object) => writeFileSync(join(folder, 'portal.json'), JSON.stringify(claim));
  const ofOther = () => ({ host: hostname(), pid: other.pid ?? 0, startedAt: startOf(other.pid ?? 0) });

  it('refuses a folder that another living process works on, and names it', async () => {
    claimOf(ofOther());
    await expect(claimFolder(storage, folder)).rejects.toThrow(`process ${other.pid}`);
  });

  it('takes the folder of a process that was killed', async () => {
    claimOf(ofOther());
    other.kill('SIGKILL');
    await once(other, 'exit');
    await expect(claimFolder(storage, folder)).resolves.toBeUndefined();
    expect(JSON.parse(readFileSync(join(folder, 'portal.json'), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.each([
    ['whose number another process has now', () => ({ ...ofOther(), startedAt: '1' })],
    ['of another machine', () => ({ ...ofOther(), host: 'elsewhere' })],
    ['that makes no sense', () => ({ pid: 'x' })],
  ])('takes the folder with a claim %s', async (_, claim) => {
    claimOf(claim());
    await expect(claimFolder(storage, folder)).resolves.toBeUndefined();
  });

  it('lets the same process claim it again', async () => {
    await claimFolder(storage, folder);
    await expect(claimFolder(storage, folder)).resolves.toBeUndefined();
  });
});
