import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { InvalidRequestError, type RequestProblem, echoOf } from './request-problem.js';

/** A class whose fields carry class-validator decorators. */
export type Schema<T extends object> = new () => T;

export interface Validated<T> {
  value: T;
  /** Names of fields that the schema does not know, at most ten. */
  unknown: string[];
}

/** How problems are named: where the checked object lies in the request. */
export interface Place {
  part: RequestProblem['part'];
  at: readonly (string | number)[];
}

const BODY: Place = { part: 'body', at: [] };
const MOST_UNKNOWN_NAMES = 10;
const LONGEST_NAME = 60;

const knownFields = new WeakMap<object, ReadonlySet<string>>();

/** The fields that a schema has rules for. */
export function fieldsOf<T extends object>(schema: Schema<T>): ReadonlySet<string> {
  let fields = knownFields.get(schema);
  if (fields === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(schema, '', true, false);
    fields = new Set(rules.map((rule) => rule.propertyName));
    knownFields.set(schema, fields);
  }
  return fields;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks an object that came from outside. Only fields that the schema knows are looked at, `null` counts as absent,
 * and nothing nested is copied, so that depth and prototypes of hostile input do not matter.
 * @returns the problems instead of throwing them, for callers that collect
 */
export function check<T extends object>(
  schema: Schema<T>,
  input: unknown,
  place: Place = BODY,
): Validated<T> | RequestProblem[] {
  if (input === undefined && place.at.length === 0) {
    return [{ ...place, kind: 'missing', message: 'Field required', input: null }];
  }
  if (!isRecord(input))
    return [
      { ...place, kind: 'model_attributes_type', message: 'Input should be an object', input: echoOf(input) },
    ];
  const fields = fieldsOf(schema);
  // Not `new`: that would define every field, and an absent one must stay absent.
  const value = Object.create(schema.prototype as object) as T;
  const unknown: string[] = [];
  for (const [name, content] of Object.entries(input)) {
    if (!fields.has(name)) {
      if (unknown.length < MOST_UNKNOWN_NAMES) unknown.push(name.slice(0, LONGEST_NAME));
    } else if (content !== null) {
      Reflect.set(value, name, content);
    }
  }
  const errors = validateSync(value, { stopAtFirstError: true, validationError: { target: false } });
  if (errors.length === 0) return { value, unknown };
  return errors.map((error) => toProblem(error, input, place));
}

/** As {@link check}, but throws. @throws InvalidRequestError */
export function validate<T extends object>(
  schema: Schema<T>,
  input: unknown,
  place: Place = BODY,
): Validated<T> {
  const result = check(schema, input, place);
  if (Array.isArray(result)) throw new InvalidRequestError(result);
  return result;
}

/** As {@link validate}; fields that the schema does not know are problems too. @throws InvalidRequestError */
export function validateStrictly<T extends object>(
  schema: Schema<T>,
  input: unknown,
  place: Place = BODY,
): T {
  const { value, unknown } = validate(schema, input, place);
  if (unknown.length > 0) throw new InvalidRequestError(unknown.map((name) => unknownField(name, place)));
  return value;
}

export function unknownField(name: string, place: Place): RequestProblem {
  return {
    part: place.part,
    at: [...place.at, name],
    kind: 'extra_forbidden',
    message: 'This field is not known',
  };
}

/** Names of class-validator's rules -> pydantic's names for the same thing. */
const KINDS: Readonly<Record<string, string>> = {
  isString: 'string_type',
  isInt: 'int_type',
  isNumber: 'float_type',
  isBoolean: 'bool_type',
  isArray: 'list_type',
  min: 'greater_than_equal',
  max: 'less_than_equal',
  maxLength: 'string_too_long',
};

function toProblem(error: ValidationError, input: Record<string, unknown>, place: Place): RequestProblem {
  const [rule, message] = Object.entries(error.constraints ?? {})[0] ?? ['invalid', 'Input is not valid'];
  const at = [...place.at, error.property];
  const given = Object.hasOwn(input, error.property) ? input[error.property] : undefined;
  if (given === undefined)
    return { part: place.part, at, kind: 'missing', message: 'Field required', input: {} };
  return { part: place.part, at, kind: KINDS[rule] ?? 'value_error', message, input: echoOf(given) };
}
