import type { PartialSpec } from '../../features/engines/index.js';
import type { FieldProblem } from '../../kernel/errors.js';
import { isRecord } from '../../platform/http/body-validation.js';
import {
  DetailError,
  InvalidFieldsError,
  missingField,
  notAnObject,
  refusedField,
} from '../../platform/http/fastapi-errors.js';
import {
  bool,
  type FieldError,
  type Fields,
  float,
  int,
  orNull,
  readKnown,
  type Table,
  text,
  within,
} from '../../platform/http/lax-fields.js';
import { echoOf } from '../../platform/http/request-problem.js';

const LONGEST_PROMPT = 20_000;
const prompt = text(LONGEST_PROMPT, { oneLine: false });

const FIELDS = {
  prompt,
  negative_prompt: prompt,
  task: text(200),
  model_id: orNull(text(300)),
  size: text(100),
  num_frames: within(int, { ge: 1, le: 200 }),
  sample_guide_scale: within(float, { ge: 1, le: 20 }),
  sample_shift: orNull(float),
  sample_steps: within(int, { ge: 10, le: 100 }),
  fps: within(int, { ge: 1, le: 60 }),
  offload_model: bool,
  t5_cpu: bool,
} satisfies Table;

/** A request, read; fields that it leaves out are absent. */
export interface GenerateRequest extends Fields<typeof FIELDS> {
  prompt: string;
  /** Pixels. */
  frame?: { width: number; height: number };
}

/** As Python's `int` reads the two halves. */
const SIZE = /^\s*([+-]?\d{1,9})\s*\*\s*([+-]?\d{1,9})\s*$/;

/** @throws InvalidFieldsError with everything that is wrong; DetailError 400 for a size of another form */
export function readGenerateRequest(body: unknown): GenerateRequest {
  if (body === undefined || body === null) throw new InvalidFieldsError([missingField(['body'])]);
  if (!isRecord(body)) throw new InvalidFieldsError([notAnObject(echoOf(body))]);
  const errors: FieldError[] = [];
  const fields = readKnown(FIELDS, body, ['body'], errors);
  if (!Object.hasOwn(body, 'prompt')) errors.push(missingField(['body', 'prompt'], {}));
  else if (fields.prompt?.trim() === '')
    errors.push(refusedField('prompt', 'must not be blank', echoOf(fields.prompt)));
  if (errors.length > 0 || fields.prompt === undefined) throw new InvalidFieldsError(errors);
  const frame = fields.size === undefined ? {} : { frame: readSize(fields.size) };
  return { ...fields, prompt: fields.prompt, ...frame };
}

function readSize(size: string): { width: number; height: number } {
  const [, width, height] = SIZE.exec(size) ?? [];
  if (width === undefined || height === undefined)
    throw new DetailError(400, `Invalid size format: ${size}`, 'invalid_request');
  return { width: Number(width), height: Number(height) };
}

/** What a request asks for; what it leaves out stays open. */
export function toSpec(request: GenerateRequest): PartialSpec {
  const values = {
    negativePrompt: request.negative_prompt,
    ...request.frame,
    numFrames: request.num_frames,
    guidanceScale: request.sample_guide_scale,
    steps: request.sample_steps,
    fps: request.fps,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    prompt: request.prompt,
    task: 'text-to-video',
    ...(Object.fromEntries(said) as Partial<PartialSpec>),
  };
}

/** This server's defaults, for what a request leaves open. They are for Wan 2.1: other models may not take them. */
export function wishesOf(request: GenerateRequest): Partial<PartialSpec>[] {
  const defaults: [keyof GenerateRequest, Partial<PartialSpec>][] = [
    ['size', { width: 832, height: 480 }],
    ['num_frames', { numFrames: 81 }],
    ['fps', { fps: 16 }],
    ['sample_guide_scale', { guidanceScale: 6 }],
    ['sample_steps', { steps: 50 }],
  ];
  return defaults.flatMap(([field, wish]) => (request[field] === undefined ? [wish] : []));
}

const NAMES: Readonly<Record<string, string>> = {
  width: 'size',
  height: 'size',
  guidance_scale: 'sample_guide_scale',
  steps: 'sample_steps',
};

/** What engines object to, said about the fields that the client wrote. */
export function toFieldErrors(problems: readonly FieldProblem[], request: GenerateRequest): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const { path, message } of problems) {
    const field = NAMES[path] ?? path;
    const reason = field === 'size' ? `${path} ${message}` : message;
    const input = (request as unknown as Readonly<Record<string, unknown>>)[field];
    found.set(`${field} ${reason}`, refusedField(field, reason, echoOf(input ?? null)));
  }
  return [...found.values()];
}
