import { COLLECTIVES, isBeing } from '../lexicon/beings.js';
import { COLOURS, DEGREES, EMPTY_ADJECTIVES, EXPRESSIONS, LOOKS_ING, SHADES } from '../lexicon/looks.js';
import type { Language } from '../text/language.js';
import { isVague, NUMBERS, type Unit } from './units.js';

/** A thing that the text names: `two small red cars`. */
export interface Thing {
  /** Singular, in the user's words. */
  name: string;
  /** Its last word, lower case, singular. */
  head: string;
  count?: number;
  attributes: string[];
  clothing?: string;
  expression?: string;
  /** -ing words before it that are actions: `a sleeping cat`. */
  doing: string[];
  isName: boolean;
  isPlural: boolean;
  /** With article, number and adjectives. */
  start: number;
  end: number;
  /** Adjectives and name as written, without article. */
  phrase: string;
  nameStart: number;
  nameEnd: number;
  /** Where its count or article stands. */
  countStart?: number;
  countEnd?: number;
}

/** Colours and materials that are part of a name. */
const COMPOUND =
  /^(?:golden (?:retriever|eagle|gate)|red (?:panda|fox|carpet|squirrel|wine)|black (?:cat-bear|panther|bear|hole)|brown bear|polar bear|grizzly bear|blue whale|orange juice|white shark|great white|silver back|paper (?:plane|boat|lantern|crane|airplane|lanterns|planes|boats)|grey wolf|gray wolf|ice cream|hot air|wild boar|electric guitar|electric car|steam (?:train|engine|locomotive)|glass blower|orange tree|olive tree|rose bush|mountain bike|lime tree|peach tree|rubber duck|cream cake|stone age|snow leopard|bald eagle|baby carriage|high (?:school|heels|street)|old town|electric scooter|light bulb|fast food|hot dog|teddy bear|white board|brick wall|arctic fox|emperor penguin)/;

const DOZENS = new Set(['dozen', 'couple', 'pair', 'trio', 'duo', 'quartet']);
const COUNT_NOUNS: Readonly<Record<string, number>> = {
  dozen: 12,
  couple: 2,
  pair: 2,
  trio: 3,
  duo: 2,
  quartet: 4,
};

export interface ThingRead {
  thing: Thing;
  next: number;
}

