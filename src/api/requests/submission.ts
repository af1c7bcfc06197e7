import type { SubmitJob } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { check, isRecord, type Place, unknownField, validate } from '../../platform/http/body-validation.js';
import { echoOf, InvalidRequestError, type RequestProblem } from '../../platform/http/request-problem.js';
import { BatchDto, GenerationDto, type GenerationOptionsDto } from './generation.dto.js';

/** `ignore` names unknown fields in warnings, as clients of other servers need it; `refuse` makes them an error. */
export type UnknownFields = 'ignore' | 'refuse';

export interface Submission<T> {
  content: T;
  /** For people: what was not understood. */
  warnings: string[];
}

const LARGEST_BATCH = 8;
const BODY: Place = { part: 'body', at: [] };

/** Reads the body of a single generation. @throws InvalidRequestError */
export function readGeneration(body: unknown, mode: UnknownFields): Submission<SubmitJob> {
  const { value, unknown } = validate(GenerationDto, body);
  return {
    content: toSubmitJob(value),
    warnings: settleUnknown(
      unknown.map((name) => unknownField(name, BODY)),
      mode,
    ),
  };
}

/** Reads the body of a batch: 1 to 8 prompts, in order. @throws InvalidRequestError */
export function readBatch(body: unknown, mode: UnknownFields): Submission<SubmitJob[]> {
  const { value, unknown } = validate(BatchDto, body);
  const strange = unknown.map((name) => unknownField(name, BODY));
  const { prompts, ...shared } = value;
  const problems: RequestProblem[] = [];
  const jobs: SubmitJob[] = [];
  for (const [index, item] of promptList(prompts).entries()) {
    const place: Place = { part: 'body', at: ['prompts', index] };
    const result = checkItem(item, place);
    if (Array.isArray(result)) problems.push(...result);
    else {
      strange.push(...result.unknown.map((name) => unknownField(name, place)));
      jobs.push(toSubmitJob(Object.assign({}, shared, result.value)));
    }
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return { content: jobs, warnings: settleUnknown(strange, mode) };
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

function settleUnknown(problems: RequestProblem[], mode: UnknownFields): string[] {
  if (problems.length > 0 && mode === 'refuse') throw new InvalidRequestError(problems);
  return problems.map(({ at }) => `The field "${at.join('.')}" is not known and was ignored`);
}

function toSubmitJob(dto: GenerationOptionsDto & { prompt: string }): SubmitJob {
  refuseConditioning(dto);
  const spec: SubmitJob['spec'] = { prompt: dto.prompt };
  if (dto.negative_prompt !== undefined) spec.negativePrompt = dto.negative_prompt;
  if (dto.seed !== undefined) spec.seed = dto.seed;
  if (dto.steps !== undefined) spec.steps = dto.steps;
  if (dto.guidance_scale !== undefined) spec.guidanceScale = dto.guidance_scale;
  if (dto.num_frames !== undefined) spec.numFrames = dto.num_frames;
  if (dto.fps !== undefined) spec.fps = dto.fps;
  if (dto.width !== undefined) spec.width = dto.width;
  if (dto.height !== undefined) spec.height = dto.height;
  return dto.engine === undefined ? { spec } : { spec, engine: dto.engine };
}

/** Better refused than silently left out. */
function refuseConditioning(dto: GenerationOptionsDto): void {
  for (const path of ['image', 'video'] as const) {
    if (dto[path] === undefined) continue;
    const message = `No engine can start from ${path === 'image' ? 'an image' : 'a video'} yet`;
    throw new DomainError('no_capable_engine', message, { problems: [{ path, message }] });
  }
}
