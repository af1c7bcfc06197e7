import type { CancelLevel, EngineCapabilities, GenerationSpec, InputRole } from '../engine.port.js';

/** Servers with the same paths and different habits; facts in docs/engines.md. */
export type VideoDialect = 'openai' | 'sglang' | 'vllm-omni';

/** One field of a submission: text, or the file of an input. */
export type SubmissionField = readonly [name: string, value: string | { input: InputRole }];

export interface DialectRules {
  /** The engine's name in `ENGINES`. */
  readonly engine: 'openai-video' | 'sglang' | 'vllm-omni';
  readonly cancel: CancelLevel;
  /** A path that answers before the server is ready to generate, and what it says when it is broken. */
  readonly healthPath: string | undefined;
  /** True where `queued` is said until the very end. */
  readonly saysQueuedWhileRunning: boolean;
  /** True where it works on one job at a time unless it is told to batch, and keeps others in a queue of its own. */
  readonly isSerial: boolean;
  /** True where `DELETE` stops a running generation. */
  readonly deleteStops: boolean;
  readonly progress: EngineCapabilities['progress'];
  /** The closest that polls come together: a hosted service counts its requests, one's own server does not. */
  readonly firstPollMs: number;
  readonly capabilities: Omit<EngineCapabilities, 'model' | 'cancel' | 'progress'>;
  fieldsOf(spec: GenerationSpec): readonly SubmissionField[];
}

const sizeOf = ({ width, height }: GenerationSpec): SubmissionField => ['size', `${width}x${height}`];

/** Values that both self-hosted servers take by the same names. */
function samplingFields(spec: GenerationSpec): SubmissionField[] {
  return [
    ['prompt', spec.prompt],
    sizeOf(spec),
    ['num_frames', String(spec.numFrames)],
    ['fps', String(spec.fps)],
    ['seed', String(spec.seed)],
    ['num_inference_steps', String(spec.steps)],
    ['guidance_scale', String(spec.guidanceScale)],
    ...(spec.negativePrompt === '' ? [] : [['negative_prompt', spec.negativePrompt] as const]),
  ];
}

const has = (spec: GenerationSpec, role: InputRole) =>
  spec.inputs?.some((input) => input.role === role) === true;

/** Wide limits: what the model behind a server really takes, the operator says in a file of capabilities. */
const SELF_HOSTED: DialectRules['capabilities'] = {
  tasks: ['text-to-video', 'image-to-video'],
  ranges: {
    width: { min: 64, max: 4096, multipleOf: 16 },
    height: { min: 64, max: 4096, multipleOf: 16 },
    numFrames: { min: 1, max: 1001, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 200 },
    guidanceScale: { min: 0, max: 20 },
  },
  defaults: {
    width: 832,
    height: 480,
    numFrames: 81,
    fps: 16,
    steps: 50,
    guidanceScale: 5,
    negativePrompt: '',
  },
};

const FRAMES_A_SECOND = 24;

export const DIALECTS: Readonly<Record<VideoDialect, DialectRules>> = {
  openai: {
    engine: 'openai-video',
    cancel: 'none',
    healthPath: undefined,
    // Nothing is known of what is behind it.
    isSerial: false,
    saysQueuedWhileRunning: false,
    deleteStops: false,
    progress: 'percent',
    firstPollMs: 250,
    capabilities: {
      tasks: ['text-to-video', 'image-to-video'],
      sizes: [
        { width: 1280, height: 720 },
        { width: 720, height: 1280 },
        { width: 1792, height: 1024 },
        { width: 1024, height: 1792 },
      ],
      ranges: {
        width: { min: 720, max: 1792 },
        height: { min: 720, max: 1792 },
        // 4, 8 or 12 seconds; there is no field for frames.
        numFrames: { min: 4 * FRAMES_A_SECOND, max: 12 * FRAMES_A_SECOND, multipleOf: 4 * FRAMES_A_SECOND },
        fps: { min: FRAMES_A_SECOND, max: FRAMES_A_SECOND },
        // Neither can be said to such a server.
        steps: { min: 1, max: 1 },
        guidanceScale: { min: 1, max: 1 },
      },
      defaults: {
        width: 1280,
        height: 720,
        numFrames: 4 * FRAMES_A_SECOND,
        fps: FRAMES_A_SECOND,
        steps: 1,
        guidanceScale: 1,
        negativePrompt: '',
      },
    },
    fieldsOf: (spec) => [
      ['prompt', spec.prompt],
      sizeOf(spec),
      ['seconds', String(spec.numFrames / spec.fps)],
      ...(has(spec, 'image') ? [['input_reference', { input: 'image' }] as const] : []),
    ],
  },
  sglang: {
    engine: 'sglang',
    cancel: 'none',
    healthPath: '/health',
    isSerial: true,
    saysQueuedWhileRunning: true,
    deleteStops: false,
    progress: 'none',
    firstPollMs: 5,
    capabilities: SELF_HOSTED,
    fieldsOf: (spec) => [
      ...samplingFields(spec),
      ...(has(spec, 'image') ? [['input_reference', { input: 'image' }] as const] : []),
      ...(has(spec, 'video') ? [['video_reference', { input: 'video' }] as const] : []),
    ],
  },
  'vllm-omni': {
    engine: 'vllm-omni',
    cancel: 'step',
    healthPath: '/health',
    isSerial: true,
    saysQueuedWhileRunning: false,
    deleteStops: true,
    progress: 'none',
    firstPollMs: 5,
    capabilities: SELF_HOSTED,
    fieldsOf: (spec) => {
      const reference = has(spec, 'image') ? 'image' : has(spec, 'video') ? 'video' : undefined;
      return [
        ...samplingFields(spec),
        ...(reference === undefined ? [] : [['input_reference', { input: reference }] as const]),
      ];
    },
  },
};
