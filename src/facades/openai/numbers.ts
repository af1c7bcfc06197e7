import { isRecord } from '../../platform/http/body-validation.js';

const NUMBER = /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/;

/**
 * The same fields with numbers where numbers are wanted: forms have only text, and clients of these servers write
 * `"4"` for 4 in JSON too. An empty text stands for no value. What is no number stays as it is, to be refused.
 */
export function withNumbers(input: unknown, names: ReadonlySet<string>): unknown {
  if (!isRecord(input)) return input;
  const entries = Object.entries(input).flatMap(([name, value]) => {
    if (!names.has(name) || typeof value !== 'string') return [[name, value] as const];
    const text = value.trim();
    if (text === '') return [];
    return [[name, NUMBER.test(text) ? Number(text) : value] as const];
  });
  return Object.fromEntries(entries);
}
