import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem, Storage } from '../../../../platform/storage/index.js';
import { ServerLogFile } from './server-log-file.js';

describe('ServerLogFile', () => {
  let folder: string;
  let path: string;
  let warnings: string[];
  let sut: ServerLogFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'server-log-'));
    path = join(folder, 'logs', 'sglang-cuda-0.log');
    warnings = [];
    sut = new ServerLogFile(new Storage(new NodeFileSystem()), path, {
      warn: (_, text) => warnings.push(text),
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what came, in order', async () => {
    sut.begin('a start');
    for (let line = 0; line < 100; line += 1) sut.add(`${line}\n`);
    await sut.written();

    const lines = Array.from({ length: 100 }, (_, line) => `${line}\n`);
    expect(readFileSync(path, 'utf8')).toBe(`\n--- a start\n${lines.join('')}`);
  });

  it('is bounded on disk: one old file is kept beside the new one', async () => {
    for (let part = 0; part < 15; part += 1) {
      sut.add(String(part % 10).repeat(900_000));
      await sut.written();
    }

    const names = readdirSync(join(folder, 'logs'));
    expect(names.sort()).toEqual(['sglang-cuda-0.log', 'sglang-cuda-0.log.1']);
    expect(Math.max(...names.map((name) => statSync(join(folder, 'logs', name)).size))).toBeLessThanOrEqual(
      5e6,
    );
    expect(readFileSync(path, 'utf8').endsWith('4')).toBe(true);
  });

  it('knows the end of what the last process wrote', () => {
    sut.add('of the first');
    sut.begin('a start');
    sut.add('x'.repeat(5000));
    sut.add(' CUDA out of memory\n');
    expect(sut.tail).toMatch(/^x+ CUDA out of memory$/);
    expect(sut.tail.length).toBeLessThanOrEqual(2000);
  });

  it('lets the server run where it cannot be written', async () => {
    writeFileSync(join(folder, 'logs'), 'no folder');
    sut.add('a');
    await sut.written();
    sut.add('b');
    await sut.written();
    expect(warnings).toEqual(['the log of a server is not written any more']);
    expect(sut.tail).toBe('ab');
  });
});
