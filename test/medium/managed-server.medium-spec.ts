import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceFaultError, type GenerateContext, StopRequest } from '../../src/features/engines/index.js';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine, type ServerEngineOptions } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { MARK_VARIABLE, startTicksOf } from '../../src/platform/process/marked-processes.js';
import { WatchedProcesses } from '../../src/platform/process/watched-processes.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { builtModule } from '../support/built-module.js';
import { isRunning } from '../support/process-state.js';
import { ScriptedProtocol, type ScriptedOptions } from '../support/scripted-protocol.js';

const FAKE = resolve(import.meta.dirname, '../support/fake-engine-server-main.ts');
const PORTAL = resolve(import.meta.dirname, '../support/watched-portal.ts');
const NODE = process.execPath;
const NEVER = new AbortController().signal;
const PATIENCE = { timeout: 20_000, interval: 10 };

describe('servers that the portal starts itself', () => {
  let dataDir: string;
  let http: NodeServerHttp;
  let engines: ServerEngine[];
  let warnings: object[];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'managed-'));
    http = new NodeServerHttp(new NodeFileSystem());
    engines = [];
    warnings = [];
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await http.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const opened = async (
    args: string,
    more: Partial<ServerEngineOptions> = {},
    protocol: ScriptedOptions = {},
  ): Promise<ServerEngine> => {
    const engine = new ServerEngine({
      protocol: new ScriptedProtocol(http, protocol),
      settings: {
        urls: [],
        command: `"${NODE}" "${FAKE}" --port {port} ${args}`,
        capabilitiesFile: undefined,
        model: 'a model',
      },
      devices: 'cuda:0,cuda:2+3',
      limits: { startTimeoutMs: 20_000, jobTimeoutMs: 60_000, maxResultBytes: 1e6 },
      storage: new Storage(new NodeFileSystem()),
      dataDir,
      environment: { PATH: process.env['PATH'], HF_HOME: '/models', NVIDIA_API_KEY: 'secret' },
      watchdogModulePath: builtModule('platform/process/process-watchdog.js'),
      clock: new SystemClock(),
      log: { warn: (fields) => warnings.push(fields) },
      timings: { submitGraceMs: 200, stopGraceMs: 300, killGraceMs: 300 },
      ...more,
    });
    engines.push(engine);
    await engine.open();
    return engine;
  };
  const logOf = (device: string) => {
    const path = join(dataDir, 'logs/engines', `scripted-${device.replace(':', '-')}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const context = (
    engine: ServerEngine,
    index: number,
    more: Partial<GenerateContext> = {},
  ): GenerateContext => {
    const device = engine.devices[index];
    if (device === undefined) throw new Error('there is no such device');
    const workDir = join(dataDir, `work-${index}-${Math.random()}`);
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
  const spec = (engine: ServerEngine) => ({
    ...engine.capabilities.defaults,
    task: 'text-to-video' as const,
    prompt: 'a red ball',
    seed: 1,
  });
  const ports = (device: string) =>
    [...logOf(device).matchAll(/listening on (\d+)/g)].map((match) => match[1]);
  const pidOn = (device: string): number => {
    const pid = /pid (\d+)/.exec(logOf(device).slice(logOf(device).lastIndexOf('---')))?.[1];
    if (pid === undefined) throw new Error('the server has not said its process id');
    return Number(pid);
  };
  const strayOn = (device: string) => Number(/child (\d+)/.exec(logOf(device))?.[1]);

  it('are one for each device, which sees nothing but its GPUs, and no secret', async () => {
    const engine = await opened('--run-ms 1 --model {model}');

    expect(engine.devices.map((device) => device.name)).toEqual(['cuda:0', 'cuda:2+3']);
    for (const device of engine.devices) await engine.start(device, NEVER);

    await vi.waitFor(() => expect(logOf('cuda:2+3')).toContain('device 2,3 model a model'), PATIENCE);
    expect(logOf('cuda:0')).toContain('device 0 model a model');
    expect(logOf('cuda:0')).toContain(
      `env CUDA_VISIBLE_DEVICES,HF_HOME,PATH,PYTHONUNBUFFERED,${MARK_VARIABLE}\n`,
    );
  });

  it('generate, are asked until they are really ready, and are started by the first job if by nobody else', async () => {
    const engine = await opened('--run-ms 1 --starting-probes 3');
    const stages: string[] = [];

    const output = await engine.generate(
      spec(engine),
      context(engine, 0, { onProgress: ({ stage }) => stages.push(stage) }),
    );

    expect([output.kind, stages[0]]).toEqual(['video', 'loading']);
    await vi.waitFor(() => expect(engine.capabilities.model).toBe('fake 1'), PATIENCE);
  });

  it('are not held up by what they write, which a bounded log keeps', async () => {
    const engine = await opened('--flood 30 --run-ms 1000', { devices: 'cpu' });

    expect(await engine.generate(spec(engine), context(engine, 0))).toMatchObject({ kind: 'video' });

    const folder = join(dataDir, 'logs/engines');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5e6);
  });

  it('are gone with everything that they started when the engine stops', async () => {
    const engine = await opened('--child');
    for (const device of engine.devices) await engine.start(device, NEVER);
    const pids = ['cuda:0', 'cuda:2+3'].flatMap((device) => [pidOn(device), strayOn(device)]);
    expect(pids.map(isRunning)).toEqual([true, true, true, true]);

    await engine.stop();

    expect(pids.map(isRunning)).toEqual([false, false, false, false]);
  });

  it('that die under a job tell so at once, take their workers along, and are started again', async () => {
    const engine = await opened('--child');
    const run = engine.generate(spec(engine), context(engine, 0));
    await vi.waitFor(() => expect(ports('cuda:0')).toHaveLength(1), PATIENCE);
    await vi.waitFor(async () => expect(await activeOn(ports('cuda:0')[0])).toBe(1), PATIENCE);

    process.kill(pidOn('cuda:0'), 'SIGKILL');

    await expect(run).rejects.toThrow(/^cuda:0: its server ended with signal SIGKILL/);
    await expect(run).rejects.toBeInstanceOf(DeviceFaultError);
    await vi.waitFor(() => expect(isRunning(strayOn('cuda:0'))).toBe(false), PATIENCE);
    await engine.start(context(engine, 0).device, NEVER);
    expect(ports('cuda:0')).toHaveLength(2);
  });

  it('that end again and again are given time, and say why', async () => {
    const engine = await opened('--exit 3', { devices: 'cpu' });
    const start = () => engine.start(context(engine, 0).device, NEVER);

    await expect(start()).rejects.toThrow(/exit code 3.*CUDA out of memory/);
    await vi.waitFor(
      async () => expect(start()).rejects.toThrow(/ended [2-9] times in a row.*started again in/),
      PATIENCE,
    );
  });

  it('that cannot be started say why', async () => {
    const engine = await opened('', {
      settings: { urls: [], command: '/no/such/program', capabilitiesFile: undefined, model: undefined },
    });
    await expect(engine.start(context(engine, 0).device, NEVER)).rejects.toThrow(
      /could not be started.*ENOENT/,
    );
  });

  it('are killed where they cannot cancel, and are ready for the next job', async () => {
    const engine = await opened('--cancel unsupported', { devices: 'cpu' });
    const stop = new AbortController();
    const reason = new StopRequest('cancel');
    const run = engine.generate(spec(engine), context(engine, 0, { signal: stop.signal }));
    await vi.waitFor(async () => expect(await activeOn(ports('cpu:0')[0])).toBe(1), PATIENCE);
    const before = pidOn('cpu:0');

    stop.abort(reason);

    await expect(run).rejects.toBe(reason);
    expect(isRunning(before)).toBe(false);
    await expect(engine.start(context(engine, 0).device, NEVER)).resolves.toBeUndefined();
  });

  it.each([
    [undefined, 'sglang', /SCRIPTED_URLS or SCRIPTED_COMMAND/],
    ['serve {gpu}', 'sglang', /there are only \{port\}/],
    ['serve "', 'sglang', /without its end/],
  ])(
    'are refused at the start of the portal if their command makes no sense: %s',
    async (command, model, words) => {
      const settings = { urls: [], command, capabilitiesFile: undefined, model };
      await expect(opened('', { settings })).rejects.toThrow(words);
    },
  );

  describe('when the portal is killed', () => {
    let portal: ChildProcess;
    let output: string;

    const startPortal = async () => {
      const build = dirname(dirname(dirname(builtModule('platform/process/process-watchdog.js'))));
      output = '';
      portal = spawn(NODE, [PORTAL, build, dataDir, NODE, FAKE, '--child', '--port', '0'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      portal.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
      await vi.waitFor(() => expect(output).toContain('listening'), PATIENCE);
      return ['pid', 'child'].map((name) => Number(new RegExp(`${name} (\\d+)`).exec(output)?.[1]));
    };
    const killPortal = async () => {
      const gone = new Promise((resolve) => portal.once('exit', resolve));
      portal.kill('SIGKILL');
      await gone;
    };
    const watchdogOf = (): number => {
      const found = readdirSync('/proc').find((name) => {
        try {
          const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
          return line.includes('process-watchdog') && line.includes(`.${portal.pid}-`);
        } catch {
          return false;
        }
      });
      if (found === undefined) throw new Error('there is no watchdog');
      return Number(found);
    };

    it('do not live on', async () => {
      const pids = await startPortal();
      expect(pids.map(isRunning)).toEqual([true, true]);

      await killPortal();

      await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), PATIENCE);
    });

    it('with its watchdog, end when the next portal starts its own', async () => {
      const pids = await startPortal();
      const watchdog = watchdogOf();
      process.kill(portal.pid ?? 0, 'SIGSTOP');
      process.kill(watchdog, 'SIGKILL');
      await killPortal();
      expect(pids.map(isRunning)).toEqual([true, true]);

      const sut = new WatchedProcesses({
        files: new NodeFileSystem(),
        dataDir,
        purpose: 'test',
        watchdogModulePath: builtModule('platform/process/process-watchdog.js'),
      });
      const tree = await sut.spawn({ command: [NODE, '-e', ''], env: {}, onOutput: () => undefined });
      await tree.exited;

      expect(pids.map(isRunning)).toEqual([false, false]);
      await sut.stop(0);
    });
  });

  it('knows processes by their start', async () => {
    const files = new NodeFileSystem();
    expect(await startTicksOf(files, process.pid)).toMatch(/^\d+$/);
    expect(await startTicksOf(files, 2 ** 22 + 1)).toBeUndefined();
  });
});

/** Jobs that a fake server works on. */
async function activeOn(port: string | undefined): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/active`);
  return ((await response.json()) as { active: number }).active;
}
