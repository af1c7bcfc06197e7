import type { JsonSchema } from './strict-schema.js';

/** Items of a list that are looked at; the schema's own bound is far lower, and then says so. */
const MOST_ITEMS = 200;

/** A model's text without control characters, and well-formed; lines and tabs stay. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/**
 * What a model meant: null and blank count as absent, unknown keys go, one thing where a list belongs becomes a list
 * of it. Undefined: nothing. Whether the rest is right is for the zod schema to say.
 */
export function cleanValue(value: unknown, schema: JsonSchema): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') {
    const text = cleanText(value);
    if (text === '') return undefined;
    return schema.type === 'array' ? [cleanValue(text, schema.items ?? {})] : text;
  }
  if (schema.type === 'array') {
    const items = Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [value];
    return items.map((item) => cleanValue(item, schema.items ?? {})).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object') return value;
  // Of the wrong kind, whatever is in it: the schema says so, and nobody has to walk through it, however deep it is.
  if (Array.isArray(value)) return [];
  if (schema.properties === undefined) return {};
  const members = Object.entries(schema.properties).flatMap(([key, child]) => {
    const member = Object.hasOwn(value, key) ? cleanValue(Reflect.get(value, key), child) : undefined;
    return member === undefined ? [] : [[key, member] as const];
  });
  return Object.fromEntries(members);
}
