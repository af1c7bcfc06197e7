import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBatchId, newJobId } from '../../src/kernel/ids.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const BYTES = 'ftyp-0123456789';

let sut: EdgeApp;

beforeEach(async () => {
  sut = await edgeApp();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

/** Writes a file below the public folder. @returns its absolute path */
function publish(path: string, content = BYTES): string {
  const file = join(sut.config.staticDir, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('/static', () => {
  it('serves a video in whole and in part, to be asked for again each time', async () => {
    const url = `/static/videos/${newJobId()}/video.mp4`;
    publish(url.slice('/static/'.length));
    const whole = await sut.get(url);
    expect([whole.statusCode, whole.body]).toEqual([200, BYTES]);
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    const part = await sut.get(url, { range: 'bytes=5-8' });
    expect([part.statusCode, part.headers['content-range'], part.body]).toEqual([
      206,
      'bytes 5-8/15',
      '0123',
    ]);
    const beyond = await sut.get(url, { range: 'bytes=99-' });
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */15']);
    const known = await sut.get(url, { 'if-none-match': String(whole.headers['etag']) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
  });

  it("knows a batch's files under the original names too", async () => {
    const folder = `videos/${newBatchId()}/job_1`;
    publish(`${folder}/video.mp4`);
    expect((await sut.get(`/static/${folder}/video.mp4`)).body).toBe(BYTES);
    expect((await sut.get(`/static/${folder}/job_1.mp4`)).body).toBe(BYTES);
    expect((await sut.get(`/static/${folder}/job_2.mp4`)).statusCode).toBe(404);
  });

  it.each([
    '/static/',
    '/static/videos',
    '/static/videos/',
    '/static/../package.json',
    '/static/..%2fdata%2fsecret',
    '/static/%2e%2e/data/secret',
    '/static/videos/%2e%2e/%2e%2e/data/secret',
    '/static/videos/a/%2e%2e%2fx/video.mp4',
    '/static/videos/a/b/..%2f..%2f..%2f..%2fdata%2fsecret',
    '/static//etc/passwd',
    '/static/.attempts/x/video.mp4',
    '/static/videos/.attempts/x/video.mp4',
    '/static/videos/.a/job_0/video.mp4',
    '/static/videos/a/.b/video.mp4',
    '/static/video.mp4%00.txt',
    '/static/videos\\..\\..\\data',
  ])('gives nothing away at %s', async (url) => {
    mkdirSync(sut.config.dataDir, { recursive: true });
    writeFileSync(join(sut.config.dataDir, 'secret'), 'PRIVATE');
    for (const path of ['.attempts/x', 'videos/.attempts/x', 'videos/.a/job_0', 'videos/a/.b'])
      publish(`${path}/video.mp4`, 'PRIVATE');
    const answer = await sut.get(url);
    expect([
      url,
      answer.statusCode >= 400 && answer.statusCode < 500,
      answer.body.includes('PRIVATE'),
    ]).toEqual([url, true, false]);
  });

  it.each([
    '/static/assets/%00',
    '/static/videos/a/video.mp4%00.txt',
    '/static/x%00',
    '/static/assets/..%2f..',
  ])('answers 404 at %s, as wherever nothing is', async (url) => {
    const answer = await sut.get(url);
    expect([answer.statusCode, answer.json()]).toEqual([404, { detail: 'There is nothing at this address' }]);
  });

  it('protects its pages', async () => {
    publish('page.html', '<p>hello</p>');
    const answer = await sut.get('/static/page.html');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('takes nothing in', async () => {
    publish('page.html');
    const remove = await sut.inject({ method: 'DELETE', url: '/static/page.html' });
    expect([remove.statusCode, remove.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await sut.inject({ method: 'PUT', url: '/static/x', payload: {} })).statusCode).toBe(405);
  });
});

describe('GET /', () => {
  it('is the page for browsers, where it was built', async () => {
    const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    expect((await sut.get('/', asBrowser)).headers['content-type']).toContain('application/json');
    publish('index.html', '<!doctype html><title>Reelsmith</title>');
    const page = await sut.get('/', asBrowser);
    expect([page.statusCode, page.body]).toEqual([200, '<!doctype html><title>Reelsmith</title>']);
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.any(String),
      vary: expect.stringContaining('Accept'),
    });
    expect((await sut.get('/', { accept: '*/*' })).headers['content-type']).toContain('application/json');
  });
});

describe('a STATIC_DIR without the page', () => {
  it('does without: the page and its parts come from where they were built, and nothing else does', async () => {
    const { pageDir } = sut.config;
    mkdirSync(join(pageDir, 'assets'), { recursive: true });
    mkdirSync(join(pageDir, 'videos/x'), { recursive: true });
    writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>built</title>');
    writeFileSync(join(pageDir, 'assets/a.js'), 'built');
    writeFileSync(join(pageDir, 'videos/x/video.mp4'), 'PRIVATE');
    expect((await sut.get('/', { accept: 'text/html' })).body).toContain('built');
    expect((await sut.get('/static/assets/a.js')).body).toBe('built');
    expect((await sut.get('/static/videos/x/video.mp4')).statusCode).toBe(404);
    expect((await sut.get('/static/assets/..%2fvideos%2fx%2fvideo.mp4')).body).not.toContain('PRIVATE');
    publish('index.html', '<!doctype html><title>own</title>');
    expect((await sut.get('/', { accept: 'text/html' })).body).toContain('own');
    expect((await sut.get('/static/assets/a.js')).statusCode).toBe(404);
  });
});

describe('GET /api/videos/:id', () => {
  it('is the file, to be saved under the id', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    sut.jobs.change(request.id, { state: 'succeeded' });
    sut.jobs.paths.set(request.id, publish(`videos/${request.id}/video.mp4`));
    const answer = await sut.get(`/api/videos/${request.id}`, { range: 'bytes=0-3' });
    expect([answer.statusCode, answer.body]).toEqual([206, 'ftyp']);
    expect(answer.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-disposition': `attachment; filename="${request.id}.mp4"`,
    });
  });

  it('finds a file by its place in a batch, and never one of another batch', async () => {
    const [one, other] = [
      await sut.batches.submit('local', [{ spec: { prompt: 'a' } }]),
      await sut.batches.submit('local', [{ spec: { prompt: 'b' } }]),
    ];
    const job = one.jobs[0]!.request.id;
    sut.jobs.change(job, { state: 'succeeded' });
    sut.jobs.paths.set(job, publish(`videos/${one.id}/job_0/video.mp4`));
    const answer = await sut.get(`/api/videos/${one.id}/job_0`);
    expect([answer.statusCode, answer.headers['content-disposition']]).toEqual([
      200,
      `attachment; filename="${one.id}_job_0.mp4"`,
    ]);
    expect((await sut.get(`/api/videos/${other.id}/job_0`)).statusCode).toBe(404);
    expect((await sut.get('/api/videos/job_0')).json()).toEqual({ detail: 'Video job_0 not found' });
  });

  it('says 404 while there is no file, and 410 once it was removed', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const url = `/api/videos/${request.id}`;
    expect((await sut.get(url)).statusCode).toBe(404);
    sut.jobs.change(request.id, { state: 'succeeded', filesRemoved: { at: 1, reason: 'retention' } });
    expect((await sut.get(url)).statusCode).toBe(410);
  });

  it('says 404, as an error and not as a download, where the file has just vanished', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    sut.jobs.change(request.id, { state: 'succeeded' });
    sut.jobs.paths.set(request.id, join(sut.config.staticDir, 'videos', request.id, 'video.mp4'));
    const answer = await sut.get(`/api/videos/${request.id}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).not.toHaveProperty('content-disposition');
  });
});

describe('a link in the public folder', () => {
  it('is not a way out of it for listings', async () => {
    symlinkSync('/etc', join(sut.config.staticDir, 'etc'));
    expect((await sut.get('/static/etc')).statusCode).toBe(404);
  });
});
