import type { Action, Subject } from '../../../sessions/index.js';
import { isAnimate, isBeing } from '../lexicon/beings.js';
import { EXPRESSIONS } from '../lexicon/looks.js';
import { BODY_PARTS, CLOTHES, LIGHT_SOURCES, PLACES, SUBSTANCES, SURFACES } from '../lexicon/things.js';
import { addTo, type Reading } from './reading.js';
import { withoutArticle } from './scene-words.js';
import { type Deed, isScenery, type Mention, SentenceWalk } from './sentences.js';
import type { Thing } from './thing.js';

const PLACE_PREPOSITIONS = new Set(
  'in at on inside within under outside near by beside beneath below above atop upon among amid amidst between aboard around'.split(
    ' ',
  ),
);
const DIRECTIONS = new Set([
  'along',
  'across',
  'through',
  'into',
  'over',
  'toward',
  'towards',
  'past',
  'up',
  'down',
  'out of',
  'from',
  'onto',
  'to',
  'throughout',
  'off',
  'alongside',
  'around',
  'in front of',
]);

/** Who is seen, what they do, where, and with what. */
export function readScene(reading: Reading): Map<Thing, Subject> {
  const { mentions, deeds } = new SentenceWalk(reading).walk();
  const subjects = new Map<Thing, Subject>();
  const leftovers: Mention[] = [];
  for (const mention of mentions)
    if (isSubject(mention, mentions, deeds)) addSubject(reading, subjects, mention.thing);
  for (const mention of mentions)
    if (!subjects.has(mention.thing) && !joinsOwner(reading, subjects, mention)) leftovers.push(mention);
  for (const mention of leftovers) placeThing(reading, mention, leftovers);
  readRelations(reading, mentions, subjects);
  for (const deed of deeds) addActions(reading, subjects, deed);
  for (const { thing } of mentions)
    for (const doing of thing.doing) addDoing(reading, subjects.get(thing), thing, doing);
  return subjects;
}

function isSubject(
  { thing, role, preposition, inAction }: Mention,
  mentions: readonly Mention[],
  deeds: readonly Deed[],
): boolean {
  const { head } = thing;
  if (
    isScenery(head) ||
    /^(?:camera|portrait|standoff|backdrop|bg|plz|please|condensation|title|card)$/.test(head)
  )
    return false;
  if (preposition === 'of' && !isBeing(head)) return isFirstOf(thing, mentions) || isRelated(mentions, thing);
  if (/^(?:with|wearing|made of)$/.test(preposition) && !isAnimate(head)) return false;
  if (isBeing(head)) return preposition !== 'of' || !isPortrait(mentions, thing);
  const acts = deeds.some(({ agents }) => agents.includes(thing));
  if (BODY_PARTS.has(head) || CLOTHES.has(head) || LIGHT_SOURCES.has(head))
    return acts && BODY_PARTS.has(head) && mentions[0]?.thing === thing;
  if (thing.isName) return role === 'lead' || (inAction !== undefined && role === 'object');
  if (isRelated(mentions, thing)) return true;
  if (acts) return !SUBSTANCES.has(head) || mentions[0]?.thing === thing;
  if (role !== 'lead') return false;
  if (isPlaceOnly(thing, mentions)) return false;
  return (
    mentions.find(
      (mention) =>
        mention.role === 'lead' && !isScenery(mention.thing.head) && !isPlaceOnly(mention.thing, mentions),
    )?.thing === thing
  );
}

/** `a red cube to the left of a blue sphere`: both are what the picture is of. */
function isRelated(mentions: readonly Mention[], thing: Thing): boolean {
  const at = mentions.findIndex((mention) => mention.thing === thing);
  const [own, next] = [mentions[at], mentions[at + 1]];
  const simple = /^(?:behind|beside|above|below|next to|in front of|on top of|under)$/;
  const isInert = ({ thing: { head } }: Mention) =>
    !PLACES.has(head) && !SURFACES.has(head) && !SUBSTANCES.has(head) && !BODY_PARTS.has(head);
  const isSided = (mention: Mention | undefined) =>
    mention?.role === 'phrase' && /^(?:left|right)$/.test(mention.thing.head);
  if (own === undefined || own.inAction !== undefined || !isInert(own)) return false;
  if (own.role === 'lead')
    return (
      (next?.role === 'phrase' &&
        next.inAction === undefined &&
        simple.test(next.preposition) &&
        isInert(next)) ||
      isSided(next)
    );
  return (
    (own.preposition === 'of' && isSided(mentions[at - 1])) ||
    (simple.test(own.preposition) &&
      mentions[at - 1]?.role === 'lead' &&
      !isAnimate(mentions[at - 1]?.thing.head ?? '') &&
      own.owner === mentions[at - 1]?.thing)
  );
}

