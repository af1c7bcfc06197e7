import type { FlatKey } from '../../features/prompts/index.js';
import {
  FIELD_SOURCES,
  type FieldPath,
  type FieldSources,
  type JsonSchema,
  NOT_DONE_REASONS,
  type NotDone,
  type Origin,
  ORIGINS,
  type Parameters,
} from '../../features/sessions/index.js';
import { Field } from '../../platform/http/openapi/describe.js';

/** The schema of the whole description in the OpenAPI document. */
export const PARAMETERS = 'PromptParameters';

const text = { type: String, required: false } as const;

/** The nine keys of seed 004; each only where something is said. */
export class FlatParametersBody implements Partial<Record<FlatKey, string>> {
  @Field(text) subjects?: string;
  @Field(text) subject_attributes?: string;
  @Field(text) actions?: string;
  @Field(text) location?: string;
  @Field(text) time_of_day?: string;
  @Field(text) lighting?: string;
  @Field(text) atmosphere?: string;
  @Field(text) colors?: string;
  @Field(text) style?: string;
}

export class DiffPartBody {
  @Field({ type: String, enum: ['same', 'removed', 'added'] }) kind: 'same' | 'removed' | 'added';
  @Field({ type: String }) text: string;
}

export class NotDoneBody implements NotDone {
  @Field({ type: String, description: 'The part of the request, in its words' }) words: string;
  @Field({
    type: String,
    enum: [...NOT_DONE_REASONS],
    description:
      '`not_there`: it names something that the prompt does not; `already_so`: the prompt says it already',
  })
  reason: NotDone['reason'];
}

export class ReportBody {
  @Field({ type: [String], description: 'What stands in both' }) kept: string[];
  @Field({ type: [String] }) added: string[];
  @Field({ type: [String], description: '`old -> new`' }) changed: string[];
  @Field({ type: [String] }) dropped: string[];
  @Field({ type: [String], description: 'Fields whose value differs' }) fields: string[];
  @Field({ type: [String], description: 'What a provider changed unasked, and was taken back' })
  put_back: string[];
  @Field({
    type: [NotDoneBody],
    description:
      'What of a request in plain words the builtin provider did not carry out; `put_back` tells of locks',
  })
  not_done: NotDoneBody[];
}

/** The whole description, beside its flat view. */
export class DetailsBody {
  @Field({ type: FlatParametersBody }) parameters: FlatParametersBody;
  @Field({
    allOf: [{ $ref: `#/components/schemas/${PARAMETERS}` }],
    description: 'The whole typed description',
  })
  details: Parameters;

  @Field({
    type: 'object',
    additionalProperties: { type: 'string', enum: [...FIELD_SOURCES] },
    description: 'Where the value of a field is from, by field',
  })
  sources: FieldSources;

  @Field({ type: [String], description: 'Fields that no refinement may change' }) locks: FieldPath[];
}

export class ParametersBody extends DetailsBody {
  @Field({ type: String }) session_id: string;
  @Field({ type: String }) revision_id: string;
}

/** Where a session stands after a step. */
export class PromptStateBody extends ParametersBody {
  @Field({ type: String }) prompt: string;
  @Field({ type: [String], description: 'For people' }) changes: string[];
  @Field({ type: [DiffPartBody], description: 'Word for word, against the revision before' })
  diff: DiffPartBody[];
  @Field({ type: ReportBody }) report: ReportBody;
  @Field({ type: String, enum: ['builtin', 'openai', 'user'], description: 'Who did it' }) provider: string;
  @Field({ type: Boolean, description: 'The builtin provider stood in for one that failed' })
  degraded: boolean;
  @Field({ type: [String], required: false, description: 'Fields that were not understood' })
  warnings?: string[];
}

export class PromptFieldBody {
  @Field({ type: String, description: 'As in `fields`, `lock` and `sources`: `camera.angle`' })
  path: FieldPath;

  @Field({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema of its value, with the terms of an enumeration',
  })
  schema: JsonSchema;

  @Field({ type: Boolean, description: 'Whether variations may change it' }) may_vary: boolean;
}

/** What a form for a description needs to know. */
export class PromptFieldsBody {
  @Field({ type: [PromptFieldBody] }) items: PromptFieldBody[];
  @Field({ type: [String], description: 'Models whose way of writing prompts is known' })
  dialects: string[];
}

