import { VERBS } from '../lexicon/verbs.js';
import { bySentence } from './by-sentence.js';
import { sweepRules } from './rule-sweep.js';
import type { Token } from './tokens.js';
import { lookUp } from '../../look-up.js';

/** One word of a prompt as the language library sees it. */
export interface Word {
  /** As written, without punctuation. */
  text: string;
  /** Singular, infinitive, lower case. */
  root: string;
  tags: readonly string[];
  /** Punctuation and space in front of it, and behind. */
  pre: string;
  post: string;
}

/** Splits English text into tagged words. */
export type Tagger = (text: string) => readonly Word[];

interface TermJson {
  text: string;
  pre: string;
  post: string;
  normal: string;
  root?: string | null;
  tags?: string[];
}

/** A form of a verb, and what it is a form of. */
export interface VerbForm {
  base: string;
  form: 'base' | 'third' | 'ing' | 'past';
}

export interface Language {
  tag: Tagger;
  /** Words that the library knows, lower case; names and most plain nouns are not among them. */
  isKnown: (word: string) => boolean;
  /** Tags of each token, as far as the library can tell. */
  tagsOf: (text: string, tokens: readonly Token[]) => (readonly string[])[];
  singular: (noun: string) => string;
  plural: (noun: string) => string;
  /** `running`, of any form; undefined where it is no verb that is known. */
  gerund: (word: string) => string | undefined;
  verbForm: (word: string) => VerbForm | undefined;
}

let loading: Promise<Language> | undefined;

/** The language library. It takes a third of a second to load, so it is loaded when first needed, once. */
export function loadLanguage(): Promise<Language> {
  loading ??= openLanguage().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** What this file needs of the library; its own types leave these parts open. */
interface Methods {
  one: { tokenize: { splitSentences: (text: string, world: object) => string[] } };
  two: {
    transform: {
      noun: {
        toSingular: (word: string, model: object) => string;
        toPlural: (word: string, model: object) => string;
      };
      verb: { conjugate: (word: string, model: object) => Record<string, string> };
    };
  };
}

async function openLanguage(): Promise<Language> {
  const { default: nlp } = await import('compromise/two');
  nlp.plugin({ methods: { one: { bulkMatch: sweepRules } } });
  const model = nlp.model();
  const lexicon = lexiconOf(model);
  const { one, two } = nlp.methods() as unknown as Methods;
  const { noun, verb } = two.transform;
  const world = nlp.world();
  const split = (text: string) => one.tokenize.splitSentences(text, world);
  const { forms, gerunds } = verbTables((base) => verb.conjugate(base, model));
  const termsOf = (view: { json: (options: object) => unknown }) =>
    (view.json({ text: false }) as { terms: TermJson[] }[]).flatMap(({ terms }) => terms);
  const tagged = bySentence(split, (text) =>
    termsOf(nlp(text)).map(({ text: word, tags = [] }) => ({ text: word, tags })),
  );
  return {
    tag: bySentence(split, (text) => termsOf(nlp(text).compute('root')).map(wordOf)),
    isKnown: (word) => Object.hasOwn(lexicon, word),
    tagsOf: (text, tokens) => alignTags(tagged(text), text, tokens),
    singular: remembered((word) => singularOf(word, (it) => noun.toSingular(it, model))),
    plural: (word) => pluralOf(word, (it) => noun.toPlural(it, model)),
    gerund: (word) => {
      const known = forms.get(word.toLowerCase());
      return known === undefined ? undefined : gerunds.get(known.base);
    },
    verbForm: (word) => forms.get(word.toLowerCase()),
  };
}

function wordOf(term: TermJson): Word {
  const { text, pre, post, normal, root, tags = [] } = term;
  return { text, root: root ?? normal, tags, pre, post };
}

function verbTables(conjugate: (base: string) => Record<string, string>) {
  const forms = new Map<string, VerbForm>();
  const gerunds = new Map<string, string>();
  for (const base of VERBS) {
    const { PastTense: past, PresentTense: third, Gerund: ing, Participle: participle } = conjugate(base);
    if (ing === undefined || third === undefined || past === undefined) continue;
    gerunds.set(base, ing);
    const put = (word: string, form: VerbForm['form']) => forms.has(word) || forms.set(word, { base, form });
    put(base, 'base');
    put(third, 'third');
    put(ing, 'ing');
    put(past, 'past');
    if (participle !== undefined) put(participle, 'past');
  }
  return { forms, gerunds };
}

const SAME_IN_PLURAL = new Set(
  'sheep deer fish aircraft spacecraft series species moose bison salmon trout shrimp squid koi glasses jeans trousers goggles headphones scissors binoculars'.split(
    ' ',
  ),
);
const LATIN_PLURALS = new Set('bacteria criteria phenomena larvae strata'.split(' '));
const ODD_PLURALS: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  geese: 'goose',
  oxen: 'ox',
  wolves: 'wolf',
  leaves: 'leaf',
  knives: 'knife',
  calves: 'calf',
  elves: 'elf',
  feet: 'foot',
  teeth: 'tooth',
  buses: 'bus',
  taxis: 'taxi',
  movies: 'movie',
  cookies: 'cookie',
  zombies: 'zombie',
  hippies: 'hippie',
  shelves: 'shelf',
  loaves: 'loaf',
  dwarves: 'dwarf',
  scarves: 'scarf',
  policemen: 'policeman',
  firemen: 'fireman',
  fishermen: 'fisherman',
  firefighters: 'firefighter',
  businessmen: 'businessman',
  snowmen: 'snowman',
  cacti: 'cactus',
  heroes: 'hero',
  potatoes: 'potato',
  tomatoes: 'tomato',
  canoes: 'canoe',
  shoes: 'shoe',
  horses: 'horse',
  axes: 'axe',
  vases: 'vase',
  houses: 'house',
  lenses: 'lens',
  waves: 'wave',
  olives: 'olive',
  gloves: 'glove',
  caves: 'cave',
  doves: 'dove',
  selfies: 'selfie',
  brownies: 'brownie',
  pies: 'pie',
  ties: 'tie',
  collies: 'collie',
  huskies: 'husky',
  magpies: 'magpie',
  hoodies: 'hoodie',
  genies: 'genie',
  pixies: 'pixie',
  smoothies: 'smoothie',
  veggies: 'veggie',
  budgies: 'budgie',
  prairies: 'prairie',
  samurais: 'samurai',
  oboes: 'oboe',
  toes: 'toe',
  hoes: 'hoe',
  canvases: 'canvas',
  atlases: 'atlas',
  emus: 'emu',
  gnus: 'gnu',
  gurus: 'guru',
  menus: 'menu',
  tutus: 'tutu',
  irises: 'iris',
};
const ODD_SINGULARS = new Map(Object.entries(ODD_PLURALS).map(([many, one]) => [one, many]));

