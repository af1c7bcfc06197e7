import { InvalidRequestError, type RequestProblem, echoOf } from '../../platform/http/request-problem.js';

/** One parameter of the query. @throws InvalidRequestError */
function refuse(name: string, problem: Pick<RequestProblem, 'kind' | 'message'>, value: unknown): never {
  throw new InvalidRequestError([{ part: 'query', at: [name], ...problem, input: echoOf(value) }]);
}

/** A value that may be given once. */
export function readText(name: string, value: unknown, longest = 200): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') refuse(name, { kind: 'value_error', message: 'must be given once' }, value);
  if (value.length > longest) {
    refuse(
      name,
      { kind: 'string_too_long', message: `must not be longer than ${longest} characters` },
      value,
    );
  }
  return value;
}

export interface NumberRules {
  fallback: number;
  min?: number;
  max?: number;
}

export function readWholeNumber(name: string, value: unknown, { fallback, min, max }: NumberRules): number {
  const text = readText(name, value);
  if (text === undefined) return fallback;
  if (!/^[+-]?\d{1,12}$/.test(text)) {
    refuse(name, { kind: 'int_parsing', message: 'Input should be a valid integer' }, value);
  }
  const number = Number(text);
  if (min !== undefined && number < min) {
    refuse(
      name,
      { kind: 'greater_than_equal', message: `Input should be greater than or equal to ${min}` },
      value,
    );
  }
  if (max !== undefined && number > max) {
    refuse(name, { kind: 'less_than_equal', message: `Input should be less than or equal to ${max}` }, value);
  }
  return number;
}

export function readFlag(name: string, value: unknown): boolean | undefined {
  const text = readText(name, value);
  if (text === undefined) return undefined;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return refuse(name, { kind: 'bool_parsing', message: 'Input should be true or false' }, value);
}

/** A comma-separated choice out of a fixed set. */
export function readChoices<T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): T[] | undefined {
  const text = readText(name, value);
  if (text === undefined) return undefined;
  return text.split(',').map((item) => {
    const choice = choices.find((candidate) => candidate === item.trim());
    return (
      choice ?? refuse(name, { kind: 'enum', message: `Input should be one of ${choices.join(', ')}` }, item)
    );
  });
}

/** An id of ours, or a cursor, which is one. */
export function readId<T>(
  name: string,
  value: unknown,
  parse: (text: string) => T | undefined,
): T | undefined {
  const text = readText(name, value);
  if (text === undefined) return undefined;
  return (
    parse(text) ??
    refuse(name, { kind: 'uuid_parsing', message: 'Input should be an id of this server' }, value)
  );
}
