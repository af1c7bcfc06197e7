import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DeviceFaultError,
  EngineBusyError,
  type GenerateContext,
  NotAcceptedError,
  type Progress,
  RemoteJobLostError,
  StopRequest,
} from '../../src/features/engines/index.js';
import { CapabilitiesFileError } from '../../src/features/engines/servers/capabilities-file.js';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine, type ServerEngineOptions } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { type FakeEngineOptions, FakeEngineServer, FAKE_MP4 } from '../support/fake-engine-server.js';
import { type ScriptedOptions, ScriptedProtocol } from '../support/scripted-protocol.js';

const NEVER = new AbortController().signal;
const PATIENCE = { timeout: 20_000, interval: 2 };

describe('ServerEngine', () => {
  let folder: string;
  let http: NodeServerHttp;
  let fake: FakeEngineServer;
  let fakes: FakeEngineServer[];
  let sut: ServerEngine;
  let warnings: object[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'server-engine-'));
    http = new NodeServerHttp(new NodeFileSystem());
    fakes = [];
    warnings = [];
  });
  afterEach(async () => {
    await sut.stop();
    await Promise.all(fakes.map((one) => one.close()));
    await http.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const serve = async (options: FakeEngineOptions = {}) => {
    fake = await FakeEngineServer.start(options);
    fakes.push(fake);
    return fake;
  };
  const create = (protocol: ScriptedOptions = {}, more: Partial<ServerEngineOptions> = {}) => {
    sut = new ServerEngine({
      protocol: new ScriptedProtocol(http, protocol),
      settings: {
        urls: fakes.map((one) => one.url),
        command: undefined,
        capabilitiesFile: undefined,
        model: undefined,
      },
      devices: 'auto',
      limits: { startTimeoutMs: 5000, jobTimeoutMs: 60_000, maxResultBytes: 1e6 },
      storage: new Storage(new NodeFileSystem()),
      dataDir: folder,
      clock: new SystemClock(),
      log: { warn: (fields) => warnings.push(fields) },
      ...more,
      timings: {
        lookEveryMs: 10,
        healthEveryMs: 15,
        deadMs: 40,
        submitGraceMs: 30,
        cancelMs: 40,
        forgetMs: 1,
        ...more.timings,
      },
    });
    return sut;
  };
  let works = 0;
  const context = (more: Partial<GenerateContext> = {}): GenerateContext => {
    const [device] = sut.devices;
    if (device === undefined) throw new Error('there is no device');
    works += 1;
    const workDir = join(folder, `work-${works}`);
    mkdirSync(workDir);
    return {
      device,
      signal: NEVER,
      onProgress: () => undefined,
      workDir,
      inputPath: ({ fileName }) => fileName,
      remoteJob: undefined,
      recordRemoteJob: () => Promise.resolve(),
      ...more,
    };
  };
  const generate = (more: Partial<GenerateContext> = {}) => {
    const spec = {
      ...sut.capabilities.defaults,
      task: 'text-to-video' as const,
      prompt: 'a red ball',
      seed: 1,
    };
    const run = sut.generate(spec, context(more));
    run.catch(() => undefined);
    return run;
  };
  const underWay = () => fake.until(({ active }) => active.length === 1);

  describe('what it can do', () => {
    const fileWith = (content: unknown) => {
      const capabilitiesFile = join(folder, 'capabilities.json');
      writeFileSync(capabilitiesFile, typeof content === 'string' ? content : JSON.stringify(content));
      return {
        settings: {
          urls: fakes.map((one) => one.url),
          command: undefined,
          capabilitiesFile,
          model: undefined,
        },
      };
    };

    it('is what the server says, with the operator’s word over it', async () => {
      await serve();
      const file = {
        ranges: { width: { min: 32, max: 48 } },
        defaults: { width: 48 },
        tasks: ['image-to-video'],
      };
      await create({}, fileWith(file)).open();

      expect(sut.capabilities).toMatchObject({
        model: 'fake 1',
        tasks: ['image-to-video'],
        ranges: { width: { min: 32, max: 48 }, height: { min: 16, max: 64 } },
        defaults: { width: 48, height: 16 },
      });
    });

    it.each([
      ['{', /capabilities\.json cannot be read/],
      [{ ranges: { width: { min: 'a', max: 1 } } }, /capabilities\.json is not valid\. ranges\.width\.min/],
      [{ ranges: { width: { min: 9, max: 1 } } }, /ranges\.width: min must not be above max/],
      [{ task: [] }, /"task"/],
    ])('is not guessed from a file that makes no sense: %j', async (content, words) => {
      await serve();
      const opening = create({}, fileWith(content)).open();
      await expect(opening).rejects.toThrow(words);
      await expect(opening).rejects.toBeInstanceOf(CapabilitiesFileError);
    });

    it('is learnt when a server comes up that was down at the start', async () => {
      await serve();
      const { port } = fake;
      await fake.close();
      fakes = [];
      const settings = {
        urls: [`http://127.0.0.1:${port}`],
        command: undefined,
        capabilitiesFile: undefined,
        model: 'assumed',
      };
      await create({}, { settings }).open();
      expect(sut.capabilities.model).toBe('assumed');
      await serve({ port });

      await sut.start(context().device, NEVER);

      expect(sut.capabilities.model).toBe('fake 1');
    });
  });

  it('waits for a server that warms up', async () => {
    await serve({ startingProbes: 3, runMs: 1 });
    await create().open();

    expect((await generate()).kind).toBe('video');
    expect(fake.requests.filter((line) => line === 'GET /health')).toHaveLength(4);
  });

  it('gives up a server that never becomes ready', async () => {
    await serve({ startingProbes: Number.POSITIVE_INFINITY });
    await create({}, { limits: { startTimeoutMs: 50, jobTimeoutMs: 1000, maxResultBytes: 1 } }).open();

    await expect(sut.start(context().device, NEVER)).rejects.toThrow(
      'scripted:0: not ready within 0.05 s: it warms up',
    );
  });

  it('passes on how long a busy server wants to be left alone', async () => {
    await serve();
    await create().open();
    fake.fail('submit', { kind: 'status', status: 429, headers: { 'retry-after-ms': '1234' } });

    await expect(generate()).rejects.toMatchObject({ name: 'EngineBusyError', retryAfterMs: 1234 });
    await expect(generate()).rejects.toBeInstanceOf(EngineBusyError);
  });

  it('says that its device is free before the result is here', async () => {
    await serve();
    await create().open();
    const fetched = () => fake.requests.filter((line) => line.endsWith('/result')).length;
    const onDeviceFree = vi.fn<() => number>(fetched);
    const run = generate({ onDeviceFree });
    await underWay();
    expect(onDeviceFree).not.toHaveBeenCalled();
    fake.finish();

    expect((await run).kind).toBe('video');
    expect(onDeviceFree.mock.results).toEqual([{ type: 'return', value: 0 }]);
    expect(fetched()).toBe(1);
  });

  it('does not press a server that is too busy to answer', async () => {
    await serve();
    await create().open();
    const run = generate();
    await underWay();
    fake.fail('poll', { kind: 'status', status: 503, headers: { 'retry-after-ms': '300' } }, 1);
    const asked = () => fake.requests.filter((line) => line.startsWith('GET /jobs/')).length;
    const before = asked();
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(before), PATIENCE);
    fake.finish();

    expect((await run).kind).toBe('video');
    expect(asked() - before).toBeLessThan(5);
  });

  it('believes no progress that falls, ends too early, or is no number', async () => {
    await serve();
    await create().open();
    const reports: Progress[] = [];
    const run = generate({ onProgress: (progress) => reports.push(progress) });
    await underWay();
    for (const progress of [0.7, 0.1, 55]) {
      fake.change({ progress });
      const seen = reports.length;
      await vi.waitFor(() => expect(reports.length).toBeGreaterThan(seen + 1), PATIENCE);
    }
    fake.finish();
    await run;

    const fractions = reports.map((progress) => progress.fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(0.99);
  });

  it('warns once of a word that it does not know', async () => {
    await serve();
    await create().open();
    const run = generate();
    await underWay();
    fake.change({ state: 'meditating' });
    await fake.until(({ requests }) => requests.filter((line) => line.startsWith('GET /jobs/')).length > 4);
    fake.finish();
    await run;

    expect(warnings).toEqual([expect.objectContaining({ word: 'meditating' })]);
  });

  it('ends a job that never ends, at its server too', async () => {
    await serve();
    await create({}, { limits: { startTimeoutMs: 1000, jobTimeoutMs: 60, maxResultBytes: 1 } }).open();

    await expect(generate()).rejects.toThrow('a job had not ended after 0.06 s');
    expect([...fake.jobs.values()].map((job) => job.state)).toEqual(['cancelled']);
  });

  it('counts a job that somebody else cancelled as failed', async () => {
    await serve();
    await create().open();
    const run = generate();
    await underWay();
    fake.change({ state: 'cancelled' });
    await expect(run).rejects.toThrow('by somebody else');
  });

  it('asks for nothing that the server lost before the portal’s restart', async () => {
    await serve();
    await create().open();
    await expect(generate({ remoteJob: 'from-another-life' })).rejects.toBeInstanceOf(RemoteJobLostError);
    expect(fake.takenCount).toBe(0);
  });

  it('cancels what it could not record', async () => {
    await serve();
    await create().open();
    const full = new Error('the disk is full');
    await expect(generate({ recordRemoteJob: () => Promise.reject(full) })).rejects.toBe(full);
    expect(fake.active).toEqual([]);
  });

  it('tells the server to forget a job whose result it has', async () => {
    await serve({ runMs: 1 });
    await create({ forgets: true }).open();
    await generate();
    await fake.until(({ forgotten }) => forgotten.length === 1);
    expect(warnings).toEqual([]);
  });

  describe('a cancel', () => {
    const cancelled = async () => {
      const stop = new AbortController();
      const reason = new StopRequest('cancel');
      const run = generate({ signal: stop.signal });
      await underWay();
      stop.abort(reason);
      return { run, reason };
    };

    it('that is only requested holds the device until the job has ended', async () => {
      await serve({ cancel: 'requested' });
      await create({}, { timings: { cancelMs: 60_000 } }).open();
      let isOver = false;
      const { run, reason } = await cancelled();
      const watched = run.finally(() => (isOver = true)).catch(() => undefined);
      await fake.until(({ active }) => active.some((job) => job.isCancelRequested));
      expect(isOver).toBe(false);
      fake.change({ state: 'cancelled' });

      await expect(run).rejects.toBe(reason);
      await watched;
    });

    it('that is never confirmed keeps work away from the server', async () => {
      await serve({ cancel: 'never' });
      await create().open();
      const { run } = await cancelled();

      await expect(run).rejects.toBeInstanceOf(DeviceFaultError);
      await expect(generate()).rejects.toBeInstanceOf(NotAcceptedError);
      await expect(sut.start(context().device, NEVER)).rejects.toThrow('left alone for');
    });

    it('that the server cannot do waits for the end of the job, and throws its result away', async () => {
      await serve({ cancel: 'unsupported' });
      await create({ cancelLevel: 'none' }).open();
      const { run, reason } = await cancelled();
      await fake.until(({ requests }) => requests.some((line) => line.endsWith('/cancel')));
      fake.finish();

      await expect(run).rejects.toBe(reason);
      expect(fake.requests.filter((line) => line.endsWith('/result'))).toEqual([]);
    });

    it('is tried again while the server cannot answer', async () => {
      await serve();
      await create({}, { timings: { deadMs: 5000 } }).open();
      fake.fail('cancel', { kind: 'status', status: 500 }, 2);
      const { run, reason } = await cancelled();
      await expect(run).rejects.toBe(reason);
      expect(fake.active).toEqual([]);
    });

    it('of a job on a server that died is done', async () => {
      await serve();
      await create().open();
      const { run, reason } = await cancelled().then(async (both) => {
        await fake.close();
        fakes = [];
        return both;
      });
      await expect(run).rejects.toBe(reason);
    });

    it.each([
      ['was taken', 'cut'],
      ['was not taken', 'hang'],
    ] as const)('that comes during a submission which %s leaves nothing running', async (_, kind) => {
      await serve();
      await create({ takesClientId: true, finds: true }).open();
      fake.fail('submit', { kind });
      const stop = new AbortController();
      const reason = new StopRequest('cancel');
      const run = generate({ signal: stop.signal });
      await fake.until(({ requests }) => requests.includes('POST /jobs'));
      stop.abort(reason);

      await expect(run).rejects.toBe(reason);
      expect(fake.active).toEqual([]);
    });

    it('that comes before the submission prevents it', async () => {
      await serve();
      await create({ takesClientId: true }).open();
      const stop = new AbortController();
      const reason = new StopRequest('cancel');
      const run = generate({ signal: stop.signal, recordRemoteJob: async () => stop.abort(reason) });

      await expect(run).rejects.toBe(reason);
      expect(fake.takenCount).toBe(0);
    });
  });

  describe('a synchronous server', () => {
    it('that dies is noticed although nothing is heard', async () => {
      await serve();
      await create({ isSynchronous: true }).open();
      const run = generate();
      await underWay();
      // It still holds the connection, and takes no new one.
      fake.fail('health', { kind: 'status', status: 500 });

      await expect(run).rejects.toBeInstanceOf(DeviceFaultError);
    });

    it('that cannot stop holds its device until it has ended, and its result is not used', async () => {
      await serve();
      await create({ isSynchronous: true, cancelLevel: 'none' }).open();
      const stop = new AbortController();
      const reason = new StopRequest('cancel');
      const run = generate({ signal: stop.signal });
      await underWay();
      stop.abort(reason);
      await fake.until(({ requests }) => requests.filter((line) => line === 'GET /health').length > 3);
      expect(fake.active).toHaveLength(1);
      fake.finish();

      await expect(run).rejects.toBe(reason);
    });

    it('whose result is too large fails the job, not the server', async () => {
      await serve({ result: Buffer.concat([FAKE_MP4, Buffer.alloc(2e6)]), runMs: 1 });
      await create({ isSynchronous: true }).open();
      const error: unknown = await generate().catch((reason: unknown) => reason);

      expect(String(error)).toContain('larger than ENGINE_MAX_RESULT_MB allows');
      expect(error).not.toBeInstanceOf(DeviceFaultError);
    });

    it('may take as long as it likes', async () => {
      await serve();
      await create({ isSynchronous: true }).open();
      const run = generate();
      await underWay();
      await fake.until(({ requests }) => requests.filter((line) => line === 'GET /health').length > 5);
      fake.finish();

      const { fileName } = await run;
      expect(readdirSync(join(folder, `work-${works}`))).toEqual([fileName]);
    });
  });

  it('goes on hearing of a job when pushes break off', async () => {
    await serve();
    await create({ pushes: true, pollIntervalMs: { first: 5, longest: 60_000 } }).open();
    const run = generate();
    await fake.until(({ requests }) => requests.some((line) => line.endsWith('/events')));
    fake.cutAll();
    await vi.waitFor(
      () => expect(fake.requests.filter((line) => line.endsWith('/events')).length).toBe(2),
      PATIENCE,
    );
    fake.finish();

    expect((await run).kind).toBe('video');
  });
});