const MOST_REMEMBERED = 4000;
const LONGEST_REMEMBERED = 40;

/** Does the work for a word once; the library goes through all it knows each time. */
function remembered(work: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const answer = work(word);
    if (known.size >= MOST_REMEMBERED) known.clear();
    if (word.length <= LONGEST_REMEMBERED) known.set(word, answer);
    return answer;
  };
}

function singularOf(word: string, library: (word: string) => string): string {
  const lower = word.toLowerCase();
  if (SAME_IN_PLURAL.has(lower)) return word;
  const odd = lookUp(ODD_PLURALS, lower);
  if (odd !== undefined) return odd;
  if (ODD_SINGULARS.has(lower)) return word;
  // Nearly all nouns in -a are singular: for the library a barista is one of several `baristum`.
  if (lower.endsWith('a') && !LATIN_PLURALS.has(lower)) return word;
  return /(?:ss|us|is)$/.test(lower) || lower.length < 4 ? word : library(word);
}

function pluralOf(word: string, library: (word: string) => string): string {
  const lower = word.toLowerCase();
  if (SAME_IN_PLURAL.has(lower)) return word;
  return ODD_SINGULARS.get(lower) ?? library(word);
}

/** The library parts words where we do not, and the other way round: both are walked along the text. */
function alignTags(
  terms: readonly Pick<Word, 'text' | 'tags'>[],
  text: string,
  tokens: readonly Token[],
): (readonly string[])[] {
  const placed: { end: number; tags: readonly string[] }[] = [];
  let cursor = 0;
  for (const { text: word, tags } of terms) {
    if (word === '') continue;
    const at = text.indexOf(word, cursor);
    if (at < 0) continue;
    cursor = at + word.length;
    placed.push({ end: cursor, tags });
  }
  let next = 0;
  return tokens.map((token) => {
    while (next < placed.length - 1 && (placed[next]?.end ?? 0) <= token.start) next += 1;
    return placed[next]?.tags ?? [];
  });
}

function lexiconOf(model: object): object {
  const one: unknown = Reflect.get(model, 'one');
  const lexicon: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'lexicon') : undefined;
  if (typeof lexicon !== 'object' || lexicon === null)
    throw new Error('compromise: its lexicon was not found');
  return lexicon;
}
