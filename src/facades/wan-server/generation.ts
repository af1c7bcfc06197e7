import type { ConditioningInput, PartialSpec } from '../../features/engines/index.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import { goFloat, goInt, type GoStruct, readGoJson } from './go-json.js';
import type { WanTask } from './job-names.js';

const LONGEST_PROMPT = 20_000;
const MAX_FRAMES = 128;
const MAX_SECONDS = 10;

const DEFAULTS = {
  num_frames: 64,
  fps: 24,
  width: 512,
  height: 512,
  guidance_scale: 7.5,
  num_inference_steps: 50,
  strength: 0.8,
} as const;

const TEXT_TO_VIDEO = {
  prompt: 'string',
  negative_prompt: 'string',
  num_frames: 'int',
  fps: 'int',
  width: 'int',
  height: 'int',
  seed: 'int64',
  guidance_scale: 'float64',
  num_inference_steps: 'int',
} as const;

/** What a request says; to Go, 0 is the same as nothing, but for the seed and the strength. */
export interface Generation extends GoStruct<typeof TEXT_TO_VIDEO> {
  task: WanTask;
  prompt: string;
  strength?: number;
}

const invalid = (reason: string) => new DetailError(400, `Invalid request: ${reason}`, 'invalid_request');

/** @throws DetailError 400 */
export function readTextToVideo(body: unknown): Generation {
  const { prompt = '', ...fields } = readGoJson('TextToVideoRequest', TEXT_TO_VIDEO, body);
  if (prompt.trim() === '') throw new DetailError(400, 'Prompt is required', 'invalid_request');
  return checked({ task: 'text-to-video', prompt, ...fields });
}

/**
 * The texts of a form; numbers that cannot be read are taken for left out.
 * @throws DetailError 400
 */
export function readForm(task: WanTask, texts: ReadonlyMap<string, string>): Generation {
  const whole = (name: string) => presentInt(name, texts.get(name));
  const common = {
    task,
    prompt: texts.get('prompt') ?? '',
    negative_prompt: texts.get('negative_prompt') ?? '',
    ...whole('fps'),
    seed: goInt(texts.get('seed'), -1),
    guidance_scale: goFloat(texts.get('guidance_scale'), 0),
    ...whole('num_inference_steps'),
  };
  if (task === 'video-to-video')
    return checked({ ...common, strength: goFloat(texts.get('strength'), DEFAULTS.strength) });
  return checked({ ...common, ...whole('num_frames'), ...whole('width'), ...whole('height') });
}

function presentInt(name: string, text: string | undefined): Readonly<Record<string, number>> {
  const number = goInt(text, 0);
  return number === 0 ? {} : { [name]: number };
}

/** @throws DetailError 400 for what no engine is asked about */
function checked(generation: Generation): Generation {
  const { prompt, negative_prompt: negative = '', task } = generation;
  if (prompt.length > LONGEST_PROMPT || negative.length > LONGEST_PROMPT)
    throw invalid(`prompt and negative_prompt may have at most ${LONGEST_PROMPT} characters`);
  if (task === 'video-to-video') return generation;
  const frames = said(generation.num_frames) ?? DEFAULTS.num_frames;
  const fps = said(generation.fps) ?? DEFAULTS.fps;
  if (frames > MAX_FRAMES) throw invalid(`num_frames must be at most ${MAX_FRAMES}`);
  if (frames / fps > MAX_SECONDS) throw invalid(`num_frames / fps must be at most ${MAX_SECONDS} seconds`);
  return generation;
}

function said(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

/** What a request asks for; what it leaves out stays open. */
export function toSpec(generation: Generation, inputs: readonly ConditioningInput[]): PartialSpec {
  const { seed, negative_prompt: negative } = generation;
  const values = {
    negativePrompt: negative === '' ? undefined : negative,
    numFrames: said(generation.num_frames),
    fps: said(generation.fps),
    width: said(generation.width),
    height: said(generation.height),
    seed: seed === undefined || seed < 0 ? undefined : seed,
    guidanceScale: said(generation.guidance_scale),
    steps: said(generation.num_inference_steps),
    strength: generation.strength,
    inputs: inputs.length === 0 ? undefined : inputs,
  };
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    prompt: generation.prompt,
    task: generation.task,
    ...(Object.fromEntries(present) as Partial<PartialSpec>),
  };
}

/** This server's defaults, for what a request leaves open. They are for one model: others may not take them. */
export function wishesOf(generation: Generation): Partial<PartialSpec>[] {
  const { width, height } = generation;
  const isSizeOpen = said(width) === undefined && said(height) === undefined;
  const hasShape = generation.task !== 'video-to-video';
  const wishes: [isOpen: boolean, Partial<PartialSpec>][] = [
    [hasShape && isSizeOpen, { width: DEFAULTS.width, height: DEFAULTS.height }],
    [hasShape && said(width) === undefined, { width: DEFAULTS.width }],
    [hasShape && said(height) === undefined, { height: DEFAULTS.height }],
    [said(generation.fps) === undefined, { fps: DEFAULTS.fps }],
    [said(generation.guidance_scale) === undefined, { guidanceScale: DEFAULTS.guidance_scale }],
    [said(generation.num_inference_steps) === undefined, { steps: DEFAULTS.num_inference_steps }],
  ];
  const open = wishes.flatMap(([isOpen, wish]) => (isOpen ? [wish] : []));
  return hasShape && said(generation.num_frames) === undefined ? [...open, ...FRAME_WISHES] : open;
}

/** As many as the default says, or as near to it as models that make frames in groups come. */
const FRAME_WISHES: readonly Partial<PartialSpec>[] = [
  { numFrames: DEFAULTS.num_frames + 1 },
  { numFrames: DEFAULTS.num_frames },
];

const NAMES: Readonly<Record<string, string>> = { steps: 'num_inference_steps' };

/** What engines object to, about the fields that the client wrote. */
export function toReason(problems: readonly { path: string; message: string }[]): string {
  return [...new Set(problems.map(({ path, message }) => `${NAMES[path] ?? path} ${message}`))].join('; ');
}
