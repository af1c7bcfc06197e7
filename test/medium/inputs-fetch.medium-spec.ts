import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GuardedFetch, type GuardedFetchOptions } from '../../src/platform/http/guarded-fetch/index.js';
import { HostileWeb } from '../support/hostile-web.js';
import { SELF_SIGNED } from '../support/self-signed.js';

let web: HostileWeb;

beforeEach(async () => {
  web = await HostileWeb.start();
});
afterEach(() => web[Symbol.asyncDispose]());

interface Reading extends Partial<GuardedFetchOptions> {
  maxBytes?: number;
  signal?: AbortSignal;
}

async function collect(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Where 127.0.0.1 plays a public address, and everything else is none. */
const RULES = { isAllowed: (address: string) => address === '127.0.0.1' };

function read(url: string, { maxBytes = 1e6, signal, ...options }: Reading = {}): Promise<string> {
  const sut = new GuardedFetch({ allowPrivate: false, rules: RULES, retryDelayMs: 1, ...options });
  return sut.read(url, { maxBytes, signal: signal ?? new AbortController().signal }, collect);
}

const names = (...answers: string[][]) => {
  let asked = 0;
  return { ...RULES, resolve: async () => answers[Math.min(asked++, answers.length - 1)] ?? [] };
};

describe('an address from a user', () => {
  it('is read', async () => {
    web.gives('/cat', 'meow');
    await expect(read(web.url('/cat'))).resolves.toBe('meow');
    await expect(read(web.url('/cat', 'cat.example'), { rules: names(['127.0.0.1']) })).resolves.toBe('meow');
    expect(web.headers[0]).toMatchObject({ 'accept-encoding': 'identity', host: `127.0.0.1:${web.port}` });
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::1]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
  ])('is not read on this machine or its networks: %s', async (url) => {
    web.gives('/', 'secret');
    await expect(read(url.replace('PORT', String(web.port)), { rules: {} })).rejects.toMatchObject({
      reason: 'forbidden',
    });
    expect(web.seen).toEqual([]);
  });

  it('is read there where the installation says so', async () => {
    web.gives('/', 'mine');
    await expect(read(web.url('/', 'localhost'), { allowPrivate: true, rules: {} })).resolves.toBe('mine');
  });

  it('is not read where one of several addresses of its name is private', async () => {
    const rules = names(['127.0.0.1', '10.0.0.1']);
    await expect(read(web.url('/', 'two.example'), { rules })).rejects.toMatchObject({ reason: 'forbidden' });
  });

  it('gains nothing by a name that answers otherwise the second time', async () => {
    web.redirects('/', '/again').gives('/again', 'secret');
    const rules = names(['127.0.0.1'], ['127.0.0.2']);
    const url = web.url('/', 'rebind.example');
    await expect(read(url, { rules })).rejects.toMatchObject({ reason: 'forbidden' });
    expect(web.seen).toEqual(['/']);
  });

  it('is connected to at the very address that was checked', async () => {
    web.gives('/', 'checked');
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
    await expect(read(web.url('/', 'once.example'), { rules: { ...RULES, resolve } })).resolves.toBe(
      'checked',
    );
    expect(asked).toBe(1);
  });

  it.each(['http://127.0.0.2/', 'http://[::1]/', 'http://169.254.169.254/', '//10.0.0.1/x'])(
    'is not followed to a private place: %s',
    async (location) => {
      web.redirects('/', location);
      await expect(read(web.url('/'))).rejects.toMatchObject({ reason: 'forbidden' });
    },
  );

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'http://user:pass@127.0.0.1/',
    'gopher://x/',
    'http://',
  ])('is not followed to what is no plain http address: %s', async (location) => {
    web.redirects('/', location);
    await expect(read(web.url('/'))).rejects.toMatchObject({ reason: 'refused' });
  });

  it.each(['ftp://example.org/', 'http://user@example.org/', 'http://', 'file:///etc/passwd', 'cat.png'])(
    'is refused as %s',
    async (url) => {
      await expect(read(url)).rejects.toMatchObject({ reason: 'refused' });
    },
  );

  it('is followed three times, not four', async () => {
    web.redirects('/4', '/3').redirects('/3', '/2', 307).redirects('/2', '/1', 301).gives('/1', 'here');
    await expect(read(web.url('/3'))).resolves.toBe('here');
    web.redirects('/1', '/0');
    await expect(read(web.url('/4'))).rejects.toMatchObject({
      message: expect.stringContaining('more than 3'),
    });
  });

  it('is given up where it stands still', async () => {
    web.on('/silent', () => undefined);
    web.on('/stuck', (_, response) => void response.writeHead(200).write('a'));
    for (const path of ['/silent', '/stuck'])
      await expect(read(web.url(path), { idleTimeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
    expect(web.seen).toHaveLength(2);
  });

  it('is given up where it only drips', async () => {
    web.on('/drip', (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(timer));
    });
    await expect(read(web.url('/drip'), { totalTimeoutMs: 200 })).rejects.toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining('0.2 s'),
    });
  });

  it('is given up where it never ends, and where it says that it is too large', async () => {
    const chunk = Buffer.alloc(64 * 1024);
    let sent = 0;
    web.on('/endless', (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.writeHead(200).on('drain', more);
      more();
    });
    web.gives('/honest', Buffer.alloc(10), { 'content-length': '99999999' });
    await expect(read(web.url('/endless'))).rejects.toMatchObject({ reason: 'too-large' });
    await expect(read(web.url('/honest'))).rejects.toMatchObject({ reason: 'too-large' });
    expect(sent).toBeLessThan(50e6);
  });

  it.each([404, 403, 206, 204, 304])('is refused with %i, once', async (status) => {
    web.on('/', (_, response) => void response.writeHead(status).end());
    await expect(read(web.url('/'))).rejects.toMatchObject({
      message: expect.stringContaining(String(status)),
    });
    expect(web.seen).toHaveLength(1);
  });

  it('is tried up to three times where the server has a fault', async () => {
    let failures = 2;
    web.on('/', (_, response) => void response.writeHead(failures-- > 0 ? 503 : 200).end('at last'));
    await expect(read(web.url('/'))).resolves.toBe('at last');
    failures = 99;
    await expect(read(web.url('/'))).rejects.toMatchObject({ reason: 'refused' });
    expect(web.seen).toHaveLength(6);
  });

  it('is read anew where the connection breaks in the middle', async () => {
    let breaks = 1;
    web.on('/', (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      if (breaks-- > 0) response.write('12345', () => response.destroy());
      else response.end('1234567890');
    });
    await expect(read(web.url('/'))).resolves.toBe('1234567890');
    breaks = 99;
    await expect(read(web.url('/'))).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('is said to be unreachable where nobody listens, or nobody speaks http', async () => {
    const port = web.port;
    await web[Symbol.asyncDispose]();
    await expect(read(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'unreachable' });
    const raw = createServer((socket) => socket.resume().end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => raw.listen(port, '127.0.0.1', resolve));
    await expect(read(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'unreachable' });
    await new Promise((resolve) => raw.close(resolve));
    web = await HostileWeb.start();
  });

  it("is not read where the certificate is nobody's, whatever the environment says", async () => {
    const server = createHttps(SELF_SIGNED, (_, response) => void response.end('forged'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(read(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
        reason: 'unreachable',
        message: expect.stringContaining('certificate'),
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is not blamed for what happens to its content here', async () => {
    web.gives('/', 'fine');
    const sut = new GuardedFetch({ allowPrivate: false, rules: RULES });
    const full = Object.assign(new Error('disk'), { code: 'EACCES' });
    const request = { maxBytes: 10, signal: new AbortController().signal };
    await expect(sut.read(web.url('/'), request, () => Promise.reject(full))).rejects.toBe(full);
    expect(web.seen).toHaveLength(1);
  });

  it('is not read in a compression that was not asked for', async () => {
    web.gives('/', 'x', { 'content-encoding': 'gzip' });
    await expect(read(web.url('/'))).rejects.toMatchObject({ reason: 'refused' });
  });

  it('is let go of when nobody waits any more', async () => {
    const caller = new AbortController();
    web.on('/', () => caller.abort(new Error('gone')));
    await expect(read(web.url('/'), { signal: caller.signal })).rejects.toThrow('gone');
    expect(web.seen).toHaveLength(1);
  });

  it('is read without the proxy that the environment names', async () => {
    web.gives('/', 'direct');
    process.env['http_proxy'] = 'http://127.0.0.1:1';
    try {
      await expect(read(web.url('/'))).resolves.toBe('direct');
    } finally {
      delete process.env['http_proxy'];
    }
  });
});
