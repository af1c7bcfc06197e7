import { once } from 'node:events';
import { connect } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyVideo } from '../support/tiny-video.js';
import { errorOf, type OpenAiPortal, PATIENCE, startOpenAiPortal } from '../contract/openai-facade.js';

const TASKS = ['text-to-video', 'image-to-video'] as const;

let sut: OpenAiPortal;

beforeEach(async () => {
  sut = await startOpenAiPortal({ engine: { capabilities: { tasks: TASKS }, devices: 8 } });
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

interface Video {
  id: string;
  status: string;
  seconds: string;
  size: string;
  prompt: string;
}

function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const postForm = (fields: Record<string, string | Blob>, path = '/v1/videos') =>
  sut.request(path, { method: 'POST', body: formOf(fields) });

const aPicture = async () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

describe('the body of POST /v1/videos', () => {
  const VALUES = {
    prompt: 'a cat',
    seconds: '2',
    size: '32x16',
    seed: '7',
    num_inference_steps: '9',
    guidance_scale: '2.5',
    negative_prompt: 'rain',
    fps: '10',
    user: 'somebody',
    something_else: 'ignored',
  };
  const SPEC = {
    task: 'text-to-video',
    prompt: 'a cat',
    numFrames: 21,
    fps: 10,
    width: 32,
    height: 16,
    seed: 7,
    steps: 9,
    guidanceScale: 2.5,
    negativePrompt: 'rain',
  };

  it('is the same as JSON and as a form, with numbers as numbers or as text', async () => {
    const asNumbers = {
      ...VALUES,
      seconds: 2,
      seed: 7,
      num_inference_steps: 9,
      guidance_scale: 2.5,
      fps: 10,
      extra: { deep: [1, { deeper: null }] },
    };
    const answers = [
      await sut.post('/v1/videos', asNumbers),
      await sut.post('/v1/videos', VALUES),
      await postForm(VALUES),
    ];
    for (const [index, answer] of answers.entries()) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ seconds: '2', size: '32x16', prompt: 'a cat' });
      expect((await sut.engine.started(index + 1)).spec).toMatchObject(SPEC);
    }
  });

  it('may be a form without files too', async () => {
    const url = `data:image/png;base64,${(await aPicture()).toString('base64')}`;
    const body = new URLSearchParams({ prompt: 'a cat', seed: '7', 'input_reference[image_url]': url });
    expect((await sut.request('/v1/videos', { method: 'POST', body })).status).toBe(200);
    const { spec } = await sut.engine.started(1);
    expect(spec).toMatchObject({ prompt: 'a cat', seed: 7, inputs: [{ role: 'image' }] });
  });

  it('says sizes and lengths as SGLang and vLLM-Omni do', async () => {
    await sut.post('/v1/videos', {
      prompt: 'a',
      size: '32x16',
      width: 48,
      height: 64,
      num_frames: 9,
      seconds: 1,
    });
    expect((await sut.engine.started(1)).spec).toMatchObject({ width: 48, height: 64, numFrames: 9, fps: 8 });
    const { seconds } = (await (await sut.post('/v1/videos', { prompt: 'a', seconds: 3 })).json()) as Video;
    expect([seconds, (await sut.engine.started(2)).spec.numFrames]).toEqual(['3', 25]);
  });

  it('leaves to the engine what it does not say', async () => {
    await sut.post('/v1/videos', {
      prompt: 'a',
      seconds: null,
      size: null,
      seed: null,
      negative_prompt: null,
    });
    expect((await sut.engine.started(1)).spec).toMatchObject({ numFrames: 5, fps: 8, width: 16, steps: 4 });
    await postForm({ prompt: 'a', seconds: '', seed: '' });
    expect((await sut.engine.started(2)).spec).toMatchObject({ numFrames: 5, fps: 8 });
  });

  it('may name the model or its engine, or one of OpenAI', async () => {
    for (const model of ['simulated 1', 'sim', 'sora-2-pro', ''])
      expect([model, (await sut.post('/v1/videos', { prompt: 'a', model })).status]).toEqual([model, 200]);
    expect(await errorOf(await sut.post('/v1/videos', { prompt: 'a', model: 'wan' }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
      message: "The model 'wan' does not exist. Models of this server: 'simulated 1'.",
    });
  });

  it('starts from an image, however it is sent', async () => {
    const png = await aPicture();
    const base64 = png.toString('base64');
    const url = `data:image/png;base64,${base64}`;
    const blob = new Blob([new Uint8Array(png)], { type: 'image/png' });
    const answers = [
      await sut.post('/v1/videos', { prompt: 'a', input_reference: { image_url: url } }),
      await sut.post('/v1/videos', { prompt: 'a', input_reference: { image_url: { url } } }),
      await sut.post('/v1/videos', { prompt: 'a', input_reference: base64 }),
      await postForm({ prompt: 'a', 'input_reference[image_url]': url }),
      await postForm({ prompt: 'a', input_reference: blob }),
      await postForm({ input_reference: blob, another: blob, prompt: 'a' }),
    ];
    const names = new Set<string | undefined>();
    for (const [index, answer] of answers.entries()) {
      expect([index, answer.status]).toEqual([index, 200]);
      const { spec } = await sut.engine.started(index + 1);
      expect(spec).toMatchObject({
        task: 'image-to-video',
        inputs: [{ role: 'image', mediaType: 'image/png' }],
      });
      names.add(spec.inputs?.[0]?.fileName);
    }
    expect(names.size).toBe(1);
  });

  it('starts from a video in either of the fields that servers take one in', async () => {
    await sut[Symbol.asyncDispose]();
    sut = await startOpenAiPortal({
      engine: { capabilities: { tasks: ['text-to-video', 'video-to-video'] } },
    });
    const video = new Blob([tinyVideo(new Uint8Array([1, 2, 3])).slice()], { type: 'video/mp4' });
    for (const [index, field] of ['input_reference', 'video_reference'].entries()) {
      expect([field, (await postForm({ prompt: 'a', [field]: video })).status]).toEqual([field, 200]);
      const { spec } = await sut.engine.started(index + 1);
      expect(spec).toMatchObject({
        task: 'video-to-video',
        inputs: [{ role: 'video', mediaType: 'video/mp4' }],
      });
    }
    const picture = await postForm({
      prompt: 'a',
      input_reference: new Blob([new Uint8Array(await aPicture())]),
    });
    expect(await errorOf(picture)).toMatchObject({ status: 400, code: 'no_capable_engine' });
    expect(
      await errorOf(
        await sut.post('/v1/videos', {
          prompt: 'a',
          audio_reference: { audio_url: 'data:audio/wav;base64,AAAA' },
        }),
      ),
    ).toMatchObject({ status: 400, code: 'unsupported', param: 'audio_reference' });
  });

  it('makes one video of a request that is sent twice with an Idempotency-Key', async () => {
    const send = async (prompt: string) => sut.post('/v1/videos', { prompt }, { 'idempotency-key': 'once' });
    const first = (await (await send('a')).json()) as Video;
    expect(((await (await send('a')).json()) as Video).id).toBe(first.id);
    const conflict = await send('b');
    expect(conflict.headers.get('x-should-retry')).toBe('false');
    expect(await errorOf(conflict)).toMatchObject({ status: 409, code: 'idempotency_conflict' });
    const form = await sut.request('/v1/videos', {
      method: 'POST',
      body: formOf({ prompt: 'a' }),
      headers: { 'idempotency-key': 'once' },
    });
    expect(((await form.json()) as Video).id).toBe(first.id);
  });
});

