import { IsBoolean, IsOptional } from 'class-validator';
import type { GivenVariation } from '../../features/prompts/index.js';
import { type Parameters, parametersSchema } from '../../features/sessions/index.js';
import { parseRevisionId } from '../../kernel/ids.js';
import { check, type Place, unknownField, validateStrictly } from '../../platform/http/body-validation.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { InvalidRequestError, type RequestProblem } from '../../platform/http/request-problem.js';
import { PARAMETERS } from '../prompts/prompt.body.js';
import { OptionalChoice } from '../requests/input-fields.js';
import { Anything, LONGEST_PROMPT, RequiredText, rules } from '../requests/rules.js';
import { RevisionBody } from './session.body.js';

const MOST_KEPT = 20;
const LONGEST_ID = 64;
const PROVIDERS = ['builtin', 'openai'] as const;

/** A variation, as the answer of generate-variations had it. */
export class KeepItemDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;

  @Field({ allOf: [{ $ref: `#/components/schemas/${PARAMETERS}` }] })
  @Anything()
  details: unknown;

  @Field({ type: String, format: 'uuid' })
  @RequiredText(LONGEST_ID)
  base_revision_id: string;

  @Field({ type: String, required: false, enum: [...PROVIDERS], default: 'builtin' })
  @OptionalChoice(PROVIDERS)
  provider?: (typeof PROVIDERS)[number];

  @Field({ type: Boolean, required: false, default: false })
  @rules(IsOptional(), IsBoolean({ message: 'Input should be a valid boolean' }))
  degraded?: boolean;
}

export class KeepDto {
  @Field({ type: [KeepItemDto], minItems: 1, maxItems: MOST_KEPT })
  @Anything()
  variations: unknown;
}

export class KeptBody {
  @Field({ type: String }) session_id: string;
  @Field({ type: [RevisionBody], description: 'One for each variation, in order' }) revisions: RevisionBody[];
}

/** @throws InvalidRequestError */
export function readKept(body: unknown): GivenVariation[] {
  const { variations } = validateStrictly(KeepDto, body);
  if (!Array.isArray(variations) || variations.length === 0 || variations.length > MOST_KEPT)
    throw new InvalidRequestError([
      {
        part: 'body',
        at: ['variations'],
        kind: 'list_type',
        message: `Input should be a list of 1 to ${MOST_KEPT}`,
      },
    ]);
  const problems: RequestProblem[] = [];
  const given: GivenVariation[] = [];
  for (const [index, item] of variations.entries()) {
    const place: Place = { part: 'body', at: ['variations', index] };
    const read = readItem(item, place);
    if (Array.isArray(read)) problems.push(...read);
    else given.push(read);
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return given;
}

function readItem(item: unknown, place: Place): GivenVariation | RequestProblem[] {
  const checked = check(KeepItemDto, item, place);
  if (Array.isArray(checked)) return checked;
  if (checked.unknown.length > 0) return checked.unknown.map((name) => unknownField(name, place));
  const { prompt, details, base_revision_id: id, provider = 'builtin', degraded = false } = checked.value;
  const base = parseRevisionId(id);
  const parameters = readDetails(details, place);
  if (Array.isArray(parameters)) return parameters;
  if (base !== undefined) return { prompt, parameters, base, provider, degraded };
  const at = [...place.at, 'base_revision_id'];
  return [{ part: 'body', at, kind: 'uuid_parsing', message: 'Input should be the id of a revision' }];
}

function readDetails(details: unknown, place: Place): Parameters | RequestProblem[] {
  const parsed = parametersSchema.safeParse(details);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.slice(0, MOST_KEPT).map(({ path, message }) => ({
    part: place.part,
    at: [...place.at, 'details', ...path.map(String)],
    kind: 'value_error',
    message,
  }));
}
