import { COLLECTIVES, isBeing } from '../lexicon/beings.js';
import { COLOURS, LOOKS_ING } from '../lexicon/looks.js';
import type { Language } from '../text/language.js';
import { attributesOf } from './attributes.js';
import { type Lead, leadAt, thingStart } from './count.js';
import type { Thing, ThingRead } from './thing.js';
import { isOf, type Unit } from './unit.js';
import { isVague } from './word-classes.js';

/** Colours and materials that are part of a name. */
const COMPOUND =
  /^(?:golden (?:retriever|eagle|gate)|red (?:panda|fox|carpet|squirrel|wine)|black (?:cat-bear|panther|bear|hole)|brown bear|polar bear|grizzly bear|blue whale|orange juice|white shark|great white|silver back|paper (?:plane|boat|lantern|crane|airplane|lanterns|planes|boats)|grey wolf|gray wolf|ice cream|hot air|wild boar|electric guitar|electric car|steam (?:train|engine|locomotive)|glass blower|orange tree|olive tree|rose bush|mountain bike|lime tree|peach tree|rubber duck|cream cake|stone age|snow leopard|bald eagle|baby carriage|high (?:school|heels|street)|old town|electric scooter|light bulb|fast food|hot dog|teddy bear|white board|brick wall|arctic fox|emperor penguin)/;

/** Reads the thing that begins at a unit; undefined where none does. */
export function thingAt(
  units: readonly Unit[],
  from: number,
  text: string,
  language: Language,
): ThingRead | undefined {
  if (units[from] === undefined) return undefined;
  const lead = leadAt(units, from);
  const { modifiers, isMany, next } = modifiersAt(units, lead.next);
  const nouns = nounsAt(units, next, text);
  const to = next + nouns.length;
  const last = nouns.at(-1);
  if (last === undefined) return modifierOnly(units, [from, to], modifiers, text);
  return (
    groupAt({ units, from, to, lead, modifiers, last, text, language }) ?? {
      thing: build(units, [from, to], { modifiers, nouns, isMany, last, ...lead }, [text, language]),
      next: to,
    }
  );
}

function modifiersAt(
  units: readonly Unit[],
  from: number,
): { modifiers: Unit[]; isMany: boolean; next: number } {
  const modifiers: Unit[] = [];
  let isMany = false;
  let at = from;
  for (let unit = units[at]; unit !== undefined && isModifier(units, at); unit = units[at]) {
    const vague = isVague(unit.lower);
    if (vague) isMany = true;
    if (!isOf(unit, 'and', 'comma')) modifiers.push(unit);
    at += 1;
    if (vague && units[at]?.lower === 'of') at += isOf(units[at + 1], 'determiner') ? 2 : 1;
  }
  return { modifiers, isMany, next: at };
}

function isModifier(units: readonly Unit[], at: number): boolean {
  const [unit, next] = [units[at], units[at + 1]];
  if (isOf(unit, 'adjective')) return true;
  if (isOf(unit, 'past') && isOf(next, 'noun')) return true;
  return (isOf(unit, 'adverb') && isOf(next, 'adjective')) || isJoinedAdjectives(units, at);
}

/** `a big, red balloon`, `an old and rusty car`. */
function isJoinedAdjectives(units: readonly Unit[], at: number): boolean {
  const [joint, further] = [units[at], units[at + 2]];
  if (!isOf(units[at - 1], 'adjective') || !isOf(units[at + 1], 'adjective')) return false;
  const isComma = joint?.text === ',';
  if (!isComma && !isOf(joint, 'and')) return false;
  if (isOf(further, 'noun', 'adjective')) return true;
  return isComma && further?.text === ',' && isOf(units[at + 3], 'adjective');
}

function nounsAt(units: readonly Unit[], from: number, text: string): Unit[] {
  const nouns: Unit[] = [];
  for (let at = from; ; at += 1) {
    const unit = units[at];
    if (unit === undefined || !isOf(unit, 'noun')) return nouns;
    const previous = nouns.at(-1);
    if (previous !== undefined && !areOneName(previous, unit, text)) return nouns;
    nouns.push(unit);
  }
}

const TITLE =
  /^(?:captain|doctor|professor|king|queen|mount|lake|detective|officer|general|agent|sir|princess|prince)$/;

function areOneName(previous: Unit, next: Unit, text: string): boolean {
  if (!/^[\s-]*$/.test(text.slice(previous.end, next.start))) return false;
  return !next.isName || previous.isName || TITLE.test(previous.lower);
}

interface GroupPlace {
  units: readonly Unit[];
  from: number;
  to: number;
  lead: Lead;
  modifiers: readonly Unit[];
  /** The noun in front of `of`. */
  last: Unit;
  text: string;
  language: Language;
}

/** `a large flock of white birds`: the things are the birds. */
function groupAt(place: GroupPlace): ThingRead | undefined {
  const { units, to, text, language } = place;
  if (!isGroup(place)) return undefined;
  const inner = thingAt(units, to + 1, text, language);
  return inner === undefined ? undefined : { thing: groupOf(inner.thing, place), next: inner.next };
}

