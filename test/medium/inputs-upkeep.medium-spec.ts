import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inputPath } from '../../src/features/inputs/index.js';
import { NodeFileSystem, type OpenFile, type OpenMode } from '../../src/platform/storage/index.js';
import { InputBench } from '../support/input-bench.js';

const TTL_MS = 3600 * 1000;
const HOUR_MS = 3_600_000;
let images: Buffer[];
let sut: InputBench;
let needed: Set<string> | undefined;

beforeAll(async () => {
  images = await Promise.all(
    ['red', 'green', 'blue'].map((background) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
});
beforeEach(async () => {
  sut = await InputBench.start({ env: { INPUT_TTL: '3600' } });
  needed = new Set();
});
afterEach(() => sut[Symbol.asyncDispose]());

const upload = (index: number) => sut.inputs.upload('ann', { content: [images[index]!] });
const contents = () => sut.stored().filter((path) => path.endsWith('.png'));
const bind = () => sut.references.add(() => needed);

/** Time for the clock of the portal and for the files alike. */
function pass(ms: number): void {
  sut.clock.advance(ms);
  for (const path of sut.stored()) {
    const file = join(sut.folder, 'data', 'inputs', path);
    const then = (sut.clock.now() - ms) / 1000;
    utimesSync(file, then, then);
  }
}

describe('an input that nobody needs', () => {
  it('goes after INPUT_TTL, with the uploads of it', async () => {
    bind();
    const { id } = await upload(0);
    pass(TTL_MS - 1000);
    await expect(sut.sweeper.sweep()).resolves.toMatchObject({ contents: 0, uploads: 0 });
    pass(TTL_MS);
    await expect(sut.sweeper.sweep()).resolves.toMatchObject({ contents: 1, uploads: 1 });
    expect(sut.stored()).toEqual([]);
    await expect(sut.inputs.get('ann', id)).rejects.toMatchObject({ code: 'input_not_found' });
  });

  it('stays for another INPUT_TTL each time that it is used', async () => {
    bind();
    const { id } = await upload(0);
    pass(TTL_MS - 1000);
    const input = await sut.inputs.fromId('ann', id, 'image');
    expect((await sut.inputs.get('ann', id)).expiresAt).toBe(sut.clock.now() + TTL_MS);
    pass(TTL_MS - 1000);
    await sut.sweeper.sweep();
    await sut.inputs.keep([input]);
    pass(TTL_MS - 1000);
    await sut.sweeper.sweep();
    await upload(0);
    pass(TTL_MS - 1000);
    await sut.sweeper.sweep();
    expect(contents()).toHaveLength(1);
    pass(2000);
    pass(TTL_MS);
    await sut.sweeper.sweep();
    expect(contents()).toEqual([]);
    await expect(sut.inputs.keep([input])).rejects.toMatchObject({ code: 'input_not_found' });
  });

  it('stays as long as a job needs it, and INPUT_TTL longer for a retry', async () => {
    bind();
    const { input } = await upload(0);
    needed = new Set([input.fileName]);
    for (let round = 0; round < 5; round += 1) {
      pass(TTL_MS * 2);
      await sut.sweeper.sweep();
    }
    needed = new Set();
    pass(TTL_MS - 1000);
    await sut.sweeper.sweep();
    expect(existsSync(inputPath(join(sut.folder, 'data'), input))).toBe(true);
    pass(TTL_MS + 1000);
    await sut.sweeper.sweep();
    expect(contents()).toEqual([]);
  });

  it('stays while nobody can say yet what is needed', async () => {
    await upload(0);
    pass(TTL_MS * 2);
    await sut.sweeper.sweep();
    expect(contents()).toHaveLength(1);
    needed = undefined;
    bind();
    await sut.sweeper.sweep();
    expect(contents()).toHaveLength(1);
  });

  it('goes without touching its neighbours', async () => {
    bind();
    await upload(0);
    pass(TTL_MS + 1000);
    const { input, id } = await upload(1);
    await sut.sweeper.sweep();
    expect(contents()).toEqual([`${input.fileName.slice(0, 2)}/${input.fileName}`]);
    await expect(sut.inputs.get('ann', id)).resolves.toMatchObject({ id });
  });
});

describe('what a crash left', () => {
  it('of an upload goes when no upload can be that long under way', async () => {
    const arriving = join(sut.folder, 'data', 'inputs', 'arriving');
    mkdirSync(arriving, { recursive: true });
    writeFileSync(join(arriving, 'old'), 'half');
    utimesSync(join(arriving, 'old'), 0, 0);
    writeFileSync(join(arriving, 'young'), 'half');
    await expect(sut.sweeper.sweep()).resolves.toMatchObject({ temporaries: 1 });
    expect(sut.stored()).toEqual(['arriving/young']);
  });

  it('of a content without its facts is taken in anew, or goes', async () => {
    bind();
    const { input } = await upload(0);
    const facts = join(
      sut.folder,
      'data',
      'inputs',
      sut.stored().find((path) => /^..\/.*json$/.test(path))!,
    );
    writeFileSync(facts, '{"torn');
    await expect(upload(0)).resolves.toMatchObject({ input });
    expect(JSON.parse(readFileSync(facts, 'utf8'))).toMatchObject(input);
    writeFileSync(facts, '');
    pass(TTL_MS);
    await sut.sweeper.sweep();
    expect(sut.stored()).toEqual([]);
  });

  it('of a content that is shorter than it was is replaced by the next that comes', async () => {
    const { input } = await upload(0);
    const path = inputPath(join(sut.folder, 'data'), input);
    writeFileSync(path, 'short');
    await expect(sut.inputs.keep([{ ...input, role: 'image' }])).rejects.toMatchObject({
      code: 'input_not_found',
    });
    await upload(0);
    expect(readFileSync(path)).toEqual(images[0]);
  });
});

describe('the sweep', () => {
  it('runs at the start and then every hour', async () => {
    bind();
    await sut.module.init();
    await upload(0);
    sut.clock.advance(0);
    await vi.waitFor(() => expect(sut.clock.untilNext).toBe(HOUR_MS), { timeout: 20_000 });
    expect(contents()).toHaveLength(1);
    sut.clock.advance(HOUR_MS);
    await vi.waitFor(() => expect(sut.clock.untilNext).toBe(HOUR_MS), { timeout: 20_000 });
    sut.clock.advance(HOUR_MS);
    await vi.waitFor(() => expect(contents()).toEqual([]), { timeout: 20_000 });
  });
});

describe('a full disk', () => {
  class FullDisk extends NodeFileSystem {
    override async open(path: string, mode: OpenMode): Promise<OpenFile> {
      const file = await super.open(path, mode);
      const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return {
        write: () => Promise.reject(full),
        sync: () => file.sync(),
        truncate: (length) => file.truncate(length),
        size: () => file.size(),
        close: () => file.close(),
      };
    }
  }

  it('is told as such, and nothing is left', async () => {
    await using full = await InputBench.start({ files: new FullDisk() });
    await expect(full.inputs.upload('ann', { content: [images[0]!] })).rejects.toMatchObject({
      code: 'storage_full',
      status: 507,
    });
    expect(full.stored()).toEqual([]);
  });
});
