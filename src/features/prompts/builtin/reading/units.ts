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
import type { VerbForm } from '../text/language.js';
import type { Reading } from './reading.js';

export type UnitKind =
  | 'noun'
  | 'adjective'
  | 'verb'
  | 'ing'
  | 'past'
  | 'state'
  | 'determiner'
  | 'number'
  | 'preposition'
  | 'and'
  | 'then'
  | 'relative'
  | 'pronoun'
  | 'adverb'
  | 'comma'
  | 'stop'
  | 'gap'
  | 'other';

/** A word as the grammar sees it; hyphenated words are one. */
export interface Unit {
  kind: UnitKind;
  text: string;
  lower: string;
  start: number;
  end: number;
  form?: VerbForm;
  isName: boolean;
}

const set = (words: string) => new Set(words.split(' '));
const DETERMINERS = set(
  'a an the this that these those his her its their my your our some each every another both any all',
);
const PREPOSITIONS = set(
  'in on at under over above below beneath beside besides near behind between among amongst amid amidst through across along alongside into onto toward towards from past around about up down out off of by with without against inside outside atop upon during like beyond before after underneath within throughout opposite w thru to for per via aboard as-in',
);
const SUBORDINATE = set(
  'while as when then until because where whereas before after so but if once although though finally next meanwhile suddenly initially first afterwards eventually',
);
const RELATIVE = set('who which that whose whom');
const PRONOUNS = set(
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
const ADVERBS = set(
  'not also just very together away back forward forwards backward backwards again still only too here there aloud apart overhead outside inside upstairs downstairs upward downward home ahead nearby slightly really quite almost even ever now together softly sideways in-place alone uphill downhill outdoors indoors everywhere',
);
const STATE_WORDS = new Set([
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

export function isVague(word: string): boolean {
  return VAGUE.has(word);
}

export function isDescriptive(word: string): boolean {
  return (
    ADJECTIVES.has(word) ||
    COLOURS.has(word) ||
    MATERIALS.has(word) ||
    EXPRESSIONS.has(word) ||
    MOODS.has(word) ||
    LOOKS_ING.has(word) ||
    EMPTY_ADJECTIVES.has(word) ||
    DEGREES.has(word)
  );
}

function isNounKnown(word: string, singular: string): boolean {
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
function isBeingOnly(word: string, singular: string): boolean {
  return [word, singular].some((it) => PEOPLE.has(it) || ANIMALS.has(it) || MACHINES.has(it));
}

export function unitsOf(reading: Reading): Unit[] {
  const { tokens, language } = reading;
  const tags = language.tagsOf(reading.freeText(), tokens);
  const units: Unit[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const claim = reading.claimOf(at);
    if (claim === 'through') continue;
    const base = { text: token.text, lower: token.lower, start: token.start, end: token.end, isName: false };
    if (claim === 'break') {
      if (units.at(-1)?.kind !== 'gap') units.push({ ...base, kind: 'gap' });
      continue;
    }
    let last = at;
    while (tokens[last + 1]?.isJoined === true && reading.isFree(last + 1)) last += 1;
    const end = tokens[last]?.end ?? token.end;
    const text = reading.text.slice(token.start, end);
    const unit: Unit = { ...base, text, lower: text.toLowerCase().replaceAll('’', "'"), end, kind: 'other' };
    unit.kind = kindOf(reading, unit, tags[last] ?? [], units.at(-1));
    unit.isName = isNameLike(unit, tags[at] ?? [], units.at(-1));
    if (unit.isName && unit.kind !== 'determiner') unit.kind = 'noun';
    const form = language.verbForm(unit.lower);
    if (form !== undefined) unit.form = form;
    units.push(unit);
    at = last;
  }
  return settle(reading, units, tags.length);
}

function kindOf(reading: Reading, unit: Unit, tags: readonly string[], previous: Unit | undefined): UnitKind {
  const { lower } = unit;
  const closed = closedKind(lower, previous);
  if (closed !== undefined) return closed;
  if (!/[\p{L}\p{N}]/u.test(lower))
    return /[.!?…\n]/.test(lower) ? 'stop' : /[,;:()[\]{}|/—–-]/.test(lower) ? 'comma' : 'gap';
  if (NUMBERS[lower] !== undefined || /^\d+$/.test(lower)) return 'number';
  return openKind(reading, lower, tags, previous);
}

function closedKind(lower: string, previous: Unit | undefined): UnitKind | undefined {
  if (lower === 'that' && previous?.kind === 'noun') return 'relative';
  if (lower === 'her' || lower === 'his') return 'determiner';
  if (DETERMINERS.has(lower)) return 'determiner';
  if (lower === 'and' || lower === '&' || lower === 'or') return 'and';
  if (SUBORDINATE.has(lower) && !(/^(?:first|next)$/.test(lower) && previous?.kind === 'determiner'))
    return 'then';
  if (RELATIVE.has(lower)) return 'relative';
  if (PRONOUNS.has(lower) && lower !== 'one') return 'pronoun';
  if (PREPOSITIONS.has(lower)) return 'preposition';
  if (STATE_WORDS.has(lower)) return 'state';
  return ADVERBS.has(lower) ? 'adverb' : undefined;
}

function openKind(
  reading: Reading,
  lower: string,
  tags: readonly string[],
  previous: Unit | undefined,
): UnitKind {
  const { language } = reading;
  const singular = language.singular(lower);
  const form = language.verbForm(lower);
  const isSlang = /[^aeiou]in$/.test(lower) && language.verbForm(`${lower}g`)?.form === 'ing';
  if (isSlang) return 'ing';
  const isAfterArticle = previous !== undefined && /^(?:determiner|adjective|number)$/.test(previous.kind);
  if (
    lower.endsWith('ly') &&
    !isDescriptive(lower) &&
    !/^(?:family|butterfly|fly|firefly|dragonfly|jelly|lily|belly|bully|assembly|italy|ally|rally|trolley|supply|reply)$/.test(
      lower,
    )
  )
    return 'adverb';
  if (
    lower.endsWith('ing') &&
    lower.length > 4 &&
    (form?.form === 'ing' ||
      (!NOUNS_ING.has(lower) && !isNounKnown(lower, singular) && !LOOKS_ING.has(lower)))
  )
    return 'ing';
  if (isDescriptive(lower)) return 'adjective';
  if (isBeingOnly(lower, singular) && (isAfterArticle || form === undefined || previous?.kind !== 'noun'))
    return 'noun';
  if (/-/.test(lower))
    return /(?:ed|ing|ful|y|sized|shaped|like|old|tall|long|high|free|covered|made|style|built|worn|lit|eyed)$/.test(
      lower,
    ) || tags.includes('Adjective')
      ? 'adjective'
      : 'noun';
  if (form?.form === 'past') return 'past';
  if (isAfterArticle && /[^e]ed$/.test(lower) && lower.length > 4) return 'past';
  if (isAfterArticle)
    return tags.includes('Adjective') && form === undefined && !isNounKnown(lower, singular)
      ? 'adjective'
      : 'noun';
  if (form !== undefined) return 'verb';
  if (isNounKnown(lower, singular)) return 'noun';
  if (tags.includes('Adverb')) return 'adverb';
  if (lower.endsWith('ed') && (tags.includes('PastTense') || tags.includes('Adjective'))) return 'past';
  if (
    tags.includes('Verb') &&
    previous !== undefined &&
    /^(?:noun|pronoun|relative|adverb)$/.test(previous.kind) &&
    !tags.includes('Particle')
  )
    return 'verb';
  return tags.includes('Adjective') ? 'adjective' : 'noun';
}

const NOUNS_ING = set(
  'building ceiling evening morning wedding painting clothing lighting spring string king ring wing thing railing opening landing crossing drawing being housing flooring awning lightning pudding earring herring duckling sibling offspring sterling viking something nothing anything everything wing carving clearing parking boarding scaffolding paving bearing handwriting stocking pudding coding engraving etching rigging seating tubing wiring icing dressing stuffing filling topping gathering meeting training swing sling sting',
);
const NO_NAMES = set(
  'i pov cgi vhs hdr uhd led tv ai dslr cctv ui fpv 3d 2d 4k 8k art deco nouveau ok usb suv dj bmx t-rex ufo',
);
const CALENDAR = set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas halloween english french german spanish italian japanese chinese korean indian russian american british european african asian victorian edwardian gothic arctic antarctic renaissance baroque art-deco medieval viking roman greek egyptian mexican nordic scandinavian arabian turkish tibetan mediterranean moroccan dutch swiss irish scottish persian byzantine norwegian swedish thai vietnamese brazilian polish labrador dalmatian siamese bengal persian border earth moon dutch polaroid',
);

function isNameLike(unit: Unit, tags: readonly string[], previous: Unit | undefined): boolean {
  if (
    !/^\p{Lu}\p{L}/u.test(unit.text) ||
    NO_NAMES.has(unit.lower) ||
    CALENDAR.has(unit.lower.split(/['-]/)[0] ?? '')
  )
    return false;
  if (/^\p{Lu}{2,}$/u.test(unit.text) && unit.text.length > 4) return false;
  const isFirst =
    previous === undefined || previous.kind === 'stop' || previous.text === ':' || previous.kind === 'gap';
  if (!isFirst) return !(previous.kind === 'comma' && isDescriptive(unit.lower));
  return (
    tags.some((tag) =>
      /^(?:FirstName|MaleName|FemaleName|LastName|Person|Honorific|City|Country|Place)$/.test(tag),
    ) &&
    unit.kind !== 'preposition' &&
    !isDescriptive(unit.lower) &&
    unit.kind !== 'determiner' &&
    unit.kind !== 'number'
  );
}

/** Second look, with the words behind known: `a sleeping cat`, `the man walks`, `a car parked outside`. */
function settle(reading: Reading, units: Unit[], _count: number): Unit[] {
  for (const [at, unit] of units.entries()) {
    const [previous, next] = [units[at - 1], units[at + 1]];
    if (unit.kind === 'verb') unit.kind = verbOrNoun(reading, unit, previous, next, units[at + 2]);
    else if (unit.kind === 'noun') unit.kind = nounOrVerb(reading, unit, previous, next);
    else if (unit.kind === 'ing' && isBeforeNoun(previous, next, units[at + 2])) unit.kind = 'adjective';
    else if (unit.kind === 'past') unit.kind = pastKind(unit, previous, next);
    else if (
      unit.kind === 'adjective' &&
      next !== undefined &&
      unit.form?.form === 'third' &&
      previous?.kind === 'noun'
    )
      unit.kind = 'verb';
    else if (unit.kind === 'preposition' && unit.lower === 'like' && previous?.kind === 'pronoun')
      unit.kind = 'other';
  }
  return units;
}

function verbOrNoun(
  reading: Reading,
  unit: Unit,
  previous: Unit | undefined,
  next: Unit | undefined,
  further: Unit | undefined,
): UnitKind {
  const form = unit.form?.form;
  const before = previous?.kind;
  if (before === undefined || before === 'stop' || before === 'comma' || before === 'gap') {
    if (form === 'third')
      return next !== undefined &&
        /^(?:noun|determiner|preposition|adverb|pronoun)$/.test(next.kind) &&
        units2(next)
        ? 'verb'
        : 'noun';
    return next?.kind === 'determiner' ? 'verb' : 'noun';
  }
  if (before === 'determiner' || before === 'adjective' || before === 'number' || before === 'preposition')
    return previous?.lower === 'to' && form === 'base' ? 'verb' : 'noun';
  if (form === 'third')
    return next?.kind === 'verb' && next.form?.form === 'third' && further?.kind !== 'noun' ? 'noun' : 'verb';
  if (form === 'base' && previous?.kind === 'noun') {
    const isMany =
      reading.language.singular(previous.lower) !== previous.lower ||
      /^(?:people|children|men|women|police|couple|family|sheep|fish|deer)$/.test(previous.lower);
    return isMany && next?.kind !== 'verb' ? 'verb' : 'noun';
  }
  if (before === 'and')
    return next !== undefined && /^(?:determiner|preposition|adverb|pronoun|gap)$/.test(next.kind)
      ? 'verb'
      : next === undefined || /^(?:stop|comma|gap|then)$/.test(next.kind)
        ? 'verb'
        : 'noun';
  return 'verb';
}

function units2(next: Unit): boolean {
  return next.kind !== 'preposition' || next.lower !== 'of';
}

function nounOrVerb(
  reading: Reading,
  unit: Unit,
  previous: Unit | undefined,
  next: Unit | undefined,
): UnitKind {
  const isMany = previous?.kind === 'noun' && reading.language.singular(previous.lower) !== previous.lower;
  if (isMany && next !== undefined && /^(?:determiner|number)$/.test(next.kind) && !unit.isName)
    return 'verb';
  if (unit.form?.form !== 'third' || previous?.kind !== 'noun' || unit.isName) return 'noun';
  return next !== undefined &&
    /^(?:determiner|preposition|adverb|pronoun)$/.test(next.kind) &&
    next.lower !== 'of'
    ? 'verb'
    : 'noun';
}

/** `a sleeping cat`, `two running dogs`, `flying cars`; not `the woman holding flowers`. */
function isBeforeNoun(
  previous: Unit | undefined,
  next: Unit | undefined,
  further: Unit | undefined,
): boolean {
  if (next === undefined || (next.kind !== 'noun' && next.kind !== 'adjective')) return false;
  if (previous?.kind === 'determiner' || previous?.kind === 'number' || previous?.kind === 'adjective')
    return true;
  if (previous?.kind === 'preposition' && previous.lower !== 'while') return true;
  const isLead =
    previous === undefined ||
    previous.kind === 'comma' ||
    previous.kind === 'stop' ||
    previous.kind === 'gap';
  return (
    isLead &&
    next.kind === 'noun' &&
    (further === undefined || /^(?:comma|stop|preposition|gap|verb|ing|state)$/.test(further.kind)) &&
    previous?.kind !== 'comma'
  );
}

const MOVES_PAST = set(
  'walked ran jumped leapt flew swam rode drove danced climbed sat stood fell raced chased landed slept looked stared turned rolled sailed drifted floated crawled played sang spoke talked smiled laughed waved watched said held carried',
);

function pastKind(unit: Unit, previous: Unit | undefined, next: Unit | undefined): UnitKind {
  if (previous?.kind === 'determiner' || previous?.kind === 'adjective' || previous?.kind === 'number')
    return 'adjective';
  if (previous?.kind === 'preposition' && next?.kind === 'noun') return 'adjective';
  if (
    next?.kind === 'noun' &&
    previous?.kind !== 'noun' &&
    previous?.kind !== 'pronoun' &&
    previous?.kind !== 'relative'
  )
    return 'adjective';
  if (previous?.kind === 'noun' || previous?.kind === 'pronoun' || previous?.kind === 'relative')
    if (MOVES_PAST.has(unit.lower) || next?.kind === 'determiner' || next?.kind === 'number') return 'verb';
  return 'past';
}
