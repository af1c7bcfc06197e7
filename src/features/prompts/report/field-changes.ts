import { isDeepStrictEqual } from 'node:util';
import {
  type Action,
  FIELD_PATHS,
  type FieldPath,
  type FieldSources,
  fieldValue,
  type Parameters,
  type Subject,
} from '../../sessions/index.js';

/** Values are shown to people at most this long. */
const LONGEST_SHOWN = 120;

/** The fields in which two descriptions differ, in the order of the schema. */
export function changedFields(before: Parameters, after: Parameters): FieldPath[] {
  return FIELD_PATHS.filter((path) => !isDeepStrictEqual(fieldValue(before, path), fieldValue(after, path)));
}

/** One sentence for each field: `Updated 'time_of_day' from 'midday' to 'night'.` */
export function describeChanges(
  before: Parameters,
  after: Parameters,
  fields: readonly FieldPath[] = changedFields(before, after),
): string[] {
  return fields.map((path) => {
    const [old, fresh] = [shown(fieldValue(before, path)), shown(fieldValue(after, path))];
    if (old === '') return `Set '${path}' to '${fresh}'.`;
    if (fresh === '') return `Removed '${path}', which was '${old}'.`;
    return `Updated '${path}' from '${old}' to '${fresh}'.`;
  });
}

/** A value as people read it; empty where there is none. */
export function shown(value: unknown): string {
  const text = plain(value);
  return text.length <= LONGEST_SHOWN ? text : `${Array.from(text).slice(0, LONGEST_SHOWN).join('')}...`;
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value !== 'object' || value === null) return '';
  if ('name' in value) return subjectText(value as Subject);
  if ('action' in value) return actionText(value as Action);
  const text: unknown = Reflect.get(value, 'text') ?? Reflect.get(value, 'description');
  return plain(text);
}

/** `2 red cars`: number, attributes, name and what belongs to it. */
export function subjectText(subject: Subject): string {
  const { name, count, attributes, clothing, expression, role } = subject;
  const number = count === undefined || count === 1 ? [] : [String(count)];
  const extras = [clothing, expression, role].filter((text) => text !== undefined);
  const main = [...number, ...attributes, name].join(' ');
  return extras.length === 0 ? main : `${main} (${extras.join(', ')})`;
}

export function actionText({ agent, action, speed }: Action): string {
  return [agent, action, speed === undefined ? undefined : `(${speed})`]
    .filter((text) => text !== undefined)
    .join(' ');
}

/** Sources after a change: what was changed on request or by hand is `edited`, what is gone has none. */
export function sourcesAfter(
  sources: FieldSources,
  after: Parameters,
  changed: readonly FieldPath[],
  source: FieldSources[FieldPath] & string = 'edited',
): FieldSources {
  const result: FieldSources = { ...sources };
  for (const path of changed) {
    if (fieldValue(after, path) === undefined) Reflect.deleteProperty(result, path);
    else result[path] = source;
  }
  return result;
}
