import type { Subject } from '../../../sessions/index.js';
import { isAnimate } from '../lexicon/beings.js';
import { EXPRESSIONS } from '../lexicon/looks.js';
import { BODY_PARTS, CLOTHES, SUBSTANCES } from '../lexicon/things.js';
import type { Mention } from './mention.js';
import { addTo } from './reading.js';
import { withoutArticle } from './scene-words.js';
import type { Thing } from './thing.js';

type Subjects = ReadonlyMap<Thing, Subject>;

/** Characters. */
const LONGEST_CLOTHING = 1000;
const FACES = /^(?:look|expression|smile|grin|frown|gaze|face|stare)$/;

/**
 * Clothes, faces, own parts and what a thing is made of belong to it.
 *
 * @returns whether the thing belongs to another, and so is none of its own
 */
export function joinsOwner(subjects: Subjects, mention: Mention): boolean {
  const { thing, preposition } = mention;
  const subject = ownerAmong(subjects, mention);
  if (isWorn(mention)) wear(subject, mention);
  else if (preposition === 'made of') describe(subject, thing);
  else if (preposition !== 'with') return isLoose(mention);
  else if (FACES.test(thing.head)) giveFace(subject, thing);
  else if (isOwnPart(mention)) {
    if (isPartOfSubject(subjects, mention)) describe(subject, thing);
  } else return false;
  return true;
}

function ownerAmong(subjects: Subjects, { owner, inAction }: Mention): Subject | undefined {
  const own = owner === undefined ? undefined : subjects.get(owner);
  if (own !== undefined) return own;
  if (inAction === undefined) return [...subjects.values()].at(-1);
  const [agent] = inAction.agents;
  return agent === undefined ? undefined : subjects.get(agent);
}

const WEARING = /^(?:in|wearing|with)$/;

function isWorn({ thing, role, preposition }: Mention): boolean {
  return CLOTHES.has(thing.head) && (role === 'lead' || WEARING.test(preposition));
}

function wear(subject: Subject | undefined, { thing, preposition }: Mention): void {
  if (subject === undefined) return;
  const phrase = withoutArticle(thing.phrase);
  if (subject.clothing !== undefined)
    subject.clothing = `${subject.clothing} and ${phrase}`.slice(0, LONGEST_CLOTHING);
  else if (WEARING.test(preposition)) subject.clothing = phrase;
}

function describe(subject: Subject | undefined, { phrase }: Thing): void {
  if (subject !== undefined) addTo(subject.attributes, withoutArticle(phrase));
}

/** Parts, clothes and stuff that nobody has are no things of the scene either. */
function isLoose({ thing: { head }, role, preposition }: Mention): boolean {
  if (BODY_PARTS.has(head) || CLOTHES.has(head)) return true;
  return role === 'lead' && preposition === '' && SUBSTANCES.has(head);
}

function giveFace(subject: Subject | undefined, thing: Thing): void {
  const face = faceOf(thing);
  if (subject !== undefined && face !== '') subject.expression ??= face;
}

function faceOf({ head, phrase, attributes, expression }: Thing): string {
  const known = expression ?? attributes.find((attribute) => EXPRESSIONS.has(attribute));
  if (known !== undefined) return known;
  return /^(?:smile|grin|frown)$/.test(head) ? withoutArticle(phrase) : attributes.join(' ');
}

function isOwnPart({ thing, owner, inAction }: Mention): boolean {
  if (BODY_PARTS.has(thing.head)) return true;
  return inAction === undefined && owner !== undefined && !isAnimate(owner.head) && !isAnimate(thing.head);
}

function isPartOfSubject(subjects: Subjects, { thing, owner, inAction }: Mention): boolean {
  if (owner !== undefined && subjects.has(owner)) return true;
  return inAction === undefined && BODY_PARTS.has(thing.head);
}
