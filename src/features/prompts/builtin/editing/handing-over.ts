import type { Action, Subject } from '../../../sessions/index.js';
import { deedSaid, removeDeed, setDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { escaped, spanOf } from './subjects.js';
import { subjectNamed } from './targets.js';
import { article, capital } from '../text/say.js';

interface Handed {
  deed: Action;
  words: string;
}

/** What one does is done by another, and by the first no more. */
export function handOver(draft: Draft, subject: Subject, { deed, words }: Handed): boolean {
  const action = turned(draft, subject, deed.action, words);
  if (!removeDeed(draft, words)) return false;
  const now = draft.parameters.subjects.find(({ name }) => name === subject.name) ?? subject;
  return setDeed(draft, now, `also ${action}`);
}

/** `leading a donkey along a road`, done by the donkey, is done to whom the words name. */
function turned(draft: Draft, { name }: Subject, action: string, words: string): string {
  const object = deedSaid(draft, words)?.action.split(' ').slice(1).join(' ') ?? '';
  return object === '' ? action : action.replace(nameIn(name), () => object);
}

/** With what leads to the name in a deed. */
function nameIn(name: string): RegExp {
  return new RegExp(
    `\\b(?:(?:an?|the|his|her|its|their) )?(?:[\\p{L}-]+ )??${escaped(name)}(?![\\p{L}-])`,
    'iu',
  );
}

/** `the pickup should chase the cop car`, where it is chased: the two change places; false where they do not. */
export function turnRound(draft: Draft, subject: Subject, words: string): boolean {
  const said = deedSaid(draft, words)?.action ?? '';
  const object = said.split(' ').slice(1).join(' ');
  const other = object === '' ? undefined : subjectNamed(draft, object);
  if (other === undefined || other.name === subject.name) return false;
  const { actions } = draft.parameters;
  const deed = actions.find(
    ({ agent, action }) =>
      agent === other.name &&
      action.split(' ')[0] === said.split(' ')[0] &&
      nameIn(subject.name).test(action),
  );
  if (deed === undefined || actions.some(({ agent }) => agent === subject.name)) return false;
  const whom = [...other.attributes, other.name].join(' ');
  const isOne = other.count === undefined || other.count === 1;
  const led = isOne ? `${article(whom)} ${whom}` : whom;
  const action = deed.action.replace(nameIn(subject.name), () => led);
  if (
    !draft.store(
      'actions',
      actions.map((one) => (one === deed ? { ...deed, agent: subject.name, action } : one)),
    )
  )
    return false;
  changePlaces(draft, subject, other);
  return true;
}

/** In the text, too, each of the two stands where the other stood. */
function changePlaces(draft: Draft, one: Subject, other: Subject): void {
  const [first, second] = [spanOf(draft, one), spanOf(draft, other)].sort(
    (a, b) => (a?.start ?? 0) - (b?.start ?? 0),
  );
  if (first === undefined || second === undefined || first.end > second.start) return;
  const { text } = draft;
  const [former, latter] = [first, second].map(({ start, end }) => text.slice(start, end));
  if (former === undefined || latter === undefined) return;
  const isBeginning = /^\p{Lu}/u.test(former) && /(?:^|[.!?]\s)$/.test(text.slice(0, first.start));
  draft.setText(
    [
      text.slice(0, first.start),
      isBeginning ? capital(latter) : latter,
      text.slice(first.end, second.start),
      isBeginning && /^(?:an?|the|one|two|three) /i.test(former) ? lowered(former) : former,
      text.slice(second.end),
    ].join(''),
  );
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
