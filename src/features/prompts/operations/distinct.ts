/** Two prompts are the same where they differ only in case, spaces and punctuation. */
export function normalPrompt(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** Prompts of which no two are the same. */
export class DistinctPrompts {
  readonly #seen = new Set<string>();

  /** False where it is there already, or says nothing. */
  add(prompt: string): boolean {
    const key = normalPrompt(prompt);
    // A prompt of emoji alone is one, too.
    const identity = key === '' ? prompt.trim() : key;
    if (identity === '' || this.#seen.has(identity)) return false;
    this.#seen.add(identity);
    return true;
  }
}
