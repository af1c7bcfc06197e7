import type { DeviceDescription } from '../../kernel/device.js';

/** What an engine can be asked for. Names as in Hugging Face's task list. */
export type Task =
  'text-to-video' | 'image-to-video' | 'video-to-video' | 'text-to-image' | 'image-to-image' | 'audio-driven';

/** What a file that a generation starts from is used as. */
export type InputRole = 'image' | 'last-image' | 'video' | 'audio';

/** A file that a generation starts from. It is named by its content, so the same file is kept once. */
export interface ConditioningInput {
  role: InputRole;
  /** Its name in the store of inputs: `<sha-256 in hex>.<extension>`. */
  fileName: string;
  /** Found by looking at its content, never taken from what a client says. */
  mediaType: string;
  /** Bytes. */
  size: number;
}

/** How far a running generation can be stopped: its server drops only waiting ones, at the next step, by a kill. */
export type CancelLevel = 'none' | 'queued-only' | 'step' | 'kill';

/** Whole numbers from `min` to `max`; `multipleOf` and `plus` mean k * multipleOf + plus (17 frames = 4 * 4 + 1). */
export interface IntegerRange {
  min: number;
  max: number;
  multipleOf?: number;
  plus?: number;
}

export interface NumberRange {
  min: number;
  max: number;
}

export interface EngineCapabilities {
  tasks: readonly Task[];
  ranges: {
    width: IntegerRange;
    height: IntegerRange;
    numFrames: IntegerRange;
    fps: NumberRange;
    steps: IntegerRange;
    guidanceScale: NumberRange;
  };
  /** Where an engine takes only certain sizes, in pixels; width and height must then be one of these pairs. */
  sizes?: readonly { width: number; height: number }[];
  cancel: CancelLevel;
  /** What is known of a running generation: its steps, a percentage, or nothing but that it runs. */
  progress: 'steps' | 'percent' | 'none';
  /** What is used where a request is silent. */
  defaults: {
    width: number;
    height: number;
    numFrames: number;
    fps: number;
    steps: number;
    guidanceScale: number;
    negativePrompt: string;
  };
  /** What differs from {@link defaults} for a task: one frame for an image. */
  taskDefaults?: Partial<Record<Task, Partial<EngineCapabilities['defaults']>>>;
  /** Inputs that a task usually takes and this engine makes nothing of: a request with one is refused. */
  unusedRoles?: Partial<Record<Task, readonly InputRole[]>>;
  /** Name and version of the model, as it goes into records and metadata. */
  model: string;
}

/** One generation, every value decided. Sizes in pixels, fps in frames a second, seed 0..2^32-1. */
export interface GenerationSpec {
  task: Task;
  prompt: string;
  negativePrompt: string;
  seed: number;
  steps: number;
  guidanceScale: number;
  width: number;
  height: number;
  numFrames: number;
  fps: number;
  /** 0..1: how far a result may leave the image or video that it starts from. */
  strength?: number;
  /** How an input is brought to the size of the result. */
  resizeMode?: 'crop' | 'letterbox' | 'stretch';
  /** At most one of each role. */
  inputs?: readonly ConditioningInput[];
}

export type Stage = 'waiting' | 'loading' | 'encoding prompt' | 'denoising' | 'decoding' | 'writing';

/** `step` of `totalSteps` while denoising; `fraction` 0..1 over the whole attempt, never falling. */
export interface Progress {
  stage: Stage;
  fraction: number;
  step?: number;
  totalSteps?: number;
  /** True where `fraction` is no report but a guess from how long such runs took before. */
  estimated?: boolean;
  /** A small JPEG of how the result looks so far, at most {@link MAX_PREVIEW_BYTES}; sent every few steps. */
  preview?: Uint8Array;
}

export const MAX_PREVIEW_BYTES = 65_536;
export const MAX_REMARK = 500;

