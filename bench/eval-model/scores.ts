// From what was asked for and what was seen to rates.
import type { Labels } from './judge.ts';

export interface Verdict {
  asked: Labels;
  seen: Labels;
}

/** The share of the clips that show what was asked for, by attribute. */
export function ratesByAttribute(verdicts: readonly Verdict[]): Record<string, number> {
  const names = Object.keys(verdicts[0]?.asked ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      verdicts.filter(({ asked, seen }) => asked[name] === seen[name]).length / verdicts.length,
    ]),
  );
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 0; i < k; i += 1) result = (result * (n - i)) / (i + 1);
  return result;
}

/** How often `together` attributes are all right, over all clips and all ways to pick so many of the asked ones. */
export function rateTogether(verdicts: readonly Verdict[], together: number): number {
  const shares = verdicts.map(({ asked, seen }) => {
    const names = Object.keys(asked);
    const right = names.filter((name) => asked[name] === seen[name]).length;
    return choose(right, together) / choose(names.length, together);
  });
  return mean(shares);
}

/** What was most often seen instead, as `asked as seen (times)`. */
export function confusions(verdicts: readonly Verdict[], attribute: string, most: number): string[] {
  const times = new Map<string, number>();
  for (const { asked, seen } of verdicts) {
    if (asked[attribute] === seen[attribute]) continue;
    const name = `${asked[attribute] ?? ''} as ${seen[attribute] ?? ''}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, count]) => `${name} (${count})`);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean absolute difference of two pictures, 0..255. */
function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (const [index, value] of one.entries()) sum += Math.abs(value - (other[index] ?? 0));
  return sum / one.length;
}

/** How far clips of one prompt and several seeds are apart: mean absolute difference over all pairs, 0..255. */
export function variety(clips: readonly (readonly Uint8Array[])[]): number {
  const pairs = clips.flatMap((one, index) => clips.slice(index + 1).map((other) => [one, other] as const));
  return mean(
    pairs.map(([one, other]) =>
      mean(one.map((frame, at) => difference(frame, other[at] ?? new Uint8Array()))),
    ),
  );
}

/** How much a clip trembles: mean absolute second difference in time, 0..255. Steady motion has little of it. */
export function flicker(frames: readonly Uint8Array[]): number {
  const sums = frames.slice(1, -1).map((frame, index) => {
    const [before, after] = [frames[index], frames[index + 2]];
    let sum = 0;
    for (const [at, value] of frame.entries())
      sum += Math.abs((before?.[at] ?? 0) - 2 * value + (after?.[at] ?? 0));
    return sum / frame.length;
  });
  return mean(sums);
}
