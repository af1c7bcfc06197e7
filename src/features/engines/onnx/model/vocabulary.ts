import { z } from 'zod';

const phrase = z.string().min(1).max(80);

/** `vocabulary.json` of a model folder: the words that a model knows. All phrases are in lower case. */
export const vocabularySchema = z.object({
  version: z.literal(1),
  groups: z
    .array(
      z.object({
        name: z.string().min(1).max(40),
        /** What is drawn where a prompt names none of the values; without it, that would be a blend of all. */
        usual: z.string().min(1).max(40).optional(),
        /** The group whose first phrase the values are said in front of; without it they go to the end. */
        before: z.string().min(1).max(40).optional(),
        values: z
          .array(
            z.object({
              value: z.string().min(1).max(40),
              words: z.array(phrase).max(200),
              /** Names of other things, drawn as this one. */
              nearest: z.array(phrase).max(200).default([]),
              /** What is put behind a prompt to ask for it: `under clouds`. */
              said: phrase.optional(),
            }),
          )
          .max(500),
      }),
    )
    .max(50),
  /** Words that carry nothing of their own. */
  plain: z.array(phrase).max(1000),
});
export type Vocabulary = z.output<typeof vocabularySchema>;

export interface Reading {
  /** Words of the prompt that the model passes over, in order, each once. */
  ignored: string[];
  /** Words that stand for something else: a dog that is drawn as a cat. */
  replaced: { word: string; by: string }[];
}

interface Entry {
  words: readonly string[];
  group?: string;
  value?: string;
  replacedBy?: string;
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;
/** More would not fit into a message. */
const MAX_TOLD = 20;
/** Of a remark: words are shortened, and fewer of them told. */
const MAX_SHOWN = 8;
const MAX_WORD = 24;
/** Far more than any model takes; what comes after it is not looked at. */
const MAX_READ = 10_000;

const shortened = (word: string): string =>
  word.length > MAX_WORD ? `${word.slice(0, MAX_WORD - 1)}…` : word;

function listed(words: readonly string[]): string {
  const shown = words.slice(0, MAX_SHOWN).map((word) => shortened(word));
  return `${shown.join(', ')}${words.length > shown.length ? ', and more' : ''}`;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** Reads prompts with a model's vocabulary; the longest known phrase counts. */
export class PromptReader {
  /** By first word, the longest phrase first. */
  readonly #entries = new Map<string, Entry[]>();
  /** Single words of known phrases: "sky" of "clear sky" is not unknown. */
  readonly #parts = new Set<string>();

  constructor(vocabulary: Vocabulary) {
    for (const { name: group, values } of vocabulary.groups) {
      for (const { value, words, nearest } of values) {
        for (const word of words) this.#add({ words: wordsOf(word), group, value });
        for (const word of nearest) this.#add({ words: wordsOf(word), group, value, replacedBy: value });
      }
    }
    for (const word of vocabulary.plain) this.#add({ words: wordsOf(word) });
    for (const entries of this.#entries.values()) entries.sort((a, b) => b.words.length - a.words.length);
  }

  read(prompt: string): Reading {
    const ignored = new Set<string>();
    const replaced = new Map<string, string>();
    for (const { word, entry } of this.#walk(prompt)) {
      if (entry === undefined && !this.#parts.has(word)) ignored.add(word);
      if (entry?.replacedBy !== undefined) replaced.set(entry.words.join(' '), entry.replacedBy);
    }
    return {
      ignored: [...ignored].slice(0, MAX_TOLD),
      replaced: [...replaced].slice(0, MAX_TOLD).map(([word, by]) => ({ word, by })),
    };
  }

  /** The values that a text names, by their groups. */
  named(text: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const { entry } of this.#walk(text))
      if (entry?.group !== undefined && entry.value !== undefined)
        found.set(entry.group, (found.get(entry.group) ?? new Set<string>()).add(entry.value));
    return found;
  }

  /** Where in a text the first phrase of a group begins. */
  placeOf(text: string, group: string): number | undefined {
    for (const { entry, start } of this.#walk(text)) if (entry?.group === group) return start;
    return undefined;
  }

  /** What `model` makes of the words of a prompt, for people; undefined where it knows them all. */
  remarkOn(prompt: string, model: string): string | undefined {
    const { ignored, replaced } = this.read(prompt);
    const stand = replaced.map(({ word, by }) => `${shortened(word)} as ${by}`);
    const sentences = [
      ...(ignored.length === 0 ? [] : [`${model} passes over words it does not know: ${listed(ignored)}.`]),
      ...(stand.length === 0 ? [] : [`${model} draws ${listed(stand)}.`]),
    ];
    return sentences.length === 0 ? undefined : sentences.join(' ');
  }

  #add(entry: Entry): void {
    const [first] = entry.words;
    if (first === undefined) return;
    const known = this.#entries.get(first);
    if (known === undefined) this.#entries.set(first, [entry]);
    else known.push(entry);
    if (entry.replacedBy === undefined) for (const word of entry.words) this.#parts.add(word);
  }

  /** A text by known phrases, the longest ones, and single words that are in none. */
  *#walk(text: string): Generator<{ word: string; start: number; entry: Entry | undefined }> {
    const found = [...text.slice(0, MAX_READ).matchAll(WORD)];
    const words = found.map(([word]) => word.toLowerCase());
    for (let at = 0; at < words.length;) {
      const entry = this.#longestAt(words, at);
      yield { word: words[at] ?? '', start: found[at]?.index ?? 0, entry };
      at += entry?.words.length ?? 1;
    }
  }

  #longestAt(words: readonly string[], at: number): Entry | undefined {
    return this.#entries
      .get(words[at] ?? '')
      ?.find((entry) => entry.words.every((word, index) => words[at + index] === word));
  }
}
