import type { Action, Subject } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { BID } from './bidding.js';
import { deedIn, putInstead, setDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { thingIn } from './exchanging-things.js';
import { propNamed, splitAtTarget, subjectNamed, targetOf } from './targets.js';
import { stated } from './values.js';
import { compoundDeed, withGerund } from './verbs.js';

/** `crying instead of sweating`, `welding a pipe instead of soldering a chip`: one deed for another, with its things. */
export function replaceDeed(draft: Draft, old: string, fresh: string): boolean {
  const { known, agent } = doerOf(draft, deedIn(draft, old)?.action);
  if (known === undefined || agent === undefined || subjectNamed(draft, old) !== undefined) return false;
  const { bare, who, isForAll } = bidOf(draft, agent, fresh);
  const deed = deedIn(draft, withGerund(draft.language, bare, who));
  if (deed === undefined || !putInstead(draft, agent, known, deed)) return false;
  if (isForAll) putForAll(draft, known, deed);
  // Whoever tap dances holds no dance.
  replaceHeld(draft, old, compoundDeed(draft.language, bare) === undefined ? bare : '');
  return true;
}

interface Bid {
  /** What is to be done. */
  bare: string;
  who: string;
  /** Whether nobody is named who alone should do it. */
  isForAll: boolean;
}

function bidOf(draft: Draft, agent: Subject, words: string): Bid {
  const bid = words.replace(BID, '');
  const split = splitAtTarget(draft, bid);
  const isOwn = split?.target.kind === 'subject' && split.target.subject === agent;
  const rest = isOwn ? split.rest : bid;
  return {
    bare: rest.replace(/^(?:should |to )?(?:be )?/i, ''),
    who: split?.what ?? 'it',
    isForAll: !isOwn || /^(?:they|them|both|all|everyone|everybody)$/i.test(split.what),
  };
}

/** The deed that is there with the same verb, and who does it. */
function doerOf({ parameters }: Draft, action: string | undefined): { known?: Action; agent?: Subject } {
  const verb = action?.split(' ')[0];
  const known = parameters.actions.find((one) => verb !== undefined && one.action.split(' ')[0] === verb);
  const agent = parameters.subjects.find(({ name }) => name === known?.agent);
  return { ...(known === undefined ? {} : { known }), ...(agent === undefined ? {} : { agent }) };
}

/** Whoever else did the same does the new deed, too. */
function putForAll(draft: Draft, known: Action, deed: Pick<Action, 'action' | 'speed'>): void {
  for (const { name } of draft.parameters.subjects) {
    const same = draft.parameters.actions.find(
      ({ agent, action }) => agent === name && action === known.action,
    );
    const subject = draft.parameters.subjects.find((one) => one.name === name);
    if (same !== undefined && subject !== undefined) putInstead(draft, subject, same, deed);
  }
}

/** The thing that the old deed was done with, for the one of the new deed. */
function replaceHeld(draft: Draft, old: string, fresh: string): void {
  const [was, after] = [old, fresh].map((text) => withoutArticle(text.split(' ').slice(1).join(' ')));
  const is = (after === '' ? undefined : thingIn(draft, fresh)?.words) ?? after;
  const prop = was === undefined || was === '' ? undefined : propNamed(draft, was);
  const said = is === undefined || is === '' ? undefined : stated(draft, `a ${is}`);
  if (prop === undefined || is === undefined || said === undefined || is.split(' ').length > 4) return;
  draft.store('setting.props', [
    ...new Set(draft.parameters.setting.props.map((one) => (one === prop ? is : one))),
  ]);
}

/** `chop onions instead of vegetables`: the same deed, of another thing. */
export function redo(draft: Draft, old: string, fresh: string): boolean {
  const deed = deedIn(draft, fresh);
  const { known, agent: subject } = doerOf(draft, deed?.action);
  if (deed === undefined || known === undefined || subject === undefined) return false;
  if (!deed.action.includes(' ')) return setDeed(draft, subject, fresh);
  const isPlace = targetOf(draft, old)?.kind === 'place';
  if (!putInstead(draft, subject, known, { ...deed, isAlike: true })) return false;
  const thing = thingIn(draft, deed.action)?.words;
  if (isPlace && thing !== undefined) draft.store('setting.location', thing);
  replaceOld(draft, old, thing ?? withoutArticle(fresh.split(' ').slice(1).join(' ')));
  return true;
}

/** The thing that was named as the old one, for the new one. */
function replaceOld(draft: Draft, old: string, value: string): void {
  const prop = propNamed(draft, old);
  if (prop === undefined || value === '') return;
  draft.store(
    'setting.props',
    draft.parameters.setting.props.map((one) => (one === prop ? value : one)),
  );
}
