import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';
import { SocketClient } from '../support/web-socket.js';

const PATIENCE = { timeout: 30_000, interval: 10 };
const KEY = { alice: 'alice-has-a-long-key', bob: 'bob-has-another-key-' };
const CAPABILITIES = { tasks: ['audio-driven'] as const };

async function talk(sut: FacadePortal, headers: Record<string, string> = {}): Promise<string> {
  const body = new FormData();
  body.append('image', new Blob([PNG]), 'a.png');
  body.append('audio', new Blob([Buffer.from(wave(2))]), 'a.wav');
  const answer = await sut.send<{ request_id: string }>('/api/generate', { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  return answer.body.request_id;
}

describe('the WebSocket /ws', () => {
  let sut: FacadePortal;
  beforeAll(async () => {
    sut = await FacadePortal.start({
      capabilities: CAPABILITIES,
      env: { CORS_ORIGINS: 'https://good.example' },
    });
  });
  afterAll(() => sut[Symbol.asyncDispose]());

  const count = (client: SocketClient) => expect.poll(() => client.frames.length, PATIENCE);

  it('begins with how things stand', async () => {
    using client = await SocketClient.open(sut.url, '/ws');
    await count(client).toBe(1);
    expect(client.frames).toEqual([
      {
        type: 'queue_update',
        data: { queue_size: 0, processing_count: 0, max_queue_size: 20, max_concurrent: 1, requests: [] },
      },
    ]);
  });

  it('answers every text with a pong that holds it', async () => {
    using client = await SocketClient.open(sut.url, '/ws/');
    for (const text of ['{"type":"ping"}', 'no JSON', '', '"\u{1F600}"']) client.socket.send(text);
    await count(client).toBe(5);
    expect(client.ofType('pong')).toEqual(['{"type":"ping"}', 'no JSON', '', '"\u{1F600}"']);
  });

  it('tells the life of a request in the order of the original, the same to everybody', async () => {
    using one = await SocketClient.open(sut.url, '/ws');
    using two = await SocketClient.open(sut.url, '/ws');
    await count(one).toBe(1);
    await count(two).toBe(1);
    const started = sut.engine.started(sut.engine.runCount + 1);
    const id = await talk(sut);
    const run = await started;
    await expect.poll(() => one.ofType('status_update').length, PATIENCE).toBe(2);
    run.progress({ stage: 'loading', fraction: 0.1 });
    await expect.poll(() => one.ofType('progress_update').length, PATIENCE).toBe(1);
    run.progress({ stage: 'denoising', fraction: 0.5, step: 2, totalSteps: 4 });
    await expect.poll(() => one.ofType('progress_update').length, PATIENCE).toBe(2);
    run.end();
    await expect.poll(() => one.frames.at(-1)?.type, PATIENCE).toBe('queue_update');
    // Publishing the result is quick: whether it is seen depends on the moment.
    const frames = one.frames.filter(
      ({ data }) => (data as { message?: string }).message !== 'Writing video...',
    );
    const told = frames.slice(1).filter(({ type }) => type !== 'queue_update');
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      ['status_update', { request_id: id, status: 'processing', message: 'Video generation started' }],
      ['status_update', { request_id: id, status: 'processing', message: 'Initializing models...' }],
      ['progress_update', { request_id: id, message: 'Loading models...' }],
      ['progress_update', { request_id: id, message: 'Generating video: step 2 of 4' }],
      [
        'status_update',
        {
          request_id: id,
          status: 'completed',
          message: 'Video generation completed!',
          result_url: `/api/result/${id}`,
        },
      ],
    ]);
    const types = frames.map(({ type }) => type);
    // A queue update for the request itself is there unless a device took it at once.
    expect(types.filter((type, index) => type !== 'queue_update' || types[index - 1] !== type)).toEqual([
      'queue_update',
      'status_update',
      'queue_update',
      'status_update',
      'progress_update',
      'progress_update',
      'status_update',
      'queue_update',
    ]);
    await expect.poll(() => two.frames, PATIENCE).toEqual(one.frames);
  });

  it('tells of a request that waits, of one that fails, and of one that is deleted', async () => {
    using client = await SocketClient.open(sut.url, '/ws');
    await count(client).toBe(1);
    const started = sut.engine.started(sut.engine.runCount + 1);
    const first = await talk(sut);
    const run = await started;
    const second = await talk(sut);
    await expect
      .poll(() => client.ofType('queue_update').at(-1), PATIENCE)
      .toMatchObject({
        queue_size: 1,
        processing_count: 1,
        requests: [{ request_id: second }, { request_id: first }],
      });
    await sut.send(`/api/result/${second}`, { method: 'DELETE' });
    await expect
      .poll(() => client.ofType('status_update').at(-1), PATIENCE)
      .toEqual({ request_id: second, status: 'failed', message: 'The request was cancelled' });
    run.end({ kind: 'refuse', message: 'there is no face' });
    await expect
      .poll(() => client.ofType('status_update').at(-1), PATIENCE)
      .toEqual({ request_id: first, status: 'failed', message: 'there is no face' });
    await expect
      .poll(() => client.ofType('queue_update').at(-1), PATIENCE)
      .toMatchObject({ queue_size: 0, processing_count: 0 });
  });

  it('goes on for the others when one vanishes; the original loses some of them', async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, () => SocketClient.open(sut.url, '/ws')));
    for (const client of clients) await count(client).toBe(1);
    for (const index of [0, 2, 3]) clients[index]?.socket.terminate();
    const started = sut.engine.started(sut.engine.runCount + 1);
    await talk(sut);
    (await started).end();
    for (const index of [1, 4, 5])
      await expect
        .poll(() => clients[index]?.ofType('status_update').at(-1)?.['status'], PATIENCE)
        .toBe('completed');
    for (const client of clients) client[Symbol.dispose]();
  });

  it('tells nothing of jobs that came by other interfaces', async () => {
    using client = await SocketClient.open(sut.url, '/ws');
    await count(client).toBe(1);
    const started = sut.engine.started(sut.engine.runCount + 1);
    const upload = async (content: Uint8Array) => {
      const body = new FormData();
      body.append('file', new Blob([Buffer.from(content)]), 'a');
      return (await sut.send('/api/inputs', { method: 'POST', body })).body['id'];
    };
    await sut.post('/api/jobs', {
      prompt: 'a cat',
      image: await upload(PNG),
      audio: await upload(wave(1)),
      task: 'audio-driven',
      num_frames: 5,
    });
    (await started).end();
    client.socket.send('still there?');
    await count(client).toBe(2);
    expect(client.frames[1]?.type).toBe('pong');
  });

  it('closes on what is no text, and on what is too long', async () => {
    using binary = await SocketClient.open(sut.url, '/ws');
    binary.socket.send(Buffer.from('x'));
    await expect.poll(() => binary.closed?.code, PATIENCE).toBe(1003);
    using long = await SocketClient.open(sut.url, '/ws');
    long.socket.send('x'.repeat(64 * 1024 + 1));
    await expect.poll(() => long.closed?.code, PATIENCE).toBe(1009);
    using torn = await SocketClient.open(sut.url, '/ws');
    torn.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    await expect.poll(() => torn.closed?.code, PATIENCE).toBe(1007);
    expect((await sut.send('/health')).status).toBe(200);
  });

  it('drops a client that sends without reading', async () => {
    const { hostname, port } = new URL(sut.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    const over = new AbortController();
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        over.abort();
        resolve();
      });
    });
    socket.pause();
    socket.write(
      'GET /ws HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    // A text of 60,000 bytes, masked by zeros.
    const frame = Buffer.concat([
      Buffer.from([0x81, 0xfe, 60_000 >> 8, 60_000 & 0xff, 0, 0, 0, 0]),
      Buffer.alloc(60_000, 'a'),
    ]);
    for (let sent = 0; sent < 3000 && !over.signal.aborted; sent += 1)
      await Promise.race([closed, new Promise<void>((resolve) => socket.write(frame, () => resolve()))]);
    socket.resume();
    await expect.poll(() => over.signal.aborted, PATIENCE).toBe(true);
    expect((await sut.send('/health')).status).toBe(200);
  });

  it.each([['https://evil.example'], ['http://localhost:1'], ['null']])(
    'refuses a page from %s',
    async (origin) => {
      const refusal = await SocketClient.refusal(sut.url, '/ws', { origin });
      expect(refusal.status).toBe(403);
      expect(JSON.parse(refusal.body)).toEqual({ detail: expect.stringMatching(/Origin/) as string });
    },
  );

  it('lets pages of ours and of welcome origins in', async () => {
    for (const origin of [sut.url, 'https://good.example']) {
      using client = await SocketClient.open(sut.url, '/ws', { origin });
      await expect.poll(() => client.ofType('queue_update').length, PATIENCE).toBe(1);
    }
  });

  it('refuses a host that is not ours', async () => {
    expect((await SocketClient.refusal(sut.url, '/ws', { headers: { host: 'evil.example' } })).status).toBe(
      403,
    );
  });

  it('leaves everything else to HTTP, whatever it asks to be upgraded to', async () => {
    expect(await SocketClient.refusal(sut.url, '/nowhere')).toMatchObject({ status: 404 });
    expect((await sut.raw('/health', { connection: 'upgrade', upgrade: 'h2c' })).status).toBe(200);
    expect((await sut.raw('/health', { connection: 'upgrade', upgrade: 'websocket' })).status).toBe(200);
    const plain = await sut.send('/ws');
    expect([plain.status, plain.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect((await sut.raw('/ws', { connection: 'upgrade', upgrade: 'websocket' })).status).toBe(400);
  });
});