describe('what is wrong with a request to create a video', () => {
  it.each<[string, unknown, Partial<Awaited<ReturnType<typeof errorOf>>>]>([
    ['no prompt', {}, { param: 'prompt', code: 'missing_required_parameter' }],
    ['an empty prompt', { prompt: ' ' }, { param: 'prompt', code: 'invalid_value' }],
    ['a prompt of 32001 characters', { prompt: 'x'.repeat(32_001) }, { param: 'prompt' }],
    ['half a surrogate pair', { prompt: 'a\ud800' }, { param: 'prompt' }],
    ['a number for a prompt', { prompt: 7 }, { param: 'prompt' }],
    ['a list', [], { code: 'invalid_value' }],
    ['text', '"x"', { code: 'invalid_value' }],
    ['words for seconds', { prompt: 'a', seconds: 'long' }, { param: 'seconds' }],
    ['no seconds at all', { prompt: 'a', seconds: 0 }, { param: 'seconds' }],
    ['more seconds than the engine makes', { prompt: 'a', seconds: 11 }, { param: 'seconds' }],
    ['a size in words', { prompt: 'a', size: 'large' }, { param: 'size' }],
    [
      'a size that no engine makes',
      { prompt: 'a', size: '1280x720' },
      { param: 'size', code: 'no_capable_engine' },
    ],
    ['half a seed', { prompt: 'a', seed: 1.5 }, { param: 'seed' }],
    ['a seed below zero', { prompt: 'a', seed: -1 }, { param: 'seed' }],
    ['no steps', { prompt: 'a', num_inference_steps: 0 }, { param: 'num_inference_steps' }],
    ['too many steps', { prompt: 'a', num_inference_steps: 101 }, { param: 'num_inference_steps' }],
    ['frames off the grid', { prompt: 'a', num_frames: 6 }, { param: 'num_frames' }],
    ['an object for a number', { prompt: 'a', fps: {} }, { param: 'fps' }],
    ['a reference to nothing', { prompt: 'a', input_reference: {} }, { param: 'input_reference' }],
    ['a list of references', { prompt: 'a', input_reference: [] }, { param: 'input_reference' }],
    [
      'a reference that is no image',
      { prompt: 'a', input_reference: 'data:image/png;base64,AAAA' },
      { param: 'input_reference' },
    ],
    [
      'a reference to this machine',
      { prompt: 'a', input_reference: { image_url: 'http://127.0.0.1:1/a.png' } },
      { param: 'input_reference', code: 'input_unreachable' },
    ],
    [
      'a reference to a file of the server',
      { prompt: 'a', input_reference: '/etc/passwd' },
      { param: 'input_reference' },
    ],
    ['malformed JSON', '{"prompt":', { code: 'invalid_body' }],
  ])('%s is told in the shape of OpenAI', async (_, body, expected) => {
    expect(await errorOf(await sut.post('/v1/videos', body))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      ...expected,
    });
    expect(sut.engine.runCount).toBe(0);
  });

  it('names the limit of the engine', async () => {
    const { message } = await errorOf(await sut.post('/v1/videos', { prompt: 'a', seconds: 12 }));
    expect(message).toContain('at most 10 seconds (81 frames at 8 fps)');
  });

  it('tells forms apart that are empty, torn or nested too deep', async () => {
    expect(await errorOf(await postForm({}))).toMatchObject({ status: 400 });
    expect(await errorOf(await postForm({ 'a[b][c][d]': 'x' }))).toMatchObject({ status: 400 });
    expect(await errorOf(await postForm({ prompt: 'x', 'prompt[a]': 'x' }))).toMatchObject({ status: 400 });
    const torn = await sut.request('/v1/videos', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\ncontent-disposition: form-data; name="prompt"\r\n\r\na',
    });
    expect(await errorOf(torn)).toMatchObject({ status: 400, code: 'invalid_body' });
    const text = new Blob(['no image'], { type: 'image/png' });
    expect(await errorOf(await postForm({ prompt: 'a', input_reference: text }))).toMatchObject({
      status: 400,
      param: 'input_reference',
    });
    expect(await errorOf(await postForm({ prompt: 'a', input_reference: new Blob([]) }))).toMatchObject({
      status: 400,
      param: 'input_reference',
    });
  });

  it('tells how large a body may be', async () => {
    const large = await sut.post('/v1/videos', { prompt: 'a', extra: 'x'.repeat(65 * 1024 * 1024) });
    expect(await errorOf(large)).toMatchObject({
      status: 413,
      message: expect.stringContaining('64 MiB') as string,
    });
    const field = await postForm({ prompt: 'a', 'input_reference[image_url]': 'A'.repeat(22 * 1024 * 1024) });
    expect(await errorOf(field)).toMatchObject({
      status: 413,
      message: expect.stringContaining('21 MiB') as string,
    });
  });

  it('says 415 to what is neither JSON nor a form', async () => {
    for (const type of ['text/plain', 'application/octet-stream'])
      expect(
        await errorOf(
          await sut.request('/v1/videos', { method: 'POST', headers: { 'content-type': type }, body: 'a=b' }),
        ),
      ).toMatchObject({ status: 415, type: 'invalid_request_error' });
  });

  it('leaves nothing behind of an upload that breaks off', async () => {
    const { hostname, port } = new URL(sut.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      'POST /v1/videos HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n' +
        'content-length: 1000000\r\n\r\n--x\r\ncontent-disposition: form-data; name="input_reference"; ' +
        `filename="a.png"\r\ncontent-type: image/png\r\n\r\n${'x'.repeat(200_000)}`,
    );
    const arriving = () => filesBelow(join(sut.folder, 'data', 'inputs'));
    await expect.poll(() => arriving().length, PATIENCE).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(() => arriving().length, PATIENCE).toBe(0);
    expect(sut.engine.runCount).toBe(0);
  });

  it('says when the queue is full, and when to come back', async () => {
    await sut[Symbol.asyncDispose]();
    sut = await startOpenAiPortal({ engine: { devices: 1 }, env: { QUEUE_MAX: '1' } });
    for (const prompt of ['one', 'two']) {
      expect((await sut.post('/v1/videos', { prompt })).status).toBe(200);
      await sut.engine.started(1);
    }
    const refused = await sut.post('/v1/videos', { prompt: 'three' });
    expect([refused.headers.get('retry-after'), refused.headers.get('x-should-retry')]).toEqual([
      '5',
      'true',
    ]);
    expect(await errorOf(refused)).toMatchObject({ status: 503, type: 'server_error', code: 'queue_full' });
  });
});

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
