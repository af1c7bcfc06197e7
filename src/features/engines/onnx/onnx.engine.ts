import { availableParallelism } from 'node:os';
import type { DeviceDescription } from '../../../kernel/device.js';
import { compiledModule } from '../../../platform/process/compiled-module.js';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import { NodeFileSystem } from '../../../platform/storage/node-file-system.js';
import {
  type EngineCapabilities,
  EnginePort,
  EngineRefusedError,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
  MAX_REMARK,
} from '../engine.port.js';
import { problemsOf } from '../spec-check.js';
import { findCudaDevices } from './cuda-probe.js';
import { cpuDevices, parseDeviceSetting } from './device-setting.js';
import { DeviceWorker } from './device-worker.js';
import { ModelFolder, type ModelDescription } from './model/model-folder.js';
import { completed, type Completion } from './model/open-groups.js';
import { PromptReader } from './model/vocabulary.js';

export interface OnnxEngineOptions {
  /** Absolute path, see `docs/model-folder.md`. */
  modelDir: string;
  /** The `DEVICES` setting. */
  devices: string;
  /** Jobs at once on one device; each has its own process. */
  deviceConcurrency: number;
  /** The `MAX_AUDIO_SECONDS` setting: audio that lasts longer is refused. */
  maxAudioSeconds?: number;
  /** Compiled `onnx-worker.js`; by default the one of this build. */
  workerModulePath?: string;
  /** How long a worker may take to notice a cancel before it is killed. */
  cancelGraceMs?: number;
  files?: FileSystemPort;
  log?: (line: string) => void;
}

const CANCEL_GRACE_MS = 5000;
const CPU_NICENESS = 5;
const MAX_AUDIO_SECONDS = 600;

/** Generates with a model folder on this machine, one process per device (and per job at once). */
export class OnnxEngine extends EnginePort {
  readonly name = 'onnx';
  readonly #files: FileSystemPort;
  readonly #workers = new Map<string, Set<DeviceWorker>>();
  #model: ModelDescription | undefined;
  #reader: PromptReader | undefined;
  #devices: readonly DeviceDescription[] = [];
  #isStopped = false;

  constructor(private readonly options: OnnxEngineOptions) {
    super();
    this.#files = options.files ?? new NodeFileSystem();
  }

  get capabilities(): EngineCapabilities {
    return this.#opened().capabilities;
  }

  get devices(): readonly DeviceDescription[] {
    this.#opened();
    return this.#devices;
  }

