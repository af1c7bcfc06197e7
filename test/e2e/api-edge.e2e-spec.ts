import { createConnection } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBatchId, newJobId } from '../../src/kernel/ids.js';
import { ShutdownState } from '../../src/platform/http/shutdown-state.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const KEYS = { API_KEYS: `alice:${A},bob:${B}` };

describe('the shape of errors', () => {
  let sut: EdgeApp;
  beforeEach(async () => {
    sut = await edgeApp();
  });
  afterEach(async () => {
    await sut[Symbol.asyncDispose]();
  });

  const raw = (url: string, payload: string, contentType?: string) =>
    sut.inject({
      method: 'POST',
      url,
      payload,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    });

  it('is RFC 9457 on our own routes', async () => {
    const answer = await sut.post('/api/jobs', { prompt: '' });
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'urn:reelsmith:error:invalid_request',
      title: 'The request is not valid',
      status: 422,
      detail: 'prompt: must not be empty',
      instance: '/api/jobs',
      code: 'invalid_request',
      requestId: answer.headers['x-request-id'],
      errors: [{ path: 'prompt', message: 'must not be empty' }],
    });
  });

  it.each([
    ['malformed JSON', '/api/jobs', '{"prompt": NaN}', 'application/json', 400, 'malformed_body'],
    [
      'a poisoned prototype',
      '/api/jobs',
      '{"__proto__": {"x": 1}}',
      'application/json',
      400,
      'malformed_body',
    ],
    [
      'another content type',
      '/api/jobs',
      'prompt=x',
      'application/x-www-form-urlencoded',
      415,
      'unsupported_media_type',
    ],
    ['plain text', '/api/jobs', '{}', 'text/plain', 415, 'unsupported_media_type'],
    ['no content type', '/api/jobs', '{"prompt":"x"}', undefined, 415, 'unsupported_media_type'],
    [
      'too large a body',
      '/api/jobs',
      JSON.stringify('x'.repeat(64 * 2 ** 20)),
      'application/json',
      413,
      'body_too_large',
    ],
    ['an unknown route', '/api/nothing', '{}', 'application/json', 404, 'not_found'],
  ])('holds for %s', async (_, url, payload, type, status, code) => {
    const answer = await raw(url, payload, type);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    ['malformed JSON', '{"prompt": NaN}', 'application/json', 422],
    ['another content type', 'prompt=x', 'application/x-www-form-urlencoded', 415],
    ['too large a body', JSON.stringify('x'.repeat(64 * 2 ** 20)), 'application/json', 413],
  ])("is FastAPI's on the routes of seed 004: %s", async (_, payload, type, status) => {
    const answer = await raw('/api/video/single_inference', payload, type);
    expect(answer.statusCode).toBe(status);
    expect(Object.keys(answer.json<object>())).toEqual(['detail']);
  });

  it("is FastAPI's for an unknown route below those of seed 004", async () => {
    expect((await sut.get('/api/video/nothing')).json()).toEqual({
      detail: 'There is nothing at this address',
    });
    expect((await sut.get('/api/videosnothing')).json()).toMatchObject({ code: 'not_found' });
  });

  it('tells a wrong method from an unknown path', async () => {
    const answer = await sut.get('/api/video/single_inference');
    expect([answer.statusCode, answer.headers['allow'], answer.json()]).toEqual([
      405,
      'POST',
      { detail: 'Method Not Allowed' },
    ]);
  });

  it('tells a wrong method also where a route takes every path below it', async () => {
    const answer = await sut.inject({ method: 'DELETE', url: '/v1/files/download/a/b.mp4' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await sut.inject({ method: 'DELETE', url: '/v1/files/download' })).statusCode).toBe(404);
    expect((await sut.inject({ method: 'DELETE', url: '/nowhere/at/all' })).statusCode).toBe(404);
  });

  it('counts an empty JSON body as no body', async () => {
    const answer = await raw('/api/video/clean_expired', '', 'application/json');
    expect(answer.statusCode).toBe(200);
  });

  it.each(['/api/jobs/%ZZ', `/api/jobs/${'x'.repeat(5000)}`, '/%c0%ae%c0%ae/'])(
    'answers %.30s without a 500',
    async (url) => {
      const answer = await sut.get(url);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.json()).toMatchObject({ requestId: expect.any(String) });
    },
  );

  it('never shows what went wrong inside, but logs it with the request id', async () => {
    sut.jobs.nextError = new Error('cannot open /srv/secret/data: EACCES');
    const answer = await sut.post('/api/jobs', { prompt: 'p' }, { 'x-request-id': 'from-proxy-1' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(sut.logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: 'from-proxy-1',
        err: expect.objectContaining({ stack: expect.stringContaining('/srv/secret/data') }),
      }),
    );
  });

  it('calls a full disk 507', async () => {
    sut.jobs.nextError = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect((await sut.post('/api/jobs', { prompt: 'p' })).statusCode).toBe(507);
  });
});

