import { IsOptional } from 'class-validator';
import { DIALECTS } from '../../features/prompts/index.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { LONGEST_PROMPT, OptionalText, RequiredText, rules } from '../requests/rules.js';
import { OptionalObject, OptionalSlots, OptionalTexts, SLOTS } from '../requests/session-rules.js';

const LONGEST_NAME = 64;

export class RestoreDto {
  @Field({ type: String, format: 'uuid', description: 'A revision of the session' })
  @RequiredText(LONGEST_NAME)
  revision_id: string;
}

export class EditDto {
  @Field({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'New values by field: `{"camera.angle": "low angle", "mood": null}`; null empties a field',
  })
  @OptionalObject()
  fields?: Record<string, unknown>;

  @Field({
    type: [String],
    required: false,
    description: 'Fields, or groups of them, that nothing may change',
  })
  @OptionalTexts(41, 40)
  lock?: string[];

  @Field({ type: [String], required: false, description: 'Fields, or groups of them, that may change again' })
  @OptionalTexts(41, 40)
  unlock?: string[];

  @Field({
    type: String,
    required: false,
    minLength: 1,
    maxLength: LONGEST_PROMPT,
    description: 'A new text instead, written by hand; the fields follow it',
  })
  @rules(IsOptional(), RequiredText(LONGEST_PROMPT))
  prompt?: string;
}

export class RenderDto {
  @Field({ type: String, enum: [...DIALECTS] })
  @RequiredText(LONGEST_NAME)
  dialect: string;

  @Field({ type: String, required: false, description: 'Name of a template to put the prompt into first' })
  @OptionalText(LONGEST_NAME)
  template?: string;

  @Field({ ...SLOTS, description: "Values for the template's slots" })
  @OptionalSlots()
  slots?: Record<string, string | number>;
}
