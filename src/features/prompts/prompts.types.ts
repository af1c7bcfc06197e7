/** What a refinement did, read off the two texts. */
export interface TextReport {
  /** Phrases, names, numbers and quoted texts of the original that stand unchanged in the new text. */
  kept: string[];
  /** Text that is only in the new one. */
  added: string[];
  /** `old -> new`, where text was replaced. */
  changed: string[];
  /** Text that is only in the original. */
  dropped: string[];
}

export interface PromptEnhancement extends TextReport {
  original: string;
  enhanced: string;
  provider: 'builtin';
}
