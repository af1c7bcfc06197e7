/** What `builtin` promises on the part that its rules were not made with. `least` is a share, `most` milliseconds. */
export const TARGETS = {
  'extraction macro-F1': { least: 0.85 },
  'edits: requested change made': { least: 0.95 },
  'edits: other fields untouched': { least: 1 },
  'edits: protected text kept': { least: 1 },
  'edits: no-op requests left alone': { least: 1 },
  'variations: exactly 8': { least: 1 },
  'variations: pairwise distinct': { least: 1 },
  'variations: core kept': { least: 1 },
  'variations: only named fields vary': { least: 1 },
  'enhance: idempotent': { least: 1 },
  'enhance: protected text kept': { least: 1 },
  'enhance: original kept as one piece': { least: 1 },
  'extract(render(p)) = p': { least: 0.95 },
  'dialects: within their word limits': { least: 1 },
  'dialects: Cosmos 3 JSON valid': { least: 1 },
  'speed: extract p99': { most: 10 },
  'speed: enhance p99': { most: 10 },
  'speed: update p99': { most: 10 },
  'speed: vary p99': { most: 10 },
  'journal of 1,000 revisions opens': { most: 20 },
} as const satisfies Record<string, { least: number } | { most: number }>;
export type Target = keyof typeof TARGETS;

/** One line of the summary; undefined where the build cannot do it yet, which counts as missed. */
export interface Measured {
  target: Target;
  value: number | undefined;
  note?: string;
}

export function isMet({ target, value }: Measured): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  const bound: { least?: number; most?: number } = TARGETS[target];
  return bound.least === undefined ? value <= (bound.most ?? 0) : value >= bound.least - 1e-9;
}
