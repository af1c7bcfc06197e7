import type { TextReport } from './prompts.types.js';
import { diffTexts, type Token, tokens } from './text-diff.js';

/**
 * What became of `before` in `after`, by comparing them word for word. `phrases` are those of `before`, in order;
 * they count as kept only if every word of them was found in place.
 */
export function compareTexts(before: string, after: string, phrases: readonly string[]): TextReport {
  const old = tokens(before);
  const { differences, same } = diffTexts(old, tokens(after));
  const report: TextReport = { kept: keptPhrases(old, same, phrases), added: [], changed: [], dropped: [] };
  for (const { removed, inserted } of differences) {
    if (removed !== '' && inserted !== '') report.changed.push(`${removed} -> ${inserted}`);
    else if (removed !== '') report.dropped.push(removed);
    else report.added.push(...pieces(inserted));
  }
  return report;
}

/** Sentence by sentence, without the punctuation that only joins. */
function pieces(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+/)
    .map((piece) => piece.replace(/^[\s.,;:-]+|[\s.,;:]+$/g, ''))
    .filter((piece) => piece !== '');
}

function keptPhrases(old: readonly Token[], same: ReadonlySet<number>, phrases: readonly string[]): string[] {
  const kept: string[] = [];
  let from = 0;
  for (const phrase of phrases) {
    const words = tokens(phrase).map(({ text }) => text);
    const start = old.findIndex((_, i) => i >= from && words.every((word, k) => old[i + k]?.text === word));
    if (start < 0 || words.length === 0) continue;
    if (words.every((_, k) => same.has(start + k))) kept.push(phrase);
    from = start + words.length;
  }
  return kept;
}
