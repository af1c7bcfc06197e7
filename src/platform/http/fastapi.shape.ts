import type { DomainError } from '../../kernel/errors.js';
import type { ErrorAnswer } from './error-shape.js';
import { DetailError, InvalidFieldsError } from './fastapi-errors.js';
import { InvalidRequestError, type RequestProblem } from './request-problem.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The errors of FastAPI: `{"detail": "..."}`, and for a request that is not valid 422 with a list of places. */
export function fastapiShape(error: DomainError): ErrorAnswer {
  if (error instanceof InvalidFieldsError) return invalid(error.errors);
  if (error instanceof DetailError)
    return { status: error.answerStatus, contentType: JSON_TYPE, body: { detail: error.message } };
  if (error instanceof InvalidRequestError) return invalid(error.details.map(toDetail));
  if (error.code === 'malformed_body') {
    return invalid([
      {
        type: 'json_invalid',
        loc: ['body'],
        msg: 'JSON decode error',
        input: {},
        ctx: { error: error.message },
      },
    ]);
  }
  if (error.status === 422 && error.problems.length > 0) {
    return invalid(
      error.problems.map(({ path, message }) => ({
        type: 'value_error',
        loc: ['body', ...path.split('.').map(position)],
        msg: `Value error, ${message}`,
        input: {},
      })),
    );
  }
  return { status: error.status, contentType: JSON_TYPE, body: { detail: error.message } };
}

function invalid(detail: readonly object[]): ErrorAnswer {
  return { status: 422, contentType: JSON_TYPE, body: { detail } };
}

function toDetail(problem: RequestProblem): object {
  return {
    type: problem.kind,
    loc: [problem.part, ...problem.at],
    msg: problem.kind === 'value_error' ? `Value error, ${problem.message}` : problem.message,
    input: problem.input === undefined ? {} : problem.input,
  };
}

function position(segment: string): string | number {
  return /^\d{1,3}$/.test(segment) ? Number(segment) : segment;
}