function isPortrait(mentions: readonly Mention[], thing: Thing): boolean {
  const at = mentions.findIndex((mention) => mention.thing === thing);
  return /^(?:statue|painting|portrait|photo|picture|drawing|sculpture|poster|figurine)$/.test(
    mentions[at - 1]?.thing.head ?? '',
  );
}

/** `close-up of a lemon`. */
function isFirstOf(thing: Thing, mentions: readonly Mention[]): boolean {
  const first = mentions.find((mention) => !isScenery(mention.thing.head));
  return first?.thing === thing && !PLACES.has(thing.head);
}

function isPlaceOnly(thing: Thing, mentions: readonly Mention[]): boolean {
  if (!PLACES.has(thing.head)) return false;
  if (
    !/^(?:lighthouse|castle|house|cottage|cabin|tower|temple|bridge|church|windmill|skyscraper|volcano|planet|waterfall|tent|treehouse|iceberg|river|hut|palace|building|galaxy|moon)$/.test(
      thing.head,
    )
  )
    return true;
  return !mentions.some(
    (mention) =>
      mention.role === 'phrase' &&
      PLACES.has(mention.thing.head) &&
      PLACE_PREPOSITIONS.has(mention.preposition),
  );
}

function addSubject(reading: Reading, subjects: Map<Thing, Subject>, thing: Thing): void {
  const known = [...subjects].find(
    ([other, subject]) => subject.name === thing.name && isSame(other, thing, reading),
  );
  if (known !== undefined) {
    subjects.set(thing, known[1]);
    for (const attribute of thing.attributes) addTo(known[1].attributes, attribute);
    return;
  }
  if (reading.parameters.subjects.length >= 32) return;
  const { name, count, attributes, expression } = thing;
  const subject: Subject = {
    name,
    attributes: [...new Set(attributes)].slice(0, 32),
    ...(count === undefined || count < 1 || count > 1000 ? {} : { count }),
    ...(expression === undefined ? {} : { expression }),
  };
  reading.parameters.subjects.push(subject);
  reading.found('subjects', name, thing.start, thing.end);
  subjects.set(thing, subject);
}

/** Named again with `the`, or by the same name. */
function isSame(_known: Thing, thing: Thing, reading: Reading): boolean {
  return (
    thing.isName ||
    /^(?:the|this|that|his|her|its|their)\b/i.test(reading.text.slice(thing.start, thing.end)) ||
    (thing.attributes.length === 0 && thing.countStart === undefined)
  );
}

/** Clothes, faces, own parts and what a thing is made of belong to it. */
function joinsOwner(reading: Reading, subjects: ReadonlyMap<Thing, Subject>, mention: Mention): boolean {
  const { thing, preposition, owner, inAction } = mention;
  const subject =
    (owner === undefined ? undefined : subjects.get(owner)) ??
    (inAction === undefined ? [...subjects.values()].at(-1) : subjects.get(inAction.agents[0] as Thing));
  const phrase = withoutArticle(thing.phrase);
  if (
    CLOTHES.has(thing.head) &&
    (preposition === 'wearing' || preposition === 'in' || preposition === 'with' || mention.role === 'lead')
  ) {
    if (
      (subject !== undefined && /^(?:in|wearing|with)$/.test(preposition)) ||
      subject?.clothing !== undefined
    )
      subject.clothing = subject.clothing === undefined ? phrase : `${subject.clothing} and ${phrase}`;
    return true;
  }
  if (preposition === 'made of') {
    if (subject !== undefined) addTo(subject.attributes, phrase);
    return true;
  }
  if (preposition !== 'with')
    return (
      BODY_PARTS.has(thing.head) ||
      CLOTHES.has(thing.head) ||
      (mention.role === 'lead' && preposition === '' && SUBSTANCES.has(thing.head))
    );
  if (/^(?:look|expression|smile|grin|frown|gaze|face|stare)$/.test(thing.head)) {
    const face =
      thing.expression ??
      thing.attributes.find((it) => EXPRESSIONS.has(it)) ??
      (/^(?:smile|grin|frown)$/.test(thing.head) ? phrase : thing.attributes.join(' '));
    if (subject !== undefined && face !== '') subject.expression ??= face;
    return true;
  }
  const isPart =
    BODY_PARTS.has(thing.head) ||
    (inAction === undefined && owner !== undefined && !isAnimate(owner.head) && !isAnimate(thing.head));
  if (!isPart) return false;
  if (
    (subject !== undefined && owner !== undefined && subjects.has(owner)) ||
    (inAction === undefined && subject !== undefined && BODY_PARTS.has(thing.head))
  )
    addTo(subject?.attributes ?? [], phrase);
  return true;
}