export class ProtectedTextBody {
  @Field({
    type: String,
    enum: ['quote', 'declared', 'number', 'name'],
    description: '`declared`: one of the trigger words in `protected`',
  })
  kind: 'quote' | 'declared' | 'number' | 'name';
  @Field({ type: String }) text: string;
}

export class EnhanceBody {
  @Field({ type: String }) original_prompt: string;
  @Field({ type: String }) enhanced_prompt: string;
  @Field({ type: String }) session_id: string;
  @Field({ type: [String], description: 'What stands in both' }) kept: string[];
  @Field({ type: [String] }) added: string[];
  @Field({ type: [String] }) changed: string[];
  @Field({ type: [String] }) dropped: string[];
  @Field({ type: [String], description: 'What was not taken, since it is locked' }) put_back: string[];
  @Field({ type: [ProtectedTextBody], description: 'What must stand verbatim in every refinement of it' })
  protected_texts: ProtectedTextBody[];
  @Field({ type: String, nullable: true, description: 'What the template says must not be seen' })
  negative_prompt: string | null;
  @Field({ type: [DiffPartBody], description: 'Word for word' }) diff: DiffPartBody[];
  @Field({ type: String, nullable: true, description: 'The revision that was made; null for a proposal' })
  revision_id: string | null;
  @Field({ type: String, description: 'Who did it' }) provider: string;
  @Field({ type: Boolean, description: 'The builtin provider stood in for one that failed' })
  degraded: boolean;
  @Field({ type: [String], required: false, description: 'Fields that were not understood' })
  warnings?: string[];
}

export class HistoryEntryBody {
  @Field({ type: String }) prompt: string;
  @Field({ type: FlatParametersBody }) parameters: FlatParametersBody;
  @Field({ type: String, description: 'The request, or `Initial prompt`' }) description: string;
  @Field({ type: String }) revision_id: string;
  @Field({ type: String, enum: [...ORIGINS] }) origin: Origin;
  @Field({ type: String, format: 'date-time' }) created_at: string;
}

export class HistoryBody {
  @Field({ type: [HistoryEntryBody], description: 'From the first prompt to the current one' })
  history: HistoryEntryBody[];
  @Field({ type: String }) session_id: string;
}

export class VariationBody {
  @Field({ type: String }) prompt: string;
  @Field({ type: FlatParametersBody }) parameters: FlatParametersBody;
  @Field({ allOf: [{ $ref: `#/components/schemas/${PARAMETERS}` }] }) details: Parameters;
  @Field({ type: Boolean, description: 'One of the selected prompts, as it is' }) selected: boolean;
  @Field({ type: String, description: 'The revision that it is, or is a variation of' })
  base_revision_id: string;
  @Field({ type: [DiffPartBody], description: 'Against that revision' }) diff: DiffPartBody[];
  @Field({ type: String }) provider: string;
  @Field({ type: Boolean, description: 'By the builtin provider, since the language model gave too few' })
  degraded: boolean;
}

export class VariationsBody {
  @Field({ type: [String], description: 'The selected ones first; no two the same' }) prompts: string[];
  @Field({ type: 'array', items: { type: 'integer' } }) selected_indices: number[];
  @Field({ type: String }) session_id: string;
  @Field({ type: 'integer', description: 'Send it to get the same again' }) seed: number;
  @Field({ type: [VariationBody], description: 'The same prompts, with what they are' })
  variations: VariationBody[];
  @Field({ type: [String], required: false }) warnings?: string[];
}

export class SessionSummaryBody {
  @Field({ type: String }) id: string;
  @Field({ type: String, description: 'Beginning of its first prompt' }) title: string;
  @Field({ type: 'integer' }) revisions: number;
  @Field({ type: String, format: 'date-time' }) created_at: string;
  @Field({ type: String, format: 'date-time' }) last_used_at: string;
}

export class SessionListBody {
  @Field({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: 'Last use by session, in seconds since 1970',
  })
  sessions: Record<string, number>;
  @Field({ type: [SessionSummaryBody], description: 'The same; the one used last comes first' })
  items: SessionSummaryBody[];
}

export class DeletedSessionBody {
  @Field({ type: String }) message: string;
}
