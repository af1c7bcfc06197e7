import { Field } from '../../platform/http/openapi/describe.js';
import { LONGEST_PROMPT, OptionalText, OptionalWholeNumber, RequiredText } from '../requests/rules.js';
import {
  Indices,
  OptionalFlag,
  OptionalSlots,
  OptionalSessionId,
  OptionalTexts,
  RequiredSessionId,
} from '../requests/session-rules.js';

const LONGEST_REQUEST = 2000;
const LARGEST_SEED = 2 ** 32 - 1;
const LONGEST_NAME = 64;
const session = { type: String, required: false, nullable: true, format: 'uuid' } as const;

class TemplateUseDto {
  @Field({ type: String, required: false, description: 'Name of a template to put the prompt into first' })
  @OptionalText(LONGEST_NAME)
  template?: string;

  @Field({ type: Object, required: false, description: "Values for the template's slots" })
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
    description: 'Places in the history, from 0',
  })
  @Indices()
  selected_indices: number[];

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
