import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnginePort } from '../../src/features/engines/index.js';
import { OnnxEngine } from '../../src/features/engines/onnx/onnx.engine.js';
import { OpenAiVideoProtocol } from '../../src/features/engines/openai-video/openai-video.protocol.js';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { type OpenAiPortal, PATIENCE, startOpenAiPortal } from '../contract/openai-facade.js';
import { builtModule, TINY_ONNX_MODEL } from '../support/built-module.js';

const KEY = 'key-of-portal-one-1';
/** What the operator of the first portal says about the model behind the second one. */
const CAPABILITIES = {
  sizes: [{ width: 32, height: 16 }],
  ranges: {
    width: { min: 16, max: 64, multipleOf: 16 },
    height: { min: 16, max: 64, multipleOf: 16 },
    numFrames: { min: 9, max: 81, multipleOf: 8, plus: 1 },
    fps: { min: 8, max: 8 },
  },
  defaults: { width: 32, height: 16, numFrames: 17, fps: 8 },
};

let far: OpenAiPortal;
let near: OpenAiPortal;
let http: NodeServerHttp;

/** A portal whose only engine is the other portal. */
function portalOver(dialect: 'openai' | 'sglang' | 'vllm-omni', url: string): Promise<OpenAiPortal> {
  const files = new NodeFileSystem();
  http = new NodeServerHttp(files);
  return startOpenAiPortal({
    engines: (folder): EnginePort[] => {
      const capabilitiesFile = join(folder, 'capabilities.json');
      writeFileSync(capabilitiesFile, JSON.stringify(CAPABILITIES));
      return [
        new ServerEngine({
          protocol: new OpenAiVideoProtocol(http, dialect),
          settings: { urls: [url], command: undefined, capabilitiesFile, model: undefined },
          apiKey: KEY,
          devices: 'auto',
          limits: { startTimeoutMs: 20_000, jobTimeoutMs: 60_000, maxResultBytes: 1e8 },
          storage: new Storage(files),
          dataDir: folder,
          clock: new SystemClock(),
          log: { warn: () => undefined },
          timings: { forgetMs: 50 },
        }),
      ];
    },
  });
}

const farStates = async () => {
  const { data } = await far.client(KEY).videos.list();
  return data.map(({ status }) => status);
};

async function stopBoth(): Promise<void> {
  await near[Symbol.asyncDispose]();
  await http.close();
  await far[Symbol.asyncDispose]();
}

describe.each(['openai', 'sglang', 'vllm-omni'] as const)(
  'a portal that drives another one as %s',
  (dialect) => {
    beforeEach(async () => {
      far = await startOpenAiPortal({ env: { API_KEYS: `one:${KEY}` } });
      near = await portalOver(dialect, far.url);
    });
    afterEach(async () => {
      await near[Symbol.asyncDispose]();
      await http.close();
      await far[Symbol.asyncDispose]();
    });

    it('has its videos made there, whole, and leaves nothing there', async () => {
      const client = near.client();
      const { id } = await client.videos.create({ prompt: 'a red ball', seconds: '2' as never });
      const run = await far.engine.started(1);
      expect(run.spec).toMatchObject({ prompt: 'a red ball', width: 32, height: 16, numFrames: 17, fps: 8 });
      const there = await far.client(KEY).videos.list();
      expect(there.data[0]).toMatchObject({ prompt: 'a red ball', seconds: '2', model: 'simulated 1' });
      run.end();
      await expect.poll(async () => (await client.videos.retrieve(id)).status, PATIENCE).toBe('completed');
      const video = Buffer.from(await (await client.videos.downloadContent(id)).arrayBuffer());
      expect(video.subarray(4, 8).toString()).toBe('ftyp');
      expect((await client.videos.retrieve(id)).model).toBe('simulated 1');
      await expect.poll(farStates, PATIENCE).toEqual([]);
    });

    it('passes on what the engine there refuses, and tries no second time', async () => {
      const client = near.client();
      const { id } = await client.videos.create({ prompt: 'a red ball' });
      (await far.engine.started(1)).end({ kind: 'refuse', message: 'Not this.' });
      await expect.poll(async () => (await client.videos.retrieve(id)).status, PATIENCE).toBe('failed');
      expect((await client.videos.retrieve(id)).error).toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('Not this.') as string,
      });
      expect(far.engine.runCount).toBe(1);
    });
  },
);

it('a portal that drives another one as vllm-omni stops what it is told to, there too', async () => {
  far = await startOpenAiPortal({ env: { API_KEYS: `one:${KEY}` } });
  near = await portalOver('vllm-omni', far.url);
  try {
    const client = near.client();
    const { id } = await client.videos.create({ prompt: 'a red ball' });
    const run = await far.engine.started(1);
    expect(await client.videos.delete(id)).toMatchObject({ deleted: true });
    expect(run.isOver).toBe(true);
    await expect.poll(farStates, PATIENCE).toEqual([]);
  } finally {
    await stopBoth();
  }
});

describe('the embedded engine', () => {
  it('makes a real video of as many seconds as it is asked for', async () => {
    await using sut = await startOpenAiPortal({
      engines: () => [
        new OnnxEngine({
          modelDir: TINY_ONNX_MODEL,
          devices: 'cpu',
          deviceConcurrency: 1,
          workerModulePath: builtModule('features/engines/onnx/onnx-worker.js'),
        }),
      ],
    });
    const client = sut.client();
    const body = {
      prompt: 'a red ball',
      seconds: '2' as never,
      size: '16x16' as never,
      num_inference_steps: 1,
    };
    const { id, seconds } = await client.videos.create(body);
    expect(seconds).toBe('2');
    const status = async () => (await client.videos.retrieve(id)).status;
    await expect.poll(status, { timeout: 90_000 }).toBe('completed');
    expect(await client.videos.retrieve(id)).toMatchObject({
      model: 'test-model 1',
      progress: 100,
      error: null,
    });
    const video = Buffer.from(await (await client.videos.downloadContent(id)).arrayBuffer());
    expect(video.subarray(4, 8).toString()).toBe('ftyp');
    await expect(client.videos.create({ prompt: 'a', seconds: '12' })).rejects.toMatchObject({
      status: 400,
      param: 'seconds',
      message: expect.stringContaining('at most 10 seconds (81 frames at 8 fps)') as string,
    });
  });
});
