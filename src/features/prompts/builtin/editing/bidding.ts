import type { Action, Subject } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { deedIn, putInstead } from './deeds.js';
import type { Draft } from './draft.js';
import { exchangeThings, thingIn } from './exchanging-things.js';
import { propNamed, splitAtTarget, targetOf, wordsOf } from './targets.js';
import { hasScalar, stated } from './values.js';
import { withGerund } from './verbs.js';

/** What leads to who is to do something else: `let them`, `I'd like it`, `have her`. */
export const BID =
  /^(?:(?:please )?(?:let|make|have|get|see|want|show|keep)|(?:i|we)(?:'d| would)? (?:really |rather |much )?(?:like|love|want|prefer|need|see)(?: to (?:see|have))?) (?=(?:it|him|her|them|(?:the|his|its|their|both|all) [\p{L}-]+)\b)/iu;
const DOES = /^(?:(?:should|must|shall|has to|have to|needs? to) )?(?:to )?(?:be )?/i;

export interface Bid {
  who: string;
  subject: Subject;
  /** What is to be done, from its verb on. */
  words: string;
}

/** Who is bidden to do what; undefined where words are no bid, or name nobody who is there. */
export function bidIn(draft: Draft, words: string): Bid | undefined {
  const bare = words.replace(BID, '');
  const split = splitAtTarget(draft, bare);
  // `the player's coat be red` bids nobody.
  if (split?.target.kind !== 'subject' || /'s?$/.test(split.what)) return undefined;
  const does = withGerund(draft.language, split.rest.replace(DOES, ''), split.what);
  const deed = deedIn(draft, does);
  const { subject } = split.target;
  if (deed === undefined || (!doesSo(draft, subject, deed.action) && hasScalar(stated(draft, split.rest))))
    return undefined;
  return { who: split.what, subject, words: does };
}

/** Whether something with the same verb is done already. */
function doesSo({ parameters }: Draft, { name }: Subject, action: string): boolean {
  const verb = action.split(' ')[0];
  return parameters.actions.some((one) => one.agent === name && one.action.split(' ')[0] === verb);
}

/** `let them fall into chocolate instead of cream`: the same deed, or the one that the old thing was in. */
export function replaceByBidding(draft: Draft, old: string, words: string): boolean {
  const bid = bidIn(draft, words);
  const deed = bid === undefined ? undefined : deedIn(draft, bid.words);
  if (bid === undefined || deed === undefined) return false;
  const known = meantBy(draft, bid.subject, { verb: deed.action.split(' ')[0] ?? '', old });
  const isPlace = targetOf(draft, old)?.kind === 'place';
  const fresh = isPlace ? { ...deed, isAlike: true } : deed;
  if (known === undefined || !putInstead(draft, bid.subject, known, fresh)) return false;
  const place = isPlace ? thingIn(draft, deed.action)?.words : undefined;
  if (place !== undefined) draft.store('setting.location', place);
  else exchangeThings(draft, known.action, deed.action);
  removeLeft(draft, old, deed.action);
  return true;
}

function meantBy(
  { parameters }: Draft,
  { name }: Subject,
  { verb, old }: { verb: string; old: string },
): Action | undefined {
  const own = parameters.actions.filter(({ agent }) => agent === name);
  const thing = wordsOf(withoutArticle(old)).at(-1) ?? '';
  return (
    own.find(({ action }) => action.split(' ')[0] === verb) ??
    own.find(({ action }) => wordsOf(action).includes(thing))
  );
}

/** What was named as the old thing, and is in no deed any more, is there no more. */
function removeLeft(draft: Draft, old: string, action: string): void {
  const prop = propNamed(draft, old);
  const { actions, setting } = draft.parameters;
  if (prop === undefined || [...actions, { action }].some((one) => one.action.includes(prop))) return;
  draft.store(
    'setting.props',
    setting.props.filter((one) => one !== prop),
  );
}
