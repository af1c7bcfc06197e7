/**
 * A copy of plain data, as a schema has checked it, that shares nothing with it. Several times as fast as
 * `structuredClone`, which an edit would call dozens of times.
 */
export function plainCopy<Value>(value: Value): Value {
  return copyOf(value) as Value;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf(Reflect.get(value, key));
  return copy;
}
