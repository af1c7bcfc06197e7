import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DeviceFaultError,
  EngineBusyError,
  EngineRefusedError,
  type GenerateContext,
  type GenerationSpec,
  NotAcceptedError,
  type Progress,
  RemoteJobLostError,
  StopRequest,
} from '../../src/features/engines/index.js';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import {
  type Behaviour,
  MAX_RESULT_BYTES,
  type ServerDouble,
  type ServerEngineUnderTest,
  TIMINGS,
} from './server-engine.types.js';

const NO_QUEUE = 'its server is not known to work on one job at a time out of a queue of its own';
const OF_QUEUES: readonly Behaviour[] = [
  'takes the next job before a run ends',
  'foresees the end of a run by the end of another elsewhere',
  'foresees the end of a run by runs before the portal started',
];

const NEVER = new AbortController().signal;

/**
 * The contract of engines that are HTTP servers: what `ServerEngine` promises with every protocol, over real HTTP. Each
 * adapter's medium spec calls {@link describeServerEngine} with its protocol and a double of its server:
 *
 *     describeServerEngine('lightx2v', {
 *       protocol: (http) => new LightX2vProtocol(http, 'classic'),
 *       startDouble: () => LightX2vDouble.start(),
 *       cannot: { 'says an unknown word': 'its states are a closed list' },
 *     });
 *
 * A double implements {@link ServerDouble}. Its jobs run until the test ends them; nothing ends by time. What an adapter
 * cannot do at all is named in `cannot` with the reason, and shows up in the table with it. The spec lines are that
 * table: `vitest run --project medium -t "keeps the promise"`.
 */
