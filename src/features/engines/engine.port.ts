import type { DeviceDescription } from '../../kernel/device.js';

/** What an engine can be asked for. Names as in Hugging Face's task list. */
export type Task =
  'text-to-video' | 'image-to-video' | 'video-to-video' | 'text-to-image' | 'image-to-image' | 'audio-driven';

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
}

export type Stage = 'waiting' | 'loading' | 'encoding prompt' | 'denoising' | 'decoding' | 'writing';

/** `step` of `totalSteps` while denoising; `fraction` 0..1 over the whole attempt, never falling. */
export interface Progress {
  stage: Stage;
  fraction: number;
  step?: number;
  totalSteps?: number;
}

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
      /** Milliseconds by stage, measured in the engine. */
      stageMs: Readonly<Partial<Record<Stage, number>>>;
    }
  | { kind: 'video'; fileName: string; stageMs: Readonly<Partial<Record<Stage, number>>> };

export interface GenerateContext {
  device: DeviceDescription;
  /** Aborted by cancel, shutdown or time-out; `generate` then stops its work for real and rejects with the reason. */
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** An empty private folder for this attempt. */
  workDir: string;
}

/** The engine will never do this job: wrong input, refused content. The job fails at once. */
export class EngineRefusedError extends Error {
  override readonly name = 'EngineRefusedError';
}

/** The device or its worker broke. The job moves to another device; the device is watched. */
export class DeviceFaultError extends Error {
  override readonly name = 'DeviceFaultError';
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
  /** Resolves when every process is gone. */
  abstract stop(): Promise<void>;
}
