import { DetailError } from '../../platform/http/fastapi-errors.js';
import { isRecord } from '../../platform/http/body-validation.js';

export type GoType = 'string' | 'int' | 'int64' | 'float64';

type ValueOf<T extends GoType> = T extends 'string' ? string : number;

/** Fields that a body leaves out, or that it says `null` for, are absent. */
export type GoStruct<T extends Readonly<Record<string, GoType>>> = {
  -readonly [Name in keyof T]?: ValueOf<T[Name]>;
};

const invalid = (reason: string) => new DetailError(400, `Invalid request: ${reason}`, 'invalid_request');

/**
 * Reads a body as Go's `encoding/json` does: names of fields in any case, no number from a text, no whole number from
 * a fraction, `null` for nothing.
 * @param struct its name, which stands in the errors
 * @throws DetailError 400 with the words of Go
 */
export function readGoJson<T extends Readonly<Record<string, GoType>>>(
  struct: string,
  types: T,
  body: unknown,
): GoStruct<T> {
  if (body === undefined) throw invalid('EOF');
  if (body !== null && !isRecord(body))
    throw invalid(`json: cannot unmarshal ${kindOf(body)} into Go value of type types.${struct}`);
  const names = new Map(Object.keys(types).map((name) => [name.toLowerCase(), name]));
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body ?? {})) {
    const name = names.get(key.toLowerCase());
    const type = name === undefined ? undefined : types[name];
    if (name === undefined || type === undefined || value === null) continue;
    if (!isOf(type, value))
      throw invalid(
        `json: cannot unmarshal ${kindOf(value, type)} into Go struct field ${struct}.${name} of type ${type}`,
      );
    found[name] = value;
  }
  return found as GoStruct<T>;
}

function isOf(type: GoType, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  return typeof value === 'number' && (type === 'float64' || Number.isSafeInteger(value));
}

function kindOf(value: unknown, type?: GoType): string {
  if (typeof value === 'number')
    return type === undefined || type === 'string' ? 'number' : `number ${value}`;
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

/** As Go's `strconv.Atoi`; the fallback for anything else. */
export function goInt(text: string | undefined, fallback: number): number {
  const number = /^[+-]?\d{1,19}$/.test(text ?? '') ? Number(text) : fallback;
  return Number.isSafeInteger(number) ? number : fallback;
}

/** As Go's `strconv.ParseFloat`, but for its hexadecimal numbers, infinities and NaN; the fallback for anything else. */
export function goFloat(text: string | undefined, fallback: number): number {
  const isNumber = /^[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,3})?$/.test(text ?? '');
  const number = isNumber ? Number(text) : fallback;
  return Number.isFinite(number) ? number : fallback;
}
