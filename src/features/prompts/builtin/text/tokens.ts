/** A word (hyphens part words) or one sign of punctuation. */
export interface Token {
  text: string;
  /** Lower case, with plain apostrophes. */
  lower: string;
  /** Where it stands in the text. */
  start: number;
  end: number;
  /** Joined to the word before it by a hyphen. */
  isJoined: boolean;
  isWord: boolean;
}

const TOKEN = /[\p{L}\p{N}\p{M}_&]+(?:['’.][\p{L}\p{N}\p{M}_]+)*|[^\s]/gu;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let hyphenAt = -1;
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    const start = match.index;
    const previous = tokens.at(-1);
    const touches = previous !== undefined && previous.isWord && previous.end === start;
    if (/^[-‐‑]$/.test(word) && touches && /[\p{L}\p{N}]/u.test(text[start + 1] ?? '')) {
      hyphenAt = start + 1;
      continue;
    }
    const isWord = /[\p{L}\p{N}]/u.test(word);
    const lower = word.toLowerCase().replaceAll('’', "'");
    tokens.push({ text: word, lower, start, end: start + word.length, isJoined: hyphenAt === start, isWord });
  }
  return tokens;
}
