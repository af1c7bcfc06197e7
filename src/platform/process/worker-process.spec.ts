import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Deferred, deferred } from './deferred.js';
import { type WorkerExit, WorkerProcess } from './worker-process.js';

describe('WorkerProcess', () => {
  let dir: string;
  let message: Deferred<unknown>;
  let exit: Deferred<WorkerExit>;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'worker-'));
    message = deferred();
    exit = deferred();
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const start = (code: string, env: Record<string, string> = {}, niceness = 0) => {
    const modulePath = join(dir, 'worker.mjs');
    writeFileSync(modulePath, code);
    return new WorkerProcess({ modulePath, env, niceness, onMessage: message.resolve, onExit: exit.resolve });
  };

  it('sends structured values to and fro', async () => {
    const sut = start(`process.on('message', (m) => process.send({ got: m, type: m.constructor.name }));`);
    sut.send(new Float32Array([1, 2]));
    expect(await message.promise).toEqual({ got: new Float32Array([1, 2]), type: 'Float32Array' });
    sut.kill('SIGKILL');
    await exit.promise;
  });

  it('gives the child its own environment only', async () => {
    const sut = start(
      `process.send(Object.keys(process.env).filter((name) => !name.startsWith('NODE_CHANNEL')));`,
      { A: '1' },
    );
    expect(await message.promise).toEqual(['A']);
    sut.kill('SIGKILL');
    await exit.promise;
  });

  it('lets the child stand back behind others', async () => {
    const own = getPriority();
    const sut = start(`import { getPriority } from 'node:os'; process.send(getPriority());`, {}, own + 3);
    expect(await message.promise).toBe(own + 3);
    sut.kill('SIGKILL');
    await exit.promise;
  });

  it('tells the exit code and the end of standard error', async () => {
    start(`process.stderr.write('x'.repeat(100_000) + 'the end', () => process.exit(3));`);
    const how = await exit.promise;
    expect(how).toMatchObject({ code: 3, signal: null });
    expect(how.stderrTail).toHaveLength(4000);
    expect(how.stderrTail.endsWith('the end')).toBe(true);
  });

  it('is not held up by what it writes, many megabytes to both outputs, while it works', async () => {
    const sut = start(`import { writeSync } from 'node:fs';
      const piece = 'x'.repeat(100_000);
      const write = (to) => { for (let at = 0; at < piece.length;) { try { at += writeSync(to, piece.slice(at)); }
        catch (error) { if (error.code !== 'EAGAIN') throw error; } } };
      process.on('message', () => {
        for (let count = 0; count < 200; count += 1) { write(2); write(1); }
        process.send('done');
      });`);
    sut.send('work');
    expect(await message.promise).toBe('done');
    sut.kill('SIGKILL');
    expect((await exit.promise).stderrTail).toHaveLength(4000);
  });

  it('tells the signal, and refuses messages afterwards', async () => {
    const sut = start(`setInterval(() => undefined, 1000);`);
    sut.kill('SIGKILL');
    expect(await exit.promise).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(sut.send({})).toBe(false);
  });
});
