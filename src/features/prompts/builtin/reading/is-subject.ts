import { isAnimate, isBeing } from '../lexicon/beings.js';
import { BODY_PARTS, CLOTHES, LIGHT_SOURCES, PLACES, SUBSTANCES } from '../lexicon/things.js';
import { isRelated } from './is-related.js';
import { isScenery, type Mention, type Sentences } from './mention.js';
import { PLACE_PREPOSITIONS } from './prepositions.js';
import type { Thing } from './thing.js';

const NEVER = /^(?:camera|portrait|standoff|backdrop|bg|plz|please|condensation|title|card)$/;
const BELONGING = /^(?:with|wearing|made of)$/;

/** Whether a thing is one that the picture is of. */
export function isSubject(mention: Mention, sentences: Sentences): boolean {
  const { thing, preposition } = mention;
  const { mentions } = sentences;
  const { head } = thing;
  if (isScenery(head) || NEVER.test(head)) return false;
  if (isBeing(head)) return isBeingSeen(mention, mentions);
  if (preposition === 'of') return isFirstOf(thing, mentions) || isRelated(mentions, thing);
  if (BELONGING.test(preposition)) return false;
  return isThingSeen(mention, sentences);
}

function isBeingSeen({ thing, preposition }: Mention, mentions: readonly Mention[]): boolean {
  if (preposition === 'of') return !isPortrait(mentions, thing);
  return !BELONGING.test(preposition) || isAnimate(thing.head);
}

function isThingSeen(mention: Mention, { mentions, deeds }: Sentences): boolean {
  const { thing } = mention;
  const { head } = thing;
  const isFirst = mentions[0]?.thing === thing;
  const acts = deeds.some(({ agents }) => agents.includes(thing));
  if (BODY_PARTS.has(head)) return acts && isFirst;
  if (CLOTHES.has(head) || LIGHT_SOURCES.has(head)) return false;
  if (thing.isName) return isNameSeen(mention);
  if (isRelated(mentions, thing)) return true;
  if (acts) return isFirst || !SUBSTANCES.has(head);
  return firstLead(mentions) === thing;
}

function isNameSeen({ role, inAction }: Mention): boolean {
  return role === 'lead' || (role === 'object' && inAction !== undefined);
}

/** What a text without anyone who acts is about. */
function firstLead(mentions: readonly Mention[]): Thing | undefined {
  return mentions.find(
    ({ thing, role }) => role === 'lead' && !isScenery(thing.head) && !isPlaceOnly(thing, mentions),
  )?.thing;
}

const PORTRAITS = /^(?:statue|painting|portrait|photo|picture|drawing|sculpture|poster|figurine)$/;

function isPortrait(mentions: readonly Mention[], thing: Thing): boolean {
  const at = mentions.findIndex((mention) => mention.thing === thing);
  return PORTRAITS.test(mentions[at - 1]?.thing.head ?? '');
}

/** `close-up of a lemon`. */
function isFirstOf(thing: Thing, mentions: readonly Mention[]): boolean {
  const first = mentions.find((mention) => !isScenery(mention.thing.head));
  return first?.thing === thing && !PLACES.has(thing.head);
}

const LANDMARKS =
  /^(?:lighthouse|castle|house|cottage|cabin|tower|temple|bridge|church|windmill|skyscraper|volcano|planet|waterfall|tent|treehouse|iceberg|river|hut|palace|building|galaxy|moon)$/;

/** A landmark is looked at where the text says in which place it stands; any other place is only where something is. */
function isPlaceOnly({ head }: Thing, mentions: readonly Mention[]): boolean {
  if (!PLACES.has(head)) return false;
  return !LANDMARKS.test(head) || !mentions.some(saysWhere);
}

function saysWhere({ thing, role, preposition }: Mention): boolean {
  return role === 'phrase' && PLACES.has(thing.head) && PLACE_PREPOSITIONS.has(preposition);
}