describe('a portal with keys', () => {
  it('lets nobody in without one, and tells each only of its own requests', async () => {
    await using sut = await FacadePortal.start({
      capabilities: CAPABILITIES,
      env: { API_KEYS: `alice:${KEY.alice},bob:${KEY.bob}` },
    });
    const refusal = await SocketClient.refusal(sut.url, '/ws');
    expect([refusal.status, JSON.parse(refusal.body)]).toEqual([
      401,
      { detail: expect.any(String) as string },
    ]);
    expect(refusal.headers['www-authenticate']).toMatch(/^Bearer/);
    const alice = { authorization: `Bearer ${KEY.alice}` };
    const bob = { 'x-api-key': KEY.bob };
    using hers = await SocketClient.open(sut.url, '/ws', { headers: alice });
    using his = await SocketClient.open(sut.url, '/ws', { headers: bob });
    const started = sut.engine.started(1);
    const id = await talk(sut, alice);
    (await started).end();
    await expect.poll(() => hers.ofType('status_update').at(-1)?.['status'], PATIENCE).toBe('completed');
    his.socket.send('ping');
    await expect.poll(() => his.frames.map(({ type }) => type), PATIENCE).toEqual(['queue_update', 'pong']);
    for (const path of [`/api/status/${id}`, `/api/result/${id}`])
      expect((await sut.send(path, { headers: bob })).status).toBe(404);
    await sut.send(`/api/result/${id}`, { method: 'DELETE', headers: bob });
    expect((await sut.send(`/api/result/${id}`, { headers: alice })).status).toBe(200);
  });
});

