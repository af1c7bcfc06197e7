import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { createAdapter } from '../../src/platform/http/create-adapter.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { FakeEngineServer } from '../support/fake-engine-server.js';
import { ScriptedProtocol } from '../support/scripted-protocol.js';

const realSetTimeout = globalThis.setTimeout;
const realTime = (ms: number) => new Promise((resolve) => realSetTimeout(resolve, ms));
const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;
/** So short that undici, which counts its own ticks of half a second, misses none. */
const STEP_MS = 5000;

/** An hour of every timer that JavaScript set, undici's included; sockets go on in real time meanwhile. */
async function anHour(): Promise<void> {
  for (let passed = 0; passed < HOUR_MS; passed += STEP_MS) {
    await vi.advanceTimersByTimeAsync(STEP_MS);
    await realTime(1);
  }
}

describe('an engine whose answer takes an hour', () => {
  let folder: string;
  let http: NodeServerHttp;
  let fake: FakeEngineServer;
  let engine: ServerEngine;

  beforeEach(async () => {
    // Before undici's first request: it keeps the timer of its clock.
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    });
    folder = mkdtempSync(join(tmpdir(), 'long-jobs-'));
    http = new NodeServerHttp(new NodeFileSystem());
    fake = await FakeEngineServer.start();
    engine = new ServerEngine({
      protocol: new ScriptedProtocol(http, { isSynchronous: true }),
      settings: { urls: [fake.url], command: undefined, capabilitiesFile: undefined, model: undefined },
      devices: 'auto',
      limits: { startTimeoutMs: 5000, jobTimeoutMs: 2 * HOUR_MS, maxResultBytes: 1e6 },
      storage: new Storage(new NodeFileSystem()),
      dataDir: folder,
      clock: new SystemClock(),
      log: { warn: () => undefined },
      // A look at the server's health takes real time, of which an hour of the test has little.
      timings: { healthEveryMs: 60_000, lookMs: 60_000 },
    });
    await engine.open();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await engine.stop();
    await fake.close();
    await http.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is waited for; the client of the original hangs up after 300 seconds', async () => {
    const [device] = engine.devices;
    const workDir = join(folder, 'work');
    mkdirSync(workDir);
    const beats: number[] = [];
    const result = engine.generate(
      { ...engine.capabilities.defaults, task: 'text-to-video', prompt: 'a long film', seed: 1 },
      {
        device: device!,
        signal: NEVER,
        onProgress: () => beats.push(Date.now()),
        workDir,
        inputPath: ({ fileName }) => fileName,
        remoteJob: undefined,
        recordRemoteJob: () => Promise.resolve(),
      },
    );
    result.catch(() => undefined);
    await fake.until(({ active }) => active.length === 1);
    // The same client as it comes gives up within the same hour: the time that passes here is time to it.
    const usual = new Agent();
    const givenUp = usual
      .request({ origin: fake.url, path: '/run', method: 'POST', body: '{}' })
      .catch((error: Error) => error.name);
    await fake.until(({ active }) => active.length === 2);

    await anHour();

    expect(await givenUp).toBe('HeadersTimeoutError');
    await usual.destroy();
    // What the portal hears meanwhile keeps the job from being taken for dead.
    const silences = beats.slice(1).map((at, index) => at - (beats[index] ?? 0));
    expect(beats.length).toBeGreaterThan(100);
    expect(Math.max(...silences)).toBeLessThan(60_000);
    vi.useRealTimers();
    for (const job of fake.active) fake.finish(job);
    expect(await result).toMatchObject({ kind: 'video' });
    expect(fake.requests.filter((request) => request === 'POST /run')).toHaveLength(2);
  });
});

describe('the HTTP server', () => {
  it('limits how long requests may take to arrive, not how long their answers may take', async () => {
    const adapter = createAdapter({ onFrameworkError: () => undefined, shouldUpgrade: () => false });
    const fastify = adapter.getInstance();
    const { server } = fastify;
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    fastify.get('/slow', async () => {
      await answered;
      return 'done';
    });
    // A connection that is silent is not cut, and neither is one that waits for the beginning of an answer.
    const { connectionTimeout, handlerTimeout } = fastify.initialConfig as Record<string, unknown>;
    expect([server.timeout, connectionTimeout, handlerTimeout ?? 0]).toEqual([0, 0, 0]);
    // The limits that there are, made so short that all of them pass many times over.
    server.requestTimeout = 100;
    server.headersTimeout = 100;
    server.keepAliveTimeout = 100;
    Object.assign(server, { connectionsCheckingInterval: 10 });
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.address() as AddressInfo;

    const held = new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/slow', agent: false }, resolve).on('error', reject);
    });
    const unfinished = connect(port, '127.0.0.1');
    let refusal = '';
    unfinished.on('data', (chunk: Buffer) => (refusal += chunk.toString())).on('error', () => undefined);
    unfinished.write('GET /slow HTTP/1.1\r\nhost: x\r\nx-never-ends: ');
    await vi.waitFor(() => expect(refusal).toContain('408 Request Timeout'), { timeout: 30_000 });
    await realTime(1000);
    answer();

    expect((await held).statusCode).toBe(200);
    unfinished.destroy();
    await fastify.close();
  });
});
