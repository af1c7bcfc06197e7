import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CosmosSettings } from '../../src/config/index.js';
import { CosmosEngine } from '../../src/features/engines/cosmos/cosmos.engine.js';
import { CosmosNimProtocol } from '../../src/features/engines/cosmos/nim.protocol.js';
import { EngineBusyError, NotAcceptedError } from '../../src/features/engines/index.js';
import {
  CosmosDouble,
  type CosmosDoubleOptions,
  CosmosNimDouble,
} from '../support/engine-doubles/cosmos-double.js';
import { type HttpDouble, jsonOf } from '../support/engine-doubles/http-double.js';
import { storedZip } from '../support/engine-doubles/stored-zip.js';
import { SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';
import { WiredEngine } from '../support/engine-doubles/wired-engine.js';

const SMALL = Buffer.from('89504e470d0a1a0a0000', 'hex');
const LARGE = Buffer.concat([SMALL, Buffer.alloc(200_000, 1)]);
const KEYS = ['nvapi-first', 'nvapi-second'];

let sut: WiredEngine;
let stop: () => Promise<void>;
afterEach(async () => {
  await sut.close();
  await stop();
});

const lastBody = ({ requests }: HttpDouble, path: RegExp) => {
  const last = requests.findLast((request) => request.method === 'POST' && path.test(request.path));
  if (last === undefined) throw new Error('nothing was submitted');
  return jsonOf(last);
};

describe('what the hosted API is sent, and what is made of its answers', () => {
  let double: CosmosDouble;
  const SUBMISSION = /^\/v1\/cosmos/;

  async function wire(
    body: CosmosSettings['body'],
    options: CosmosDoubleOptions = {},
    content: Buffer = SHORT_VIDEO,
    retryDelayMs = 1000,
  ): Promise<void> {
    double = await new CosmosDouble(content, { runMs: () => 1, ...options }).start();
    stop = () => double.stop();
    const settings: CosmosSettings = {
      keys: KEYS,
      rotate: true,
      maxConcurrent: 1,
      adaptive: false,
      retryDelayMs,
      retryAttempts: 3,
      invokeUrl: double.invokeUrl,
      statusUrl: double.statusUrl,
      assetsUrl: double.assetsUrl,
      body,
      capabilitiesFile: undefined,
    };
    sut = await WiredEngine.open((parts) => CosmosEngine.create(settings, parts));
  }

  it('the preview API gets a command line in which the prompt stays one argument', async () => {
    await wire('predict1');
    await sut.generate({ prompt: 'a "red" ball" --seed=1 $(x)' });

    expect(lastBody(double, SUBMISSION)).toMatchObject({
      inputs: [
        {
          name: 'command',
          datatype: 'BYTES',
          shape: [1],
          data: [String.raw`text2world --prompt="a \"red\" ball\" --seed=1 \$(x)"`],
        },
      ],
    });
  });

  it('a transfer gets the video, the seed and a control', async () => {
    await wire('transfer');
    const video = sut.input('video', SHORT_VIDEO, 'video/mp4');
    await sut.generate({ inputs: [video] });

    expect(lastBody(double, SUBMISSION)).toEqual({
      prompt: 'a red ball',
      video: `data:video/mp4;base64,${SHORT_VIDEO.toString('base64')}`,
      seed: 7,
      guidance_scale: 6,
      steps: 35,
      edge: { control_weight: 1 },
    });
  });

  it('a small image travels in the body', async () => {
    await wire('cosmos3');
    await sut.generate({ task: 'image-to-video', inputs: [sut.input('image', SMALL, 'image/png')] });

    expect(lastBody(double, SUBMISSION)).toEqual({
      model_mode: 'image2video',
      prompt: 'a red ball',
      input_reference: `data:image/png;base64,${SMALL.toString('base64')}`,
      seed: 7,
      guidance_scale: 6,
      num_inference_steps: 35,
      resolution: '720_16_9',
      num_frames: 189,
      fps: 24,
    });
    expect(double.assets.size).toBe(0);
  });

  it('a large image becomes an asset, which is removed when the job is over', async () => {
    await wire('cosmos3');
    await sut.generate({ task: 'image-to-video', inputs: [sut.input('image', LARGE, 'image/png')] });

    const [[id, asset] = []] = double.assets;
    const put = double.requests.find(({ method }) => method === 'PUT');
    const submission = double.requests.find(({ path }) => SUBMISSION.test(path));
    expect([asset?.type, asset?.bytes?.equals(LARGE)]).toEqual(['image/png', true]);
    expect(put?.headers).not.toHaveProperty('authorization');
    expect(submission?.headers['nvcf-input-asset-references']).toBe(id);
    expect(lastBody(double, SUBMISSION)['input_reference']).toBe(`data:image/png;asset_id,${id ?? ''}`);
    await vi.waitFor(() => expect(double.removedAssets).toEqual([id]), { timeout: 20_000 });
  });

  it('of a ZIP only the video is taken', async () => {
    const zip = storedZip([
      ['preview.mp4', Buffer.from('not this one')],
      ['prompt.txt', Buffer.from('a red ball')],
      ['video.mp4', SHORT_VIDEO],
    ]);
    await wire('predict1', {}, zip);
    const { fileName } = await sut.generate();

    expect(readFileSync(join(sut.workDir, fileName)).equals(SHORT_VIDEO)).toBe(true);
    expect(readdirSync(sut.workDir)).toEqual([fileName]);
  });

  it.each(['../../video.mp4', '/etc/video.mp4', 'C:\\video.mp4'])(
    'no entry of a ZIP becomes a path: %s',
    async (name) => {
      await wire(
        'predict1',
        {},
        storedZip([
          ['a.mp4', Buffer.from('not this one')],
          [name, SHORT_VIDEO],
        ]),
      );
      const before = readdirSync(sut.folder);
      const { fileName } = await sut.generate();

      expect(readFileSync(join(sut.workDir, fileName)).equals(SHORT_VIDEO)).toBe(true);
      expect([fileName, readdirSync(sut.workDir)]).toEqual(['result.mp4', ['result.mp4']]);
      expect(readdirSync(sut.folder)).toEqual([...before, 'work-0'].sort());
    },
  );

  it('a result at a signed address is fetched without the key', async () => {
    await wire('predict1', { result: 'redirect' });
    await sut.generate();

    const fetched = double.requests.find(({ path }) => path.startsWith('/signed/result/'));
    expect(fetched?.headers.host).toMatch(/^localhost:/);
    expect(fetched?.headers).not.toHaveProperty('authorization');
  });

  describe('a key is free', () => {
    const RESULT = /^\/(v2\/nvcf\/pexec\/status|signed\/result)\//;
    let freed: number;
    beforeEach(() => {
      freed = 0;
    });
    const generate = () => sut.generate({}, { onDeviceFree: () => (freed += 1) });

    it('when it is told where the result is, before that has come', async () => {
      await wire('predict1', { result: 'redirect' });
      double.fail('GET', /^\/signed\/result\//, { kind: 'silence' });
      let hasEnded = false;
      const end = () => (hasEnded = true);
      generate().then(end, end);

      await vi.waitFor(() => expect(freed).toBe(1), { timeout: 20_000 });
      expect([hasEnded, double.count('GET', /^\/signed\/result\//)]).toEqual([false, 1]);
    });

    it('once, although the result has to come twice', async () => {
      await wire('predict1');
      double.fail('GET', RESULT, { kind: 'truncated' });
      expect((await generate()).kind).toBe('video');
      expect([freed, double.count('GET', RESULT)]).toEqual([1, 2]);
    });

    it('not before, where the generation fails', async () => {
      await wire('predict1', { runMs: () => 60_000 });
      const run = generate();
      await vi.waitFor(() => expect(double.all()).toHaveLength(1), { timeout: 20_000 });
      double.failWith(double.all()[0]?.id ?? '');

      await expect(run).rejects.toThrow('error of the generation');
      expect(freed).toBe(0);
    });
  });

  it('a key that is refused leaves its job to the device of the next', async () => {
    await wire('predict1', { keys: KEYS.slice(1) });
    const refusal: unknown = await sut.generate().catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(NotAcceptedError);
    expect(String(refusal)).not.toContain('nvapi');
    expect((await sut.generate({}, { index: 1 })).kind).toBe('video');
    expect(new Set(double.seenKeys)).toEqual(new Set(KEYS));
  });

  it('is asked again after its own failures, and so often as it was set', async () => {
    await wire('predict1', {}, SHORT_VIDEO, 1);
    double.fail('POST', SUBMISSION, { kind: 'answer', status: 500 }, 3);

    expect((await sut.generate()).kind).toBe('video');
    expect([double.count('POST', SUBMISSION), double.all().length]).toEqual([4, 1]);

    double.fail('POST', SUBMISSION, { kind: 'answer', status: 502 });
    double.fail('POST', SUBMISSION, { kind: 'answer', status: 502 }, 3);
    await expect(sut.generate()).rejects.toThrow(/502/);
    expect(double.count('POST', SUBMISSION)).toBe(8);
  });

  it('a key that is limited rests longer each time, until it is taken again', async () => {
    await wire('predict1');
    const busy = { kind: 'answer', status: 429, body: '{"detail":"Too Many Requests"}' } as const;
    double.fail('POST', SUBMISSION, busy, 3);
    const rests: number[] = [];
    for (let refusal = 0; refusal < 3; refusal += 1) {
      const error: unknown = await sut.generate().catch((reason: unknown) => reason);
      rests.push(error instanceof EngineBusyError ? error.retryAfterMs : Number.NaN);
    }
    await sut.generate();
    double.fail('POST', SUBMISSION, busy);
    const after: unknown = await sut.generate().catch((reason: unknown) => reason);

    expect(rests).toEqual(rests.toSorted((one, other) => one - other));
    expect(rests[0]).toBeLessThanOrEqual(1250);
    expect(rests[2]).toBeGreaterThanOrEqual(3000);
    expect(after).toBeInstanceOf(EngineBusyError);
    expect((after as EngineBusyError).retryAfterMs).toBeLessThanOrEqual(1250);
  });
});

describe('what the container is sent, and what is made of its answers', () => {
  let double: CosmosNimDouble;

  async function wire(): Promise<void> {
    double = await new CosmosNimDouble(SHORT_VIDEO, { runMs: () => 1 }).start();
    stop = () => double.stop();
    sut = await WiredEngine.withServers(
      [double.url],
      (http, files) => new CosmosNimProtocol(http, files, 200_000),
    );
  }

  it('one call with fields that it knows gives the video', async () => {
    await wire();
    const output = await sut.generate({ negativePrompt: 'grey' });

    // The double answers any other field with 422, as the container does.
    expect(lastBody(double, /^\/v1\/infer$/)).toEqual({
      model_mode: 'text2video',
      prompt: 'a red ball',
      negative_prompt: 'grey',
      seed: 7,
      guidance_scale: 6,
      num_inference_steps: 35,
      resolution: '720_16_9',
      num_frames: 189,
      fps: 24,
    });
    expect(readFileSync(join(sut.workDir, output.fileName)).equals(SHORT_VIDEO)).toBe(true);
  });

  it('is starting as long as it says 503, and gets no job until it is ready', async () => {
    await wire();
    double.isReady = false;
    const [device] = sut.engine.devices;
    if (device === undefined) throw new Error('there is no device');
    const started = sut.engine.start(device, AbortSignal.timeout(10_000));
    const run = sut.generate();
    await vi.waitFor(() => expect(double.count('GET', /^\/v1\/health\/ready$/)).toBeGreaterThan(2), {
      timeout: 20_000,
    });
    expect(double.count('POST', /^\/v1\/infer$/)).toBe(0);
    double.isReady = true;

    await started;
    expect((await run).kind).toBe('video');
  });
});
