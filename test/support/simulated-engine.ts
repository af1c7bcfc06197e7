import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  DeviceFaultError,
  EngineBusyError,
  EngineCapabilities,
  EnginePort,
  EngineRefusedError,
  GenerateContext,
  GenerationOutput,
  GenerationSpec,
  isDetach,
  NotAcceptedError,
  Progress,
  RemoteJobLostError,
} from '../../src/features/engines/index.js';
import type { DeviceDescription } from '../../src/kernel/device.js';
import type { ServerJob, SimulatedServer } from './simulated-server.js';
import { tinyVideo } from './tiny-video.ts';

/**
 * The classes that the simulated engine is made from. They come from the caller, because tests run on `src` and
 * benches and fault suites on `dist`, and `instanceof` must mean the same class on both sides.
 */
export interface EngineParts {
  EnginePort: typeof EnginePort;
  EngineRefusedError: typeof EngineRefusedError;
  DeviceFaultError: typeof DeviceFaultError;
  /** Only where the engine stands for servers. */
  remote?: RemoteParts;
}

export interface RemoteParts {
  EngineBusyError: typeof EngineBusyError;
  NotAcceptedError: typeof NotAcceptedError;
  RemoteJobLostError: typeof RemoteJobLostError;
  isDetach: typeof isDetach;
}

/** How a run goes: it ends well, in one of the engine's errors, or only when it is aborted. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'refuse'; message?: string }
  | { kind: 'device-fault'; message?: string }
  | { kind: 'failure'; message?: string; error?: unknown }
  | { kind: 'busy'; retryAfterMs?: number }
  | { kind: 'not-accepted' }
  | { kind: 'lost' }
  | { kind: 'hang' };

export interface SimulatedEngineOptions {
  /** `sim` by default; devices are called `<name>:<index>`. */
  name?: string;
  /** Over those of {@link SIMULATED_CAPABILITIES}. */
  capabilities?: Partial<EngineCapabilities>;
  devices?: number;
  kind?: 'cpu' | 'remote';
  /** What its servers know; it may be handed on to the engine of the next portal. */
  server?: SimulatedServer;
  /** What is told about where the devices are. */
  detailOf?: (index: number) => string;
  /** Milliseconds that a run takes. Without it a run lasts until the test ends it. */
  runMs?: (spec: GenerationSpec, device: DeviceDescription) => number;
  /** How runs with a `runMs` end; well, by default. `number` counts the runs of this engine from 1. */
  outcome?: (spec: GenerationSpec, device: DeviceDescription, number: number) => Outcome;
  /** Denoising steps reported over a timed run. */
  progressSteps?: number;
  /** Called by `start`, that is by the probe of a quarantined device; throwing keeps the device out. */
  probe?: (device: DeviceDescription) => Promise<void> | void;
  /** `frames` (RGB, to be encoded), or a ready `video` or `image` of about `videoBytes` bytes. */
  output?: 'frames' | 'video' | 'image';
  videoBytes?: number;
  /** The seed that a video or image says it was made with. */
  seed?: number;
  /** Writes the output; the real file system by default. */
  write?: (path: string, content: Uint8Array) => Promise<void>;
  /** Timers of timed runs; real time by default. */
  schedule?: (delayMs: number, callback: () => void) => () => void;
  onStart?: (run: SimulatedRun) => void;
  onEnd?: (run: SimulatedRun) => void;
}

/** One call of `generate`, in the hands of the test. */
export interface SimulatedRun {
  readonly number: number;
  readonly spec: GenerationSpec;
  readonly context: GenerateContext;
  readonly isOver: boolean;
  progress(progress: Progress): void;
  /** Ends the run; nothing happens if it is over. */
  end(outcome?: Outcome): void;
}

export interface SimulatedEngine extends EnginePort {
  /** Runs that are under way, oldest first. */
  readonly active: readonly SimulatedRun[];
  /** Runs started so far. */
  readonly runCount: number;
  /** The most runs that were ever under way on one device at once. */
  readonly mostOnOneDevice: number;
  readonly isStopped: boolean;
  /** Resolves with the `number`th run (from 1) when it has started. */
  started(number: number): Promise<SimulatedRun>;
}

