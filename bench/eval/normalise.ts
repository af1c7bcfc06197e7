/** Words that carry nothing when two phrases are compared: articles, possessives, prepositions, `and`. */
const EMPTY_WORDS = new Set(
  (
    'a an the his her its their my our your of in on at to into onto from with by along across through over ' +
    'under past toward towards up down around and for out off inside beside near behind above below'
  ).split(' '),
);
const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
/** British, American: one spelling for both. */
const SPELLINGS: Readonly<Record<string, string>> = {
  gray: 'grey',
  color: 'colour',
  colored: 'coloured',
  center: 'centre',
  centered: 'centred',
  watercolor: 'watercolour',
  theater: 'theatre',
  pajama: 'pyjama',
};
const ENDS_IN_S = /(?:ss|us|is|ous)$/;
const IRREGULAR: Readonly<Record<string, string>> = {
  geese: 'goose',
  mice: 'mouse',
  children: 'child',
  men: 'man',
  women: 'woman',
  leaves: 'leaf',
  wolves: 'wolf',
  people: 'person',
  feet: 'foot',
};

function folded(word: string): string {
  const number = NUMBERS.indexOf(word);
  if (number >= 0) return String(number);
  const singular = IRREGULAR[word] ?? withoutPlural(word);
  return SPELLINGS[singular] ?? singular;
}

function withoutPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || ENDS_IN_S.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /(?:ch|sh|x|z|ss)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

/** Lower case, hyphens as spaces, no punctuation; every word in its singular and one spelling. */
export function allWords(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’]s\b/g, '')
    .replaceAll(/[^\p{L}\p{N}.:/]+/gu, ' ');
  return plain
    .split(' ')
    .map((word) => folded(word.replaceAll(/^[.:/]+|[.:/]+$/g, '')))
    .filter((word) => word !== '');
}

/** {@link allWords} without those that carry nothing; all of them where nothing else would be left. */
export function contentWords(text: string): string[] {
  const words = allWords(text);
  const full = words.filter((word) => !EMPTY_WORDS.has(word));
  return full.length > 0 ? full : words;
}

const HEAD_END = new Set(
  'of in on at to into from with by along across through over under behind near'.split(' '),
);

/** The last word of the main phrase: `street` of `narrow street in Lisbon`. */
export function headWord(text: string): string {
  const words = allWords(text);
  const end = words.findIndex((word, index) => index > 0 && HEAD_END.has(word));
  return words[(end < 0 ? words.length : end) - 1] ?? '';
}

/** How much two phrases must share, of all words that either has. */
const SHARED_PHRASE = 2 / 3;

/** Whether two free phrases say the same: one's words hold the other's, none swapped, the same head. */
export function samePhrase(one: string, other: string): boolean {
  const [first, second] = [new Set(contentWords(one)), new Set(contentWords(other))];
  if (headWord(one) !== headWord(other)) return false;
  return isShared(first, second, SHARED_PHRASE);
}

/** One holds the other, and what both share is at least `share` of what either has. */
export function isShared(one: ReadonlySet<string>, other: ReadonlySet<string>, share: number): boolean {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  if (![...small].every((word) => large.has(word))) return false;
  // A number is never by the way: `two hot air balloons` is not `hot air balloon`.
  if ([...large].some((word) => /^\d/.test(word) && !small.has(word))) return false;
  return large.size === 0 || small.size / large.size >= share - 1e-9;
}

/** Character for character, but for blanks and quotation marks around it. */
export function sameVerbatim(one: string, other: string): boolean {
  const bare = (text: string) => text.trim().replaceAll(/^["“”„«»]+|["“”„«»]+$/g, '');
  return bare(one).trim() === bare(other).trim();
}

export interface ComparableAction {
  agent?: string | undefined;
  action: string;
}

const SHARED_ACTION = 1 / 2;

/** Whether two actions are the same, words of the place (which has a field of its own) left aside. */
export function sameAction(one: ComparableAction, other: ComparableAction, place = ''): boolean {
  if ((one.agent === undefined) !== (other.agent === undefined)) return false;
  if (one.agent !== undefined && other.agent !== undefined && !samePhrase(one.agent, other.agent))
    return false;
  const [firstWords, secondWords] = [allWords(one.action), allWords(other.action)];
  if (firstWords[0] !== secondWords[0]) return false;
  const aside = new Set(contentWords(place));
  const rest = (text: string) =>
    new Set(
      allWords(text)
        .slice(1)
        .filter((word) => !EMPTY_WORDS.has(word) && !aside.has(word)),
    );
  return isShared(rest(one.action), rest(other.action), SHARED_ACTION);
}
