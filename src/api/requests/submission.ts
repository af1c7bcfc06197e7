import type { SubmitJob } from '../../features/jobs/index.js';
import { check, isRecord, type Place, unknownField, validate } from '../../platform/http/body-validation.js';
import { echoOf, InvalidRequestError, type RequestProblem } from '../../platform/http/request-problem.js';
import {
  BatchDto,
  GenerationDto,
  type GenerationOptionsDto,
  SessionGenerationDto,
} from './generation.dto.js';
import { type WrittenInputs, writtenInputsOf } from './input-fields.js';
import { expandPrompts } from './wildcard-prompts.js';

/** `ignore` names unknown fields in warnings, as clients of other servers need it; `refuse` makes them an error. */
export type UnknownFields = 'ignore' | 'refuse';

export interface Submission<T> {
  content: T;
  /** For people: what was not understood. */
  warnings: string[];
}

/** A job as it was written down, and the session that its prompt is said to come from. */
export interface WrittenJob {
  job: SubmitJob;
  sessionId?: string | undefined;
  files: WrittenInputs | undefined;
}

export const LARGEST_BATCH = 8;
const BODY: Place = { part: 'body', at: [] };

/** Reads the body of a single generation with a prompt. @throws InvalidRequestError */
export function readGeneration(body: unknown, mode: UnknownFields): Submission<WrittenJob> {
  const { value, unknown } = validate(GenerationDto, body);
  return { content: toWrittenJob(value), warnings: unknownWarnings(unknown, mode) };
}

/** Reads the body of a single generation with a session instead of a prompt. @throws InvalidRequestError */
export function readSessionGeneration(body: unknown, mode: UnknownFields): Submission<SessionGenerationDto> {
  const { value, unknown } = validate(SessionGenerationDto, body);
  if (value.selected_indices !== undefined && value.selected_indices.length !== 1)
    throw invalid(
      'selected_indices',
      'A single video is made of one prompt; send several to batch_inference',
    );
  return { content: value, warnings: unknownWarnings(unknown, mode) };
}

/** Reads the body of a batch with a session instead of prompts. @throws InvalidRequestError */
export function readSessionBatch(body: unknown, mode: UnknownFields): Submission<BatchDto> {
  const { value, unknown } = validate(BatchDto, body);
  if (value.prompts !== undefined)
    throw invalid('prompts', 'Send either prompts, or a session with selected_indices or variations');
  if (value.wildcards === true) throw invalid('wildcards', 'Wildcards stand in prompts; there are none');
  if ((value.selected_indices ?? []).length > LARGEST_BATCH)
    throw invalid('selected_indices', `Maximum ${LARGEST_BATCH} prompts allowed in a batch`);
  return { content: value, warnings: unknownWarnings(unknown, mode) };
}

/** Reads the body of a batch: 1 to 8 prompts, in order. @throws InvalidRequestError */
export function readBatch(body: unknown, mode: UnknownFields): Submission<WrittenJob[]> {
  const { value, unknown } = validate(BatchDto, body);
  const strange = unknown.map((name) => unknownField(name, BODY));
  const { prompts, ...shared } = value;
  const problems: RequestProblem[] = [];
  const items: GenerationDto[] = [];
  for (const [index, item] of promptList(prompts).entries()) {
    const place: Place = { part: 'body', at: ['prompts', index] };
    const result = checkItem(item, place);
    if (Array.isArray(result)) problems.push(...result);
    else {
      strange.push(...result.unknown.map((name) => unknownField(name, place)));
      items.push(Object.assign({}, shared, result.value));
    }
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return { content: expanded(items, value).map(toWrittenJob), warnings: settleUnknown(strange, mode) };
}

function expanded(items: readonly GenerationDto[], options: BatchDto): GenerationDto[] {
  if (options.wildcards !== true) return [...items];
  const prompts = expandPrompts(
    items.map(({ prompt }) => prompt),
    { seed: options.wildcard_seed ?? 0, count: options.wildcard_count, most: LARGEST_BATCH },
  );
  return prompts.map(({ prompt, from }) => Object.assign({}, items[from], { prompt }));
}

function promptList(prompts: unknown): unknown[] {
  const problem = (kind: string, message: string) =>
    new InvalidRequestError([{ part: 'body', at: ['prompts'], kind, message, input: echoOf(prompts) }]);
  if (prompts === undefined) throw problem('missing', 'Field required');
  if (!Array.isArray(prompts)) throw problem('list_type', 'Input should be a valid list');
  if (prompts.length === 0) throw problem('value_error', 'At least one prompt must be provided');
  if (prompts.length > LARGEST_BATCH) {
    throw problem('value_error', `Maximum ${LARGEST_BATCH} prompts allowed in a batch`);
  }
  return prompts;
}

function checkItem(item: unknown, place: Place) {
  if (isRecord(item)) return check(GenerationDto, item, place);
  const result = check(GenerationDto, { prompt: item ?? 0 }, place);
  if (!Array.isArray(result)) return result;
  return result.map((problem) => ({ ...problem, ...place, input: echoOf(item) }));
}

function invalid(field: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ part: 'body', at: [field], kind: 'value_error', message }]);
}

function unknownWarnings(names: readonly string[], mode: UnknownFields): string[] {
  return settleUnknown(
    names.map((name) => unknownField(name, BODY)),
    mode,
  );
}

function settleUnknown(problems: RequestProblem[], mode: UnknownFields): string[] {
  if (problems.length > 0 && mode === 'refuse') throw new InvalidRequestError(problems);
  return problems.map(({ at }) => `The field "${at.join('.')}" is not known and was ignored`);
}

function toWrittenJob(dto: GenerationOptionsDto & { prompt: string }): WrittenJob {
  return { job: toSubmitJob(dto), sessionId: dto.session_id, files: writtenInputsOf(dto) };
}

/** Everything but the files that it starts from, which have to be taken in first. */
export function toSubmitJob(dto: GenerationOptionsDto & { prompt: string }): SubmitJob {
  const spec: SubmitJob['spec'] = { prompt: dto.prompt };
  if (dto.negative_prompt !== undefined) spec.negativePrompt = dto.negative_prompt;
  if (dto.seed !== undefined) spec.seed = dto.seed;
  if (dto.steps !== undefined) spec.steps = dto.steps;
  if (dto.guidance_scale !== undefined) spec.guidanceScale = dto.guidance_scale;
  if (dto.num_frames !== undefined) spec.numFrames = dto.num_frames;
  if (dto.fps !== undefined) spec.fps = dto.fps;
  if (dto.width !== undefined) spec.width = dto.width;
  if (dto.height !== undefined) spec.height = dto.height;
  noteUse(dto, spec);
  return dto.engine === undefined ? { spec } : { spec, engine: dto.engine };
}

/** What is done with the files that a generation starts from. */
function noteUse(dto: GenerationOptionsDto, spec: SubmitJob['spec']): void {
  if (dto.strength !== undefined) spec.strength = dto.strength;
  if (dto.resize_mode !== undefined) spec.resizeMode = dto.resize_mode;
  if (dto.task !== undefined) spec.task = dto.task;
}
