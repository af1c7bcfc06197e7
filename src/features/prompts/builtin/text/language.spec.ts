import nlp from 'compromise/two';
import { expect, it } from 'vitest';
import { loadLanguage } from './language.js';
import { tokensOf } from './tokens.js';

const TEXTS = [
  '',
  ' \n ',
  '  A brown dog runs. The dog is happy!  A cat sleeps on the sofa...',
  'He said "no. Never again." and left. "Yes!" said Tom. "No!" said Ann.',
  'Dr. Smith and Mrs. Jones walk (slowly. very slowly) to the U.S. embassy. It rains.',
  'First line\nsecond line.\r\n\r\nThird line? fourth line!! fifth',
  '            runs.              . , a dog    .   ',
  'はい。いいえ。 A cat. 「行きません。」と言った',
];

interface Sentence {
  terms: { text: string; tags?: string[]; root?: string; normal: string; pre: string; post: string }[];
}

/** What the library says of a text as a whole, before this project changes how it works. */
const expected = new Map(
  TEXTS.map((text) => {
    const sentences = nlp(text).compute('root').json() as Sentence[];
    return [text, sentences.flatMap(({ terms }) => terms)];
  }),
);

it.each(TEXTS)('tags a text sentence by sentence as the library tags the whole: %j', async (text) => {
  const { tag, tagsOf } = await loadLanguage();
  const terms = expected.get(text) ?? [];
  const words = terms.map(({ text: word, tags, root, normal, pre, post }) => ({
    text: word,
    root: root ?? normal,
    tags: tags ?? [],
    pre,
    post,
  }));
  expect(tag(text)).toEqual(words);
  const tokens = tokensOf(text);
  const found = tagsOf(text, tokens);
  const alone = tokens.map((token, index) => [token.text, found[index]]);
  const same = alone.filter(([word]) => terms.filter((term) => term.text === word).length === 1);
  for (const [word, tags] of same)
    expect([word, tags]).toEqual([word, terms.find((term) => term.text === word)?.tags]);
});
