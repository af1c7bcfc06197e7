import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBatchId } from '../../src/kernel/ids.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

let sut: EdgeApp;

beforeEach(async () => {
  sut = await edgeApp();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

describe('the rest of seed 004', () => {
  it('cleans the queue and reports the three numbers', async () => {
    sut.jobs.queueSize = 4;
    const answer = await sut.inject({ method: 'POST', url: '/api/video/clean_expired?max_age=2' });
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { queue_size_before: 4, queue_size_after: 2000, expired_jobs_removed: 0 },
    ]);
  });

  it('takes 300 seconds where no age is given', async () => {
    const answer = await sut.inject({ method: 'POST', url: '/api/video/clean_expired' });
    expect(answer.json()).toMatchObject({ queue_size_after: 300_000 });
  });

  it.each(['1.5', 'abc', '1e3', '1&max_age=2', '9'.repeat(20)])('refuses max_age=%s', async (age) => {
    const answer = await sut.inject({ method: 'POST', url: `/api/video/clean_expired?max_age=${age}` });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ detail: [{ loc: ['query', 'max_age'] }] });
  });

  it('enhances a prompt and gives a session id back', async () => {
    const answer = await sut.post('/api/enhance', { rough_prompt: 'a red car', session_id: null });
    expect(answer.statusCode).toBe(200);
    const body = answer.json<{ original_prompt: string; enhanced_prompt: string; session_id: string }>();
    expect(body.original_prompt).toBe('a red car');
    expect(body.enhanced_prompt).toContain('red car');
    expect(body.session_id).toMatch(/^[0-9a-f-]{36}$/);
    const again = await sut.post('/api/enhance', { rough_prompt: 'a red car', session_id: '../../etc/x' });
    expect([again.statusCode, again.json<{ detail: { loc: string[] }[] }>().detail[0]?.loc]).toEqual([
      422,
      ['body', 'session_id'],
    ]);
  });

  it('says 404 in the words of the original server where a batch has no video', async () => {
    const batch = await sut.batches.submit('local', [{ spec: { prompt: 'a' } }]);
    for (const id of [batch.id, newBatchId()]) {
      const answer = await sut.get(`/api/video/batch_download/${id}`);
      expect([answer.statusCode, answer.json()]).toEqual([
        404,
        { detail: 'No completed videos found in this batch' },
      ]);
    }
  });

  it('streams the ZIP of a batch', async () => {
    const batch = await sut.batches.submit('local', [{ spec: { prompt: 'a' } }]);
    sut.jobs.change(batch.jobs[0]!.request.id, { state: 'succeeded' });
    const answer = await sut.get(`/api/video/batch_download/${batch.id}`);
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'application/zip',
      'PK',
    ]);
  });

  it('welcomes programs with JSON and reports health', async () => {
    expect((await sut.get('/')).json()).toMatchObject({ message: expect.any(String), version: '0.1.0' });
    for (const [url, status] of [
      ['/health', 'healthy'],
      ['/api/health', 'ok'],
    ] as const) {
      expect((await sut.get(url)).json()).toMatchObject({
        status,
        version: '0.1.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      });
    }
  });

  it('calls itself degraded while its queue is full or many jobs fail, and ok where it answers', async () => {
    const health = async (url: string) => (await sut.get(url)).json<Record<string, unknown>>();
    sut.jobs.queueSize = sut.config.queueMax;
    expect(await health('/health')).toMatchObject({ status: 'degraded', queue_health: false });
    expect((await health('/api/health'))['status']).toBe('ok');
    sut.jobs.queueSize = 0;
    sut.jobs.failures = 5;
    expect(await health('/health')).toMatchObject({ status: 'degraded', recent_failures: 5 });
    sut.jobs.failures = 4;
    expect(await health('/health')).toMatchObject({
      status: 'healthy',
      queue_health: true,
      memory_info: { allocated: 0, total: 0, free: 0 },
    });
    sut.jobs.failures = 0;
  });
});
