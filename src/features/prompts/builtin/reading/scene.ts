import type { Action, Subject } from '../../../sessions/index.js';
import { SUBSTANCES } from '../lexicon/things.js';
import { isSubject } from './is-subject.js';
import { type Deed, isScenery, type Mention } from './mention.js';
import { joinsOwner } from './owners.js';
import { placeThing } from './places.js';
import { addTo, type Reading } from './reading.js';
import { readPosition, readRelations } from './relations.js';
import { SentenceWalk } from './sentences.js';
import type { Thing } from './thing.js';

const MOST_ENTRIES = 32;
const MOST_COUNTED = 1000;
const LONGEST_ACTION = 1000;
/** Characters; what a text names at greater length is no thing. */
const LONGEST_THING = 300;

/** Who is seen, what they do, where, and with what. */
export function readScene(reading: Reading): Map<Thing, Subject> {
  const { mentions: all, deeds } = new SentenceWalk(reading).walk();
  const mentions = all.filter(({ thing }) => thing.end - thing.start <= LONGEST_THING);
  const subjects = new Map<Thing, Subject>();
  for (const mention of mentions)
    if (isSubject(mention, { mentions, deeds })) addSubject(reading, subjects, mention.thing);
  readSetting(reading, subjects, mentions);
  readRelations(reading, mentions, subjects);
  readPosition(reading);
  for (const deed of deeds) addActions(reading, subjects, deed);
  for (const { thing } of mentions)
    for (const doing of thing.doing) addDoing(reading, subjects.get(thing), thing, doing);
  return subjects;
}

function readSetting(
  reading: Reading,
  subjects: ReadonlyMap<Thing, Subject>,
  mentions: readonly Mention[],
): void {
  const leftovers = mentions.filter(
    (mention) => !subjects.has(mention.thing) && !joinsOwner(subjects, mention),
  );
  for (const mention of leftovers) placeThing(reading, mention, leftovers);
}

function addSubject(reading: Reading, subjects: Map<Thing, Subject>, thing: Thing): void {
  const known = [...subjects.values()].find(({ name }) => name === thing.name);
  if (known !== undefined && isKnown(thing, reading)) {
    subjects.set(thing, known);
    for (const attribute of thing.attributes) addTo(known.attributes, attribute);
    return;
  }
  if (reading.parameters.subjects.length >= MOST_ENTRIES) return;
  const subject = subjectOf(thing);
  reading.parameters.subjects.push(subject);
  reading.found('subjects', subject.name, thing.start, thing.end);
  subjects.set(thing, subject);
}

/** Named again with `the`, or by the same name. */
function isKnown(thing: Thing, { text }: Reading): boolean {
  if (thing.isName || /^(?:the|this|that|his|her|its|their)\b/i.test(text.slice(thing.start, thing.end)))
    return true;
  return thing.attributes.length === 0 && thing.countStart === undefined;
}

function subjectOf({ name, count = 0, attributes, expression }: Thing): Subject {
  return {
    name,
    attributes: [...new Set(attributes)].slice(0, MOST_ENTRIES),
    ...(count < 1 || count > MOST_COUNTED ? {} : { count }),
    ...(expression === undefined ? {} : { expression }),
  };
}

function addActions(reading: Reading, subjects: ReadonlyMap<Thing, Subject>, deed: Deed): void {
  const names = deed.agents.flatMap((agent) => subjects.get(agent)?.name ?? []);
  if (names.length === 0 && isByScenery(deed)) return;
  const action: Action = {
    action: textOf(deed),
    ...(deed.speed === undefined ? {} : { speed: deed.speed }),
  };
  if (names.length === 0) push(reading, action, deed);
  for (const agent of new Set(names)) push(reading, { ...action, agent }, deed);
}

/** `smoke rises`: nobody acts. */
function isByScenery({ agents }: Deed): boolean {
  return agents.length > 0 && agents.every(({ head }) => SUBSTANCES.has(head) || isScenery(head));
}

function textOf({ verb, pieces }: Deed): string {
  const last = pieces.findLastIndex(({ text }) => text !== 'and');
  const said = pieces.slice(0, last + 1).filter(({ isPlace }) => !isPlace);
  return [verb, ...said.map(({ text }) => text)]
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_ACTION);
}

function push(reading: Reading, action: Action, { start, end }: { start: number; end: number }): void {
  if (reading.parameters.actions.length >= MOST_ENTRIES) return;
  reading.parameters.actions.push(action);
  reading.found('actions', action.action, start, end);
}

function addDoing(reading: Reading, subject: Subject | undefined, thing: Thing, doing: string): void {
  if (subject !== undefined) push(reading, { action: doing, agent: subject.name }, thing);
}
