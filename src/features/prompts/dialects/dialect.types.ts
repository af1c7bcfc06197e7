import type { Parameters } from '../../sessions/index.js';

/** Models whose wish for a prompt is known; `plain` suits all others. */
export const DIALECTS = ['plain', 'wan-2.2', 'ltx-2', 'hunyuanvideo-1.5', 'cosmos-3'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A prompt as one model wants it. */
export interface Rendering {
  /** Prose, or for Cosmos 3 a JSON document. */
  text: string;
  /** What must not be seen, for the model's own field for it; absent where nothing is said. */
  negative?: string;
  /** Of `text`; for JSON of its text values. */
  words: number;
  /** What was left out, changed in wording or is missing; for people. */
  warnings: string[];
}

/** Writes the sentences of one dialect, without regard to its length. */
export type Composer = (parameters: Parameters) => string[];
