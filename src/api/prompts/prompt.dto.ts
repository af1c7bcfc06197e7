import { IsOptional, ValidateIf } from 'class-validator';
import { GIVEN_BY, type GivenBy } from '../../features/prompts/index.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { OptionalChoice } from '../requests/input-fields.js';
import { LONGEST_PROMPT, OptionalText, OptionalWholeNumber, RequiredText, rules } from '../requests/rules.js';
import {
  Indices,
  OptionalFlag,
  OptionalSlots,
  OptionalSessionId,
  OptionalTexts,
  RequiredSessionId,
  SLOTS,
} from '../requests/session-rules.js';

const LONGEST_REQUEST = 2000;
const LARGEST_SEED = 2 ** 32 - 1;
const LONGEST_NAME = 64;
const session = { type: String, required: false, nullable: true, format: 'uuid' } as const;

/** The rules of the places hold also where none were sent. */
function namesNoRevision(dto: unknown): boolean {
  const { selected_indices: places, revision_id: revision } = dto as Partial<VariationsDto>;
  return places !== undefined || revision === undefined;
}

class TemplateUseDto {
  @Field({ type: String, required: false, description: 'Name of a template to put the prompt into first' })
  @OptionalText(LONGEST_NAME)
  template?: string;

  @Field({ ...SLOTS, description: "Values for the template's slots" })
  @OptionalSlots()
  slots?: Record<string, string | number>;
}

export class EnhanceDto extends TemplateUseDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  rough_prompt: string;

  @Field(session)
  @OptionalSessionId()
  session_id?: string;

  @Field({ type: Boolean, required: false, default: false, description: 'Make the result a revision' })
  @OptionalFlag()
  apply?: boolean;

  @Field({
    type: String,
    required: false,
    minLength: 1,
    maxLength: LONGEST_PROMPT,
    description:
      'A proposal of before, as it was or edited: it is compared, and taken with `apply`; nobody is asked for another',
  })
  @rules(IsOptional(), RequiredText(LONGEST_PROMPT))
  enhanced_prompt?: string;

  @Field({
    type: String,
    required: false,
    enum: [...GIVEN_BY],
    default: 'user',
    description:
      'Who wrote `enhanced_prompt`: the `provider` of the answer that proposed it, if nothing was edited',
  })
  @OptionalChoice(GIVEN_BY)
  enhanced_by?: GivenBy;
}

export class InitializeDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;

  @Field(session)
  @OptionalSessionId()
  session_id?: string;

  @Field({
    type: [String],
    required: false,
    description: 'Trigger words that every prompt must hold verbatim',
  })
  @OptionalTexts(32, 200)
  protected?: string[];
}

export class UpdateDto {
  @Field({
    type: String,
    minLength: 1,
    maxLength: LONGEST_REQUEST,
    description: 'For example: make it night',
  })
  @RequiredText(LONGEST_REQUEST)
  user_request: string;

  @Field({ ...session, description: 'Needed; without it the answer is 400' })
  @OptionalSessionId()
  session_id?: string;
}

export class VariationsDto extends TemplateUseDto {
  @Field({
    type: 'array',
    items: { type: 'integer' },
    minItems: 1,
    required: false,
    description: 'Places in the history, from 0; needed, unless `revision_id` is there',
  })
  @rules(ValidateIf(namesNoRevision), Indices())
  selected_indices?: number[];

  @Field({
    type: String,
    required: false,
    format: 'uuid',
    description: 'Instead of places: any revision of the tree, such as the one behind a video',
  })
  @OptionalText(LONGEST_NAME)
  revision_id?: string;

  @Field({ type: 'integer', required: false, minimum: 1, maximum: 20, default: 8 })
  @OptionalWholeNumber(1, 20)
  total_count?: number;

  @Field({ ...session, description: 'Needed; without it the answer is 400' })
  @OptionalSessionId()
  session_id?: string;

  @Field({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_SEED })
  @OptionalWholeNumber(0, LARGEST_SEED)
  seed?: number;

  @Field({
    type: [String],
    required: false,
    description:
      'What may vary: fields (`camera.angle`), groups (`camera`), keys of the flat view (`colors`)',
  })
  @OptionalTexts(41, 40)
  vary?: string[];
}

export class SessionDto {
  @Field({ type: String, format: 'uuid' })
  @RequiredSessionId()
  session_id: string;
}