/** What `generate` left in `workDir`; names are file names in it. */
export type GenerationOutput =
  | {
      kind: 'frames';
      /** RGB, 8 bits a channel, frame after frame, without padding: numFrames * height * width * 3 bytes. */
      fileName: string;
      width: number;
      height: number;
      numFrames: number;
      fps: number;
      /** An input of the spec whose sound belongs to the video, from its start. */
      sound?: ConditioningInput;
      /** Milliseconds by stage, measured in the engine. */
      stageMs: Readonly<Partial<Record<Stage, number>>>;
    }
  | {
      /** A video file of any codec, or an image: what a server answered, not yet looked into. */
      kind: 'video' | 'image';
      fileName: string;
      /** Where the engine chose or changed it. */
      seed?: number;
      stageMs: Readonly<Partial<Record<Stage, number>>>;
    };

export interface GenerateContext {
  device: DeviceDescription;
  /** Aborted by cancel, shutdown or time-out; `generate` then stops its work for real and rejects with the reason. */
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /**
   * The device has done its part and may take another job; what is left (the transfer of a result) needs it no more.
   * The end of `generate` says the same.
   */
  onDeviceFree?: () => void;
  /**
   * The run is about to end on a device that keeps a queue of its own and works on one job at a time: the next job may
   * be given to it now, and starts there without a gap. Called with false if the run does not end as expected.
   */
  onEndInSight?: (isInSight: boolean) => void;
  /** An empty private folder for this attempt. */
  workDir: string;
  /** Absolute path of an input of the spec. */
  inputPath: (input: ConditioningInput) => string;
  /**
   * The id under which a server knows this very attempt, recorded before the portal stopped: `generate` then goes on
   * asking for it instead of submitting again. Undefined for a new attempt.
   */
  remoteJob: string | undefined;
  /**
   * Makes the server's id of this attempt durable. Called before the id is first asked about; where a client may
   * choose the id, before the submission.
   */
  recordRemoteJob: (id: string) => Promise<void>;
}

/** The engine will never do this job: wrong input, refused content. The job fails at once. */
export class EngineRefusedError extends Error {
  override readonly name = 'EngineRefusedError';
}

/** The device or its worker broke. The job moves to another device; the device is watched. */
export class DeviceFaultError extends Error {
  override readonly name = 'DeviceFaultError';
}

/** The server has no room now and took nothing: the job waits, and the device is left alone for a while. */
export class EngineBusyError extends Error {
  override readonly name = 'EngineBusyError';
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

/** The server surely never took the job (no connection, key refused): another device or engine may have it at once. */
export class NotAcceptedError extends Error {
  override readonly name = 'NotAcceptedError';
}

/** The server took the job and does not know it any more: it is submitted again, to whoever is able. */
export class RemoteJobLostError extends Error {
  override readonly name = 'RemoteJobLostError';
}

/** Something that generates. Every adapter passes the contract suite in `test/contract`. */
export abstract class EnginePort {
  /** As in `ENGINES`. */
  abstract readonly name: string;
  /** Known after {@link open}. */
  abstract readonly capabilities: EngineCapabilities;
  /** Known after {@link open}. */
  abstract readonly devices: readonly DeviceDescription[];
  /** Reads what the engine needs to know about itself; cheap, and fails with a clear error if it can never work. */
  abstract open(): Promise<void>;
  /** Makes a device ready to generate; resolves when it really is. {@link generate} does it by itself if needed. */
  abstract start(device: DeviceDescription, signal: AbortSignal): Promise<void>;
  /** @throws EngineRefusedError, DeviceFaultError, or the reason of the signal */
  abstract generate(spec: GenerationSpec, context: GenerateContext): Promise<GenerationOutput>;
  /** Jobs that a device may run at once now; undefined: as many as `DEVICE_CONCURRENCY` says. */
  slotsOf(_device: DeviceDescription): number | undefined {
    return undefined;
  }
  /** What a finished run before this start of the portal tells of others to come. @param runMs how long it generated */
  remember(_spec: GenerationSpec, _device: DeviceDescription, _runMs: number): void {}
  /** What somebody who asks for `spec` should know of it, in a sentence or two of at most {@link MAX_REMARK} characters. */
  remarkOn(_spec: GenerationSpec): string | undefined {
    return undefined;
  }
  /** Whether a model is in the portal's own memory; undefined where that is the business of servers. */
  get isLoaded(): boolean | undefined {
    return undefined;
  }
  /** Frees the memory of models that no job uses at this moment; the next job loads them again. */
  unload(): Promise<void> {
    return Promise.resolve();
  }
  /** Resolves when every process is gone. */
  abstract stop(): Promise<void>;
}