function placeThing(reading: Reading, mention: Mention, all: readonly Mention[]): void {
  const { thing, preposition } = mention;
  const { setting, composition } = reading.parameters;
  const phrase = placePhrase(reading, mention, all);
  const found = (path: 'setting.location' | 'setting.background' | 'setting.props') =>
    reading.found(
      path,
      phrase,
      thing.start,
      thing.start + reading.text.slice(thing.start).indexOf(phrase) + phrase.length,
    );
  if (/^(?:background|backdrop|bg)$/.test(thing.head) && /\s/.test(phrase)) {
    setting.background ??= phrase.replace(/\bbg$/i, 'background');
    found('setting.background');
    return;
  }
  if (isScenery(thing.head)) {
    if (/^(?:foreground)$/.test(thing.head)) composition.position ??= 'foreground';
    return;
  }
  if (preposition === 'of' || preposition === 'per') return;
  if (preposition === 'behind' || preposition === 'against' || isInBackground(reading, thing)) {
    if (setting.background === undefined) {
      setting.background = phrase;
      found('setting.background');
    }
    return;
  }
  if (PLACES.has(thing.head)) {
    if (
      setting.location === undefined ||
      (PLACE_PREPOSITIONS.has(preposition) && !isStrong(all, setting.location))
    ) {
      setting.location = phrase;
      found('setting.location');
    }
    return;
  }
  if (SUBSTANCES.has(thing.head) || BODY_PARTS.has(thing.head) || LIGHT_SOURCES.has(thing.head)) return;
  if (
    SURFACES.has(thing.head) &&
    PLACE_PREPOSITIONS.has(preposition) &&
    !all.some((other) => other !== mention && PLACES.has(other.thing.head))
  ) {
    setting.location ??= phrase;
    found('setting.location');
    return;
  }
  if (thing.isName) {
    if (PLACE_PREPOSITIONS.has(preposition) || DIRECTIONS.has(preposition)) setting.location ??= phrase;
    return;
  }
  addTo(setting.props, phrase);
  found('setting.props');
}

function isStrong(all: readonly Mention[], location: string): boolean {
  return all.some(
    ({ thing, preposition }) =>
      PLACE_PREPOSITIONS.has(preposition) && PLACES.has(thing.head) && location.includes(thing.name),
  );
}

/** Nested places are one phrase: `narrow street in Lisbon`, `edge of a cliff`. */
function placePhrase(reading: Reading, mention: Mention, all: readonly Mention[]): string {
  const at = all.indexOf(mention);
  let end = mention.thing.end;
  for (const next of all.slice(at + 1)) {
    const between = reading.text.slice(end, next.thing.start);
    const isOf = /^\s+of\s+$/.test(between);
    const isNested =
      PLACES.has(mention.thing.head) &&
      /^\s+(?:in|on|at|near|of|by)\s+$/.test(between) &&
      (PLACES.has(next.thing.head) || next.thing.isName);
    if (!isOf && !isNested) break;
    end = next.thing.end;
  }
  const from = mention.thing.end - mention.thing.phrase.length;
  return withoutArticle(cleaned(reading, from, end));
}

/** A part of the text without the words in it that say weather, time or light. */
function cleaned(reading: Reading, start: number, end: number): string {
  let words = '';
  let cursor = start;
  reading.tokens.forEach((token, index) => {
    if (token.start < start || token.end > end || reading.claimOf(index) === undefined) return;
    words += reading.text.slice(cursor, token.start);
    cursor = token.end;
  });
  return `${words}${reading.text.slice(cursor, end)}`.replace(/\s+/g, ' ').replace(/^[\s,-]+|[\s,-]+$/g, '');
}

