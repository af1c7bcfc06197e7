import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormData as UndiciFormData } from 'undici';
import { z } from 'zod';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import type { ServerRequest } from '../../src/features/engines/servers/server-http.port.js';
import { ServerRefusal, type ServerTarget } from '../../src/features/engines/servers/server-protocol.js';
import { NodeFileSystem } from '../../src/platform/storage/index.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const KEY = 'secret-key-1234';
const MP4 = Buffer.concat([
  Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'),
  Buffer.alloc(10_000, 7),
]);

describe('NodeServerHttp', () => {
  let sut: NodeServerHttp;
  let workDir: string;
  let servers: Server[];

  beforeEach(() => {
    sut = new NodeServerHttp(new NodeFileSystem());
    workDir = mkdtempSync(join(tmpdir(), 'server-http-'));
    servers = [];
  });
  afterEach(async () => {
    await sut.close();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(workDir, { recursive: true });
  });

  const serve = async (handler: Handler): Promise<ServerTarget> => {
    const server = createServer(handler);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { device: 'test:0', baseUrl: `http://127.0.0.1:${port}`, apiKey: KEY };
  };
  const get = (more: Partial<ServerRequest> = {}): ServerRequest => ({
    method: 'GET',
    path: '/thing',
    signal: new AbortController().signal,
    ...more,
  });
  const post = (more: Partial<ServerRequest> = {}): ServerRequest =>
    get({ method: 'POST', body: {}, ...more });
  const refusalOf = async (work: Promise<unknown>): Promise<ServerRefusal> => {
    const error = await work.then(
      () => new Error('it was not refused'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ServerRefusal)) throw error;
    return error;
  };
  const answering = (status: number, body: string, headers: Record<string, string> = {}): Handler => {
    return (request, response) => {
      request.resume();
      response.writeHead(status, headers).end(body);
    };
  };
  const anything = z.unknown();

  describe('an exchange in JSON', () => {
    it('sends the key and the body, and checks the answer', async () => {
      const seen: { authorization: string | undefined; type: string | undefined; body: string }[] = [];
      const server = await serve((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          seen.push({
            authorization: request.headers.authorization,
            type: request.headers['content-type'],
            body,
          });
          response.end('{"id":"a","more":1}');
        });
      });

      const answer = await sut.json(server, post({ body: { prompt: 'ä' } }), z.object({ id: z.string() }));

      expect(answer).toMatchObject({ status: 200, value: { id: 'a' } });
      expect(seen).toEqual([
        { authorization: `Bearer ${KEY}`, type: 'application/json', body: '{"prompt":"ä"}' },
      ]);
    });

    it.each([
      ['the platform', globalThis.FormData],
      ['the HTTP package', UndiciFormData as unknown as typeof globalThis.FormData],
    ])('sends forms of %s as multipart', async (_, Form) => {
      let seen = '';
      const server = await serve((request, response) => {
        request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
        request.on('end', () => response.end(JSON.stringify(request.headers['content-type'])));
      });
      const form = new Form();
      form.set('prompt', 'a cat');
      form.set('image', new File(['pixels'], 'a.png', { type: 'image/png' }));

      const { value } = await sut.json(server, post({ body: form }), z.string());

      expect(value).toMatch(/^multipart\/form-data; boundary=/);
      expect(seen).toContain('name="image"; filename="a.png"');
      expect(seen).toContain('pixels');
    });

    it('sends bytes as they are', async () => {
      const server = await serve((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
        request.on('end', () => response.end(JSON.stringify([request.headers['content-type'], body])));
      });
      const request = get({
        method: 'PUT',
        body: Buffer.from('raw'),
        headers: { 'Content-Type': 'image/png' },
      });

      expect((await sut.json(server, request, anything)).value).toEqual(['image/png', 'raw']);
    });

    it.each([
      [400, 'invalid'],
      [401, 'auth'],
      [402, 'auth'],
      [403, 'auth'],
      [404, 'broken'],
      [413, 'invalid'],
      [415, 'invalid'],
      [422, 'invalid'],
      [429, 'busy'],
      [500, 'broken'],
      [502, 'broken'],
      [503, 'busy'],
    ])('takes %i for %s', async (status, kind) => {
      const server = await serve(answering(status, '{}'));
      expect((await refusalOf(sut.json(server, post(), anything))).kind).toBe(kind);
    });

    it('takes no refusal for one that the protocol expects', async () => {
      const server = await serve(answering(404, '{}'));
      expect(await sut.json(server, get({ accepts: [404] }), anything)).toMatchObject({ status: 404 });
    });

    it.each([
      ['OpenAI', '{"error":{"message":"no such size","code":"x"}}', 'no such size'],
      [
        'FastAPI',
        '{"detail":[{"loc":["body","seed"],"msg":"must be a number"}]}',
        'body.seed: must be a number',
      ],
      ['plain text', 'out of memory', 'out of memory'],
      ['a web page', '<!DOCTYPE html><p>nginx', 'a web page'],
    ])('repeats what the server says in the form of %s', async (_, body, words) => {
      const server = await serve(answering(422, body));
      expect((await refusalOf(sut.json(server, post(), anything))).message).toBe(
        `POST /thing was answered with 422: ${words}`,
      );
    });

    it('keeps secrets and endless messages to itself', async () => {
      const server = await serve((request, response) => {
        response.writeHead(400);
        const { authorization } = request.headers;
        response.end(
          `${authorization} nvapi-abcdefghijkl http://x/y?sig=abc\n\x1b[31m${'x'.repeat(100_000)}`,
        );
      });

      const { message } = await refusalOf(sut.json(server, post(), anything));

      expect(message).toHaveLength(500);
      expect(message).not.toMatch(/secret|nvapi-a|sig=|\p{Cc}/u);
    });

    it.each([
      ['seconds', { 'retry-after': '2' }, 2000],
      ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
      ['a date long ago', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
      ['years', { 'retry-after': '999999999' }, 3_600_000],
      ['nonsense', { 'retry-after': 'soon' }, undefined],
    ])('understands a wish to wait, given in %s', async (_, headers, waitMs) => {
      const server = await serve(answering(503, '', headers));
      expect((await refusalOf(sut.json(server, post(), anything))).retryAfterMs).toBe(waitMs);
    });

    it.each([
      ['no JSON', 'oops'],
      ['JSON of another form', '{"id":7}'],
      ['nothing', ''],
      ['too much', `"${'x'.repeat(8_000_001)}"`],
    ])('takes %s for a broken server', async (_, body) => {
      const server = await serve(answering(200, body));
      const refusal = await refusalOf(sut.json(server, get(), z.object({ id: z.string() })));
      expect(refusal.kind).toBe('broken');
    });

    it('knows that nothing was sent where nobody listens', async () => {
      const server = await serve(answering(200, ''));
      await new Promise((resolve) => servers.pop()?.close(resolve));

      expect(await refusalOf(sut.json(server, post(), anything))).toMatchObject({ kind: 'unreachable' });
    });

    it('knows that nothing was sent to a name that does not exist', async () => {
      const server = { device: 'x:0', baseUrl: 'http://no-such-host.invalid:8000' };
      expect(await refusalOf(sut.json(server, post(), anything))).toMatchObject({ kind: 'unreachable' });
    });

    it.each<[string, Handler]>([
      ['before the answer', (request) => request.on('end', () => request.socket.destroy()).resume()],
      [
        'in the middle of the answer',
        (request, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('{"id":');
          request.on('end', () => setImmediate(() => request.socket.destroy())).resume();
        },
      ],
    ])('knows that a submission may have arrived if it is cut %s', async (_, handler) => {
      const server = await serve(handler);
      expect(await refusalOf(sut.json(server, post(), anything))).toMatchObject({ kind: 'unanswered' });
    });

    it('gives up a silent server after the time allowed', async () => {
      const server = await serve(() => undefined);
      const refusal = await refusalOf(sut.json(server, post({ timeoutMs: 20 }), anything));
      expect(refusal).toMatchObject({ kind: 'unanswered' });
      expect(refusal.message).toContain('within 0.02 s');
    });

    it('ends with the reason of the signal', async () => {
      const stop = new AbortController();
      const reason = new Error('enough');
      const server = await serve(() => stop.abort(reason));

      await expect(sut.json(server, post({ signal: stop.signal, timeoutMs: 0 }), anything)).rejects.toBe(
        reason,
      );
      await expect(sut.status(server, get({ signal: stop.signal }))).rejects.toBe(reason);
    });

    it('submits over a connection of its own, so that no idle one can break it', async () => {
      const ports = new Set<number | undefined>();
      const server = await serve((request, response) => {
        ports.add(request.socket.remotePort);
        answering(200, '{}')(request, response);
      });

      for (let count = 0; count < 3; count += 1) await sut.json(server, post(), anything);
      expect(ports.size).toBe(3);
    });

    it('tells status and headers where the body does not matter', async () => {
      const server = await serve(answering(204, '', { 'x-state': 'fine' }));
      const answer = await sut.status(server, get());
      expect([answer.status, answer.headers.get('x-state')]).toEqual([204, 'fine']);
    });
  });

  describe('a redirect', () => {
    it('is followed on the same server with the key', async () => {
      const server = await serve((request, response) => {
        if (request.url === '/thing') response.writeHead(302, { location: '/other' }).end();
        else response.end(JSON.stringify([request.method, request.headers.authorization]));
      });
      expect((await sut.json(server, post(), anything)).value).toEqual(['GET', `Bearer ${KEY}`]);
    });

    it('leads to another server without the key, whose words are not repeated', async () => {
      const seen: (string | undefined)[] = [];
      const other = await serve((request, response) => {
        seen.push(request.headers.authorization, request.headers['x-mine']?.toString());
        response.writeHead(422).end('inner secrets');
      });
      const server = await serve(answering(302, '', { location: `${other.baseUrl}/x` }));

      const refusal = await refusalOf(sut.json(server, get({ headers: { 'x-mine': '1' } }), anything));

      expect(seen).toEqual([undefined, undefined]);
      expect(refusal.message).not.toContain('inner');
    });

    it.each([
      ['never ends', '/thing'],
      ['leads nowhere', 'http://'],
      ['leads to a file', 'file:///etc/passwd'],
    ])('that %s is a fault of the server', async (_, location) => {
      const server = await serve(answering(302, '', { location }));
      expect(await refusalOf(sut.json(server, get(), anything))).toMatchObject({ kind: 'broken' });
    });

    it('never carries a body to another server', async () => {
      const other = await serve(answering(200, '{}'));
      const server = await serve(answering(307, '', { location: other.baseUrl }));
      expect(await refusalOf(sut.json(server, post(), anything))).toMatchObject({ kind: 'broken' });
    });
  });

  describe('a download', () => {
    const destination = (maxBytes = 1e6) => ({ workDir, maxBytes });
    const image = (magic: string) => Buffer.from(magic.padEnd(64, '\0'), 'latin1');

    it.each([
      ['result.mp4', 'video', MP4],
      ['result.webm', 'video', image('\x1a\x45\xdf\xa3\x93\x42\x82\x84webm')],
      [
        'result.png',
        'image',
        image('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\0IDAT'),
      ],
      ['result.jpg', 'image', image('\xff\xd8\xff\xe0\0\x10JFIF')],
      ['result.webp', 'image', image('RIFF\x38\0\0\0WEBPVP8 ')],
    ])('is called %s by its content, whatever the server calls it', async (fileName, media, content) => {
      const server = await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(content);
      });

      expect(await sut.download(server, get(), destination())).toMatchObject({ fileName, media });
      expect(readFileSync(join(workDir, fileName))).toEqual(content);
      expect(readdirSync(workDir)).toEqual([fileName]);
    });

    it.each<[string, Handler]>([
      ['a web page', answering(200, '<!doctype html><h1>502</h1>', { 'content-type': 'video/mp4' })],
      ['nothing', answering(200, '', { 'content-type': 'video/mp4' })],
      ['JSON', answering(200, '{"status":"ok"}')],
      [
        'less than it promised',
        (request, response) => {
          response.writeHead(200, { 'content-length': String(MP4.length * 2) });
          response.write(MP4, () => setImmediate(() => request.socket.destroy()));
        },
      ],
      [
        'a file that breaks off',
        (request, response) => {
          response.writeHead(200);
          response.write(MP4, () => setImmediate(() => request.socket.destroy()));
        },
      ],
      [
        'a promise of too much',
        (_, response) => void response.writeHead(200, { 'content-length': '1000001' }).write(MP4),
      ],
      [
        'a file without an end',
        (_, response) => {
          const more = () => {
            while (response.write(MP4)) if (response.closed) return;
            response.once('drain', more);
          };
          more();
        },
      ],
    ])('of %s is refused, and leaves nothing', async (_, handler) => {
      const server = await serve(handler);

      expect(await refusalOf(sut.download(server, get(), destination()))).toMatchObject({ kind: 'broken' });
      expect(readdirSync(workDir)).toEqual([]);
    });

    it('that is aborted leaves nothing', async () => {
      const stop = new AbortController();
      const reason = new Error('enough');
      const server = await serve((_, response) => {
        response.writeHead(200);
        response.write(MP4, () => stop.abort(reason));
      });

      await expect(sut.download(server, get({ signal: stop.signal }), destination())).rejects.toBe(reason);
      expect(readdirSync(workDir)).toEqual([]);
    });

    it('that falls silent ends', async () => {
      const server = await serve((_, response) => void response.writeHead(200).write(MP4));

      await refusalOf(sut.download(server, get({ timeoutMs: 50 }), destination()));
      expect(readdirSync(workDir)).toEqual([]);
    });

    it('of any kind is kept under the name given', async () => {
      const server = await serve(answering(200, 'PK', { 'x-id': '7' }));

      const saved = await sut.downloadAny(server, get(), { ...destination(), fileName: 'answer.zip' });

      expect([saved.status, saved.size, saved.headers.get('x-id')]).toEqual([200, 2, '7']);
      expect(readFileSync(join(workDir, 'answer.zip'), 'utf8')).toBe('PK');
    });

    it('of any kind may be empty, where the answer is in the headers', async () => {
      const server = await serve(answering(202, '', { 'nvcf-reqid': '7' }));

      const saved = await sut.downloadAny(server, get(), { ...destination(), fileName: 'answer.zip' });

      expect(saved).toMatchObject({ status: 202, size: 0 });
      expect(readdirSync(workDir)).toEqual([]);
    });
  });
});
