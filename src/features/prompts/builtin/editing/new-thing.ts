import type { Parameters } from '../../../sessions/index.js';
import { BODY_PARTS } from '../lexicon/things.js';
import type { Draft } from './draft.js';
import { addedBy, nounPhraseOf } from './noun-phrase.js';
import { isNamedThing } from './subject-values.js';
import { subjectNamed, wordsOf } from './targets.js';
import { described, isLook } from './values.js';

/** A thing by itself that is not there yet; `the dog`, where there is none, is no thing to put in. */
export function isNewThing(draft: Draft, fresh: string, said: Parameters): boolean {
  const [thing] = said.subjects;
  if (thing === undefined || subjectNamed(draft, fresh) !== undefined || said.actions.length > 0)
    return false;
  if (/^(?:the|his|her|its|their|this|that|these|those)\s/i.test(fresh)) return false;
  const name = described(draft, fresh)?.name.toLowerCase().split(' ').at(-1);
  const isLast = draft.language.singular(wordsOf(fresh).at(-1) ?? '') === name || hasOwn(draft, fresh, name);
  return isLast && /^(?:an?|one)\s/i.test(fresh) && isNamedThing(thing.name, fresh);
}

/** `a cellist with closed eyes`: behind the name only what is its own. */
function hasOwn(draft: Draft, fresh: string, name: string | undefined): boolean {
  const phrase = nounPhraseOf(fresh, draft.language, isLook);
  if (phrase === undefined || phrase.rest === '' || phrase.head !== name) return false;
  const { own, clothing } = addedBy(phrase.rest, draft.language);
  const part = wordsOf(own ?? '').at(-1) ?? '';
  return clothing !== undefined || BODY_PARTS.has(part);
}