describe('every request', () => {
  it('has an id, its own or a harmless one that it brought', async () => {
    await using sut = await edgeApp();
    const own = (await sut.get('/health')).headers['x-request-id'];
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
    expect((await sut.get('/health', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe('abc-1');
    expect((await sut.get('/health', { 'x-request-id': 'a b\u00ff' })).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('is logged without its query, its body or its keys; polling is not logged at all', async () => {
    await using sut = await edgeApp(KEYS);
    await sut.post('/api/jobs?token=hidden', { prompt: 'secret words' }, { authorization: `Bearer ${A}` });
    await sut.get(`/api/video/status/${newJobId()}`, { 'x-api-key': A });
    await sut.get('/health');
    const requests = sut.logged.filter((line) => line['msg'] === 'request');
    expect(requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/api/jobs',
        status: 201,
        owner: 'alice',
        made: expect.any(String),
      }),
    ]);
    expect(JSON.stringify(sut.logged)).not.toMatch(/hidden|secret words|aaaaaaaa/);
  });

  it('is counted under the pattern of its route', async () => {
    await using sut = await edgeApp();
    await sut.get(`/api/video/status/${newJobId()}`);
    await sut.get('/wp-admin.php');
    const text = (await sut.get('/metrics')).body;
    expect(text).toContain('route="/api/video/status/:job_id",status="404"');
    expect(text).toContain('route="unmatched",status="404"');
    expect(text).not.toContain('wp-admin');
  });

  it('is refused with 503 if it brings new work while the server shuts down', async () => {
    await using sut = await edgeApp();
    sut.app.get(ShutdownState).begin();
    const answer = await sut.post('/api/video/single_inference', { prompt: 'p' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '10']);
    expect((await sut.get('/health')).json()).toMatchObject({ shutting_down: true });
  });

  it('may end in a slash', async () => {
    await using sut = await edgeApp();
    expect((await sut.get('/health/')).statusCode).toBe(200);
  });

  it('has bounded headers', async () => {
    await using sut = await edgeApp();
    await sut.app.listen({ port: 0, host: '127.0.0.1' });
    const port = Number(new URL(await sut.app.getUrl()).port);
    const socket = createConnection(port, '127.0.0.1');
    socket.write(`GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 431 /);
    socket.destroy();
  });
});

describe('slow clients', () => {
  it('have a minute for their headers, and no connection is kept for ever', async () => {
    await using sut = await edgeApp();
    const server = sut.app.getHttpServer();
    expect(server.headersTimeout).toBe(60_000);
    expect(server.keepAliveTimeout).toBeLessThanOrEqual(75_000);
    expect(server.requestTimeout).toBeGreaterThan(0);
    // How often Node looks; its own default.
    expect(Reflect.get(server, 'connectionsCheckingInterval')).toBe(30_000);
  });
});

describe('API keys', () => {
  let sut: EdgeApp;
  beforeEach(async () => {
    sut = await edgeApp(KEYS);
  });
  afterEach(async () => {
    await sut[Symbol.asyncDispose]();
  });

  const asAlice = { 'x-api-key': A };
  const asBob = { authorization: `Bearer ${B}` };

  it.each(['/', '/health', '/api/health', '/docs', '/openapi.json'])('are not needed for %s', async (url) => {
    expect((await sut.get(url)).statusCode).toBe(200);
  });

  it.each([
    '/metrics',
    '/api/jobs',
    '/api/batches',
    '/api/engines',
    '/api/devices',
    '/api/events',
    `/api/videos/${newJobId()}`,
  ])('are needed for %s', async (url) => {
    for (const headers of [
      {},
      { 'x-api-key': 'x'.repeat(32) },
      { authorization: `Basic ${A}` },
      { 'x-api-key': 'x'.repeat(5000) },
    ]) {
      const answer = await sut.get(url, headers);
      expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([
        401,
        'Bearer realm="reelsmith"',
      ]);
    }
  });

  it('are asked for in the language of the path', async () => {
    expect((await sut.post('/api/video/single_inference', { prompt: 'p' })).json()).toEqual({
      detail: expect.stringContaining('API key'),
    });
    expect((await sut.post('/api/jobs', { prompt: 'p' })).json()).toMatchObject({
      code: 'unauthenticated',
      status: 401,
    });
  });

  it('hide everything of one owner from another, as if it did not exist', async () => {
    const { job_id: job } = (await sut.post('/api/video/single_inference', { prompt: 'p' }, asAlice)).json<{
      job_id: string;
    }>();
    const { batch_id: batch } = (
      await sut.post('/api/video/batch_inference', { prompts: ['p'] }, asAlice)
    ).json<{ batch_id: string }>();
    const routes = [
      ['GET', `/api/video/status/${job}`, `/api/video/status/${newJobId()}`],
      ['GET', `/api/video/status/${batch}`, `/api/video/status/${newBatchId()}`],
      ['GET', `/api/video/status/${batch}/job_0`, `/api/video/status/${newBatchId()}/job_0`],
      ['GET', `/api/video/batch_status/${batch}`, `/api/video/batch_status/${newBatchId()}`],
      ['GET', `/api/video/batch_download/${batch}`, `/api/video/batch_download/${newBatchId()}`],
      ['GET', `/api/videos/${job}`, `/api/videos/${newJobId()}`],
      ['GET', `/api/videos/${batch}/job_0`, `/api/videos/${newBatchId()}/job_0`],
      ['GET', `/api/jobs/${job}`, `/api/jobs/${newJobId()}`],
      ['DELETE', `/api/jobs/${job}`, `/api/jobs/${newJobId()}`],
      ['POST', `/api/jobs/${job}/retry`, `/api/jobs/${newJobId()}/retry`],
      ['GET', `/api/batches/${batch}`, `/api/batches/${newBatchId()}`],
      ['POST', `/api/batches/${batch}/cancel`, `/api/batches/${newBatchId()}/cancel`],
      ['POST', `/api/batches/${batch}/retry-failed`, `/api/batches/${newBatchId()}/retry-failed`],
    ] as const;
    const withoutIds = (body: string) => body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
    for (const [method, foreign, unknown] of routes) {
      const hidden = await sut.inject({ method, url: foreign, headers: asBob });
      const missing = await sut.inject({ method, url: unknown, headers: asBob });
      expect([foreign, hidden.statusCode]).toEqual([foreign, 404]);
      expect(withoutIds(hidden.body)).toBe(withoutIds(missing.body));
    }
    const patch = await sut.inject({
      method: 'PATCH',
      url: `/api/jobs/${job}`,
      headers: asBob,
      payload: { starred: true },
    });
    expect(patch.statusCode).toBe(404);
    for (const url of ['/api/jobs', '/api/batches']) {
      expect((await sut.get(url, asBob)).json()).toEqual({ items: [], next_cursor: null });
    }
    expect((await sut.get(`/api/jobs/${job}`, asAlice)).json()).toMatchObject({
      state: 'queued',
      starred: false,
    });
  });
});

describe('hosts and origins', () => {
  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8000', 'a@localhost'])(
    'refuses the host %j, which a page may have pointed at us',
    async (host) => {
      await using sut = await edgeApp();
      const answer = await sut.get('/api/jobs', { host });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'forbidden_origin']);
    },
  );

  it.each(['localhost', 'LOCALHOST:8000', '127.0.0.1:8000', '127.8.8.8', '[::1]:8000', 'portal.lan:80'])(
    'takes the host %s',
    async (host) => {
      await using sut = await edgeApp({ TRUSTED_HOSTS: 'portal.lan' });
      expect((await sut.get('/api/jobs', { host })).statusCode).toBe(200);
    },
  );

  it('takes any address, but no name, where it listens on all of them', async () => {
    await using sut = await edgeApp({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
    expect((await sut.get('/api/jobs', { host: '192.168.1.7:8000' })).statusCode).toBe(200);
    expect((await sut.get('/api/jobs', { host: 'evil.example' })).statusCode).toBe(403);
  });

  it('takes any host where a key is needed anyway', async () => {
    await using sut = await edgeApp(KEYS);
    expect((await sut.get('/api/jobs', { host: 'portal.example', 'x-api-key': A })).statusCode).toBe(200);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:9999', 'not a url'])(
    'refuses a change that comes from the origin %s',
    async (origin) => {
      await using sut = await edgeApp();
      const answer = await sut.post('/api/jobs', { prompt: 'p' }, { origin, host: 'localhost:8000' });
      expect([answer.statusCode, sut.jobs.all.size]).toEqual([403, 0]);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('takes a change from its own page', async () => {
    await using sut = await edgeApp();
    const answer = await sut.post(
      '/api/jobs',
      { prompt: 'p' },
      { origin: 'http://localhost:8000', host: 'localhost:8000' },
    );
    expect(answer.statusCode).toBe(201);
  });

  it('tells browsers which origins are welcome, never with credentials', async () => {
    await using sut = await edgeApp({ CORS_ORIGINS: 'https://studio.example' });
    const origin = 'https://studio.example';
    const answer = await sut.post('/api/jobs', { prompt: 'p' }, { origin });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([201, origin]);
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const foreign = await sut.get('/api/jobs', { origin: 'https://evil.example' });
    expect(foreign.headers['access-control-allow-origin']).not.toBe('https://evil.example');
  });

  it('answers a preflight before asking for a key', async () => {
    await using sut = await edgeApp({ ...KEYS, CORS_ORIGINS: '*' });
    const answer = await sut.inject({
      method: 'OPTIONS',
      url: '/api/jobs',
      headers: {
        origin: 'https://any.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key',
      },
    });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect(answer.headers['access-control-allow-headers']).toContain('x-api-key');
  });
});
