import { DomainError, type FieldProblem } from '../../kernel/errors.js';

/** Where a value came from, as FastAPI names it. */
export type RequestPart = 'body' | 'query' | 'header' | 'path';

/**
 * One thing wrong with a request, in enough detail for every error shape: `kind` follows pydantic's vocabulary
 * (`missing`, `string_type`, `value_error`, ...), `input` is the offending value where it is short and plain.
 */
export interface RequestProblem {
  part: RequestPart;
  /** Names and positions from the outside in; empty for the whole part. */
  at: readonly (string | number)[];
  kind: string;
  message: string;
  input?: unknown;
}

/** A request that is not valid, with all its problems at once. */
export class InvalidRequestError extends DomainError {
  override readonly name = 'InvalidRequestError';

  constructor(readonly details: readonly RequestProblem[]) {
    super('invalid_request', summaryOf(details), { problems: details.map(toFieldProblem) });
  }
}

function toFieldProblem(problem: RequestProblem): FieldProblem {
  return { path: problem.at.length === 0 ? problem.part : problem.at.join('.'), message: problem.message };
}

function summaryOf(details: readonly RequestProblem[]): string {
  return details
    .map(toFieldProblem)
    .map((problem) => `${problem.path}: ${problem.message}`)
    .join('; ');
}

const LONGEST_ECHO = 200;

/** What may be shown again of a value that was refused: plain and short values only. */
export function echoOf(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string')
    return value.length <= LONGEST_ECHO ? value : `${value.slice(0, LONGEST_ECHO)}...`;
  return Array.isArray(value) ? [] : {};
}