/** Reads the thing that begins at a unit; undefined where none does. */
export function thingAt(
  units: readonly Unit[],
  from: number,
  text: string,
  language: Language,
): ThingRead | undefined {
  let at = from;
  let count: number | undefined;
  let isPossessive = false;
  let countEnd = -1;
  const modifiers: Unit[] = [];
  const first = units[at];
  if (first === undefined) return undefined;
  if (first.kind === 'determiner') {
    isPossessive = /^(?:his|her|its|their|my|our|your)$/.test(first.lower);
    countEnd = first.end;
    at += 1;
  }
  if (units[at]?.kind === 'number') {
    count = NUMBERS[units[at]?.lower ?? ''] ?? Number(units[at]?.lower);
    countEnd = units[at]?.end ?? countEnd;
    at += 1;
    if (units[at]?.lower === 'dozen') {
      count *= 12;
      at += 1;
    }
  }
  if (units[at]?.lower === 'half' && /^(?:a|dozen)$/.test(units[at + 1]?.lower ?? '')) {
    const skip = units[at + 1]?.lower === 'a' ? 3 : 2;
    if (units[at + skip - 1]?.lower === 'dozen') {
      count = 6;
      at += skip;
    }
  }
  let isMany = false;
  if (
    DOZENS.has(units[at]?.lower ?? '') &&
    !(units[at]?.lower === 'couple' && units[at + 1]?.lower !== 'of')
  ) {
    const size = COUNT_NOUNS[units[at]?.lower ?? ''];
    const step = units[at + 1]?.lower === 'of' ? 2 : 1;
    if (thingStart(units[at + step])) {
      count = size;
      at += step;
      if (units[at]?.kind === 'determiner') at += 1;
    }
  }
  while (
    units[at]?.kind === 'adjective' ||
    (units[at]?.kind === 'past' && units[at + 1]?.kind === 'noun') ||
    (units[at]?.kind === 'adverb' && units[at + 1]?.kind === 'adjective') ||
    isJoinedAdjectives(units, at)
  ) {
    const unit = units[at];
    if (unit === undefined) break;
    if (isVague(unit.lower)) isMany = true;
    if (unit.lower === 'dozens' || unit.lower === 'hundreds') isMany = true;
    if (unit.kind !== 'and' && unit.kind !== 'comma') modifiers.push(unit);
    at += 1;
    if (isVague(unit.lower) && units[at]?.lower === 'of') at += units[at + 1]?.kind === 'determiner' ? 2 : 1;
  }
  const nouns: Unit[] = [];
  while (units[at]?.kind === 'noun' && (nouns.length === 0 || areOneName(nouns.at(-1), units[at], text))) {
    nouns.push(units[at] as Unit);
    at += 1;
  }
  if (nouns.length === 0) return modifierOnly(units, from, at, modifiers, text);
  const lastNoun = nouns.at(-1) as Unit;
  const collective = language.singular(lastNoun.lower);
  if (
    (COLLECTIVES.has(collective) || isVague(lastNoun.lower)) &&
    units[at]?.lower === 'of' &&
    thingStart(units[at + 1])
  ) {
    const inner = thingAt(units, at + 1, text, language);
    if (inner !== undefined) {
      const { count: innerCount, ...rest } = inner.thing;
      const known =
        innerCount !== undefined && !inner.thing.isPlural
          ? {}
          : innerCount === undefined
            ? {}
            : { count: innerCount };
      return {
        thing: {
          ...rest,
          ...(count === undefined || count < 2
            ? innerCount !== undefined && innerCount > 1
              ? known
              : {}
            : {}),
          isPlural: true,
          start: first.start,
          countStart: first.start,
          countEnd: inner.thing.start,
          attributes: [
            ...attributesOf(modifiers.filter((it) => !isSizeOfGroup(it))).attributes,
            ...rest.attributes,
          ],
        },
        next: inner.next,
      };
    }
  }
  return {
    thing: build(units, [from, at], { modifiers, nouns, count, isMany, isPossessive, countEnd }, [
      text,
      language,
    ]),
    next: at,
  };
}

function isSizeOfGroup(unit: Unit): boolean {
  return /^(?:large|small|big|huge|little|tiny|whole|long|vast)$/.test(unit.lower);
}

/** `a big, red balloon`, `an old and rusty car`. */
function isJoinedAdjectives(units: readonly Unit[], at: number): boolean {
  const [previous, joint, next, further] = [units[at - 1], units[at], units[at + 1], units[at + 2]];
  if (previous?.kind !== 'adjective' || next?.kind !== 'adjective') return false;
  if (joint?.kind !== 'and' && joint?.text !== ',') return false;
  return (
    further?.kind === 'noun' ||
    further?.kind === 'adjective' ||
    (further?.text === ',' && joint.text === ',' && units[at + 3]?.kind === 'adjective')
  );
}

function thingStart(unit: Unit | undefined): boolean {
  return unit !== undefined && /^(?:noun|adjective|determiner|number)$/.test(unit.kind);
}

function areOneName(previous: Unit | undefined, next: Unit | undefined, text: string): boolean {
  if (previous === undefined || next === undefined) return false;
  return (
    /^[\s-]*$/.test(text.slice(previous.end, next.start)) &&
    (!next.isName ||
      previous.isName ||
      /^(?:captain|doctor|professor|king|queen|mount|lake|detective|officer|general|agent|sir|princess|prince)$/.test(
        previous.lower,
      ))
  );
}

/** `the old`, `red, green`: nothing that stands by itself. */
function modifierOnly(
  units: readonly Unit[],
  from: number,
  at: number,
  modifiers: readonly Unit[],
  text: string,
): ThingRead | undefined {
  const last = modifiers.at(-1);
  const isNounLike =
    last !== undefined && (isBeing(last.lower) || units[from]?.kind === 'determiner') && at - from > 1;
  if (!isNounLike || last === undefined) return undefined;
  const start = units[from]?.start ?? 0;
  const { attributes, expression, doing } = attributesOf(modifiers.slice(0, -1));
  return {
    thing: {
      name: last.lower,
      head: last.lower,
      count: 1,
      attributes,
      doing,
      isName: false,
      isPlural: false,
      start,
      end: last.end,
      phrase: text.slice(modifiers[0]?.start, last.end),
      nameStart: last.start,
      nameEnd: last.end,
      ...(expression === undefined ? {} : { expression }),
    },
    next: at,
  };
}

