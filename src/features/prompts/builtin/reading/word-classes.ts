import { ANIMALS, isBeing, MACHINES, PEOPLE } from '../lexicon/beings.js';
import {
  ADJECTIVES,
  COLOURS,
  DEGREES,
  EMPTY_ADJECTIVES,
  EXPRESSIONS,
  LOOKS_ING,
  MATERIALS,
  MOODS,
} from '../lexicon/looks.js';
import { BODY_PARTS, CLOTHES, PLACES, SUBSTANCES, SURFACES } from '../lexicon/things.js';
import { STATES } from '../lexicon/verbs.js';

const set = (words: string) => new Set(words.split(' '));

export const DETERMINERS = set(
  'a an the this that these those his her its their my your our some each every another both any all',
);
export const PREPOSITIONS = set(
  'in on at under over above below beneath beside besides near behind between among amongst amid amidst through across along alongside into onto toward towards from past around about up down out off of by with without against inside outside atop upon during like beyond before after underneath within throughout opposite w thru to for per via aboard as-in',
);
export const SUBORDINATE = set(
  'while as when then until because where whereas before after so but if once although though finally next meanwhile suddenly initially first afterwards eventually',
);
export const RELATIVE = set('who which that whose whom');
export const PRONOUNS = set(
  'he she it they him them himself herself itself themselves one someone somebody everyone everybody something everything i we you us me each',
);
export const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  hundred: 100,
};
const VAGUE = set('several many few some various multiple numerous countless dozens hundreds thousands');
export const ADVERBS = set(
  'not also just very together away back forward forwards backward backwards again still only too here there aloud apart overhead outside inside upstairs downstairs upward downward home ahead nearby slightly really quite almost even ever now together softly sideways in-place alone uphill downhill outdoors indoors everywhere',
);
export const STATE_WORDS = new Set([
  ...STATES,
  'will',
  'would',
  'can',
  'could',
  'may',
  'must',
  'should',
  "there's",
  'does',
  'do',
  'did',
  "it's",
  "he's",
  "she's",
]);

/** No forms of verbs. */
export const NOUNS_ING = set(
  'building ceiling evening morning wedding painting clothing lighting spring string king ring wing thing railing opening landing crossing drawing being housing flooring awning lightning pudding earring herring duckling sibling offspring sterling viking something nothing anything everything wing carving clearing parking boarding scaffolding paving bearing handwriting stocking pudding coding engraving etching rigging seating tubing wiring icing dressing stuffing filling topping gathering meeting training swing sling sting',
);
export function isVague(word: string): boolean {
  return VAGUE.has(word);
}

const DESCRIPTIVE: readonly { has: (word: string) => boolean }[] = [
  ADJECTIVES,
  COLOURS,
  MATERIALS,
  EXPRESSIONS,
  MOODS,
  LOOKS_ING,
  EMPTY_ADJECTIVES,
  DEGREES,
];

export function isDescriptive(word: string): boolean {
  return DESCRIPTIVE.some((words) => words.has(word));
}

export function isNounKnown(word: string, singular: string): boolean {
  return [word, singular].some(
    (it) =>
      isBeing(it) ||
      PLACES.has(it) ||
      SURFACES.has(it) ||
      SUBSTANCES.has(it) ||
      BODY_PARTS.has(it) ||
      CLOTHES.has(it),
  );
}

/** Names of beings that are verbs, too, are beings: `duck`, `fly`, `bat`. */
export function isBeingOnly(word: string, singular: string): boolean {
  return [word, singular].some((it) => PEOPLE.has(it) || ANIMALS.has(it) || MACHINES.has(it));
}
