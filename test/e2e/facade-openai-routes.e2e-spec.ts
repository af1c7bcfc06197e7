import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type OpenAiPortal, startOpenAiPortal } from '../contract/openai-facade.js';

let sut: OpenAiPortal;

beforeEach(async () => {
  sut = await startOpenAiPortal();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

/** With the dashes that a job's id has. */
function jobIdOf(videoId: string): string {
  return videoId.slice('video_'.length).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

interface Video {
  id: string;
  prompt: string;
}

describe('the routes of videos and models', () => {
  it.each([
    ['GET', '/v1/videos/video_1'],
    ['GET', '/v1/videos/..%2f..%2fetc%2fpasswd'],
    ['GET', '/v1/videos/video_1/content'],
    ['DELETE', '/v1/videos/video_1'],
    ['GET', '/v1/videos/a/b/c'],
    ['GET', '/v1/models/none'],
    ['GET', '/v1/models/a/b'],
    ['POST', '/v1/images/variations'],
  ])('%s %s is 404 in the shape of OpenAI', async (method, path) => {
    expect(await errorOf(await sut.request(path, { method }))).toMatchObject({
      status: 404,
      type: 'invalid_request_error',
    });
  });

  it('answers a wrong method with those that there are', async () => {
    const response = await sut.request('/v1/videos', { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await errorOf(response)).toMatchObject({ code: 'method_not_allowed' });
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'order=up', 'after=video_1', 'limit=1&limit=2'])(
    'refuses the list with %s',
    async (query) => {
      expect(await errorOf(await sut.request(`/v1/videos?${query}`))).toMatchObject({
        status: 400,
        param: query.split('=')[0],
      });
    },
  );

  it('tells when to ask again, until there is nothing to wait for', async () => {
    const made = await sut.post('/v1/videos', { prompt: 'a' });
    const { id } = (await made.json()) as Video;
    expect(made.headers.get('openai-poll-after-ms')).toBe('1000');
    expect(made.headers.get('x-request-id')).toMatch(/./);
    await sut.finish(1, id);
    const done = await sut.request(`/v1/videos/${id}`);
    expect(done.headers.get('openai-poll-after-ms')).toBeNull();
    const next = await sut.post('/v1/videos', { prompt: 'b' });
    const wait = Number(next.headers.get('openai-poll-after-ms'));
    expect(wait).toBeGreaterThanOrEqual(100);
    expect(wait).toBeLessThanOrEqual(5000);
  });

  it('gives the file whole, in parts and by its ETag, and 404 until it is there', async () => {
    const { id } = (await (await sut.post('/v1/videos', { prompt: 'a' })).json()) as Video;
    const path = `/v1/videos/${id}/content`;
    expect(await errorOf(await sut.request(path))).toMatchObject({ status: 404, code: 'artifact_not_found' });
    await sut.finish(1, id);
    const whole = await sut.request(path);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${id}.mp4"`);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const part = await sut.request(path, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const etag = whole.headers.get('etag') ?? '';
    expect(
      (await sut.request(path, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status,
    ).toBe(304);
    const head = await sut.request(path, { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, bytes.length]);
    const beyond = await sut.request(path, { headers: { range: 'bytes=99999999-' } });
    expect(await errorOf(beyond)).toMatchObject({ status: 416, type: 'invalid_request_error' });
    expect(await errorOf(await sut.request(`${path}?variant=gif`))).toMatchObject({ param: 'variant' });
  });

  it('makes a sprite sheet when it is asked for, once, and loses it with the video', async () => {
    const { id } = (await (await sut.post('/v1/videos', { prompt: 'a' })).json()) as Video;
    const path = `/v1/videos/${id}/content?variant=spritesheet`;
    expect(await errorOf(await sut.request(path))).toMatchObject({ status: 404, code: 'artifact_not_found' });
    await sut.finish(1, id);
    const answers = await Promise.all([sut.request(path), sut.request(path)]);
    const [sheet, same] = await Promise.all(
      answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())),
    );
    const [{ headers }] = answers;
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.jpg"`);
    expect(sheet).toEqual(same);
    // Five grey frames of 16 by 16 pixels, side by side.
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 80, height: 16, channels: 3 });
    expect(Math.max(...data) - Math.min(...data)).toBeLessThan(24);
    expect(Math.min(...data)).toBeGreaterThan(60);

    const folder = join(sut.folder, 'static/videos', jobIdOf(id));
    const madeAt = statSync(join(folder, 'spritesheet.jpg')).mtimeMs;
    const again = await sut.request(path, { headers: { range: 'bytes=0-1' } });
    expect([again.status, Buffer.from(await again.arrayBuffer())]).toEqual([206, Buffer.from([0xff, 0xd8])]);
    expect(statSync(join(folder, 'spritesheet.jpg')).mtimeMs).toBe(madeAt);
    expect(readdirSync(folder).sort()).toEqual(['poster.jpg', 'spritesheet.jpg', 'video.mp4']);

    await sut.request(`/v1/videos/${id}`, { method: 'DELETE' });
    expect(existsSync(folder)).toBe(false);
    expect(await errorOf(await sut.request(path))).toMatchObject({ status: 404 });
  });

  it('counts every video of its owner, whichever interface it came through, and no image', async () => {
    const job = (await (await sut.post('/api/jobs', { prompt: 'native' })).json()) as { id: string };
    const list = (await (await sut.request('/v1/videos')).json()) as { data: Video[] };
    expect(list.data.map(({ id, prompt }) => [id, prompt])).toEqual([
      [`video_${job.id.replaceAll('-', '')}`, 'native'],
    ]);
  });
});

describe('the document', () => {
  interface Schema {
    properties: object;
  }
  interface Document {
    paths: Record<string, Record<string, { tags: string[]; responses: Record<string, { content: object }> }>>;
    components: { schemas: Record<string, Schema> };
  }

  it('tells the truth about videos, errors and models', async () => {
    const document = (await (await sut.request('/openapi.json')).json()) as Document;
    const keysOf = (name: string) => Object.keys(document.components.schemas[name]?.properties ?? {}).sort();
    const video = (await (await sut.post('/v1/videos', { prompt: 'a' })).json()) as object;
    expect(Object.keys(video).sort()).toEqual(keysOf('VideoBody'));
    const list = (await (await sut.request('/v1/videos')).json()) as object;
    expect(Object.keys(list).sort()).toEqual(keysOf('VideoListBody'));
    const models = (await (await sut.request('/v1/models')).json()) as { data: [object] };
    expect(Object.keys(models.data[0]).sort()).toEqual(keysOf('ModelBody'));
    const create = document.paths['/v1/videos']?.['post'];
    expect(create?.tags).toEqual(['openai']);
    expect(Object.keys(create?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '404', '409', '413', '415', '503', '507']),
    );
    expect(JSON.stringify(create?.responses['400'])).toContain('OpenAiErrorAnswer');
    expect(JSON.stringify(document.paths['/v1/images/edits']?.['post'])).toContain('OpenAiImageErrorAnswer');
  });
});
