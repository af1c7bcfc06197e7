import { Field } from './describe.js';

class FieldProblemBody {
  @Field({ type: String }) path: string;
  @Field({ type: String }) message: string;
}

/** RFC 9457. */
export class ProblemBody {
  @Field({ type: String }) type: string;
  @Field({ type: String }) title: string;
  @Field({ type: 'integer' }) status: number;
  @Field({ type: String }) detail: string;
  @Field({ type: String }) instance: string;
  @Field({ type: String, description: 'Stable; see docs/errors.md' }) code: string;
  @Field({ type: String }) requestId: string;
  @Field({ type: [FieldProblemBody], required: false }) errors?: FieldProblemBody[];
}

/** As FastAPI writes errors. */
export class DetailBody {
  @Field({ oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'object' } }] })
  detail: string | object[];
}
