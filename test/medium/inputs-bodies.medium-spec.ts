import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addBodyRules } from '../../src/platform/http/body-rules.js';

const MINUTE_MS = 60_000;
let app: FastifyInstance;
let port: number;
let socket: Socket;
/** Resolves when the body of a request begins to be read. */
let begun: Promise<void>;
/** Bytes of the upload that have arrived. */
let arrived: number;

beforeEach(async () => {
  app = fastify({ requestTimeout: 0 });
  addBodyRules(app);
  arrived = 0;
  begun = new Promise((resolve) => {
    app.addHook('preParsing', (_request, _reply, payload, done) => {
      resolve();
      done(null, payload);
    });
  });
  app.post('/small', () => 'ok');
  app.post('/api/inputs', async ({ body }) => {
    for await (const chunk of body as AsyncIterable<Buffer>) arrived += chunk.length;
    return 'ok';
  });
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  socket.destroy();
  await app.close();
});

function post(path: string, type: string): void {
  socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket
    .resume()
    .write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 1000000\r\n\r\n`);
}

/** However it is closed: a reset is an error on this side. */
const closing = () => new Promise<void>((resolve) => socket.once('close', () => resolve()));

describe('a body', () => {
  it('that is small has a minute to arrive, however steadily it drips', async () => {
    post('/small', 'application/json');
    await begun;
    vi.advanceTimersByTime(MINUTE_MS - 1);
    socket.write('{');
    expect(socket.closed).toBe(false);
    const closed = closing();
    vi.advanceTimersByTime(1);
    await closed;
    expect(socket.closed).toBe(true);
  });

  it('that is a file may take long, but not stand still for a minute', async () => {
    post('/api/inputs', 'application/octet-stream');
    await begun;
    for (let minute = 1; minute <= 5; minute += 1) {
      socket.write('bytes');
      await vi.waitFor(
        () => {
          if (arrived < minute * 5) throw new Error('not yet');
        },
        { timeout: 20_000 },
      );
      vi.advanceTimersByTime(MINUTE_MS);
    }
    expect(socket.closed).toBe(false);
    const closed = closing();
    vi.advanceTimersByTime(MINUTE_MS);
    await closed;
    expect(arrived).toBe(25);
  });

  it('that is a file is taken only where files are', async () => {
    for (const type of ['multipart/form-data; boundary=x', 'application/octet-stream']) {
      const headers = { 'content-type': type };
      const answer = await app.inject({ method: 'POST', url: '/small', headers, payload: 'x' });
      expect(answer.json<{ code: string }>().code).toBe('unsupported_media_type');
    }
  });

  it('that has arrived leaves its connection alone', async () => {
    socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /small HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('200 OK');
    vi.advanceTimersByTime(MINUTE_MS * 2);
    socket.write(
      'POST /small HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
    const [again] = (await once(socket, 'data')) as [Buffer];
    expect(again.toString()).toContain('200 OK');
  });
});
