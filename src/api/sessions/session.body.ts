import { ORIGINS, type Origin } from '../../features/sessions/index.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { DetailsBody, PromptStateBody, ProtectedTextBody, ReportBody } from '../prompts/prompt.body.js';

const time = { type: String, format: 'date-time' } as const;

export class RevisionBody extends DetailsBody {
  @Field({ type: String, format: 'uuid' }) id: string;
  @Field({
    type: String,
    nullable: true,
    description: 'The revision that it was made of; null for a first one',
  })
  parent: string | null;
  @Field({ type: String, enum: [...ORIGINS] }) origin: Origin;
  @Field({ type: String }) prompt: string;
  @Field({ type: String, description: 'The request, or what was done' }) description: string;
  @Field({ type: [String], description: 'For people' }) changes: string[];
  @Field({ type: ReportBody }) report: ReportBody;
  @Field({ type: String, enum: ['builtin', 'openai', 'user'] }) provider: string;
  @Field({ type: Boolean }) degraded: boolean;
  @Field(time) created_at: string;
}

/** A session with its whole tree. */
export class SessionBody {
  @Field({ type: String, format: 'uuid' }) id: string;
  @Field(time) created_at: string;
  @Field(time) last_used_at: string;
  @Field({ type: String, nullable: true, description: 'The revision that the next change is made of' })
  head: string | null;
  @Field({ type: [String], description: 'Revisions from the first one to the head' }) path: string[];
  @Field({ type: Boolean }) can_undo: boolean;
  @Field({ type: Boolean }) can_redo: boolean;
  @Field({ type: [ProtectedTextBody], description: 'What stands verbatim in every refinement of the head' })
  protected_texts: ProtectedTextBody[];
  @Field({ type: [RevisionBody], description: 'In the order of their making' }) revisions: RevisionBody[];
}

/** Where a session stands after a step, and which steps there are from here. */
export class SessionStateBody extends PromptStateBody {
  @Field({ type: Boolean }) can_undo: boolean;
  @Field({ type: Boolean }) can_redo: boolean;
}

export class RenderBody {
  @Field({ type: String }) session_id: string;
  @Field({ type: String, description: 'The revision that was rendered' }) revision_id: string;
  @Field({ type: String }) dialect: string;
  @Field({ type: String }) text: string;
  @Field({
    type: String,
    nullable: true,
    description: 'What must not be seen, where the dialect keeps it apart',
  })
  negative_prompt: string | null;
  @Field({ type: 'integer', description: 'Words of the text' }) words: number;
  @Field({ type: [String] }) warnings: string[];
}
