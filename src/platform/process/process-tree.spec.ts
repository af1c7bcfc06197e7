import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { findMarked, MARK_VARIABLE } from './marked-processes.js';
import { ProcessTree } from './process-tree.js';

const NODE = process.execPath;
const PATIENCE = { timeout: 30_000, interval: 10 };

/** A program that cannot end before somebody has read all that it writes to both outputs: megabytes, in turns. */
const flood = (megabytes: number) => `const fs = require('node:fs'); const piece = 'x'.repeat(100_000);
  const write = (to) => { for (let at = 0; at < piece.length;) { try { at += fs.writeSync(to, piece.slice(at)); }
    catch (error) { if (error.code !== 'EAGAIN') throw error; } } };
  for (let count = 0; count < ${megabytes * 10}; count += 1) { write(2); write(1); }`;

describe('ProcessTree', () => {
  const files = new NodeFileSystem();
  let mark: string;
  let output: string;
  let sut: ProcessTree;

  beforeEach(() => {
    mark = `test.${randomUUID()}`;
    output = '';
  });
  afterEach(() => sut.kill(0));

  const start = (command: readonly [string, ...string[]], env: Record<string, string> = {}) => {
    sut = new ProcessTree({ command, env, mark, files, onOutput: (text) => (output += text) });
    return sut;
  };
  const says = (text: string) => vi.waitFor(() => expect(output).toContain(text), PATIENCE);
  const count = async () => (await findMarked(files, mark)).length;

  it('runs a program without a shell, with its own environment only', async () => {
    await start(
      [NODE, '-p', 'JSON.stringify([process.argv.slice(1), Object.keys(process.env).sort()])', '$HOME; `id`'],
      {
        A: '1',
      },
    ).exited;
    await vi.waitFor(
      () => expect(output.trim()).toBe(`[["$HOME; \`id\`"],["A","${MARK_VARIABLE}"]]`),
      PATIENCE,
    );
  });

  it('tells how the program ended', async () => {
    expect(await start([NODE, '-e', 'process.exit(3)']).exited).toEqual({ code: 3, signal: null });
  });

  it('tells why a program could not be started', async () => {
    expect(await start(['/no/such/program']).exited).toMatchObject({
      code: null,
      error: expect.stringContaining('ENOENT'),
    });
  });

  it('reads both outputs to their ends, however much comes; a full pipe would hold the program up', async () => {
    let size = 0;
    sut = new ProcessTree({
      command: [NODE, '-e', flood(20)],
      env: {},
      mark,
      files,
      onOutput: (text) => (size += text.length),
    });
    expect(await sut.exited).toEqual({ code: 0, signal: null });
    await vi.waitFor(() => expect(size).toBe(2 * 20_000_000), PATIENCE);
  });

  it('lets programs end by themselves', async () => {
    start([
      NODE,
      '-e',
      `process.on('SIGTERM',()=>{console.log('bye');process.exit(0)});setInterval(()=>{},1e3);console.log('up')`,
    ]);
    await says('up');
    await sut.kill(10_000);
    expect(await sut.exited).toEqual({ code: 0, signal: null });
  });

  it('kills also what left its group, ignores requests, and has lost its parent', async () => {
    const stubborn = `process.on('SIGTERM',()=>{});setInterval(()=>{},1e3);console.log('stubborn')`;
    const parent = `const c=require('child_process').spawn(process.execPath,['-e',${JSON.stringify(stubborn)}],
      {detached:true,stdio:'inherit'});c.unref();setTimeout(()=>process.exit(0),50)`;
    start([NODE, '-e', parent]);
    await says('stubborn');
    await sut.exited;
    expect(await count()).toBe(1);

    await sut.kill(100);
    expect(await count()).toBe(0);
  });

  it('leaves others alone', async () => {
    const other = new ProcessTree({
      command: [NODE, '-e', `setInterval(()=>{},1e3)`],
      env: {},
      mark: `other.${randomUUID()}`,
      files,
      onOutput: () => undefined,
    });
    await start([NODE, '-e', '']).exited;
    await sut.kill(100);
    expect(() => process.kill(other.pid ?? 0, 0)).not.toThrow();
    await other.kill(0);
  });
});
