/** Of numbers in any order; `share` 0..1. NaN without numbers. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(0, position)] ?? Number.NaN;
}

/** The middle one, or the mean of the two in the middle. NaN without numbers. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** For people: enough digits to compare, no more. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** `12 (11-14)`: the median and the range of several runs. */
export function withSpread(values: readonly number[], unit = ''): string {
  const end = unit === '' ? '' : ` ${unit}`;
  if (values.length < 2) return `${rounded(median(values))}${end}`;
  return `${rounded(median(values))}${end} (${rounded(Math.min(...values))}-${rounded(Math.max(...values))})`;
}

/** Numbers from 0 (included) to 1 (excluded), the same ones for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