export const SIMULATED_CAPABILITIES: EngineCapabilities = {
  tasks: ['text-to-video'],
  cancel: 'step',
  progress: 'steps',
  ranges: {
    width: { min: 16, max: 64, multipleOf: 16 },
    height: { min: 16, max: 64, multipleOf: 16 },
    numFrames: { min: 1, max: 81, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 100 },
    guidanceScale: { min: 0, max: 20 },
  },
  defaults: { width: 16, height: 16, numFrames: 5, fps: 8, steps: 4, guidanceScale: 1, negativePrompt: '' },
  model: 'simulated 1',
};

const FRAMES_NAME = 'frames.rgb';
const VIDEO_NAME = 'video.mp4';

function realSchedule(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

class Run implements SimulatedRun {
  isOver = false;
  readonly number: number;
  readonly spec: GenerationSpec;
  readonly context: GenerateContext;
  readonly ended: Promise<Outcome>;
  #settle: (outcome: Outcome) => void = () => undefined;
  #abort: (reason: unknown) => void = () => undefined;

  constructor(number: number, spec: GenerationSpec, context: GenerateContext) {
    this.number = number;
    this.spec = spec;
    this.context = context;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#abort = reject;
    });
    const { signal } = context;
    const abort = () => {
      this.isOver = true;
      this.#abort(signal.reason);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }

  progress(progress: Progress): void {
    if (!this.isOver) this.context.onProgress(progress);
  }

  end(outcome: Outcome = { kind: 'done' }): void {
    if (this.isOver || outcome.kind === 'hang') return;
    this.isOver = true;
    this.#settle(outcome);
  }
}

/** An engine without a model: its devices do what the test says, and its files are real. */
export function createSimulatedEngine(
  parts: EngineParts,
  options: SimulatedEngineOptions = {},
): SimulatedEngine {
  const { name = 'sim', kind = 'cpu', devices: count = 1, output = 'frames', videoBytes = 1024 } = options;
  const write = options.write ?? ((path: string, content: Uint8Array) => writeFile(path, content));
  const schedule = options.schedule ?? realSchedule;
  const devices = Array.from({ length: count }, (_, index) => ({
    name: `${name}:${index}`,
    kind,
    index,
    ...(options.detailOf === undefined ? {} : { detail: options.detailOf(index) }),
  }));

  const remoteParts = (): RemoteParts => {
    if (parts.remote === undefined)
      throw new Error('this simulated engine was made without the parts of servers');
    return parts.remote;
  };

  class Simulated extends parts.EnginePort implements SimulatedEngine {
    readonly name = name;
    readonly capabilities = { ...SIMULATED_CAPABILITIES, ...options.capabilities };
    readonly devices = devices;
    readonly active: Run[] = [];
    runCount = 0;
    mostOnOneDevice = 0;
    isStopped = false;
    readonly #waiting: { number: number; resolve: (run: SimulatedRun) => void }[] = [];

    async open(): Promise<void> {}

    async start(device: DeviceDescription, signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      await options.probe?.(device);
    }

    async generate(spec: GenerationSpec, context: GenerateContext): Promise<GenerationOutput> {
      if (this.isStopped) throw new Error('The engine has been stopped.');
      if (!isWithin(spec, this.capabilities))
        throw new parts.EngineRefusedError('This lies outside of what the engine can do.');
      this.runCount += 1;
      const run = new Run(this.runCount, spec, context);
      this.active.push(run);
      const { device } = context;
      const onDevice = this.active.filter((other) => other.context.device.name === device.name).length;
      this.mostOnOneDevice = Math.max(this.mostOnOneDevice, onDevice);
      const cancelTimers = this.#time(run);
      options.onStart?.(run);
      this.#tell(run);
      try {
        const job = await this.#attach(spec, context);
        const outcome = await this.#outcome(run, job);
        if (job !== undefined) job.state = 'done';
        return await this.#finish(run, outcome);
      } finally {
        cancelTimers();
        this.active.splice(this.active.indexOf(run), 1);
        options.onEnd?.(run);
      }
    }

    async #attach(spec: GenerationSpec, context: GenerateContext): Promise<ServerJob | undefined> {
      if (options.server === undefined) return undefined;
      const job = await options.server.attach(spec, context);
      if (job === undefined)
        throw new (remoteParts().RemoteJobLostError)('The server does not know the job.');
      return job;
    }

    /** Lets go of a server's job on a shutdown, and ends it there on every other stop. */
    async #outcome(run: Run, job: ServerJob | undefined): Promise<Outcome> {
      try {
        return await run.ended;
      } catch (reason) {
        if (job !== undefined && !remoteParts().isDetach(reason)) {
          await options.server?.cancelHold;
          job.state = 'cancelled';
        }
        throw reason;
      }
    }

    async stop(): Promise<void> {
      this.isStopped = true;
      for (const run of this.active) run.end({ kind: 'device-fault', message: 'The engine was stopped.' });
    }

    started(number: number): Promise<SimulatedRun> {
      const found = this.active.find((run) => run.number === number);
      if (found !== undefined) return Promise.resolve(found);
      if (number <= this.runCount) return Promise.reject(new Error(`run ${number} is over`));
      return new Promise((resolve) => this.#waiting.push({ number, resolve }));
    }

    #tell(run: Run): void {
      for (const waiting of this.#waiting.filter((other) => other.number === run.number)) {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.resolve(run);
      }
    }

    /** Plans the end, and the progress on the way there, of a run with a `runMs`. */
    #time(run: Run): () => void {
      const { device } = run.context;
      const runMs = options.runMs?.(run.spec, device);
      if (runMs === undefined) return () => undefined;
      const outcome = options.outcome?.(run.spec, device, run.number) ?? { kind: 'done' };
      const cancels = [schedule(runMs, () => run.end(outcome))];
      const totalSteps = options.progressSteps ?? 0;
      for (let step = 1; step <= totalSteps; step += 1) {
        const fraction = step / (totalSteps + 1);
        const report = () => run.progress({ stage: 'denoising', fraction, step, totalSteps });
        cancels.push(schedule(runMs * fraction, report));
      }
      return () => {
        for (const cancel of cancels) cancel();
      };
    }

    async #finish(run: Run, outcome: Outcome): Promise<GenerationOutput> {
      switch (outcome.kind) {
        case 'refuse':
          throw new parts.EngineRefusedError(outcome.message ?? 'The engine does not do this.');
        case 'device-fault':
          throw new parts.DeviceFaultError(outcome.message ?? 'The device broke.');
        case 'failure':
          throw outcome.error ?? new Error(outcome.message ?? 'The run failed.');
        case 'busy':
          throw new (remoteParts().EngineBusyError)('The server is full.', outcome.retryAfterMs ?? 1000);
        case 'not-accepted':
          throw new (remoteParts().NotAcceptedError)('No connection could be made.');
        case 'lost':
          throw new (remoteParts().RemoteJobLostError)('The server does not know the job any more.');
        case 'hang':
          throw new Error('a run that hangs does not end');
        case 'done':
          return this.#write(run);
      }
    }

    async #write({ spec, context }: Run): Promise<GenerationOutput> {
      const { width, height, numFrames, fps } = spec;
      if (output !== 'frames') {
        await write(join(context.workDir, VIDEO_NAME), answerOf(spec, videoBytes));
        const { seed } = options;
        return { kind: output, fileName: VIDEO_NAME, stageMs: {}, ...(seed === undefined ? {} : { seed }) };
      }
      await write(join(context.workDir, FRAMES_NAME), patternOf(spec, numFrames * width * height * 3));
      return { kind: 'frames', fileName: FRAMES_NAME, width, height, numFrames, fps, stageMs: {} };
    }
  }
  return new Simulated();
}

function isWithin(spec: GenerationSpec, { ranges }: EngineCapabilities): boolean {
  return (['width', 'height', 'numFrames', 'steps'] as const).every(
    (name) => spec[name] >= ranges[name].min && spec[name] <= ranges[name].max,
  );
}

/** A video that plays and is about as large as wished, or nothing. */
function answerOf(spec: GenerationSpec, size: number): Uint8Array {
  return size === 0 ? new Uint8Array() : tinyVideo(patternOf(spec, size));
}

/** Bytes that depend on the seed and the prompt, so that results of different jobs differ. */
function patternOf({ seed, prompt }: GenerationSpec, size: number): Uint8Array {
  let state = (seed ^ (prompt.length * 2_654_435_761)) >>> 0;
  for (let index = 0; index < prompt.length; index += 1) {
    state = (Math.imul(state, 31) + prompt.charCodeAt(index)) >>> 0;
  }
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
