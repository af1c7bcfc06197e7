import { writeFile } from 'node:fs/promises';
import { type OpenAI, toFile } from 'openai';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type OpenAiPortal, PATIENCE, startOpenAiPortal } from '../contract/openai-facade.js';

let sut: OpenAiPortal;
let image: Buffer;

const picture = (background: string) =>
  sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

beforeEach(async () => {
  image = await picture('blue');
  sut = await startOpenAiPortal({
    engine: {
      name: 'painter',
      output: 'image',
      capabilities: { tasks: ['text-to-image', 'image-to-image'], model: 'painter 1' },
      write: (path) => writeFile(path, image),
    },
  });
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

const states = async () =>
  ((await (await sut.request('/api/jobs')).json()) as { items: { state: string }[] }).items.map(
    ({ state }) => state,
  );

describe('POST /v1/images/generations', () => {
  it('answers with the image itself when it is there', async () => {
    const answer = sut.client().images.generate({ prompt: 'a blue wall', size: '32x48', model: 'dall-e-3' });
    const run = await sut.engine.started(1);
    expect(run.spec).toMatchObject({ task: 'text-to-image', prompt: 'a blue wall', width: 32, height: 48 });
    run.end();
    const { data, created, output_format: format, size } = (await answer) as OpenAI.ImagesResponse;
    expect(Buffer.from(data?.[0]?.b64_json ?? '', 'base64').equals(image)).toBe(true);
    expect([format, size, Math.abs(created - Date.now() / 1000) < 60]).toEqual(['png', '32x48', true]);
  });

  it('answers with an address that this server serves', async () => {
    const answer = sut.post('/v1/images/generations', { prompt: 'a', response_format: 'url', seed: 7, n: 1 });
    const run = await sut.engine.started(1);
    expect(run.spec.seed).toBe(7);
    run.end();
    const { data } = (await (await answer).json()) as { data: [{ url: string }] };
    expect(data[0].url.startsWith(`${sut.url}/static/videos/`)).toBe(true);
    expect(Buffer.from(await (await fetch(data[0].url)).arrayBuffer()).equals(image)).toBe(true);
  });

  it('cancels the image of a client that goes away', async () => {
    const gone = new AbortController();
    const answer = sut.request('/v1/images/generations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"prompt":"a"}',
      signal: gone.signal,
    });
    const run = await sut.engine.started(1);
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    await expect.poll(states, PATIENCE).toEqual(['cancelled']);
    expect(run.isOver).toBe(true);
  });

  it('keeps the image for a client that named a key, and is asked for it again', async () => {
    const gone = new AbortController();
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'mine' },
      body: '{"prompt":"a"}',
    };
    const lost = sut.request('/v1/images/generations', { ...init, signal: gone.signal });
    const run = await sut.engine.started(1);
    gone.abort();
    await expect(lost).rejects.toThrow('aborted');
    const again = sut.request('/v1/images/generations', init);
    run.end();
    expect((await again).status).toBe(200);
    expect(sut.engine.runCount).toBe(1);
  });

  it('tells why there is no image, in the words of both contracts', async () => {
    const answer = sut.post('/v1/images/generations', { prompt: 'a' });
    (await sut.engine.started(1)).end({ kind: 'refuse', message: 'Not this.' });
    const response = await answer;
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([400, 'false']);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining('Not this.') as string,
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request',
      },
      detail: expect.stringContaining('Not this.') as string,
    });
  });

  it.each<[string, unknown, object]>([
    ['no prompt', {}, { param: 'prompt', code: 'missing_required_parameter' }],
    ['two images', { prompt: 'a', n: 2 }, { param: 'n' }],
    ['a size that no engine makes', { prompt: 'a', size: '1024x1024' }, { param: 'size' }],
    ['another way to answer', { prompt: 'a', response_format: 'file' }, { param: 'response_format' }],
    ['a stream', { prompt: 'a', stream: true }, { param: 'stream', code: 'unsupported' }],
    ['malformed JSON', '{', { code: 'invalid_body' }],
  ])('refuses %s with both error and detail', async (_, body, expected) => {
    const response = await sut.post('/v1/images/generations', body);
    const { detail } = (await response.clone().json()) as { detail: unknown };
    expect(typeof detail === 'string' || Array.isArray(detail)).toBe(true);
    expect(await errorOf(response)).toMatchObject({ status: 400, ...expected });
    expect(sut.engine.runCount).toBe(0);
  });

  it('is no video', async () => {
    const answer = sut.post('/v1/images/generations', { prompt: 'a' });
    (await sut.engine.started(1)).end();
    await answer;
    expect(await (await sut.request('/v1/videos')).json()).toMatchObject({ data: [] });
  });
});

describe('POST /v1/images/edits', () => {
  it('makes an image of another, however its client sends it', async () => {
    const client = sut.client();
    const source = async () => toFile(await picture('red'), 'red.png', { type: 'image/png' });
    const base64 = (await picture('red')).toString('base64');
    const sent = [
      async () => client.images.edit({ prompt: 'make it blue', image: await source() }),
      async () => client.images.edit({ prompt: 'make it blue', image: [await source()] }),
      async () => (await sut.post('/v1/images/edits', { prompt: 'make it blue', image: base64 })).json(),
    ];
    for (const [index, send] of sent.entries()) {
      const answer = send();
      const run = await sut.engine.started(index + 1);
      expect(run.spec).toMatchObject({ task: 'image-to-image', inputs: [{ role: 'image' }] });
      run.end();
      expect(await answer).toMatchObject({ data: [{ b64_json: image.toString('base64') }] });
    }
  });

  it('wants one image and no mask', async () => {
    const file = new Blob([new Uint8Array(await picture('red'))], { type: 'image/png' });
    const form = (names: string[]) => {
      const body = new FormData();
      body.append('prompt', 'a');
      for (const name of names) body.append(name, file, 'a.png');
      return sut.request('/v1/images/edits', { method: 'POST', body });
    };
    expect(await errorOf(await form([]))).toMatchObject({ status: 400, param: 'image' });
    expect(await errorOf(await form(['image', 'mask']))).toMatchObject({ status: 400, param: 'mask' });
    expect(
      await errorOf(await sut.post('/v1/images/edits', { prompt: 'a', image: ['a', 'b'] })),
    ).toMatchObject({ status: 400, param: 'image' });
  });
});

describe('where no engine makes images', () => {
  it('says so', async () => {
    await sut[Symbol.asyncDispose]();
    sut = await startOpenAiPortal();
    const response = await sut.post('/v1/images/generations', { prompt: 'a' });
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code: 'no_capable_engine',
      message: expect.stringContaining('text-to-video') as string,
    });
    await expect(
      sut.client().images.edit({ prompt: 'a', image: await toFile(image, 'a.png') }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported', param: 'image' });
  });
});