function isInBackground(reading: Reading, thing: Thing): boolean {
  return /^\s*(?:(?:visible|seen|blurred|looming|rising) )?(?:in the (?:far |soft |blurry )?(?:background|distance)|behind (?:him|her|it|them))\b/i.test(
    reading.text.slice(thing.end, thing.end + 60),
  );
}

const BETWEEN =
  /\b(?:(?:to|on|at) the (?:far )?(left|right)(?: side)? of|next to|in front of|on top of|behind|beside|left of|right of|above|below|under|near|between|inside|beneath|opposite|alongside|underneath)\s+(?:(?:a|an|the|two|three)\s+)?$/i;

function readRelations(
  reading: Reading,
  mentions: readonly Mention[],
  subjects: ReadonlyMap<Thing, Subject>,
): void {
  const { relations } = reading.parameters.composition;
  for (const { thing } of mentions) {
    const other = subjects.get(thing);
    if (other === undefined) continue;
    const before = reading.text.slice(
      Math.max(0, thing.start - 40),
      thing.start + (thing.nameStart - thing.start === 0 ? 0 : 0),
    );
    const match = BETWEEN.exec(before);
    if (match === null) continue;
    const at = thing.start - (before.length - match.index);
    const owner = mentions.findLast(
      (mention) =>
        mention.thing.end <= at + 1 &&
        subjects.has(mention.thing) &&
        !/[.;]/.test(reading.text.slice(mention.thing.end, at)),
    );
    const subject = owner === undefined ? undefined : subjects.get(owner.thing);
    if (subject === undefined || subject === other) continue;
    const relation =
      match[1] === undefined
        ? match[0]
            .trim()
            .toLowerCase()
            .replace(/\s(?:a|an|the|two|three)$/, '')
        : `${match[1].toLowerCase()} of`;
    addTo(relations, `${subject.name} ${relation} ${other.name}`);
    reading.found('composition.relations', `${subject.name} ${relation} ${other.name}`, at, thing.end);
  }
  const position =
    /\b(?:(?:in|at|on) the )((?:(?:lower|upper|bottom|top|far) )?(?:left|right)(?: (?:corner|third|side|half|edge|foreground))?|(?:left|right) (?:third|side|half|edge)|cent(?:er|re)|(?:extreme )?foreground)(?: of the (?:frame|screen|shot|image|picture))?(?! of)\b|\b(cent(?:er|re)d|centrally framed|off-cent(?:er|re))\b/i.exec(
      reading.freeText(),
    );
  if (position !== null) {
    reading.parameters.composition.position = (position[1] ?? position[2] ?? '').toLowerCase();
    reading.found('composition.position', position[0], position.index, position.index + position[0].length);
  }
}

function addActions(reading: Reading, subjects: ReadonlyMap<Thing, Subject>, deed: Deed): void {
  const pieces = deed.pieces;
  while (pieces.at(-1)?.text === 'and') pieces.pop();
  const text = [deed.verb, ...pieces.filter(({ isPlace }) => !isPlace).map(({ text: words }) => words)]
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 1000);
  const agents = deed.agents.map((agent) => subjects.get(agent)).filter((subject) => subject !== undefined);
  const named = [...new Set(agents.map(({ name }) => name))];
  if (
    agents.length === 0 &&
    deed.agents.length > 0 &&
    deed.agents.every(({ head }) => SUBSTANCES.has(head) || isScenery(head))
  )
    return;
  for (const agent of named.length > 0 ? named : [undefined]) {
    const action: Action = {
      action: text,
      ...(agent === undefined ? {} : { agent }),
      ...(deed.speed === undefined ? {} : { speed: deed.speed }),
    };
    push(reading, action, [deed.start, deed.end]);
  }
}

function push(reading: Reading, action: Action, [start, end]: [number, number]): void {
  if (reading.parameters.actions.length >= 32) return;
  reading.parameters.actions.push(action);
  reading.found('actions', action.action, start, end);
}

function addDoing(reading: Reading, subject: Subject | undefined, thing: Thing, doing: string): void {
  if (subject !== undefined) push(reading, { action: doing, agent: subject.name }, [thing.start, thing.end]);
}
