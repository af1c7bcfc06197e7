import { isRecord } from './body-validation.js';
import { echoOf } from './request-problem.js';

/** One thing wrong with a request, in pydantic's words. */
export interface FieldError {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Readonly<Record<string, unknown>>;
}

/** Where a value stands: `['body', 'target_shape', 0]`. */
export type Loc = readonly (string | number)[];

/** Reads one value as pydantic's lax mode does; undefined where it is wrong, which is then noted in `errors`. */
export type Reader<T> = (value: unknown, loc: Loc, errors: FieldError[]) => T | undefined;

export type Table = Readonly<Record<string, Reader<unknown>>>;

/** What a table reads; fields that the request leaves out are absent. */
export type Fields<T extends Table> = {
  [Name in keyof T]?: T[Name] extends Reader<infer Value> ? Value : never;
};

type Words = readonly [type: string, msg: string, ctx?: Readonly<Record<string, unknown>>];

const wrong = (errors: FieldError[], loc: Loc, input: unknown, [type, msg, ctx]: Words): undefined => {
  errors.push({ type, loc: [...loc], msg, input: echoOf(input), ...(ctx === undefined ? {} : { ctx }) });
  return undefined;
};

/** One line of at most so many characters, or for `prompts` several. */
export function text(most: number, { oneLine = true } = {}): Reader<string> {
  return (value, loc, errors) => {
    if (typeof value !== 'string')
      return wrong(errors, loc, value, ['string_type', 'Input should be a valid string']);
    if (value.length > most)
      return wrong(errors, loc, value, [
        'string_too_long',
        `String should have at most ${most} characters`,
        { max_length: most },
      ]);
    if (oneLine && /\p{Cc}/u.test(value))
      return wrong(errors, loc, value, ['value_error', 'Value error, control characters are not allowed']);
    return value;
  };
}

/** Media may be there as base64; the size of the whole body bounds it. */
export const media: Reader<string> = (value, loc, errors) =>
  typeof value === 'string'
    ? value
    : wrong(errors, loc, value, ['string_type', 'Input should be a valid string']);

const INT_TEXT = /^\s*[+-]?\d{1,20}(?:_\d{1,20}){0,5}(?:\.0{1,20})?\s*$/;
const FLOAT_TEXT = /^\s*[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,3})?\s*$/i;

export const int: Reader<number> = (value, loc, errors) => {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return value;
    return wrong(errors, loc, value, [
      'int_from_float',
      'Input should be a valid integer, got a number with a fractional part',
    ]);
  }
  if (typeof value !== 'string')
    return wrong(errors, loc, value, ['int_type', 'Input should be a valid integer']);
  if (INT_TEXT.test(value)) return Number(value.replaceAll('_', ''));
  return wrong(errors, loc, value, [
    'int_parsing',
    'Input should be a valid integer, unable to parse string as an integer',
  ]);
};

export const float: Reader<number> = (value, loc, errors) => {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string')
    return wrong(errors, loc, value, ['float_type', 'Input should be a valid number']);
  if (FLOAT_TEXT.test(value)) return Number(value);
  return wrong(errors, loc, value, [
    'float_parsing',
    'Input should be a valid number, unable to parse string as a number',
  ]);
};

export const positiveFloat: Reader<number> = (value, loc, errors) => {
  const number = float(value, loc, errors);
  if (number === undefined || number > 0) return number;
  return wrong(errors, loc, value, ['greater_than', 'Input should be greater than 0', { gt: 0 }]);
};

/** A number from `ge` to `le`, both included. */
export function within(read: Reader<number>, { ge, le }: { ge: number; le: number }): Reader<number> {
  return (value, loc, errors) => {
    const number = read(value, loc, errors);
    if (number === undefined) return undefined;
    if (number < ge)
      return wrong(errors, loc, value, [
        'greater_than_equal',
        `Input should be greater than or equal to ${ge}`,
        { ge },
      ]);
    if (number > le)
      return wrong(errors, loc, value, [
        'less_than_equal',
        `Input should be less than or equal to ${le}`,
        { le },
      ]);
    return number;
  };
}

const TRUE = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const FALSE = new Set(['0', 'false', 'f', 'no', 'n', 'off']);

export const bool: Reader<boolean> = (value, loc, errors) => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number')
    return wrong(errors, loc, value, ['bool_type', 'Input should be a valid boolean']);
  const word = String(value).toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  return wrong(errors, loc, value, [
    'bool_parsing',
    'Input should be a valid boolean, unable to interpret input',
  ]);
};

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, loc, errors) => (value === null ? null : read(value, loc, errors));
}

export function list<T>(item: Reader<T>, most: number): Reader<T[]> {
  return (value, loc, errors) => {
    if (!Array.isArray(value))
      return wrong(errors, loc, value, ['list_type', 'Input should be a valid list']);
    if (value.length > most)
      return wrong(errors, loc, value, [
        'too_long',
        `List should have at most ${most} items after validation, not ${value.length}`,
        { field_type: 'List', max_length: most, actual_length: value.length },
      ]);
    return value.flatMap((one: unknown, index) => item(one, [...loc, index], errors) ?? []);
  };
}

/** An object of which every field is needed. */
export function object<T extends Table>(table: T): Reader<Fields<T>> {
  return (value, loc, errors) => {
    if (!isRecord(value))
      return wrong(errors, loc, value, [
        'model_attributes_type',
        'Input should be a valid dictionary or object to extract fields from',
      ]);
    for (const name of Object.keys(table))
      if (!Object.hasOwn(value, name)) wrong(errors, [...loc, name], value, ['missing', 'Field required']);
    return readKnown(table, value, loc, errors);
  };
}

/** The fields of a table that are there; others are ignored. */
export function readKnown<T extends Table>(
  table: T,
  input: Readonly<Record<string, unknown>>,
  loc: Loc,
  errors: FieldError[],
): Fields<T> {
  const entries = Object.entries(table).flatMap(([name, read]) => {
    if (!Object.hasOwn(input, name)) return [];
    const value = read(input[name], [...loc, name], errors);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries) as Fields<T>;
}
