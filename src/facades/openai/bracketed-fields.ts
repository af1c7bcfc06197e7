import { InvalidRequestError } from '../../platform/http/request-problem.js';

/** A field of a form: its name as it was sent, and its value. */
export type FormField = readonly [name: string, value: unknown];

type Fields = Record<string, unknown>;

const NAME = /^([^[\]]{1,100})((?:\[[^[\]]{0,100}\]){0,2})$/;

/**
 * The object that the fields of a form stand for: `a` is a field, `a[b]` a field of the object `a`, `a[]` an item of
 * the list `a`. Of a field that comes twice, the last one counts.
 * @throws InvalidRequestError for a name that is not of this form, or that is used as two of these things
 */
export function fromBrackets(fields: readonly FormField[]): Fields {
  const result = emptyFields();
  for (const [name, value] of fields) set(result, name, value);
  return result;
}

/** Without a prototype: every name is only a name. */
function emptyFields(): Fields {
  return Object.create(null) as Fields;
}

function set(result: Fields, name: string, value: unknown): void {
  const match = NAME.exec(name);
  if (match === null) throw problem(name, 'is not a field name; nested fields are written as name[key]');
  const [, first = '', brackets = ''] = match;
  const [second, third] = brackets.slice(1, -1).split('][');
  if (brackets === '') result[first] = value;
  else if (second === '' && third === undefined) append(result, first, value);
  else if (third === undefined) childOf(result, first)[second ?? ''] = value;
  else if (third === '') append(childOf(result, first), second ?? '', value);
  else childOf(childOf(result, first), second ?? '')[third] = value;
}

function append(target: Fields, name: string, value: unknown): void {
  const list = (target[name] ??= []);
  if (!Array.isArray(list)) throw problem(name, 'is sent as a list and as something else');
  list.push(value);
}

function childOf(target: Fields, name: string): Fields {
  const child = (target[name] ??= emptyFields());
  if (typeof child !== 'object' || child === null || Array.isArray(child))
    throw problem(name, 'is sent as an object and as something else');
  return child as Fields;
}

function problem(name: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ part: 'body', at: [name.slice(0, 100)], kind: 'value_error', message }]);
}