function isGroup({ units, to, last, language }: GroupPlace): boolean {
  const isWordOfMany = COLLECTIVES.has(language.singular(last.lower)) || isVague(last.lower);
  return isWordOfMany && units[to]?.lower === 'of' && thingStart(units[to + 1]);
}

function groupOf({ count, ...inner }: Thing, { units, from, lead, modifiers }: GroupPlace): Thing {
  const start = units[from]?.start ?? 0;
  const ofGroup = attributesOf(modifiers.filter(({ lower }) => !SIZE_OF_GROUP.test(lower))).attributes;
  // `a group of three dogs` are three; of `two groups of dogs` nobody knows.
  const isCounted = (lead.count ?? 0) < 2 && count !== undefined && count > 1 && inner.isPlural;
  return {
    ...inner,
    ...(isCounted ? { count } : {}),
    isPlural: true,
    start,
    countStart: start,
    countEnd: inner.start,
    attributes: [...ofGroup, ...inner.attributes],
  };
}

const SIZE_OF_GROUP = /^(?:large|small|big|huge|little|tiny|whole|long|vast)$/;

/** `the old`, `red, green`: nothing that stands by itself. */
function modifierOnly(
  units: readonly Unit[],
  [from, to]: [number, number],
  modifiers: readonly Unit[],
  text: string,
): ThingRead | undefined {
  const last = modifiers.at(-1);
  if (last === undefined || to - from <= 1) return undefined;
  if (!isBeing(last.lower) && !isOf(units[from], 'determiner')) return undefined;
  const thing: Thing = {
    name: last.lower,
    head: last.lower,
    count: 1,
    ...attributesOf(modifiers.slice(0, -1)),
    isName: false,
    isPlural: false,
    start: units[from]?.start ?? 0,
    end: last.end,
    phrase: text.slice(modifiers[0]?.start, last.end),
    nameStart: last.start,
    nameEnd: last.end,
  };
  return { thing, next: to };
}

interface Parts extends Lead {
  modifiers: readonly Unit[];
  nouns: readonly Unit[];
  /** Of the nouns. */
  last: Unit;
  isMany: boolean;
}

function build(
  units: readonly Unit[],
  [from, to]: [number, number],
  parts: Parts,
  [text, language]: [string, Language],
): Thing {
  const { isName } = parts.last;
  const { one, head, isPlural } = inSingular(parts.last, language);
  const { own, kept } = splitName(parts, isName);
  const start = units[from]?.start ?? 0;
  const end = units[to - 1]?.end ?? 0;
  const nameStart = kept[0]?.start ?? start;
  return {
    name: withoutOwner([...kept.slice(0, -1).map(asInName), one].join(' ')),
    head: withoutOwner(head),
    ...attributesOf(own),
    isName,
    isPlural: isPlural || (parts.count ?? 1) > 1,
    start,
    end,
    phrase: text.slice(Math.min(own[0]?.start ?? nameStart, nameStart), end),
    nameStart,
    nameEnd: end,
    ...countOf(parts, isPlural, start),
  };
}

/** A name stays as it is. */
function inSingular(
  { text, lower, isName }: Unit,
  language: Language,
): { one: string; head: string; isPlural: boolean } {
  if (isName) return { one: text, head: lower, isPlural: false };
  const one = language.singular(text).toLowerCase();
  return { one, head: one, isPlural: one !== lower || lower === 'people' };
}

function countOf(
  { count, isMany, countEnd }: Parts,
  isPlural: boolean,
  start: number,
): Pick<Thing, 'count' | 'countStart' | 'countEnd'> {
  const number = count ?? (isMany || isPlural ? undefined : 1);
  return {
    ...(number === undefined ? {} : { count: number }),
    ...(countEnd < 0 ? {} : { countStart: start, countEnd }),
  };
}

/** `the dog's`: the dog. */
function withoutOwner(name: string): string {
  return name.replace(/'s$/, '');
}

function asInName({ text, isName }: Unit): string {
  return isName ? text : text.toLowerCase();
}

/** Colours among the nouns describe; a colour that is part of the name (`red panda`) does not. */
function splitName({ modifiers, nouns }: Parts, isName: boolean): { own: Unit[]; kept: Unit[] } {
  const adjectival = isName
    ? 0
    : nouns.findIndex((unit, at) => at === nouns.length - 1 || !isAdjectival(unit, nouns.slice(at)));
  const own = [...modifiers, ...nouns.slice(0, adjectival)];
  const kept = nouns.slice(adjectival);
  const lastOwn = own.at(-1);
  if (lastOwn === undefined || !COMPOUND.test(`${lastOwn.lower} ${kept[0]?.lower ?? ''}`))
    return { own, kept };
  return { own: own.slice(0, -1), kept: [lastOwn, ...kept] };
}

function isAdjectival({ lower }: Unit, nouns: readonly Unit[]): boolean {
  if (!COLOURS.has(lower) && !LOOKS_ING.has(lower)) return false;
  return !COMPOUND.test(nouns.map((noun) => noun.lower).join(' '));
}
