import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBatchId, newJobId } from '../../src/kernel/ids.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

let sut: EdgeApp;

beforeEach(async () => {
  sut = await edgeApp();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

interface Job {
  id: string;
  state: string;
  prompt: string;
}

describe('/api/jobs', () => {
  it('makes a job and shows all of it', async () => {
    const answer = await sut.post('/api/jobs', { prompt: 'p', seed: 3 }, { 'idempotency-key': 'k' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      state: 'queued',
      prompt: 'p',
      seed: 3,
      batch: null,
      video_url: null,
    });
    expect(sut.jobs.submissions).toMatchObject([{ idempotencyKey: 'k', body: { prompt: 'p', seed: 3 } }]);
    const again = await sut.get(`/api/jobs/${answer.json<Job>().id}`);
    expect(again.json()).toEqual(answer.json());
  });

  it('shows the preview of a job to its owner alone, and to no cache', async () => {
    await sut[Symbol.asyncDispose]();
    sut = await edgeApp({ API_KEYS: 'ann:ann-secret-key-000001,bob:bob-secret-key-000001' });
    const key = (owner: string) => ({ 'x-api-key': `${owner}-secret-key-000001` });
    const { id } = (await sut.post('/api/jobs', { prompt: 'p' }, key('ann'))).json<Job>();
    const none = await sut.get(`/api/jobs/${id}/preview`, key('ann'));
    expect([none.statusCode, none.json<{ code: string }>().code]).toEqual([404, 'artifact_not_found']);

    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
    sut.jobs.previews.set(id, jpeg);
    const answer = await sut.get(`/api/jobs/${id}/preview?v=7`, key('ann'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'image/jpeg', 'cache-control': 'no-store' });
    expect(answer.rawPayload.equals(jpeg)).toBe(true);

    const other = await sut.get(`/api/jobs/${id}/preview`, key('bob'));
    expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([404, 'job_not_found']);
    expect((await sut.get(`/api/jobs/${id}/preview`)).statusCode).toBe(401);
  });

  it('refuses fields that it does not know', async () => {
    const answer = await sut.post('/api/jobs', { prompt: 'p', qualty: 1, constructor: 2 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: object[] }>().errors).toEqual([
      { path: 'qualty', message: 'This field is not known' },
      { path: 'constructor', message: 'This field is not known' },
    ]);
    expect(sut.jobs.all.size).toBe(0);
  });

  it('lists by state and text, page by page', async () => {
    for (const prompt of ['a cat', 'a dog', 'a cat again', 'a last cat'])
      await sut.post('/api/jobs', { prompt });
    const first = (await sut.get('/api/jobs?search=cat&limit=2&state=queued,running')).json<{
      items: Job[];
      next_cursor: string;
    }>();
    expect(first.items.map((job) => job.prompt)).toEqual(['a last cat', 'a cat again']);
    const second = (await sut.get(`/api/jobs?search=cat&limit=2&cursor=${first.next_cursor}`)).json<{
      items: Job[];
    }>();
    expect(second).toMatchObject({ items: [{ prompt: 'a cat' }], next_cursor: null });
    const oldest = (await sut.get('/api/jobs?search=cat&limit=1&order=oldest')).json<{ items: Job[] }>();
    expect(oldest).toMatchObject({ items: [{ prompt: 'a cat' }], next_cursor: expect.any(String) as string });
  });

  it.each([
    'order=up',
    'limit=0',
    'limit=201',
    'limit=x',
    'state=done',
    'batch=1',
    'cursor=..',
    'starred=maybe',
    'rating=6',
    'search=a&search=b',
  ])('refuses the filter %s', async (query) => {
    const answer = await sut.get(`/api/jobs?${query}`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'invalid_request']);
  });

  it('stars a job', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const url = `/api/jobs/${request.id}`;
    const star = (payload: object) => sut.inject({ method: 'PATCH', url, payload });
    expect((await star({ starred: true })).json()).toMatchObject({ starred: true });
    for (const wrong of [{}, { starred: 'yes' }, { starred: null }, { starred: true, state: 'succeeded' }]) {
      expect((await star(wrong)).statusCode).toBe(422);
    }
  });

  it('rates a job, and takes the rating back', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const url = `/api/jobs/${request.id}`;
    const rate = (payload: object) => sut.inject({ method: 'PATCH', url, payload });
    expect((await rate({ rating: 4, starred: true })).json()).toMatchObject({ rating: 4, starred: true });
    expect((await rate({ rating: 0 })).json()).toMatchObject({ rating: null, starred: true });
    for (const wrong of [-1, 6, 2.5, '4']) expect((await rate({ rating: wrong })).statusCode).toBe(422);
  });

  it('cancels a job that is active, and removes the files of one that has ended', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const remove = () => sut.inject({ method: 'DELETE', url: `/api/jobs/${request.id}` });
    expect((await remove()).json()).toMatchObject({ state: 'cancelled', files_removed: null });
    expect((await remove()).json()).toMatchObject({ files_removed: { reason: 'deleted' } });
  });

  it('tries again what has ended, and says why not otherwise', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const retry = () => sut.inject({ method: 'POST', url: `/api/jobs/${request.id}/retry` });
    expect((await retry()).statusCode).toBe(409);
    sut.jobs.change(request.id, { state: 'expired' });
    const answer = await retry();
    expect([answer.statusCode, answer.json<{ retry_of: string }>().retry_of]).toEqual([201, request.id]);
  });

  it.each(['..%2f', 'job_0', newJobId().toUpperCase(), newJobId()])('does not know the id %s', async (id) => {
    const answer = await sut.get(`/api/jobs/${id}`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'job_not_found']);
  });
});

