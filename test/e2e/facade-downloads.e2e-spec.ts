import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';

/** Seven results are looked into by processes of their own. */
const PATIENCE = { timeout: 150_000, interval: 20 };

let sut: FacadePortal;
/** Addresses of finished videos, by the route that gives them out. */
const addresses = new Map<string, string>();
const addressOf = (route: string) => addresses.get(route) ?? '/there-is-no-such-address';

beforeAll(async () => {
  sut = await FacadePortal.start({
    engine: { devices: 2, runMs: () => 1 },
    capabilities: { tasks: ['text-to-video', 'audio-driven'] },
  });
  const made = async <T>(path: string, fields: object) => (await sut.post<T>(path, fields)).body;
  const task = await made<{ task_id: string }>('/v1/tasks/video/', {
    prompt: 'p',
    save_result_path: 'films/ünï "x".mp4',
  });
  const job = await made<{ job_id: string }>('/api/v1/generate/text-to-video', { prompt: 'p' });
  const queued = await made<{ task_id: string }>('/generate', { prompt: 'p' });
  const video = await made<{ id: string }>('/v1/videos', { prompt: 'p' });
  const single = await made<{ job_id: string }>('/api/video/single_inference', { prompt: 'p' });
  const batch = await made<{ batch_id: string }>('/api/video/batch_inference', { prompts: ['p'] });
  const form = new FormData();
  form.append('image', new Blob([PNG]), 'a.png');
  form.append('audio', new Blob([Buffer.from(wave(1))]), 'a.wav');
  const talk = await sut.send<{ request_id: string }>('/api/generate', { method: 'POST', body: form });
  await vi.waitFor(async () => {
    const { items } = (await sut.send<{ items: unknown[] }>('/api/jobs?state=queued,running')).body;
    if (items.length > 0) throw new Error('some are still being made');
  }, PATIENCE);
  const output = (await sut.send<{ output_path: string }>(`/api/v1/job/${job.job_id}`)).body.output_path;
  const file = (await sut.send<{ video_path: string }>(`/status/${queued.task_id}`)).body.video_path;
  for (const [route, address] of [
    ['/v1/tasks/{task_id}/result', `/v1/tasks/${task.task_id}/result`],
    ['/v1/files/download/{path}', `/v1/files/download/films/${encodeURIComponent('ünï "x".mp4')}`],
    ['/outputs/{file}', output.slice(1)],
    ['/download/{filename}', `/download/${file}`],
    ['/api/result/{request_id}', `/api/result/${talk.body.request_id}`],
    ['/v1/videos/{video_id}/content', `/v1/videos/${video.id}/content`],
    ['/api/videos/{video_id}', `/api/videos/${single.job_id}`],
    ['/api/videos/{batch_id}/{job_name}', `/api/videos/${batch.batch_id}/job_0`],
    ['/static/videos/{id}/video.mp4', `/static/videos/${single.job_id}/video.mp4`],
  ] as const)
    addresses.set(route, address);
}, 180_000);
afterAll(() => sut[Symbol.asyncDispose]());

const ROUTES: readonly (readonly [route: string, errorKey: 'detail' | 'error'])[] = [
  ['/v1/tasks/{task_id}/result', 'detail'],
  ['/v1/files/download/{path}', 'detail'],
  ['/outputs/{file}', 'error'],
  ['/download/{filename}', 'detail'],
  ['/api/result/{request_id}', 'detail'],
  ['/v1/videos/{video_id}/content', 'error'],
  ['/api/videos/{video_id}', 'detail'],
  ['/api/videos/{batch_id}/{job_name}', 'detail'],
  ['/static/videos/{id}/video.mp4', 'detail'],
];

describe('a finished video, by any of the routes that give it out', () => {
  it.each(ROUTES)('%s: has its length, date, tag and type, whole and as its head alone', async (route) => {
    const whole = await fetch(`${sut.url}${addressOf(route)}`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, bytes.subarray(4, 8).toString('latin1')]).toEqual([200, 'ftyp']);
    const told = (headers: Headers) =>
      ['content-type', 'content-length', 'accept-ranges', 'etag', 'last-modified', 'content-disposition'].map(
        (name) => headers.get(name),
      );
    const [type, length, ranges, etag, date] = told(whole.headers);
    expect([type, length, ranges]).toEqual(['video/mp4', String(bytes.length), 'bytes']);
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    expect(Date.parse(date ?? '')).toBeLessThanOrEqual(Date.now());
    const head = await fetch(`${sut.url}${addressOf(route)}`, { method: 'HEAD' });
    expect([head.status, await head.text(), told(head.headers)]).toEqual([200, '', told(whole.headers)]);
  });

  it.each(ROUTES)('%s: comes in parts, and only when it changed', async (route, errorKey) => {
    const address = addressOf(route);
    const whole = await fetch(`${sut.url}${address}`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = (range: string, more: Record<string, string> = {}) =>
      fetch(`${sut.url}${address}`, { headers: { range, ...more } });
    const middle = await part('bytes=4-9');
    expect([middle.status, middle.headers.get('content-range')]).toEqual([206, `bytes 4-9/${bytes.length}`]);
    expect(Buffer.from(await middle.arrayBuffer()).equals(bytes.subarray(4, 10))).toBe(true);
    const end = await part('bytes=-7');
    expect([end.status, Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(-7))]).toEqual([
      206,
      true,
    ]);
    const beyond = await part(`bytes=${bytes.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    expect(Object.keys((await beyond.json()) as object)).toContain(errorKey);
    // Not by `fetch`, which adds a header that asks for the whole file.
    const unchanged = (headers: Record<string, string>) => sut.raw(address, headers);
    expect((await unchanged({ 'if-none-match': whole.headers.get('etag') ?? '' })).status).toBe(304);
    expect((await unchanged({ 'if-modified-since': whole.headers.get('last-modified') ?? '' })).status).toBe(
      304,
    );
    expect((await unchanged({ 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('has the name that its client gave it, in any letters', async () => {
    for (const route of ['/v1/tasks/{task_id}/result', '/v1/files/download/{path}'])
      expect((await fetch(`${sut.url}${addressOf(route)}`)).headers.get('content-disposition')).toBe(
        `attachment; filename="_n_ _x_.mp4"; filename*=UTF-8''%C3%BCn%C3%AF%20%22x%22.mp4`,
      );
  });
});

describe('what is no name of a result', () => {
  const NAMES = [
    '..%2f..%2f..%2fetc%2fhostname',
    '%2e%2e/%2e%2e/%2e%2e/etc/hostname',
    '..%5c..%5cetc%5chostname',
    '%2fetc%2fhostname',
    '/etc/hostname',
    'a%00.mp4',
    '..%252f..%252fetc%252fhostname',
    '....//....//etc/hostname',
    '%c0%ae%c0%ae/etc/hostname',
    'video.mp4',
    'constructor',
  ];
  it.each(['/v1/files/download', '/outputs', '/download', '/api/result', '/api/videos', '/static/videos'])(
    'leads to no file: %s',
    async (prefix) => {
      for (const name of NAMES) {
        const { status, body } = await sut.raw(`${prefix}/${name}`);
        expect([name, status]).toEqual([
          name,
          expect.toSatisfy((code: number) => [400, 403, 404].includes(code)),
        ]);
        expect(body).not.toContain(sut.folder);
        expect(Object.keys(JSON.parse(body) as object).length).toBeGreaterThan(0);
      }
    },
  );
});
