/** Stretches of time, in milliseconds. */
export type Interval = readonly [from: number, to: number];

/** The same time, in order and without overlaps. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...intervals].sort(([a], [b]) => a - b)) {
    if (to <= from) continue;
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Time that lies in both. */
export function common(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  return merged(one).flatMap(([from, to]) =>
    merged(other)
      .map(([start, end]): Interval => [Math.max(from, start), Math.min(to, end)])
      .filter(([start, end]) => start < end),
  );
}

/** Time of the first that is not in the second. */
export function without(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const edges = merged(other);
  const outside = edges.map(([, end], index): Interval => [end, edges[index + 1]?.[0] ?? Infinity]);
  return common(one, [[-Infinity, edges[0]?.[0] ?? Infinity], ...outside]);
}

export function lengthOf(intervals: readonly Interval[]): number {
  return merged(intervals).reduce((sum, [from, to]) => sum + to - from, 0);
}
