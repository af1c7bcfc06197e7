import type { Parameters } from '../../sessions/index.js';

/** Everything that stands verbatim in every rendering. */
export function verbatimTexts(parameters: Parameters): string[] {
  return [
    ...parameters.on_screen_text,
    ...parameters.audio.dialogue.map(({ text }) => text),
    ...parameters.protected,
  ];
}

/** As a whole: the `Final` of a trigger word is not said by `Finally`. */
export function standsIn(kept: string, text: string): boolean {
  const isWord = (character: string | undefined) => /[\p{L}\p{N}_]/u.test(character ?? '');
  for (let at = text.indexOf(kept); at >= 0; at = text.indexOf(kept, at + 1)) {
    const isCut =
      (isWord(kept.at(0)) && isWord(text[at - 1])) || (isWord(kept.at(-1)) && isWord(text[at + kept.length]));
    if (!isCut || kept === '') return true;
  }
  return false;
}

/**
 * A copy whose free texts can stand in a sentence: one line, single spaces, no punctuation at the end. What holds a
 * protected text, and what is quoted, is left as it is.
 */
export function tidied(parameters: Parameters): Parameters {
  const verbatim = verbatimTexts(parameters);
  const tidyText = (text: string) => {
    if (verbatim.some((kept) => text.includes(kept))) return text;
    return text.replace(/\s+/g, ' ').replace(/^[\s.,;:]+|[\s.,;:]+$/g, '');
  };
  const { on_screen_text, protected: declared, audio, ...rest } = parameters;
  const { dialogue, ...sounds } = audio;
  const texts = tidyValue({ ...rest, audio: sounds }, tidyText) as Parameters;
  // A subject is never lost, whatever its name is made of.
  const subjects = parameters.subjects.map((subject, index) => ({
    ...texts.subjects[index],
    name: tidyText(subject.name) || subject.name,
    attributes: texts.subjects[index]?.attributes ?? [],
  }));
  return {
    ...texts,
    subjects,
    actions: texts.actions.filter(({ action }) => action !== undefined),
    audio: { ...texts.audio, dialogue },
    on_screen_text,
    protected: declared,
  };
}

/** Texts that become empty are left out, as are their places in lists. */
function tidyValue(value: unknown, tidyText: (text: string) => string): unknown {
  if (typeof value === 'string') return tidyText(value) || undefined;
  if (Array.isArray(value)) {
    return value.map((item: unknown) => tidyValue(item, tidyText)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, tidyValue(item, tidyText)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/**
 * Sentences as one text, each with a capital and an end. A sentence that begins with a protected text keeps its first
 * letter.
 */
export function joinSentences(sentences: readonly string[], parameters: Parameters): string {
  const verbatim = verbatimTexts(parameters);
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence) => {
      const isKept = verbatim.some((text) => sentence.startsWith(text));
      const start = isKept ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);
      return /[.!?…]$/u.test(start) ? start : `${start}.`;
    })
    .join(' ');
}
