import type { Word } from './language.js';

const ENGLISH = new Set(
  'a an the of in on at with and to is are was were her his its their by from through over while for into under as near behind across around that this two three then who up down out against between along inside outside after before it he she they'.split(
    ' ',
  ),
);

/** Small words of the languages that people write prompts in and that look like English to a program. */
const FOREIGN = new Set(
  (
    'der das und ein eine einen einem einer ist mit auf im dem den des von zu zum zur bei durch nachts sich ' +
    'le la les un une du dans sur avec et est au aux pour par qui sous en ' +
    'el los las una con por para del y sobre bajo mientras ' +
    'il lo gli che di nel nella sulla della su ' +
    'um uma na nas os com sob enquanto do da ' +
    'een het van met op door aan naar ' +
    'och ett som pa og med til w na z i ve bir'
  ).split(' '),
);

/** English as far as one can tell without understanding: its small words, or mostly words that are known. */
export function looksEnglish(words: readonly Word[], isKnown: (root: string) => boolean): boolean {
  const lower = words.map(({ text }) => text.toLowerCase()).filter((text) => /\p{L}/u.test(text));
  if (lower.length === 0) return false;
  const letters = lower.join('');
  if ((letters.match(/[a-z]/g)?.length ?? 0) < letters.length * 0.8) return false;
  const english = lower.filter((word) => ENGLISH.has(word)).length;
  const foreign = lower.filter((word) => FOREIGN.has(word)).length;
  if (english !== foreign) return english > foreign;
  if (english > 0) return false;
  const known = words.filter(({ text, root }) => isKnown(root) || isKnown(text.toLowerCase())).length;
  return known >= words.length / 2;
}
