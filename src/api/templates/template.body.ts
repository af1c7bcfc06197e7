import { IsInt, IsOptional, Min } from 'class-validator';
import type { Slot, Template } from '../../features/prompts/index.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { SLOTS } from '../requests/session-rules.js';
import { Anything, LONGEST_PROMPT, OptionalText, RequiredText, rules } from '../requests/rules.js';

const time = { type: String, format: 'date-time', nullable: true } as const;

export class TemplateSlotBody {
  @Field({ type: String, pattern: '^[a-z][a-z0-9_]{0,39}$' }) name: string;
  @Field({ type: String, enum: ['text', 'number', 'choice'] }) type: Slot['type'];
  @Field({ type: String, required: false, maxLength: 500 }) description?: string;
  @Field({
    oneOf: [{ type: 'string' }, { type: 'number' }],
    required: false,
    description: 'Stands where no value is given; without it a value is needed',
  })
  default?: string | number;
  @Field({ type: Number, required: false, description: 'Of a number' }) min?: number;
  @Field({ type: Number, required: false, description: 'Of a number' }) max?: number;
  @Field({ type: [String], required: false, description: 'Of a choice; 1 to 50' }) choices?: string[];
}

/** What a template says. The feature checks names, sizes and slots. */
export class TemplateContentDto {
  @Field({ type: String, minLength: 1, maxLength: 80, description: 'Unique, upper and lower case alike' })
  @RequiredText(80)
  name: string;

  @Field({ type: String, required: false, enum: ['prompt', 'style'], default: 'prompt' })
  @OptionalText(20)
  kind?: string;

  @Field({ type: String, required: false, maxLength: 500 })
  @OptionalText(500)
  description?: string;

  @Field({
    type: String,
    minLength: 1,
    maxLength: 4000,
    description:
      '`{{slot}}` is replaced by a value, `{{prompt}}` by the own prompt, which else comes at the end',
  })
  @RequiredText(4000)
  text: string;

  @Field({ type: String, required: false, maxLength: 4000, description: 'Negative prompt; may hold slots' })
  @OptionalText(4000)
  negative?: string;

  @Field({ type: [TemplateSlotBody], required: false, maxItems: 20 })
  @Anything()
  slots?: TemplateSlotBody[];
}

export class TemplateChangeDto extends TemplateContentDto {
  @Field({ type: 'integer', minimum: 1, description: 'The revision that the change was made of' })
  @rules(
    IsInt({ message: 'Input should be a valid integer' }),
    Min(1, { message: 'Input should be greater than or equal to 1' }),
  )
  revision: number;
}

export class TemplateBody {
  @Field({ type: String }) id: string;
  @Field({ type: String }) name: string;
  @Field({ type: String, enum: ['prompt', 'style'] }) kind: Template['kind'];
  @Field({ type: String, nullable: true }) description: string | null;
  @Field({ type: String }) text: string;
  @Field({ type: String, nullable: true }) negative: string | null;
  @Field({ type: [TemplateSlotBody] }) slots: readonly Slot[];
  @Field({ type: 'integer', description: 'Counts the changes, from 1; 0 for what ships with the project' })
  revision: number;
  @Field({ type: Boolean, description: 'Ships with the project; cannot be changed' }) shipped: boolean;
  @Field(time) created_at: string | null;
  @Field(time) updated_at: string | null;
}

export class TemplateListBody {
  @Field({ type: [TemplateBody], description: 'Own ones, oldest first, then shipped ones' })
  items: TemplateBody[];
}

export class TemplateDeletedBody {
  @Field({ type: String }) id: string;
  @Field({ type: Boolean }) deleted: boolean;
}

export class ApplyTemplateDto {
  @Field({ type: String, required: false, maxLength: LONGEST_PROMPT })
  @OptionalText(LONGEST_PROMPT)
  prompt?: string;

  @Field({ ...SLOTS, description: 'Values by name of the slot' })
  @IsOptional()
  slots?: unknown;
}

export class AppliedTemplateBody {
  @Field({ type: String }) prompt: string;
  @Field({ type: String, nullable: true }) negative_prompt: string | null;
}

export function toTemplateBody(template: Template): TemplateBody {
  return {
    id: template.id,
    name: template.name,
    kind: template.kind,
    description: template.description ?? null,
    text: template.text,
    negative: template.negative ?? null,
    slots: template.slots,
    revision: template.revision,
    shipped: template.isShipped,
    created_at: timeOf(template.createdAt),
    updated_at: timeOf(template.updatedAt),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
