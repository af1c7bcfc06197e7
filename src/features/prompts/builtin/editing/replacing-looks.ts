import type { Subject } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { addedBy, type NounPhrase, nounPhraseOf } from './noun-phrase.js';
import { redescribe } from './redescribing.js';
import { headOf } from './restating.js';
import { wordsOf } from './targets.js';
import { isLook } from './values.js';

/** `a wooden one`: of the kind that the rest of the request names. */
export function isOne(phrase: string): boolean {
  return /^(?:an? |the )?(?:[\p{L}-]+ )?ones?$/iu.test(phrase.trim());
}

/** `a happy hen, not a sleepy one`: of what is there only the look changes, of whatever word it is. */
export function replaceLookOfOne(draft: Draft, old: string, fresh: string): boolean {
  const phrase = nounPhraseOf(fresh, draft.language, isLook);
  const owner = phrase === undefined ? undefined : ownerOf(draft, old, phrase);
  const gone = owner === undefined ? [] : goneWords(old, owner);
  if (owner === undefined || phrase === undefined || !gone.some((look) => showsLook(owner, look)))
    return false;
  const looks = looksFor(draft, owner, phrase);
  return looks.length > 0 && redescribe(draft, owner, looks, gone);
}

/** Whom the new words name; where they are `a purple one` themselves, who looks like the old one. */
function ownerOf({ parameters }: Draft, old: string, { head }: NounPhrase): Subject | undefined {
  if (head !== 'one') return parameters.subjects.find((one) => headOf(one) === head);
  const looks = isOne(old) ? wordsOf(old).slice(0, -1) : [];
  return parameters.subjects.find((one) => looks.some((look) => showsLook(one, look)));
}

/** None where something else is said of it. */
function looksFor(draft: Draft, { name }: Subject, phrase: NounPhrase): string[] {
  const { own, clothing } = addedBy(phrase.rest, draft.language);
  if (clothing !== undefined || (phrase.rest !== '' && own === undefined)) return [];
  const known = name.toLowerCase().split(' ');
  const kind = phrase.name.toLowerCase().split(' ').slice(0, -1);
  return [
    ...phrase.looks,
    ...kind.filter((word) => !known.includes(word)),
    ...(own === undefined ? [] : [own]),
  ];
}

/** `crystal` of `a crystal one`, and of `a crystal tower` where the tower stays; none where it is another thing. */
function goneWords(old: string, { name }: Subject): string[] {
  const words = wordsOf(old.replace(/^(?:an?|the)\s+/i, ''));
  const last = words.at(-1) ?? '';
  const isSame = /^ones?$/.test(last) || last === headOf({ name });
  return isSame ? words.slice(0, -1).filter((word) => !wordsOf(name).includes(word)) : [];
}

function showsLook({ attributes, expression }: Subject, look: string): boolean {
  return expression === look || attributes.some((one) => wordsOf(one).includes(look));
}
