import type { Subject } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { applyTo } from './apply.js';
import { deedIn } from './deeds.js';
import { type Draft } from './draft.js';
import { make, setOf } from './making.js';
import { replaceProp } from './props.js';
import { redescribe } from './redescribing.js';
import { propNamed, splitAtTarget, targetOf, wordsOf } from './targets.js';
import { looksIn } from './values.js';

/** `the cat should be asleep instead of sitting`, `the dog jumping instead of running`. */
export function replaceByClause(draft: Draft, old: string, fresh: string): boolean {
  if (replaceByWish(draft, old, fresh)) return true;
  const split = splitAtTarget(draft, fresh);
  if (split?.target.kind !== 'subject' || deedIn(draft, split.rest) === undefined) return false;
  const prop = propNamed(draft, old);
  const held = HOLDS.exec(split.rest)?.[1] ?? objectOfSame(draft, split.rest, old);
  if (prop !== undefined && held !== undefined) return replaceProp(draft, prop, held);
  return applyTo(draft, split.target, split.rest, split.what);
}

/** `a banjo` of `plays a banjo`, where what is played now is the old thing. */
function objectOfSame(draft: Draft, words: string, old: string): string | undefined {
  const [verb = '', ...object] = deedIn(draft, words)?.action.split(' ') ?? [];
  const thing = withoutArticle(old).toLowerCase();
  const isSame = draft.parameters.actions.some(
    ({ action }) => action.split(' ')[0] === verb && action.toLowerCase().includes(thing),
  );
  return isSame && object.length > 0 ? object.join(' ') : undefined;
}

const HOLDS = /^(?:carr(?:y|ies|ying)|hold(?:s|ing)?|has|have|having|us(?:e|es|ing)) (.+)$/i;

/** `the octopus should be elegant instead of clumsy`. */
function replaceByWish(draft: Draft, old: string, fresh: string): boolean {
  const [, what, value] =
    /^(?:the )?(.+?) (?:should|shall|must|has to|needs to)(?: be)? (.+)$/i.exec(fresh) ?? [];
  if (what === undefined || value === undefined) return false;
  const target = targetOf(draft, what);
  // Where the old one is not there, nobody new takes its place.
  if (target === undefined && /^(?:an?|some|one|two|three|four) /i.test(what)) return false;
  const looks = target?.kind === 'subject' ? looksFor(target.subject, old, value) : undefined;
  return target?.kind === 'subject' && looks !== undefined
    ? redescribe(draft, target.subject, looks, [withoutArticle(old).toLowerCase()])
    : setOf(draft, what, value);
}

/** The looks that are wanted: of any words where they take the place of a look. */
function looksFor({ attributes }: Subject, old: string, value: string): readonly string[] | undefined {
  const isLook = attributes.includes(withoutArticle(old).toLowerCase()) && wordsOf(value).length <= 2;
  return looksIn(value) ?? (isLook ? [withoutArticle(value).toLowerCase()] : undefined);
}

/** `make the coat red rather than yellow` says all that is wanted. */
export function replaceByBid(draft: Draft, _old: string, fresh: string): boolean {
  const bid = /^(?:make|paint|colou?r|dye|turn|have|let|want) ((?:the|his|her|its|their|both|all) .+)$/i.exec(
    fresh,
  )?.[1];
  if (bid !== undefined) make(draft, bid);
  return bid !== undefined || replaceByWords(draft, fresh);
}

/** `the scoreboard shows "GO"`, instead of whatever is there. */
function replaceByWords(draft: Draft, fresh: string): boolean {
  const [, what = '', says = ''] = /^(.+?) ((?:say|show|read|spell|display)s? ["“«].+)$/iu.exec(fresh) ?? [];
  return what !== '' && setOf(draft, what.replace(/ (?:should|must|has to|needs to)(?: now)?$/i, ''), says);
}
