import { join } from 'node:path';
import { AuthenticationError, BadRequestError, NotFoundError, type OpenAI, toFile } from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenAiPortal, PATIENCE, startOpenAiPortal } from '../contract/openai-facade.js';

let sut: OpenAiPortal;
let client: OpenAI;

beforeEach(async () => {
  sut = await startOpenAiPortal();
  client = sut.client();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

const statusOf = async (id: string) => (await client.videos.retrieve(id)).status;

describe('the official SDK for JavaScript, with only baseURL changed', () => {
  it('makes a video, follows it, and downloads it and its thumbnail', async () => {
    const made = await client.videos.create({ prompt: 'a red ball rolls', model: 'sora-2' });
    expect(made).toEqual({
      id: expect.stringMatching(/^video_[0-9a-f]{32}$/),
      object: 'video',
      model: 'simulated 1',
      status: expect.stringMatching(/^(queued|in_progress)$/),
      progress: 0,
      created_at: expect.any(Number),
      completed_at: null,
      expires_at: null,
      prompt: 'a red ball rolls',
      size: '16x16',
      seconds: '0.625',
      remixed_from_video_id: null,
      error: null,
    });
    expect(Math.abs(made.created_at - Date.now() / 1000)).toBeLessThan(60);
    const run = await sut.engine.started(1);
    run.progress({ stage: 'denoising', fraction: 0.456, step: 2, totalSteps: 4 });
    await expect
      .poll(() => client.videos.retrieve(made.id), PATIENCE)
      .toMatchObject({ status: 'in_progress', progress: 45 });
    run.end();
    await expect.poll(() => statusOf(made.id), PATIENCE).toBe('completed');
    expect(await client.videos.retrieve(made.id)).toMatchObject({
      progress: 100,
      completed_at: expect.any(Number) as number,
      error: null,
    });
    const video = await client.videos.downloadContent(made.id);
    expect(video.headers.get('content-type')).toBe('video/mp4');
    const bytes = Buffer.from(await video.arrayBuffer());
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    const thumbnail = await client.videos.downloadContent(made.id, { variant: 'thumbnail' });
    expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
    expect([...new Uint8Array(await thumbnail.arrayBuffer()).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('lists videos page by page, in both directions', async () => {
    const ids: string[] = [];
    for (const prompt of ['one', 'two', 'three', 'four', 'five'])
      ids.push((await client.videos.create({ prompt })).id);
    const listed = async (order?: 'asc' | 'desc') => {
      const found: string[] = [];
      const pages = client.videos.list({ limit: 2, ...(order === undefined ? {} : { order }) });
      for await (const video of pages) found.push(video.id);
      return found;
    };
    expect(await listed()).toEqual(ids.toReversed());
    expect(await listed('desc')).toEqual(ids.toReversed());
    expect(await listed('asc')).toEqual(ids);
    const page = (await (await sut.request(`/v1/videos?limit=2&order=asc&after=${ids[1]}`)).json()) as object;
    expect(page).toMatchObject({ object: 'list', first_id: ids[2], last_id: ids[3], has_more: true });
    const empty = await (await sut.request(`/v1/videos?after=${ids[0]}`)).json();
    expect(empty).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
  });

  it('remixes a finished video: the same values, another prompt', async () => {
    const source = await client.videos.create({ prompt: 'a red ball', size: '32x48' as never });
    await expect(client.videos.remix(source.id, { prompt: 'a blue ball' })).rejects.toMatchObject({
      status: 400,
      code: 'video_not_completed',
    });
    await sut.finish(1, source.id);
    const remix = await client.videos.remix(source.id, { prompt: 'a blue ball' });
    expect(remix).toMatchObject({ prompt: 'a blue ball', size: '32x48', remixed_from_video_id: source.id });
    const id = remix.id.replace(/^video_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const own = (await (await sut.request(`/api/jobs/${id}`)).json()) as { remix_of: string };
    expect(`video_${own.remix_of.replaceAll('-', '')}`).toBe(source.id);
    const [first, second] = [await sut.engine.started(2)].map(({ spec }) => spec);
    expect(second).toBeUndefined();
    expect(first).toMatchObject({ prompt: 'a blue ball', width: 32, height: 48 });
  });

  it('keeps a remix linked to its source over a restart, and through a retry', async () => {
    const source = await client.videos.create({ prompt: 'a red ball' });
    await sut.finish(1, source.id);
    const remix = await client.videos.remix(source.id, { prompt: 'a blue ball' });
    await sut.finish(2, remix.id);
    await sut.portal.stop();
    await using next = await startOpenAiPortal({
      env: { DATA_DIR: join(sut.folder, 'data'), STATIC_DIR: join(sut.folder, 'static') },
    });
    expect(await next.client().videos.retrieve(remix.id)).toMatchObject({
      status: 'completed',
      remixed_from_video_id: source.id,
    });
    const retried = await next.post(`/api/jobs/${jobIdOf(remix.id)}/retry`, {});
    const { id } = (await retried.json()) as { id: string };
    expect(await next.client().videos.retrieve(`video_${id.replaceAll('-', '')}`)).toMatchObject({
      prompt: 'a blue ball',
      remixed_from_video_id: source.id,
    });
  });

  it('deletes a finished video for good', async () => {
    const { id } = await client.videos.create({ prompt: 'a red ball' });
    await sut.finish(1, id);
    expect(await client.videos.delete(id)).toEqual({ id, deleted: true, object: 'video.deleted' });
    await expect(client.videos.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.videos.downloadContent(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.videos.delete(id)).rejects.toBeInstanceOf(NotFoundError);
    expect((await client.videos.list()).data).toEqual([]);
  });

  it('really stops a running video that is deleted, and a waiting one', async () => {
    const { id } = await client.videos.create({ prompt: 'a red ball' });
    const run = await sut.engine.started(1);
    expect(await client.videos.delete(id)).toMatchObject({ id, deleted: true });
    expect(run.isOver).toBe(true);
    expect(run.context.signal.aborted).toBe(true);
    await expect(client.videos.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('shows a video that was cancelled elsewhere as failed, and nothing else', async () => {
    const { id } = await client.videos.create({ prompt: 'a red ball' });
    await sut.engine.started(1);
    await sut.request(`/api/jobs/${jobIdOf(id)}`, { method: 'DELETE' });
    expect(await client.videos.retrieve(id)).toMatchObject({
      status: 'failed',
      error: { code: 'cancelled', message: expect.any(String) as string },
    });
  });

  it('tells what an engine refused', async () => {
    const { id } = await client.videos.create({ prompt: 'a red ball' });
    (await sut.engine.started(1)).end({ kind: 'refuse', message: 'This is not made here.' });
    await expect.poll(() => statusOf(id), PATIENCE).toBe('failed');
    expect((await client.videos.retrieve(id)).error).toEqual({
      code: 'invalid_request',
      message: expect.stringContaining('This is not made here.') as string,
    });
  });

  it('lists the models that the engines really have', async () => {
    const models = await client.models.list();
    expect(models.data).toEqual([{ id: 'simulated 1', object: 'model', created: 0, owned_by: 'sim' }]);
    expect(await client.models.retrieve('simulated 1')).toMatchObject({ id: 'simulated 1' });
    await expect(client.models.retrieve('gpt-9')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
  });

  it('sends files in the form that it makes, and they reach the engine', async () => {
    await sut[Symbol.asyncDispose]();
    sut = await startOpenAiPortal({
      engine: { capabilities: { tasks: ['text-to-video', 'image-to-video'] } },
    });
    client = sut.client();
    const file = await toFile(await png(), 'first.png', { type: 'image/png' });
    await client.videos.create({ prompt: 'it moves', input_reference: file });
    expect((await sut.engine.started(1)).spec).toMatchObject({
      task: 'image-to-video',
      inputs: [{ role: 'image', mediaType: 'image/png' }],
    });
    const url = `data:image/png;base64,${(await png()).toString('base64')}`;
    await client.videos.create({ prompt: 'it moves', input_reference: { image_url: url } });
    expect((await sut.engine.started(2)).spec).toMatchObject({ task: 'image-to-video' });
    await expect(
      client.videos.create({ prompt: 'it moves', input_reference: { file_id: 'file-1' } }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported', param: 'input_reference.file_id' });
    const text = await toFile(Buffer.from('no image'), 'first.png', { type: 'image/png' });
    await expect(client.videos.create({ prompt: 'it moves', input_reference: text })).rejects.toMatchObject({
      status: 400,
      param: 'input_reference',
    });
  });

  it('gets its own error classes', async () => {
    const unknown = 'video_0189000000007000800000000000abcd';
    await expect(client.videos.retrieve(unknown)).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.videos.create({ prompt: '' })).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.videos.create({ prompt: 'x', seconds: '12' })).rejects.toMatchObject({
      status: 400,
      param: 'seconds',
      type: 'invalid_request_error',
      message: expect.stringContaining('at most 10 seconds') as string,
    });
    await expect(client.videos.create({ prompt: 'x', size: '1280x720' })).rejects.toMatchObject({
      status: 400,
      param: 'size',
    });
    await expect(client.images.generate({ prompt: 'x' })).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.videos.edit({ prompt: 'x', video: { id: unknown } })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported',
    });
    await expect(
      client.videos.extend({ prompt: 'x', seconds: '4', video: { id: unknown } }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported' });
    await expect(client.videos.getCharacter('char_1')).rejects.toMatchObject({ status: 400 });
    const error = await client.videos.retrieve('nothing').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ requestID: expect.any(String) as string, code: 'video_not_found' });
  });
});

describe('with API keys', () => {
  beforeEach(async () => {
    await sut[Symbol.asyncDispose]();
    sut = await startOpenAiPortal({ env: { API_KEYS: 'ann:key-of-ann-0000001,bob:key-of-bob-0000001' } });
  });

  it('shows everybody only what is theirs', async () => {
    const ann = sut.client('key-of-ann-0000001');
    const bob = sut.client('key-of-bob-0000001');
    const { id } = await ann.videos.create({ prompt: 'mine' });
    expect((await ann.videos.list()).data.map((video) => video.id)).toEqual([id]);
    expect((await bob.videos.list()).data).toEqual([]);
    for (const attempt of [
      () => bob.videos.retrieve(id),
      () => bob.videos.downloadContent(id),
      () => bob.videos.delete(id),
      () => bob.videos.remix(id, { prompt: 'yours' }),
    ])
      await expect(attempt()).rejects.toBeInstanceOf(NotFoundError);
    expect((await ann.videos.retrieve(id)).status).not.toBe('failed');
  });

  it('refuses a wrong key in the way of OpenAI', async () => {
    const sdk = sut.client('wrong');
    await expect(sdk.videos.list()).rejects.toBeInstanceOf(AuthenticationError);
    await expect(sdk.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
  });
});

function jobIdOf(videoId: string): string {
  return videoId.replace('video_', '').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A picture of 16 by 16 pixels. */
async function png(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const background = { r: 200, g: 30, b: 30 };
  return sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();
}
