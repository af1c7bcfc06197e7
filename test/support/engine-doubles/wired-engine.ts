import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ConditioningInput,
  EnginePort,
  GenerateContext,
  GenerationOutput,
  GenerationSpec,
  InputRole,
} from '../../../src/features/engines/index.js';
import { NodeServerHttp } from '../../../src/features/engines/servers/node-server-http.js';
import {
  ServerEngine,
  type ServerEngineOptions,
} from '../../../src/features/engines/servers/server-engine.js';
import type { ServerHttp } from '../../../src/features/engines/servers/server-http.port.js';
import type { ServerProtocol } from '../../../src/features/engines/servers/server-protocol.js';
import { SystemClock } from '../../../src/kernel/clock.js';
import { NodeFileSystem, Storage } from '../../../src/platform/storage/index.js';

const NEVER = new AbortController().signal;
/** Real time, but little of it. */
const TIMINGS = {
  lookEveryMs: 20,
  healthEveryMs: 30,
  deadMs: 60,
  unwellMs: 300,
  submitGraceMs: 500,
  busyMs: 70,
  forgetMs: 20,
};

export type EngineParts = Omit<ServerEngineOptions, 'protocol' | 'settings'> & { http: ServerHttp };

/** An adapter as the portal drives it, wired to doubles over real HTTP. */
export class WiredEngine {
  readonly folder = mkdtempSync(join(tmpdir(), 'engine-wire-'));
  readonly files = new NodeFileSystem();
  readonly http = new NodeServerHttp(this.files);
  #engine: EnginePort | undefined;
  #runs: Promise<unknown>[] = [];

  static async open(make: (parts: EngineParts) => EnginePort): Promise<WiredEngine> {
    const wired = new WiredEngine();
    wired.#engine = make(wired.parts);
    await wired.#engine.open();
    return wired;
  }

  /** One device for each address. */
  static withServers(
    urls: readonly string[],
    protocol: (http: ServerHttp, files: NodeFileSystem) => ServerProtocol,
  ): Promise<WiredEngine> {
    const settings = { urls: [...urls], command: undefined, capabilitiesFile: undefined, model: undefined };
    return WiredEngine.open(({ http, ...parts }) => {
      return new ServerEngine({ ...parts, protocol: protocol(http, new NodeFileSystem()), settings });
    });
  }

  get engine(): EnginePort {
    if (this.#engine === undefined) throw new Error('the engine has not been opened');
    return this.#engine;
  }

  get parts(): EngineParts {
    return {
      http: this.http,
      devices: 'auto',
      limits: { startTimeoutMs: 5000, jobTimeoutMs: 60_000, maxResultBytes: 200_000 },
      storage: new Storage(this.files),
      dataDir: this.folder,
      clock: new SystemClock(),
      log: { warn: () => undefined },
      timings: TIMINGS,
    };
  }

  /** A file that a job starts from. */
  input(role: InputRole, content: Buffer, mediaType: string): ConditioningInput {
    const fileName = `${createHash('sha256').update(content).digest('hex')}.${mediaType.split('/')[1] ?? 'bin'}`;
    writeFileSync(join(this.folder, fileName), content);
    return { role, fileName, mediaType, size: content.length };
  }

  spec(more: Partial<GenerationSpec> = {}): GenerationSpec {
    const { defaults, tasks } = this.engine.capabilities;
    return { ...defaults, task: tasks[0] ?? 'text-to-video', prompt: 'a red ball', seed: 7, ...more };
  }

  inputPath(input: ConditioningInput): string {
    return join(this.folder, input.fileName);
  }

  /** Starts a generation on a device that the test will look at later. */
  generate(
    more: Partial<GenerationSpec> = {},
    { index = 0, ...context }: Partial<GenerateContext> & { index?: number } = {},
  ): Promise<GenerationOutput> {
    const device = this.engine.devices[index];
    if (device === undefined) throw new Error(`the engine has no device ${index}`);
    const workDir = join(this.folder, `work-${this.#runs.length}`);
    mkdirSync(workDir);
    const run = this.engine.generate(this.spec(more), {
      device,
      signal: NEVER,
      onProgress: () => undefined,
      workDir,
      inputPath: (input) => this.inputPath(input),
      remoteJob: undefined,
      recordRemoteJob: () => Promise.resolve(),
      ...context,
    });
    this.#runs.push(run);
    run.catch(() => undefined);
    return run;
  }

  /** The folder of the latest generation. */
  get workDir(): string {
    return join(this.folder, `work-${this.#runs.length - 1}`);
  }

  async close(): Promise<void> {
    await this.#engine?.stop();
    await Promise.allSettled(this.#runs);
    await this.http.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
