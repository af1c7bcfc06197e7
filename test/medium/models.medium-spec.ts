import 'reflect-metadata';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigModule, loadConfig } from '../../src/config/index.js';
import { EnginesModule } from '../../src/features/engines/index.js';
import {
  type ModelView,
  ModelsModule,
  ModelsService,
  parseModelId,
} from '../../src/features/models/index.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { HubDouble } from '../support/hub-double.js';

const ID = parseModelId('Maker/Model-1.5')!;
const PATIENCE = { timeout: 30_000, interval: 20 };
const WEIGHTS = Buffer.alloc(300_000, 'weights of a model ');

let folder: string;
let hub: HubDouble;
let modules: TestingModule[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-models-'));
  hub = await HubDouble.start(ID);
  hub
    .file('model_index.json', '{"_class_name": "X"}')
    .file('.gitattributes', '*.safetensors filter=lfs')
    .file('transformer/a b#1.safetensors', WEIGHTS, { isLarge: true });
  modules = [];
});
afterEach(async () => {
  for (const module of modules) await module.close();
  await hub[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<ModelsService> {
  const config = loadConfig({
    DATA_DIR: join(folder, 'data'),
    MODEL_CACHE_DIR: join(folder, 'models'),
    MODEL_HUB_URL: hub.url,
    MODEL_HUB_DEFAULT: 'Some/Default',
    // Where the hub redirects to is on this machine as well.
    ALLOW_PRIVATE_URLS: 'true',
    ...env,
  });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(config), PlatformModule, EnginesModule.with([]), ModelsModule],
  }).compile();
  Logger.overrideLogger(false);
  await module.init();
  modules.push(module);
  return module.get(ModelsService, { strict: false });
}

const stop = async () => modules.pop()?.close();

const view = async (sut: ModelsService): Promise<ModelView | undefined> =>
  (await sut.list()).find(({ id }) => id === ID);
const becomes = (sut: ModelsService, state: string) =>
  expect.poll(async () => (await view(sut))?.download?.state, PATIENCE).toBe(state);

const target = () => join(folder, 'models', 'Maker--Model-1.5');
const weights = () => join(target(), 'transformer', 'a b#1.safetensors');