describe('a restart', () => {
  it('closes the sockets, and knows every request again', async () => {
    await using sut = await FacadePortal.start({ capabilities: CAPABILITIES });
    const started = sut.engine.started(1);
    const done = await talk(sut);
    (await started).end();
    const status = async (id: string) => (await sut.send(`/api/status/${id}`)).body['status'];
    await expect.poll(() => status(done), PATIENCE).toBe('completed');
    const second = sut.engine.started(2);
    const running = await talk(sut);
    await second;
    const waiting = await talk(sut);
    using client = await SocketClient.open(sut.url, '/ws');
    await sut.restart();
    await expect.poll(() => client.closed?.code, PATIENCE).toBe(1001);
    expect(await status(done)).toBe('completed');
    expect((await sut.send(`/api/result/${done}`)).status).toBe(200);
    for (const number of [1, 2]) (await sut.engine.started(number)).end();
    await expect.poll(() => status(running), PATIENCE).toBe('completed');
    await expect.poll(() => status(waiting), PATIENCE).toBe('completed');
  });
});

describe('a portal without an engine that lets portraits speak', () => {
  it('says so before it reads anything', async () => {
    await using sut = await FacadePortal.start();
    const answer = await sut.send('/api/generate', { method: 'POST', body: new FormData() });
    expect(answer).toMatchObject({
      status: 503,
      body: { detail: expect.stringMatching(/audio-driven/) as string },
    });
    expect((await sut.send('/api/queue')).body).toMatchObject({ max_concurrent: 0 });
  });
});

describe('a second port', () => {
  it('speaks WebSocket too', async () => {
    await using sut = await FacadePortal.start({ env: { PORT: '0,0' }, capabilities: CAPABILITIES });
    using client = await SocketClient.open(sut.portal.urls[1] ?? '', '/ws');
    await expect.poll(() => client.frames.length, PATIENCE).toBe(1);
    expect((await SocketClient.refusal(sut.portal.urls[1] ?? '', '/nowhere')).status).toBe(404);
  });
});