export function describeServerEngine(name: string, under: ServerEngineUnderTest): void {
  describe(`${name} keeps the promise: it`, () => {
    let folder: string;
    let http: NodeServerHttp;
    let doubles: [ServerDouble, ServerDouble];
    let sut: ServerEngine;
    let runs: Promise<unknown>[];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'server-engine-'));
      http = new NodeServerHttp(new NodeFileSystem());
      doubles = [await under.startDouble(), await under.startDouble()];
      runs = [];
      sut = engine();
    });
    afterEach(async () => {
      await sut.stop();
      await Promise.allSettled(runs);
      await Promise.all(doubles.map((double) => double.close()));
      await http.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const engine = (protocol = under.protocol(http)) =>
      new ServerEngine({
        protocol,
        settings: {
          urls: doubles.map((double) => double.url),
          command: undefined,
          capabilitiesFile: undefined,
          model: undefined,
        },
        devices: 'auto',
        ...(under.apiKey === undefined ? {} : { apiKey: under.apiKey }),
        limits: { startTimeoutMs: 5000, jobTimeoutMs: 60_000, maxResultBytes: MAX_RESULT_BYTES },
        storage: new Storage(new NodeFileSystem()),
        dataDir: folder,
        clock: new SystemClock(),
        log: { warn: () => undefined },
        timings: TIMINGS,
      });
    const { isSynchronous, isSerial = false } = under.protocol(new NodeServerHttp(new NodeFileSystem()));
    const specNow = (): GenerationSpec => {
      const defaults: GenerationSpec = {
        ...sut.capabilities.defaults,
        task: sut.capabilities.tasks[0] ?? 'text-to-video',
        prompt: 'a red ball',
        seed: 1,
      };
      return under.spec?.(defaults) ?? defaults;
    };
    const workDir = (index: number) => join(folder, `work-${index}`);
    const context = (index: number, more: Partial<GenerateContext> = {}): GenerateContext => {
      const device = sut.devices[index];
      if (device === undefined) throw new Error(`the engine has no device ${index}`);
      mkdirSync(workDir(index), { recursive: true });
      return {
        device,
        signal: NEVER,
        onProgress: () => undefined,
        workDir: workDir(index),
        inputPath: ({ fileName }) => join(folder, fileName),
        remoteJob: undefined,
        recordRemoteJob: () => Promise.resolve(),
        ...more,
      };
    };
    /** Starts a generation that the test will look at later. */
    const generate = (index = 0, more: Partial<GenerateContext> = {}) => {
      const run = sut.generate(specNow(), context(index, more));
      runs.push(run);
      run.catch(() => undefined);
      return run;
    };
    const underWay = async (index = 0) => {
      await vi.waitFor(() => expect(doubles[index as 0 | 1].active).toBe(1), {
        interval: 2,
        timeout: 20_000,
      });
    };
    /** On the first double. @param whenItRuns called when the engine knows that it does */
    const oneRunOf = async (ms: number, whenItRuns: () => void = () => undefined) => {
      let isRunning = false;
      const run = generate(0, { onProgress: ({ stage }) => (isRunning ||= stage === 'denoising') });
      await vi.waitFor(() => expect(isRunning).toBe(true), { interval: 2, timeout: 20_000 });
      whenItRuns();
      await new Promise((resolve) => setTimeout(resolve, ms));
      doubles[0].finish();
      await run;
    };
    /** The first double has been asked for its job twice more. */
    const askedAgain = async () => {
      const until = doubles[0].asked + 2;
      await vi.waitFor(() => expect(doubles[0].asked).toBeGreaterThanOrEqual(until), {
        interval: 2,
        timeout: 20_000,
      });
    };
    const promise = (behaviour: Behaviour, test: () => Promise<void>) => {
      const reason =
        under.cannot?.[behaviour] ?? (OF_QUEUES.includes(behaviour) && !isSerial ? NO_QUEUE : undefined);
      const title = reason === undefined ? behaviour : `${behaviour}: does not apply, ${reason}`;
      it.each([title])('%s', async () => {
        expect(title).not.toBe('');
        if (reason === undefined) await test();
      });
    };

    promise('describes its model', async () => {
      await sut.open();

      expect(sut.capabilities.tasks.length).toBeGreaterThan(0);
      expect(sut.capabilities.model).not.toBe('');
      const { ranges, defaults } = sut.capabilities;
      expect(defaults.width).toBeGreaterThanOrEqual(ranges.width.min);
      expect(defaults.width).toBeLessThanOrEqual(ranges.width.max);
      expect((defaults.numFrames - (ranges.numFrames.plus ?? 0)) % (ranges.numFrames.multipleOf ?? 1)).toBe(
        0,
      );
      expect(sut.devices.map((device) => [device.name, `http://${device.detail}`])).toEqual(
        doubles.map((double, index) => [`${sut.name}:${index}`, double.url]),
      );
    });

    promise('opens while its servers are down', async () => {
      await Promise.all(doubles.map((double) => double.close()));

      await sut.open();

      expect(sut.capabilities.tasks.length).toBeGreaterThan(0);
      await expect(sut.start(context(0).device, NEVER)).rejects.toBeInstanceOf(DeviceFaultError);
    });

    promise('is started when its server is ready', async () => {
      await sut.open();

      await expect(sut.start(context(0).device, NEVER)).resolves.toBeUndefined();
    });

    promise('delivers the result', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      doubles[0].finish();

      const output = await run;

      expect(output.kind).toBe(under.media ?? 'video');
      expect(readdirSync(workDir(0))).toEqual([output.fileName]);
      expect(statSync(join(workDir(0), output.fileName)).size).toBeGreaterThan(0);
      if (output.kind === 'video')
        expect(
          readFileSync(join(workDir(0), output.fileName))
            .subarray(4, 8)
            .toString(),
        ).toBe('ftyp');
    });

    promise('records the id before it asks for it', async () => {
      const protocol = under.protocol(http);
      const poll = protocol.poll.bind(protocol);
      const events: string[] = [];
      protocol.poll = (server, id, signal, into) => {
        events.push(`asks for ${id}`);
        return poll(server, id, signal, into);
      };
      sut = engine(protocol);
      await sut.open();
      const run = generate(0, { recordRemoteJob: async (id) => void events.push(`records ${id}`) });
      await underWay();
      doubles[0].finish();
      await run;

      const [recorded] = events;
      expect(recorded).toMatch(/^records ./);
      expect(events).toContain(events.at(-1)?.replace('asks for', 'records'));
    });

    promise('reports progress', async () => {
      await sut.open();
      const reports: Progress[] = [];
      const run = generate(0, { onProgress: (progress) => reports.push(progress) });
      await underWay();
      await vi.waitFor(() => expect(reports.length).toBeGreaterThan(0), { timeout: 20_000 });
      doubles[0].finish();
      await run;

      const fractions = reports.map((progress) => progress.fraction);
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
    });

    promise('goes on with a recorded job', async () => {
      await sut.open();
      let remoteJob = '';
      const stop = new AbortController();
      const first = generate(0, {
        signal: stop.signal,
        recordRemoteJob: async (id) => void (remoteJob = id),
      });
      await underWay();
      stop.abort(new StopRequest('shutdown'));
      await expect(first).rejects.toBeInstanceOf(StopRequest);
      await sut.stop();
      sut = engine();
      await sut.open();

      const second = generate(0, { remoteJob });
      doubles[0].finish();

      expect((await second).kind).toBe(under.media ?? 'video');
      expect(doubles[0].taken).toBe(1);
    });

    promise('tells that a job was lost', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      doubles[0].lose();

      await expect(run).rejects.toBeInstanceOf(RemoteJobLostError);
      expect(doubles[0].taken).toBe(1);
    });

    promise('tells a busy server', async () => {
      await sut.open();
      doubles[0].meet('submit', 'busy');

      await expect(generate()).rejects.toBeInstanceOf(EngineBusyError);
      expect(doubles[0].taken).toBe(0);
    });

    promise('tells a key that is refused', async () => {
      await sut.open();
      doubles[0].meet('submit', 'wrong key');

      await expect(generate()).rejects.toBeInstanceOf(NotAcceptedError);
    });

    promise('tells a request that is refused', async () => {
      await sut.open();
      doubles[0].meet('submit', 'invalid');

      await expect(generate()).rejects.toBeInstanceOf(EngineRefusedError);
    });

    promise('tells a server that cannot be reached', async () => {
      await sut.open();
      await sut.start(context(0).device, NEVER);
      await doubles[0].close();

      await expect(generate()).rejects.toBeInstanceOf(NotAcceptedError);
    });

    promise('tells a server that is broken', async () => {
      await sut.open();
      doubles[0].meet('submit', 'error');

      await expect(generate()).rejects.toBeInstanceOf(DeviceFaultError);
    });

    promise('submits nothing twice', async () => {
      await sut.open();
      doubles[0].meet('submit', 'done but cut', 1);
      const run = generate();
      await underWay();
      doubles[0].finish();

      // Either it finds the job and goes on with it, or it says that it cannot know, and leaves the server alone.
      const outcome = await run.then(
        () => 'found',
        (error: unknown) => error,
      );
      if (outcome !== 'found') {
        expect(outcome).toBeInstanceOf(DeviceFaultError);
        await expect(generate()).rejects.toBeInstanceOf(NotAcceptedError);
      }
      expect(doubles[0].taken).toBe(1);
    });

    promise('bears questions without an answer', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      for (const fault of ['error', 'cut', 'web page'] as const) {
        doubles[0].meet('poll', fault, 2);
        await askedAgain();
      }
      doubles[0].heal();
      doubles[0].finish();

      expect((await run).kind).toBe(under.media ?? 'video');
      expect(doubles[0].taken).toBe(1);
    });

    promise('notices a dead server', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      await doubles[0].close();

      await expect(run).rejects.toBeInstanceOf(DeviceFaultError);
    });

    promise('says an unknown word', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      doubles[0].sayUnknownWord?.();
      await askedAgain();
      doubles[0].finish();

      expect((await run).kind).toBe(under.media ?? 'video');
    });

    promise('tells a failed job from a refused one', async () => {
      await sut.open();
      const failed = generate();
      await underWay();
      doubles[0].fail('failed');
      const error: unknown = await failed.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(EngineRefusedError);

      const refused = generate(1);
      await underWay(1);
      doubles[1].fail('refused');
      await expect(refused).rejects.toBeInstanceOf(EngineRefusedError);
    });

    promise('refuses what is no result', async () => {
      await sut.open();
      for (const [index, fault] of (['web page', 'empty'] as const).entries()) {
        doubles[index as 0 | 1].meet('result', fault);
        const run = generate(index);
        await underWay(index);
        doubles[index as 0 | 1].finish();

        await expect(run).rejects.toBeInstanceOf(DeviceFaultError);
        expect(readdirSync(workDir(index))).toEqual([]);
      }
    });

    promise('fetches again what broke off', async () => {
      await sut.open();
      doubles[0].meet('result', 'truncated', 1);
      const run = generate();
      await underWay();
      doubles[0].finish();

      const { fileName } = await run;
      expect(readdirSync(workDir(0))).toEqual([fileName]);
      expect(doubles[0].taken).toBe(1);
    });

    promise('refuses a result that is too large', async () => {
      await sut.open();
      doubles[0].meet('result', 'huge');
      const run = generate();
      await underWay();
      doubles[0].finish();

      await expect(run).rejects.toThrow(/ENGINE_MAX_RESULT_MB|bytes/);
      expect(readdirSync(workDir(0))).toEqual([]);
    });

    promise('cancels for real', async () => {
      await sut.open();
      const stop = new AbortController();
      const reason = new StopRequest('cancel');
      const run = generate(0, { signal: stop.signal });
      await underWay();
      stop.abort(reason);
      // A server that cannot stop keeps its device until the job is over by itself.
      if (sut.capabilities.cancel === 'none' || sut.capabilities.cancel === 'queued-only')
        doubles[0].finish();

      await expect(run).rejects.toBe(reason);
      // One that stops with its connection hears of it a moment later.
      if (isSynchronous) await vi.waitFor(() => expect(doubles[0].active).toBe(0), { timeout: 20_000 });
      expect(doubles[0].active).toBe(0);
    });

    promise('leaves the job to its server at shutdown', async () => {
      await sut.open();
      const stop = new AbortController();
      const reason = new StopRequest('shutdown');
      const run = generate(0, { signal: stop.signal });
      await underWay();
      stop.abort(reason);

      await expect(run).rejects.toBe(reason);
      expect(doubles[0].active).toBe(1);
    });

    promise('does nothing for a stopped job', async () => {
      await sut.open();
      const reason = new StopRequest('cancel');

      await expect(generate(0, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect([doubles[0].taken, readdirSync(workDir(0))]).toEqual([0, []]);
    });

    promise('runs on two devices at once', async () => {
      await sut.open();
      const both = [generate(0), generate(1)];
      await underWay(0);
      await underWay(1);
      for (const double of doubles) double.finish();

      expect((await Promise.all(both)).map((output) => output.kind)).toEqual([
        under.media ?? 'video',
        under.media ?? 'video',
      ]);
    });

    promise('refuses what lies outside of its capabilities', async () => {
      await sut.open();
      const spec = { ...specNow(), width: sut.capabilities.ranges.width.max + 1 };

      await expect(sut.generate(spec, context(0))).rejects.toBeInstanceOf(EngineRefusedError);
      expect(doubles[0].taken).toBe(0);
    });

    promise('takes the next job before a run ends', async () => {
      await sut.open();
      await oneRunOf(300);
      const foreseen: boolean[] = [];
      let isHere = false;
      const first = generate(0, { onEndInSight: (isInSight) => foreseen.push(isInSight) });
      void first.then(() => (isHere = true));
      await vi.waitFor(() => expect(foreseen).toEqual([true]), { interval: 2, timeout: 20_000 });
      const stages: string[] = [];
      mkdirSync(workDir(1), { recursive: true });
      const second = generate(0, {
        workDir: workDir(1),
        onProgress: ({ stage }) => stages.push(stage),
      });
      await vi.waitFor(() => expect(doubles[0].active).toBe(2), { interval: 2, timeout: 20_000 });
      await askedAgain();
      expect([isHere, new Set(stages)]).toEqual([false, new Set(['waiting'])]);
      doubles[0].finish();
      await first;
      await vi.waitFor(() => expect(stages.at(-1)).toBe('denoising'), { interval: 2, timeout: 20_000 });
      doubles[0].finish();
      await second;

      expect([doubles[0].taken, readdirSync(workDir(0)).length, readdirSync(workDir(1)).length]).toEqual([
        3, 1, 1,
      ]);
    });

    promise('foresees the end of a run by the end of another elsewhere', async () => {
      await sut.open();
      const foreseen: boolean[] = [];
      let late: Promise<unknown> = Promise.resolve();
      await oneRunOf(300, () => {
        late = generate(1, { onEndInSight: (isInSight) => foreseen.push(isInSight) });
      });
      await vi.waitFor(() => expect(foreseen[0]).toBe(true), { interval: 2, timeout: 20_000 });
      doubles[1].finish();

      await late;
    });

    promise('foresees the end of a run by runs before the portal started', async () => {
      await sut.open();
      const { device } = context(0);
      sut.remember(specNow(), device, 300);
      const foreseen: boolean[] = [];
      const run = generate(0, { onEndInSight: (isInSight) => foreseen.push(isInSight) });
      await vi.waitFor(() => expect(foreseen[0]).toBe(true), { interval: 2, timeout: 20_000 });
      doubles[0].finish();

      await run;
    });

    promise('stops for good', async () => {
      await sut.open();
      const run = generate();
      await underWay();
      await sut.stop();

      await expect(run).rejects.toThrow(/./);
      await expect(sut.generate(specNow(), context(1))).rejects.toThrow(/./);
    });
  });
}
