import { Field } from '../openapi/describe.js';
import {
  Anything,
  LONGEST_PROMPT,
  OptionalNumber,
  OptionalText,
  OptionalWholeNumber,
  RequiredText,
} from './rules.js';

/** Wide enough for any engine; what an engine can really do is checked against its capabilities. */
const LARGEST = 2 ** 31 - 1;
const LARGEST_SEED = 2 ** 32 - 1;

/** What a generation may say beside its prompt. What it does not say, the engine decides. */
export class GenerationOptionsDto {
  @Field({ required: false, type: String, maxLength: LONGEST_PROMPT })
  @OptionalText(LONGEST_PROMPT)
  negative_prompt?: string;

  @Field({ required: false, type: 'integer', minimum: 0, maximum: LARGEST_SEED })
  @OptionalWholeNumber(0, LARGEST_SEED)
  seed?: number;

  @Field({ required: false, type: 'integer', minimum: 1 })
  @OptionalWholeNumber(1, LARGEST)
  steps?: number;

  @Field({ required: false, type: Number, minimum: 0 })
  @OptionalNumber(0, LARGEST)
  guidance_scale?: number;

  @Field({ required: false, type: 'integer', minimum: 1 })
  @OptionalWholeNumber(1, LARGEST)
  num_frames?: number;

  @Field({ required: false, type: Number, minimum: 0.01, description: 'Frames a second' })
  @OptionalNumber(0.01, LARGEST)
  fps?: number;

  @Field({ required: false, type: 'integer', minimum: 1, description: 'Pixels' })
  @OptionalWholeNumber(1, LARGEST)
  width?: number;

  @Field({ required: false, type: 'integer', minimum: 1, description: 'Pixels' })
  @OptionalWholeNumber(1, LARGEST)
  height?: number;

  @Field({
    required: false,
    type: String,
    description: 'Name of an engine; otherwise the first that is able',
  })
  @OptionalText(64)
  engine?: string;

  @Field({
    required: false,
    type: String,
    description: 'The prompt-tuning session that the prompt came from',
  })
  @OptionalText(200)
  session_id?: string;

  @Field({ required: false, type: Object, description: 'Refused: no engine can start from an image yet' })
  @Anything()
  image?: unknown;

  @Field({ required: false, type: Object, description: 'Refused: no engine can start from a video yet' })
  @Anything()
  video?: unknown;
}

export class GenerationDto extends GenerationOptionsDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;
}

export class BatchDto extends GenerationOptionsDto {
  @Field({
    type: 'array',
    minItems: 1,
    maxItems: 8,
    description: 'Each a prompt, or an object with a prompt and options of its own',
    items: { oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/GenerationDto' }] },
  })
  @Anything()
  prompts: (string | GenerationDto)[];
}