  /** @throws ModelFolderError, DeviceSettingError */
  async open(): Promise<void> {
    const model = await new ModelFolder(this.#files, this.options.modelDir).describe();
    this.#devices = await this.#findDevices();
    this.#reader = model.vocabulary === undefined ? undefined : new PromptReader(model.vocabulary);
    this.#model = model;
  }

  async start(device: DeviceDescription, signal: AbortSignal): Promise<void> {
    const isReady = [...this.#workersOf(device)].some((worker) => worker.isUsable && worker.isLoaded);
    if (!isReady) await this.#withWorker(device, signal, () => Promise.resolve());
  }

  async generate(spec: GenerationSpec, context: GenerateContext): Promise<GenerationOutput> {
    const problems = problemsOf(spec, this.capabilities).map(({ path, message }) => `${path} ${message}`);
    if (problems.length > 0) throw new EngineRefusedError(problems.join('; '));
    const start = performance.now();
    if (this.#idleWorker(context.device)?.isLoaded !== true)
      context.onProgress({ stage: 'loading', fraction: 0 });
    return this.#withWorker(context.device, context.signal, async (worker) => {
      const loading = performance.now() - start;
      const { prompt } = this.#completed(spec) ?? spec;
      const output = await worker.generate({ ...spec, prompt }, context);
      return { ...withSound(output, spec), stageMs: { loading, ...output.stageMs } };
    });
  }

  /** Names the words of the prompt that the model does not know, and what it leaves open, by the folder's vocabulary. */
  override remarkOn(spec: GenerationSpec): string | undefined {
    const { model } = this.capabilities;
    const chosen = this.#completed(spec)?.chosen ?? [];
    const sentences = [
      this.#reader?.remarkOn(spec.prompt, model),
      chosen.length === 0
        ? undefined
        : `The prompt leaves open, and the seed chose: ${chosen.map(({ group, value }) => `${value} (${group})`).join(', ')}.`,
    ].filter((sentence) => sentence !== undefined);
    return sentences.length === 0 ? undefined : sentences.join(' ').slice(0, MAX_REMARK);
  }

  override get isLoaded(): boolean {
    return this.#allWorkers().some((worker) => worker.isUsable && worker.isLoaded);
  }

  override async unload(): Promise<void> {
    const idle = this.#allWorkers().filter((worker) => worker.isUsable && !worker.isReserved);
    await Promise.all(idle.map((worker) => worker.kill('its model was unloaded')));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#allWorkers().map((worker) => worker.kill('the engine stops')));
  }

  /** Process ids of a device's workers, for tests and operations. */
  workerPids(device: DeviceDescription): number[] {
    return [...this.#workersOf(device)].map((worker) => worker.pid).filter((pid) => pid !== undefined);
  }

  /** Where a picture is given, it shows already what a prompt may leave open. */
  #completed(spec: GenerationSpec): Completion | undefined {
    const { vocabulary } = this.#opened();
    const isFromText = spec.task === 'text-to-video' || spec.task === 'text-to-image';
    if (vocabulary === undefined || this.#reader === undefined || !isFromText) return undefined;
    return completed(vocabulary, this.#reader, spec);
  }

  #opened(): ModelDescription {
    if (this.#model === undefined) throw new Error('The engine has not been opened');
    return this.#model;
  }

  async #findDevices(): Promise<readonly DeviceDescription[]> {
    const setting = parseDeviceSetting(this.options.devices);
    if (setting.kind === 'listed') return setting.devices;
    const gpus = await findCudaDevices(this.#files);
    return gpus.length > 0 ? gpus : cpuDevices(1);
  }

  #allWorkers(): DeviceWorker[] {
    return [...this.#workers.values()].flatMap((workers) => [...workers]);
  }

  #workersOf(device: DeviceDescription): Set<DeviceWorker> {
    const known = this.#workers.get(device.name);
    if (known !== undefined) return known;
    const workers = new Set<DeviceWorker>();
    this.#workers.set(device.name, workers);
    return workers;
  }

  #idleWorker(device: DeviceDescription): DeviceWorker | undefined {
    return [...this.#workersOf(device)].find((worker) => worker.isUsable && !worker.isReserved);
  }

  /** Lends an idle worker with the model loaded, started if there is none; nobody else gets it meanwhile. */
  async #withWorker<Result>(
    device: DeviceDescription,
    signal: AbortSignal,
    use: (worker: DeviceWorker) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const worker = this.#idleWorker(device) ?? this.#spawn(device);
    worker.isReserved = true;
    try {
      await this.#loaded(worker, signal);
      return await use(worker);
    } finally {
      worker.isReserved = false;
    }
  }

  async #loaded(worker: DeviceWorker, signal: AbortSignal): Promise<void> {
    const abort = () => void worker.kill('its start was cancelled');
    signal.addEventListener('abort', abort, { once: true });
    try {
      await worker.loaded;
    } catch (error) {
      await worker.gone;
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #spawn(device: DeviceDescription): DeviceWorker {
    if (this.#isStopped) throw new Error('The engine has been stopped');
    const workers = this.#workersOf(device);
    // Those that are being killed are out of the way in a moment.
    const usable = [...workers].filter(({ isUsable }) => isUsable).length;
    if (usable >= this.options.deviceConcurrency) throw new Error(`${device.name} has no free worker`);
    const worker = new DeviceWorker({
      deviceName: device.name,
      modulePath: this.options.workerModulePath ?? compiledModule(import.meta.url, 'onnx-worker.js'),
      env: device.kind === 'cuda' ? { CUDA_VISIBLE_DEVICES: String(device.index) } : {},
      // On the processor it would otherwise keep the portal from answering, and from starting the next job.
      niceness: device.kind === 'cpu' ? CPU_NICENESS : 0,
      load: {
        modelDir: this.#opened().dir,
        provider: device.kind === 'cuda' ? 'cuda' : 'cpu',
        threads: this.#threads(),
        maxAudioSeconds: this.options.maxAudioSeconds ?? MAX_AUDIO_SECONDS,
      },
      cancelGraceMs: this.options.cancelGraceMs ?? CANCEL_GRACE_MS,
      log: this.options.log ?? (() => undefined),
    });
    workers.add(worker);
    void worker.gone.then(() => workers.delete(worker));
    return worker;
  }

  /** The processor's cores are divided among all workers. */
  #threads(): number {
    const workers = this.#devices.length * this.options.deviceConcurrency;
    return Math.max(1, Math.floor(availableParallelism() / workers));
  }
}

/** Talking is done to a sound, which belongs to the result. */
function withSound(output: GenerationOutput, { task, inputs }: GenerationSpec): GenerationOutput {
  const sound = task === 'audio-driven' ? inputs?.find(({ role }) => role === 'audio') : undefined;
  return output.kind === 'frames' && sound !== undefined ? { ...output, sound } : output;
}
