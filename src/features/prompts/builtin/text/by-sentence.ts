import { Recent } from './recent.js';

/** Sentences whose words are kept: an edit changes one of a prompt, and the others are read again and again. */
const MOST_SENTENCES = 512;
/** Characters; longer ones are few, and their words take much room. */
const LONGEST_KEPT = 1000;

/**
 * Does the work of a text sentence by sentence, and of a sentence that was there a moment ago not again.
 * @param split parts a text into sentences, which together are the text
 * @param work no sentence changes what is found in another
 */
export function bySentence<Item>(
  split: (text: string) => readonly string[],
  work: (text: string) => readonly Item[],
): (text: string) => readonly Item[] {
  const recent = new Recent<string, readonly Item[]>(MOST_SENTENCES);
  const itemsOf = (sentence: string) =>
    sentence.length > LONGEST_KEPT ? work(sentence) : recent.of(sentence, () => work(sentence));
  return (text) => {
    const sentences = split(text);
    // A part that would be parted again by itself is not a sentence without the others.
    const isWhole = sentences.length > 1 && sentences.every((one) => split(one).length === 1);
    return isWhole ? sentences.flatMap(itemsOf) : itemsOf(text);
  };
}