describe('/api/batches', () => {
  it('makes, shows, lists, cancels and retries a batch', async () => {
    const made = await sut.post('/api/batches', { prompts: ['a', { prompt: 'b', seed: 1 }] });
    expect(made.statusCode).toBe(201);
    const { id } = made.json<{ id: string }>();
    expect(made.json()).toMatchObject({
      state: 'processing',
      total: 2,
      zip_url: null,
      jobs: [{ batch: { id, index: 0 } }, { seed: 1 }],
    });
    expect((await sut.get(`/api/batches/${id}`)).json()).toEqual(made.json());
    expect((await sut.get('/api/batches')).json()).toEqual({ items: [made.json()], next_cursor: null });
    expect((await sut.inject({ method: 'POST', url: `/api/batches/${id}/retry-failed` })).statusCode).toBe(
      409,
    );
    const cancelled = await sut.inject({ method: 'POST', url: `/api/batches/${id}/cancel` });
    expect([cancelled.statusCode, cancelled.json<{ state: string }>().state]).toEqual([200, 'failed']);
    const again = await sut.inject({ method: 'POST', url: `/api/batches/${id}/retry-failed` });
    expect([again.statusCode, again.json<{ total: number }>().total]).toEqual([201, 2]);
  });

  it('refuses fields that it does not know, also within a prompt', async () => {
    const answer = await sut.post('/api/batches', { prompts: ['a', { prompt: 'b', sed: 1 }], extra: 1 });
    expect(answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual([
      'extra',
      'prompts.1.sed',
    ]);
  });

  it('does not know foreign ids', async () => {
    expect((await sut.get(`/api/batches/${newBatchId()}`)).json()).toMatchObject({
      status: 404,
      code: 'batch_not_found',
    });
    expect((await sut.get('/api/batches?limit=101')).statusCode).toBe(422);
  });
});

describe('machines', () => {
  it('shows what engines can do', async () => {
    expect((await sut.get('/api/engines')).json()).toMatchObject({
      items: [
        {
          name: 'fake',
          model: 'fake 1',
          tasks: ['text-to-video'],
          ranges: { num_frames: { min: 1, max: 17, multiple_of: 4, plus: 1 } },
          defaults: { num_frames: 17, guidance_scale: 4 },
          devices: ['cpu:0', 'cpu:1'],
        },
      ],
    });
  });

  it('shows how busy a device is, but only the ids of the own jobs', async () => {
    const mine = sut.jobs.add('local', { spec: { prompt: 'p' } }).request.id;
    const foreign = sut.jobs.add('bob', { spec: { prompt: 'p' } }).request.id;
    sut.devices[1] = { ...sut.devices[1]!, state: 'busy', jobs: [mine, foreign], recentRunMs: [1500] };
    const answer = await sut.get('/api/devices');
    expect(answer.json()).toMatchObject({
      items: [
        { name: 'cpu:0', state: 'idle', running: 0 },
        { running: 2, jobs: [mine], recent_run_seconds: [1.5] },
      ],
    });
    expect(answer.body).not.toContain(foreign);
  });
});

describe('/api/jobs/queue', () => {
  it('is paused and resumed, for the asker alone', async () => {
    expect((await sut.get('/api/jobs/queue')).json()).toEqual({ paused: false, waiting: 0, running: 0 });
    expect((await sut.post('/api/jobs/queue/pause', {})).json()).toMatchObject({ paused: true });
    expect((await sut.get('/api/jobs/queue')).json()).toMatchObject({ paused: true });
    expect((await sut.post('/api/jobs/queue/resume', {})).json()).toMatchObject({ paused: false });
  });
});
