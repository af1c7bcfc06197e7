import { type Subject } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { GENERIC, applyTo, garmentOf } from './apply.js';
import { deedIn, replaceInDeeds, setDeed } from './deeds.js';
import { type Draft } from './draft.js';
import { setBackground, setConcept } from './fields.js';
import { make, setOf } from './making.js';
import { setLocation } from './places.js';
import { describeProp, replaceProp } from './props.js';
import { removeStated } from './removing.js';
import { quoteIn, setSign } from './speech.js';
import { state } from './state.js';
import { setStated } from './stating.js';
import { setSubject } from './subject-values.js';
import { countSubject, describeSubject, dressSubject, replaceSubject } from './subjects.js';
import { propNamed, splitAtTarget, subjectNamed, targetOf, wordsOf } from './targets.js';
import { countAfter, described, hasScalar, looksIn, numberIn, stated } from './values.js';

/** One thing, look, light, deed in the place of another. */
export function replace(draft: Draft, old: string, fresh: string): void {
  if (GENERIC.test(old)) {
    state(draft, fresh);
    return;
  }
  if (replaceByClause(draft, fresh)) return;
  const subject = subjectMeant(draft, old, fresh);
  if (subject !== undefined && replaceNamed(draft, subject, fresh)) return;
  if (redo(draft, old, fresh) || replaceTarget(draft, old, fresh)) return;
  if (replaceLook(draft, old, fresh) || replaceStated(draft, old, fresh)) return;
  if (replaceInDeeds(draft, withoutArticle(old).toLowerCase(), withoutArticle(fresh))) return;
  if (isNoThing(draft, old) && !make(draft, fresh)) state(draft, fresh);
}

/** A number, a deed, or `one`: not a thing that would have to be there. */
function isNoThing(draft: Draft, phrase: string): boolean {
  return isOne(phrase) || numberIn(phrase) !== undefined || deedIn(draft, phrase) !== undefined;
}

/** `a wooden one`: of the kind that the rest of the request names. */
function isOne(phrase: string): boolean {
  return /^(?:an? |the )?(?:[\p{L}-]+ )?ones?$/iu.test(phrase.trim());
}

/** `the cat should be asleep instead of sitting`, `the dog jumping instead of running`. */
function replaceByClause(draft: Draft, fresh: string): boolean {
  const deed = /^(?:the )?(.+?) should(?: be)? (.+)$/i.exec(fresh);
  if (deed !== null && setOf(draft, deed[1] ?? '', deed[2] ?? '')) return true;
  const split = splitAtTarget(draft, fresh);
  if (split?.target.kind !== 'subject' || deedIn(draft, split.rest) === undefined) return false;
  return applyTo(draft, split.target, split.rest, split.what);
}

function subjectMeant(draft: Draft, old: string, fresh: string): Subject | undefined {
  const isByNumber = numberIn(old) !== undefined && targetOf(draft, old)?.kind !== 'subject';
  const other = isOne(old) || isByNumber ? subjectNamed(draft, fresh) : undefined;
  return other ?? subjectNamed(draft, old);
}

function replaceLook(draft: Draft, old: string, fresh: string): boolean {
  const look = withoutArticle(old).toLowerCase();
  const owner = draft.parameters.subjects.find(({ attributes }) => attributes.includes(look));
  const looks = looksIn(fresh);
  if (owner === undefined || looks === undefined) return false;
  describeSubject(draft, owner, looks);
  return true;
}

/** True where either of the two is something that is said in a few words: light, time, style. */
function replaceStated(draft: Draft, old: string, fresh: string): boolean {
  const [said, was] = [stated(draft, fresh), stated(draft, old)];
  if (hasScalar(said)) return setStated(draft, said, { isAdded: false, old: was });
  if (!hasScalar(was)) return false;
  if (said.setting.location !== undefined) setLocation(draft, fresh);
  else if (/^(?:in )?(?:full |natural |normal )?colou?rs?$/i.test(fresh)) removeStated(draft, old);
  return true;
}

/** `chop onions instead of vegetables`: the same deed, of another thing. */
function redo(draft: Draft, old: string, fresh: string): boolean {
  const verb = deedIn(draft, fresh)?.action.split(' ')[0];
  const { actions, subjects, setting } = draft.parameters;
  const agent = actions.find(({ action }) => verb !== undefined && action.split(' ')[0] === verb)?.agent;
  const subject = subjects.find(({ name }) => name === agent);
  if (subject === undefined || !setDeed(draft, subject, fresh)) return false;
  const prop = propNamed(draft, old);
  const value = withoutArticle(fresh.split(' ').slice(1).join(' '));
  if (prop !== undefined && value !== '')
    draft.store(
      'setting.props',
      setting.props.map((one) => (one === prop ? value : one)),
    );
  return true;
}

function replaceNamed(draft: Draft, subject: Subject, fresh: string): boolean {
  const number = countAfter(fresh, subject.count);
  const isSame = subjectNamed(draft, fresh) === subject;
  if (number !== undefined && (isSame || wordsOf(fresh).length === 1)) {
    const looks = described(draft, fresh);
    if (isSame && looks !== undefined && looks.attributes.length > 0 && /^(?:an?|one)\s/i.test(fresh))
      return describeSubject(draft, subject, looks.attributes);
    return countSubject(draft, subject, number);
  }
  if (isSame) return setSubject(draft, subject, fresh);
  const thing = described(draft, fresh);
  const isScene = thing === undefined && hasScalar(stated(draft, fresh));
  return isScene
    ? setSubject(draft, subject, fresh)
    : looksIn(fresh) === undefined
      ? replaceSubject(draft, subject, fresh)
      : setSubject(draft, subject, fresh);
}

function replaceTarget(draft: Draft, old: string, fresh: string): boolean {
  const target = targetOf(draft, old);
  switch (target?.kind) {
    case 'garment':
      return dressSubject(draft, target.subject, garmentOf(target, fresh));
    case 'prop':
      return (
        describeProp(draft, target.prop, fresh) ||
        (quoteIn(fresh) !== undefined ? setSign(draft, fresh) : replaceProp(draft, target.prop, fresh))
      );
    case 'place':
      return setLocation(draft, fresh);
    case 'background':
      return setBackground(draft, fresh);
    case 'concept':
      return (
        (!hasScalar(stated(draft, old)) || quoteIn(fresh) !== undefined) &&
        setConcept(draft, target.path, fresh)
      );
    default:
      return false;
  }
}