describe('a model of a hub', () => {
  it('is downloaded whole, checked, and put in its place at once', async () => {
    const sut = await start();
    expect(await sut.list()).toEqual([{ id: 'Some/Default', isDownloaded: false }]);
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    expect(readFileSync(weights()).equals(WEIGHTS)).toBe(true);
    expect(readdirSync(target()).sort()).toEqual(['.gitattributes', 'model_index.json', 'transformer']);
    expect(readdirSync(join(folder, 'models', '.arriving'))).toEqual([]);
    const total = WEIGHTS.length + 20 + 24;
    expect(await view(sut)).toEqual({
      id: ID,
      isDownloaded: true,
      download: {
        state: 'downloaded',
        bytes: total,
        totalBytes: total,
        files: 3,
        totalFiles: 3,
        commit: hub.commit,
      },
    });
  });

  it('is not there before it is whole, and its progress is that of its files', async () => {
    hub.plan('transformer/a b#1.safetensors', { hangAfter: 100_000 });
    const sut = await start();
    await sut.request(ID);
    await expect.poll(async () => (await view(sut))?.download?.bytes, PATIENCE).toBe(100_044);
    expect(existsSync(target())).toBe(false);
    expect(await view(sut)).toMatchObject({
      isDownloaded: false,
      download: { state: 'downloading', totalBytes: 300_044, files: 2, totalFiles: 3 },
    });
  });

  it('goes on after a restart with what has come', async () => {
    hub.plan('transformer/a b#1.safetensors', { hangAfter: 100_000 });
    const first = await start();
    await first.request(ID);
    await expect.poll(async () => (await view(first))?.download?.bytes, PATIENCE).toBe(100_044);
    await stop();
    const sut = await start();
    await becomes(sut, 'downloaded');
    expect(readFileSync(weights()).equals(WEIGHTS)).toBe(true);
    const reads = hub.reads('transformer/a b#1.safetensors').map(({ range }) => range);
    expect(reads.slice(-2)).toEqual(['bytes=100000-', 'bytes=100000-']);
    // Nothing that was whole is read again.
    expect(hub.reads('model_index.json')).toHaveLength(1);
  });

  it('goes on where a connection broke, as long as something comes', async () => {
    hub.plan('transformer/a b#1.safetensors', ...Array.from({ length: 4 }, () => ({ breakAfter: 30_000 })));
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    expect(readFileSync(weights()).equals(WEIGHTS)).toBe(true);
    const ranges = new Set(hub.reads('stored/transformer/a b#1.safetensors').map(({ range }) => range));
    expect(ranges.size).toBe(5);
  });

  it('begins a file anew where the server does not know ranges', async () => {
    hub.plan('transformer/a b#1.safetensors', { breakAfter: 50_000 }, { ignoresRange: true });
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    expect(readFileSync(weights()).equals(WEIGHTS)).toBe(true);
  });

  it('fails with the reason, keeps what has come, and goes on when it is asked for again', async () => {
    hub.plan('transformer/a b#1.safetensors', { breakAfter: 50_000 }, { status: 403 });
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect(await view(sut)).toMatchObject({
      isDownloaded: false,
      download: { bytes: 50_044, failure: 'The hub could not be read: the server answered 403' },
    });
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    expect(hub.reads('stored/transformer/a b#1.safetensors').at(-1)?.range).toBe('bytes=50000-');
  });

  it('whose bytes are not what the hub said is not taken, and nothing stays of them', async () => {
    const sut = await start();
    const right = { rfilename: 'model_index.json', size: 20, blobId: 'b'.repeat(40) };
    hub.listing = { sha: hub.commit, siblings: [right] };
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect((await view(sut))?.download).toMatchObject({
      bytes: 0,
      failure: 'model_index.json is not what the hub said: its checksum is another',
    });
    hub.listing = {
      sha: hub.commit,
      siblings: [{ ...right, lfs: { sha256: 'c'.repeat(64), size: 20 } }],
    };
    await sut.request(ID);
    await expect
      .poll(async () => (await view(sut))?.download?.failure, PATIENCE)
      .toContain('its SHA-256 is another');
    expect(existsSync(target())).toBe(false);
  });

  it.each<[string, object, string]>([
    ['leads elsewhere', { rfilename: '../../evil', size: 1, blobId: 'b'.repeat(40) }, 'leads elsewhere'],
    ['is absolute', { rfilename: '/etc/passwd', size: 1, blobId: 'b'.repeat(40) }, 'leads elsewhere'],
    ['has a NUL', { rfilename: 'a\0b', size: 1, blobId: 'b'.repeat(40) }, 'leads elsewhere'],
    ['has no size', { rfilename: 'a', blobId: 'b'.repeat(40) }, 'siblings.0.size'],
    ['has no checksum', { rfilename: 'a', size: 1 }, 'without a checksum'],
  ])('with a file that %s is refused', async (_, sibling, reason) => {
    hub.listing = { sha: hub.commit, siblings: [sibling] };
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect((await view(sut))?.download?.failure).toContain(reason);
  });

  it('with a file that is longer than it should be is refused', async () => {
    hub.listing = {
      sha: hub.commit,
      siblings: [{ rfilename: 'model_index.json', size: 5, blobId: 'b'.repeat(40) }],
    };
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect((await view(sut))?.download?.failure).toBe('model_index.json is longer than the hub said');
  });

  it('that would be too much is refused before a byte of it comes', async () => {
    hub.listing = {
      sha: hub.commit,
      siblings: [{ rfilename: 'huge', size: 2_000_000_000, blobId: 'b'.repeat(40) }],
    };
    const sut = await start({ MODEL_MAX_GB: '1' });
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect((await view(sut))?.download?.failure).toBe(
      'The model has 2.00 GB, and others 0.00; together at most 1.00 are kept (MODEL_MAX_GB)',
    );
    expect(hub.calls).toHaveLength(1);
  });

  it('that is here is not read again, unless the hub has a newer one', async () => {
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    const before = hub.calls.length;
    await sut.request(ID);
    await expect.poll(() => hub.calls.length, PATIENCE).toBe(before + 1);
    await becomes(sut, 'downloaded');
    hub.commit = 'd'.repeat(40);
    hub.file('model_index.json', '{"_class_name": "Y"}');
    await sut.request(ID);
    await expect.poll(async () => (await view(sut))?.download?.commit, PATIENCE).toBe(hub.commit);
    await becomes(sut, 'downloaded');
    expect(readFileSync(join(target(), 'model_index.json'), 'utf8')).toContain('"Y"');
    expect(readdirSync(join(folder, 'models', '.arriving'))).toEqual([]);
  });

  it('of which a file is gone or cut is not there any more, and comes again', async () => {
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    truncateSync(weights(), 5);
    expect(await view(sut)).toMatchObject({ isDownloaded: false, download: { state: 'failed' } });
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    expect(readFileSync(weights()).equals(WEIGHTS)).toBe(true);
  });

  it('is asked for with the token, which goes nowhere else', async () => {
    hub.token = 'a-secret-token';
    const sut = await start({ MODEL_HUB_TOKEN: hub.token });
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    const stored = hub.calls.filter(({ path }) => path.startsWith('/stored/'));
    expect(stored.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('is not read from where the hub redirects to on this machine', async () => {
    const sut = await start({ ALLOW_PRIVATE_URLS: 'false' });
    await sut.request(ID);
    await becomes(sut, 'failed');
    expect((await view(sut))?.download?.failure).toBe(
      'The hub could not be read: 127.0.0.1 has an address that is not public (ALLOW_PRIVATE_URLS)',
    );
    // The hub itself was named by the operator.
    expect(hub.reads('model_index.json')).toHaveLength(1);
  });

  it('is begun once, however often it is asked for', async () => {
    hub.plan('transformer/a b#1.safetensors', { hangAfter: 10 });
    const sut = await start();
    await Promise.all([1, 2, 3].map(() => sut.request(ID)));
    await expect.poll(async () => (await view(sut))?.download?.files, PATIENCE).toBe(2);
    expect(hub.calls.filter(({ path }) => path.startsWith('/api/'))).toHaveLength(1);
  });

  it('waits for its turn, up to a number', async () => {
    hub.plan('transformer/a b#1.safetensors', { hangAfter: 10 });
    const sut = await start();
    await sut.request(ID);
    for (let number = 1; number < 20; number += 1) await sut.request(parseModelId(`Other/Model-${number}`)!);
    await expect(sut.request(parseModelId('One/Too-Many')!)).rejects.toMatchObject({ code: 'queue_full' });
    expect((await sut.list()).filter(({ download }) => download?.state === 'pending').length).toBeGreaterThan(
      17,
    );
  });

  it('whose record is damaged is passed over', async () => {
    const sut = await start();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
    writeFileSync(join(folder, 'data', 'model-records', 'Maker--Model-1.5.json'), '{"id":');
    expect(await view(sut)).toBeUndefined();
    await sut.request(ID);
    await becomes(sut, 'downloaded');
  });
});

describe('the id of a model', () => {
  it.each(['a/b', 'Lightricks/LTX-Video', 'Wan-AI/Wan2.1-T2V-1.3B-Diffusers', 'A1/b_c.d'])(
    'may be %s',
    (id) => {
      expect(parseModelId(id)).toBe(id);
    },
  );

  it.each([
    '',
    'a',
    '/a',
    'a/',
    'a/b/c',
    '../a',
    'a/..',
    '.a/b',
    'a/-b',
    'a--b/c',
    'a/b--c',
    'a b/c',
    'a\\b/c',
    'a/b.',
    'é/a',
    `a/${'b'.repeat(97)}`,
    'a/b\0',
    'http://a/b',
  ])('may not be %j', (id) => {
    expect(parseModelId(id)).toBeUndefined();
  });
});
