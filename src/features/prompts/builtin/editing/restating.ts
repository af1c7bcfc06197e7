import type { Subject } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { addedBy, type NounPhrase, nounPhraseOf } from './noun-phrase.js';
import { setLocation } from './places.js';
import { describeProp, replaceProp } from './props.js';
import { isNamedThing } from './subject-values.js';
import { countSubject, describeSubject, dressSubject } from './subjects.js';
import { isLook } from './values.js';

/** The last word of a name. */
export function headOf({ name }: Pick<Subject, 'name'>): string | undefined {
  return name.toLowerCase().split(' ').at(-1);
}

/** `a suede sneaker with neon laces` of the sneaker, `a silver spoon` of the spoon: known by its last word. */
export function restate(draft: Draft, fresh: string): boolean {
  if (/^(?:another|more|an? (?:second|third|extra|additional|new)|\w+ more)\s/i.test(fresh)) return false;
  const phrase = nounPhraseOf(fresh, draft.language, isLook);
  // `a boy scrubbing the deck` is no deck.
  if (phrase === undefined || / (?:the|an?|his|her|its|their) /i.test(phrase.name)) return false;
  const subject = draft.parameters.subjects.find((one) => headOf(one) === phrase.head);
  if (subject !== undefined) return restateSubject(draft, subject, phrase);
  return restateProp(draft, fresh, phrase) || restatePlace(draft, fresh, phrase);
}

const NO_LOOK = /^(?:both|all|each|every|single|lone|new|other|different|more|only|same|nice|beautiful|own)$/;

function modifiersOf({ name }: NounPhrase): string[] {
  return name.toLowerCase().split(' ').slice(0, -1);
}

function restateProp(draft: Draft, fresh: string, phrase: NounPhrase): boolean {
  const { props } = draft.parameters.setting;
  const prop = props.find((one) => headOf({ name: one.split(/ (?:of|with) /)[0] ?? one }) === phrase.head);
  const looks = [...phrase.looks, ...modifiersOf(phrase)];
  if (prop === undefined || looks.length === 0 || phrase.rest !== '') return false;
  return describeProp(draft, prop, looks.join(' ')) || replaceProp(draft, prop, fresh);
}

/** `a marble counter` of the floured counter. */
function restatePlace(draft: Draft, fresh: string, phrase: NounPhrase): boolean {
  const { location } = draft.parameters.setting;
  const main = location?.split(/ (?:of|in|with|at|on|full) /)[0];
  const looks = [...phrase.looks, ...modifiersOf(phrase)];
  if (
    main === undefined ||
    headOf({ name: main }) !== phrase.head ||
    looks.length === 0 ||
    phrase.rest !== ''
  )
    return false;
  return setLocation(draft, fresh, { isRenamed: true });
}

function restateSubject(draft: Draft, subject: Subject, phrase: NounPhrase): boolean {
  const known = subject.name.toLowerCase().split(' ');
  const others = modifiersOf(phrase).filter((word) => !known.includes(word));
  // A `police car` is no `cop car`.
  if (others.some((word) => isNamedThing(word, word))) return false;
  const { clothing, own } = addedBy(phrase.rest, draft.language);
  if (phrase.rest !== '' && clothing === undefined && own === undefined) return false;
  const looks = [
    ...phrase.looks.filter((word) => !NO_LOOK.test(word) && !known.includes(word)),
    ...others,
    ...(own === undefined ? [] : [own]),
  ];
  const now = () => draft.parameters.subjects.find(({ name }) => name === subject.name) ?? subject;
  const isRecounted = recount(draft, now(), phrase, looks.length > 0);
  const isDescribed =
    looks.some((look) => !subject.attributes.includes(look)) && describeSubject(draft, now(), looks);
  const isDressed = clothing !== undefined && dressSubject(draft, now(), clothing);
  return isRecounted || isDescribed || isDressed;
}

/** An article counts nothing where looks are said, too. */
function recount(
  draft: Draft,
  subject: Subject,
  { count, isCounted }: NounPhrase,
  hasLooks: boolean,
): boolean {
  if (!isCounted || count === undefined || (count === 1 && hasLooks)) return false;
  return countSubject(draft, subject, count);
}