interface Parts {
  modifiers: Unit[];
  nouns: Unit[];
  count: number | undefined;
  isMany: boolean;
  isPossessive: boolean;
  countEnd: number;
}

function build(
  units: readonly Unit[],
  [from, to]: [number, number],
  parts: Parts,
  [text, language]: [string, Language],
): Thing {
  const { modifiers, nouns, count, isMany, countEnd } = parts;
  const last = nouns.at(-1) as Unit;
  const kept = [...nouns];
  const isName = nouns.some((noun) => noun.isName) && last.isName;
  const one = isName ? last.text : language.singular(last.text);
  const isPlural = !isName && (one.toLowerCase() !== last.lower || /^(?:people)$/.test(last.lower));
  while (kept.length > 1 && !isName && isAdjectival(kept[0] as Unit, kept))
    modifiers.push(kept.shift() as Unit);
  let own = modifiers;
  const compound = `${own.at(-1)?.lower ?? ''} ${kept[0]?.lower ?? ''}`;
  if (COMPOUND.test(compound)) {
    kept.unshift(own.at(-1) as Unit);
    own = own.slice(0, -1);
  }
  const name = [
    ...kept.slice(0, -1).map(({ text: word, isName: capital }) => (capital ? word : word.toLowerCase())),
    isName ? last.text : one.toLowerCase(),
  ].join(' ');
  const { attributes, expression, doing } = attributesOf(own);
  const number = count ?? (isMany || isPlural ? undefined : 1);
  const [start, end] = [units[from]?.start ?? 0, units[to - 1]?.end ?? 0];
  const firstWord = own[0]?.start ?? kept[0]?.start ?? start;
  return {
    name: name.replace(/'s$/, ''),
    head: (isName ? last.lower : one.toLowerCase()).replace(/'s$/, ''),
    attributes,
    doing,
    isName,
    isPlural: isPlural || (count ?? 1) > 1,
    start,
    end,
    phrase: text.slice(Math.min(firstWord, kept[0]?.start ?? firstWord), end),
    nameStart: kept[0]?.start ?? start,
    nameEnd: end,
    ...(number === undefined ? {} : { count: number }),
    ...(expression === undefined ? {} : { expression }),
    ...(countEnd < 0 ? {} : { countStart: start, countEnd }),
  };
}

function isAdjectival(unit: Unit, nouns: readonly Unit[]): boolean {
  return (
    (COLOURS.has(unit.lower) || LOOKS_ING.has(unit.lower)) &&
    !COMPOUND.test(nouns.map(({ lower }) => lower).join(' '))
  );
}

/** Adjectives one each: a shade stays with its colour, an adverb with its adjective. */
export function attributesOf(units: readonly Unit[]): {
  attributes: string[];
  expression?: string;
  doing: string[];
} {
  const attributes: string[] = [];
  const doing: string[] = [];
  let expression: string | undefined;
  let lead = '';
  for (const [at, { lower, kind, form }] of units.entries()) {
    const next = units[at + 1]?.lower ?? '';
    if (
      (SHADES.has(lower) && COLOURS.has(next)) ||
      ((DEGREES.has(lower) || kind === 'adverb') && next !== '' && !/^(?:highly|very|extremely)$/.test(lower))
    ) {
      lead = `${lead}${lower} `;
      continue;
    }
    if (EMPTY_ADJECTIVES.has(lower) || isVague(lower)) continue;
    if (
      EXPRESSIONS.has(lower) &&
      !/^(?:calm|serious|content|tired|sleepy|weary|focused|confident|concentrated|blank)$/.test(lower)
    )
      expression ??= lower;
    else if (form?.form === 'ing' && !LOOKS_ING.has(lower)) doing.push(lower);
    else attributes.push(`${lead}${lower}`);
    lead = '';
  }
  return { attributes, doing, ...(expression === undefined ? {} : { expression }) };
}
