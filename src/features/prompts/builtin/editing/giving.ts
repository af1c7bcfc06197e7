import type { Subject } from '../../../sessions/index.js';
import { BODY_PARTS, CLOTHES } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import type { Draft } from './draft.js';
import { addProps } from './props.js';
import { describeSubject, dressSubject, faceSubject } from './subjects.js';
import { splitAtTarget, wordsOf } from './targets.js';
import { expressionIn, isLook } from './values.js';

/** `give the woman a red umbrella`, `give it a noir look`. */
export function give(draft: Draft, phrase: string): boolean {
  const split = splitAtTarget(draft, phrase);
  if (split === undefined || split.target.kind !== 'subject' || /^it$/i.test(split.what)) return false;
  const { name } = split.target.subject;
  const gifts = giftsIn(draft, split.rest.replace(/^(?:also )/i, ''));
  return gifts
    .map((gift) => {
      const now = draft.parameters.subjects.find((one) => one.name === name);
      return now !== undefined && giveOne(draft, now, gift);
    })
    .some(Boolean);
}

/** `a full beard and a green apron` are two gifts; what is worn together stays one. */
function giftsIn(draft: Draft, gift: string): string[] {
  const parts = gift.split(/\s*,\s*(?:and\s+)?|\s+and\s+/);
  const isWorn = (part: string) => {
    const head = wordsOf(part).at(-1) ?? '';
    return CLOTHES.has(head) || CLOTHES.has(draft.language.singular(head));
  };
  return parts.length === 1 || parts.every(isWorn) ? [gift] : parts;
}

/** `thoughtful` of `a thoughtful expression`; `a pale face` is what somebody looks like. */
function faceOf(gift: string): string | undefined {
  const [, shown = '', kind = ''] =
    /^(?:an? )?([\p{L}-]+) (expression|face|look|gaze|stare)$/iu.exec(gift) ?? [];
  if (shown === '') return undefined;
  const isShown = /^expression$/i.test(kind) || (/^face$/i.test(kind) && !isLook(shown));
  return expressionIn(shown) ?? (isShown ? shown.toLowerCase() : undefined);
}

function giveOne(draft: Draft, subject: Subject, gift: string): boolean {
  const head = wordsOf(gift).at(-1) ?? '';
  const single = draft.language.singular(head);
  if (
    CLOTHES.has(head) ||
    CLOTHES.has(single) ||
    /^(?:collar|helmet|outfit|costume|mask|crown)$/.test(single)
  )
    return dressSubject(draft, subject, gift);
  const face = faceOf(gift);
  if (face !== undefined) return faceSubject(draft, subject, face);
  if (BODY_PARTS.has(head) || BODY_PARTS.has(single))
    return describeSubject(draft, subject, [withoutArticle(gift)]);
  return addProps(
    draft,
    [withoutArticle(gift)],
    `the ${subject.name} holds ${gift}`.replace(/^the (?=\p{Lu})/u, ''),
  );
}
