import { BODY_PARTS } from '../lexicon/things.js';
import type { Draft } from './draft.js';
import { describeSubject, faceSubject } from './subjects.js';
import { subjectNamed, wordsOf } from './targets.js';
import { expressionIn, looksIn } from './values.js';

/** `her hair` is to be `silver`, `the dog's ears` `long`; false where the words name no part of a body. */
export function setPart(draft: Draft, what: string, value: string): boolean {
  const [, whose = '', part = ''] = /^(his|her|its|their|the|.+?'s?) ([\p{L}-]+)$/iu.exec(what) ?? [];
  if (/^(?:faces?|expressions?|looks?)$/i.test(part)) return setFace(draft, whose, value);
  const looks = BODY_PARTS.has(part.toLowerCase()) ? looksIn(value) : undefined;
  if (looks === undefined) return false;
  const owner = /^the$/i.test(whose)
    ? draft.parameters.subjects.find(({ attributes }) => attributes.some((one) => isOf(one, part)))
    : subjectNamed(draft, whose.replace(/'s?$/, ''));
  if (owner === undefined || isOf(owner.name, part)) return false;
  const old = owner.attributes.filter((one) => isOf(one, part));
  return describeSubject(draft, owner, [`${looks.join(' ')} ${part.toLowerCase()}`], old);
}

function isOf(attribute: string, part: string): boolean {
  return wordsOf(attribute).at(-1) === part.toLowerCase();
}

/** `her face` is to `look worried`. */
function setFace(draft: Draft, whose: string, value: string): boolean {
  const face = expressionIn(value);
  const one =
    face === undefined || /^the$/i.test(whose) ? undefined : subjectNamed(draft, whose.replace(/'s?$/, ''));
  return one !== undefined && face !== undefined && faceSubject(draft, one, face);
}
