import { Field } from '../../platform/http/openapi/describe.js';
import { InputField, OptionalChoice, RESIZE_MODES, TASKS, type WrittenInput } from './input-fields.js';
import {
  Anything,
  LONGEST_PROMPT,
  OptionalNumber,
  OptionalText,
  OptionalWholeNumber,
  RequiredText,
} from './rules.js';
import { OptionalFlag, OptionalIndices, OptionalSessionId, OptionalTexts } from './session-rules.js';

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
    format: 'uuid',
    description:
      'The prompt-tuning session that the prompt came from; the video then leads back to its words',
  })
  @OptionalSessionId()
  session_id?: string;

  @InputField('An image to start from')
  image?: WrittenInput;

  @InputField('An image to end with')
  last_image?: WrittenInput;

  @InputField('A video to start from')
  video?: WrittenInput;

  @InputField('Speech or music to move to')
  audio?: WrittenInput;

  @Field({
    required: false,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'How far the result may leave the image or video that it starts from',
  })
  @OptionalNumber(0, 1)
  strength?: number;

  @Field({
    required: false,
    enum: RESIZE_MODES,
    description: 'How an image or video is brought to the size of the result',
  })
  @OptionalChoice(RESIZE_MODES)
  resize_mode?: (typeof RESIZE_MODES)[number];

  @Field({
    required: false,
    enum: TASKS,
    description: 'Otherwise what the files to start from call for, and a video rather than an image',
  })
  @OptionalChoice(TASKS)
  task?: (typeof TASKS)[number];
}

export class GenerationDto extends GenerationOptionsDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;
}

/** A single generation as it may be written down: with a prompt, or with a session that has one. */
export class SingleDto extends GenerationOptionsDto {
  @Field({
    type: String,
    required: false,
    minLength: 1,
    maxLength: LONGEST_PROMPT,
    description: 'Needed, unless `session_id` is there: then its current prompt is taken',
  })
  prompt?: string;

  @Field({
    type: 'array',
    required: false,
    minItems: 1,
    maxItems: 1,
    items: { type: 'integer' },
    description: 'Instead of a prompt: a place in the history of `session_id`, from 0',
  })
  selected_indices?: number[];
}

/** One prompt of a session instead of a prompt. */
export class SessionGenerationDto extends GenerationOptionsDto {
  @OptionalIndices()
  selected_indices?: number[];
}

export class BatchDto extends GenerationOptionsDto {
  @Field({
    type: 'array',
    required: false,
    minItems: 1,
    maxItems: 8,
    description: 'Each a prompt, or an object with a prompt and options of its own',
    items: { oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/SingleDto' }] },
  })
  @Anything()
  prompts?: (string | GenerationDto)[];

  @Field({
    type: 'array',
    required: false,
    minItems: 1,
    maxItems: 8,
    items: { type: 'integer' },
    description: 'Instead of prompts: places in the history of `session_id`, from 0',
  })
  @OptionalIndices()
  selected_indices?: number[];

  @Field({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 8,
    description:
      'Instead of prompts: how many of `session_id` in all, the selected ones (or else the current one) and then variations',
  })
  @OptionalWholeNumber(1, 8)
  variations?: number;

  @Field({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_SEED })
  @OptionalWholeNumber(0, LARGEST_SEED)
  variation_seed?: number;

  @Field({ type: [String], required: false, description: 'What may vary; as for generate-variations' })
  @OptionalTexts(41, 40)
  vary?: string[];

  @Field({
    type: Boolean,
    required: false,
    description:
      'Expand `{a|b|c}` in the prompts: into every combination, if these are at most 8 in all; otherwise `wildcard_count` says how many are drawn',
  })
  @OptionalFlag()
  wildcards?: boolean;

  @Field({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_SEED, default: 0 })
  @OptionalWholeNumber(0, LARGEST_SEED)
  wildcard_seed?: number;

  @Field({ type: 'integer', required: false, minimum: 1, maximum: 8 })
  @OptionalWholeNumber(1, 8)
  wildcard_count?: number;
}
