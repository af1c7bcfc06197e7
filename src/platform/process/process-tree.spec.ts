import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { findMarked, MARK_VARIABLE } from './marked-processes.js';
import { ProcessTree } from './process-tree.js';

const NODE = process.execPath;
const PATIENCE = { timeout: 10_000, interval: 10 };

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
