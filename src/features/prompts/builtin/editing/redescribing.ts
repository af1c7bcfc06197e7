import type { Subject } from '../../../sessions/index.js';
import { isAnimate } from '../lexicon/beings.js';
import type { Draft } from './draft.js';
import { describeInDeeds, describeSubject, rewrite, storeSubject } from './subjects.js';
import { wordsOf } from './targets.js';
import { expressionIn } from './values.js';

/** One look for another, where a feeling of somebody is what the face shows: `frightened` for `breathless`. */
export function redescribe(
  draft: Draft,
  subject: Subject,
  looks: readonly string[],
  gone: readonly string[],
): boolean {
  const isGone = (one: string) => gone.some((look) => one === look || wordsOf(one).includes(look));
  const hasLeft = subject.expression !== undefined && isGone(subject.expression);
  const feeling = isAlive(subject)
    ? looks.find((look) => expressionIn(look) !== undefined || (hasLeft && looks.length === 1))
    : undefined;
  if (feeling === undefined && !hasLeft) return describeSubject(draft, subject, looks, gone);
  const { expression: shown, ...rest } = subject;
  const kept = subject.attributes.filter((one) => !isGone(one));
  const fresh = looks.filter((look) => look !== feeling && !kept.includes(look));
  const after: Subject = { ...rest, attributes: [...fresh, ...kept] };
  if (feeling !== undefined) after.expression = expressionIn(feeling) ?? feeling;
  else if (!hasLeft && shown !== undefined) after.expression = shown;
  if (!storeSubject(draft, subject, after)) return false;
  const said = [...(after.expression === undefined ? [] : [after.expression]), ...after.attributes];
  describeInDeeds(draft, subject, said, [...(shown === undefined ? [] : [shown]), ...subject.attributes]);
  rewrite(draft, subject, after);
  return true;
}

function isAlive({ name }: Subject): boolean {
  return isAnimate(name.toLowerCase().split(' ').at(-1) ?? name) || /^\p{Lu}/u.test(name);
}
