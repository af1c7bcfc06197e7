import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { SocketClient } from '../support/web-socket.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const UNKNOWN = '01a1fd30-81be-7244-ad6f-011ebf5d2034';
const KEYS = { alice: 'alice-has-a-long-key', bob: 'bob-has-another-key-' };

let sut: FacadePortal;
beforeAll(async () => {
  sut = await FacadePortal.start({ engine: { devices: 2 } });
});
afterAll(() => sut[Symbol.asyncDispose]());

const told = (client: SocketClient) => client.frames as unknown as Record<string, unknown>[];
const closes = (client: SocketClient) => expect.poll(() => client.closed?.code, PATIENCE).toBe(1000);

describe('/api/ws/video/{job_id}', () => {
  it('tells the status at once and every second, and closes when the video is there', async () => {
    const started = sut.engine.started(sut.engine.runCount + 1);
    const { body } = await sut.post<{ job_id: string }>('/api/video/single_inference', { prompt: 'a ball' });
    const run = await started;
    using client = await SocketClient.open(sut.url, `/api/ws/video/${body.job_id}`);
    await expect.poll(() => told(client).length, PATIENCE).toBeGreaterThanOrEqual(2);
    expect(told(client)[0]).toEqual({
      job_id: body.job_id,
      status: 'generating',
      message: expect.any(String),
      progress: 10,
      video_url: null,
    });
    run.end();
    await closes(client);
    const url = `/static/videos/${body.job_id}/video.mp4`;
    expect(told(client).at(-1)).toMatchObject({ status: 'complete', progress: 100, video_url: url });
    expect(told(client).filter(({ status }) => status === 'complete')).toHaveLength(1);
  });

  it('says that a video which nobody knows has failed, and closes', async () => {
    for (const id of [UNKNOWN, 'job_0', '..%2f..%2fetc']) {
      using client = await SocketClient.open(sut.url, `/api/ws/video/${id}`);
      await closes(client);
      expect(told(client)).toEqual([expect.objectContaining({ status: 'failed', message: 'Job not found' })]);
    }
  });

  it('says why a video failed, and closes', async () => {
    const started = sut.engine.started(sut.engine.runCount + 1);
    const { body } = await sut.post<{ job_id: string }>('/api/video/single_inference', { prompt: 'a ball' });
    const run = await started;
    using client = await SocketClient.open(sut.url, `/api/ws/video/${body.job_id}`);
    await sut.send(`/api/jobs/${body.job_id}`, { method: 'DELETE' });
    run.end();
    await closes(client);
    expect(told(client).at(-1)).toMatchObject({ status: 'failed', video_url: null });
  });
});

describe('/api/ws/batch/{batch_id}', () => {
  it('tells the batch as batch_status does, until all of it is over', async () => {
    const first = sut.engine.runCount + 1;
    const runs = [sut.engine.started(first), sut.engine.started(first + 1)];
    const { body } = await sut.post<{ batch_id: string }>('/api/video/batch_inference', {
      prompts: ['a ball', 'a cube'],
    });
    using client = await SocketClient.open(sut.url, `/api/ws/batch/${body.batch_id}`);
    const [one, two] = await Promise.all(runs);
    one?.end();
    await expect.poll(() => told(client).at(-1)?.['completed'], PATIENCE).toBe(1);
    expect(told(client).at(-1)).toMatchObject({ status: 'processing', total: 2 });
    expect(client.closed).toBeUndefined();
    two?.end();
    await closes(client);
    const { body: status } = await sut.send(`/api/video/batch_status/${body.batch_id}`);
    expect(told(client).at(-1)).toEqual(status);
  });

  it('says that it does not know a batch, and closes', async () => {
    using client = await SocketClient.open(sut.url, `/api/ws/batch/${UNKNOWN}`);
    await closes(client);
    expect(told(client)).toEqual([
      expect.objectContaining({ status: 'not_found', batch_id: UNKNOWN, jobs: [] }),
    ]);
  });
});

describe('without an upgrade, from elsewhere, or with the key of somebody else', () => {
  it('nothing is told', async () => {
    const plain = await sut.send(`/api/ws/video/${UNKNOWN}`);
    expect([plain.status, plain.headers.get('upgrade'), plain.body]).toEqual([
      426,
      'websocket',
      { detail: expect.any(String) },
    ]);
    const elsewhere = await SocketClient.refusal(sut.url, `/api/ws/batch/${UNKNOWN}`, {
      origin: 'https://evil.example',
    });
    expect([elsewhere.status, JSON.parse(elsewhere.body)]).toEqual([403, { detail: expect.any(String) }]);

    await using locked = await FacadePortal.start({
      env: { API_KEYS: `alice:${KEYS.alice},bob:${KEYS.bob}` },
    });
    const authorization = (name: keyof typeof KEYS) => ({ authorization: `Bearer ${KEYS[name]}` });
    const { body } = await locked.post<{ job_id: string }>(
      '/api/video/single_inference',
      { prompt: 'a secret' },
      authorization('alice'),
    );
    const path = `/api/ws/video/${body.job_id}`;
    expect((await SocketClient.refusal(locked.url, path)).status).toBe(401);
    using bob = await SocketClient.open(locked.url, path, { headers: authorization('bob') });
    await closes(bob);
    expect(told(bob)).toEqual([expect.objectContaining({ message: 'Job not found' })]);
  });
});
