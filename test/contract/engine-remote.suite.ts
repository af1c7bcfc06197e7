import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  EngineBusyError,
  type EnginePort,
  type GenerateContext,
  type GenerationSpec,
  NotAcceptedError,
  RemoteJobLostError,
  StopRequest,
} from '../../src/features/engines/index.js';

/** A server behind an engine, in the hands of the test. */
export interface ServerUnderTest {
  /** Opened, over the same server each time: as the engine of the next start of the portal. */
  open: () => Promise<EnginePort>;
  /** What the server has been given, and what became of it, oldest first. */
  jobs: () => readonly { id: string; state: 'running' | 'done' | 'cancelled' }[];
  /** Lets the server bring its jobs to their end from now on; before, they last. */
  finish: () => void;
  /** As a restart of a server that keeps nothing. */
  forgetAll: () => void;
  /** From now on the server answers that it has no room. */
  fillUp: () => void;
  /** From now on no connection is made. */
  vanish: () => void;
  close: () => Promise<void>;
}

interface Call {
  result: Promise<unknown>;
  /** Resolves with the id when it has been recorded. */
  recorded: Promise<string>;
  stop: AbortController;
}

/** What every engine promises whose work goes on at a server: the truth about it, across restarts of the portal. */
export function describeRemoteEngine(name: string, setUp: () => Promise<ServerUnderTest>): void {
  describe(`the engine ${name}, whose work goes on at a server`, () => {
    let folder: string;
    let server: ServerUnderTest;
    const engines: EnginePort[] = [];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'engine-remote-'));
      server = await setUp();
    });
    afterEach(async () => {
      await Promise.all(engines.splice(0).map((engine) => engine.stop()));
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const start = async () => {
      const engine = await server.open();
      engines.push(engine);
      return engine;
    };
    const call = (engine: EnginePort, change: Partial<GenerateContext> = {}): Call => {
      const [device] = engine.devices;
      if (device === undefined) throw new Error('the engine has no device');
      const workDir = mkdtempSync(join(folder, 'work-'));
      mkdirSync(workDir, { recursive: true });
      const stop = new AbortController();
      const spec: GenerationSpec = {
        ...engine.capabilities.defaults,
        task: 'text-to-video',
        prompt: 'a red ball',
        seed: 1,
      };
      let tell: (id: string) => void = () => undefined;
      const recorded = new Promise<string>((resolve) => (tell = resolve));
      const result = engine.generate(spec, {
        device,
        signal: stop.signal,
        onProgress: () => undefined,
        workDir,
        inputPath: ({ fileName }) => join(folder, fileName),
        remoteJob: undefined,
        recordRemoteJob: (id) => Promise.resolve(tell(id)),
        ...change,
      });
      // Whoever looks at it later still sees how it ended.
      result.catch(() => undefined);
      return { result, recorded, stop };
    };

    it('tells the id under which the server knows the job', async () => {
      const { result, recorded } = call(await start());
      const id = await recorded;
      server.finish();
      await result;

      expect(server.jobs().map((job) => job.id)).toEqual([id]);
    });

    it('lets go of the job on a shutdown, and goes on with it under its id instead of submitting it again', async () => {
      const first = call(await start());
      const id = await first.recorded;
      const reason = new StopRequest('shutdown');
      first.stop.abort(reason);
      await expect(first.result).rejects.toBe(reason);
      expect(server.jobs()).toMatchObject([{ state: 'running' }]);
      server.finish();

      const second = call(await start(), { remoteJob: id });

      await expect(second.result).resolves.toMatchObject({ fileName: expect.any(String) });
      expect(server.jobs()).toHaveLength(1);
    });

    it('ends the job at the server when it is cancelled', async () => {
      const { result, recorded, stop } = call(await start());
      await recorded;
      const reason = new StopRequest('cancel');
      stop.abort(reason);

      await expect(result).rejects.toBe(reason);
      expect(server.jobs().map(({ state }) => state)).toEqual(['cancelled']);
    });

    it('ends a job that it has only just been given back, before it has asked about it once', async () => {
      const first = call(await start());
      const id = await first.recorded;
      first.stop.abort(new StopRequest('shutdown'));
      await expect(first.result).rejects.toBeInstanceOf(StopRequest);

      const second = call(await start(), { remoteJob: id });
      second.stop.abort(new StopRequest('cancel'));

      await expect(second.result).rejects.toBeInstanceOf(StopRequest);
      expect(server.jobs().map(({ state }) => state)).toEqual(['cancelled']);
    });

    it('says that a job is lost which the server does not know, and submits nothing for it', async () => {
      const first = call(await start());
      const id = await first.recorded;
      first.stop.abort(new StopRequest('shutdown'));
      await expect(first.result).rejects.toBeInstanceOf(StopRequest);
      server.forgetAll();

      const second = call(await start(), { remoteJob: id });

      await expect(second.result).rejects.toBeInstanceOf(RemoteJobLostError);
      expect(server.jobs()).toEqual([]);
    });

    it('says so when the server has no room, and leaves nothing behind', async () => {
      const engine = await start();
      server.fillUp();

      await expect(call(engine).result).rejects.toBeInstanceOf(EngineBusyError);
      expect(filesLeft()).toEqual([]);
    });

    it('says so when the server surely took nothing, and leaves nothing behind', async () => {
      const engine = await start();
      server.vanish();

      await expect(call(engine).result).rejects.toBeInstanceOf(NotAcceptedError);
      expect(filesLeft()).toEqual([]);
    });

    const filesLeft = () => readdirSync(folder).flatMap((work) => readdirSync(join(folder, work)));
  });
}
