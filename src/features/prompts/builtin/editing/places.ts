import { withoutArticle } from '../reading/scene-words.js';
import { setStated } from './stating.js';
import type { Draft } from './draft.js';
import { escaped } from './subjects.js';
import { isSameKind, looksIn, stated } from './values.js';
import { WordPattern } from '../text/word-pattern.js';

const LEAD =
  /^(?:(?:back |over |right )?(?:in|at|on|to|into|inside(?: of)?|onto|within|near|by|under|along|outside))\s+/i;
const ARTICLE = /^(?:an?|the|his|her|its|their|some)\s/i;

/** The place that words name, without what else they say: `a rooftop at sunset` is a rooftop. */
function placeIn(draft: Draft, phrase: string): { place: string; value: string } {
  const lead = LEAD.exec(phrase)?.[0] ?? '';
  const bare = phrase.slice(lead.length).trim();
  const read = stated(
    draft,
    `a scene ${lead === '' || /^(?:to|into|onto) /i.test(lead) ? 'in ' : lead}${bare}`,
  ).setting.location;
  const shorter = bare.replace(
    /[,;]?\s+(?:at|in|during|under|with|while|on a)\s+(?:the )?(?:dawn|sunrise|morning|noon|midday|afternoon|golden hour|sunset|sundown|dusk|twilight|evening|night|midnight|rain|snow|fog|\w+ light|\w+ day|\w+ night).*$/i,
    '',
  );
  const value =
    read !== undefined && shorter.toLowerCase().includes(read.toLowerCase()) ? read : withoutArticle(shorter);
  const article = ARTICLE.exec(shorter)?.[0] ?? '';
  return { value, place: `${article}${value}` };
}

/**
 * @param isWhole whether the phrase is the place, and nothing else is said in it
 * @param isRenamed whether the old place itself was named, so that what is done in it is done in the new one
 */
export function setLocation(
  draft: Draft,
  phrase: string,
  { isRenamed = false, isWhole = false } = {},
): boolean {
  const { value, place } = isWhole ? { value: phrase, place: phrase } : placeIn(draft, phrase);
  const isSet = storePlace(draft, { value, place, isRenamed });
  return (!isWhole && setStated(draft, stated(draft, phrase), { isAdded: false })) || isSet;
}

interface Place {
  value: string;
  /** With its article. */
  place: string;
  isRenamed: boolean;
}

function storePlace(draft: Draft, { value, place, isRenamed }: Place): boolean {
  const old = draft.parameters.setting.location;
  const isSame = value === '' || (old !== undefined && isSaidAlready(old, value));
  if (isSame || !draft.store('setting.location', value)) return false;
  if (old !== undefined) draft.releaseIn(old, value);
  sayPlace(draft, old, place);
  if (old !== undefined && isRenamed) moveDeeds(draft, old, value);
  return true;
}

/** What is done in a place is done in the new one. */
function moveDeeds(draft: Draft, old: string, fresh: string): void {
  const whole = new WordPattern(`(\\b(?:an?|the) )?(?<![\\p{L}-])${escaped(old)}(?![\\p{L}-])`, 'iu');
  draft.store(
    'actions',
    draft.parameters.actions.map((one) => ({
      ...one,
      action: one.action.replace(whole, (_, lead?: string) =>
        lead === undefined ? fresh : /^the/i.test(lead) ? `the ${fresh}` : withArticle(fresh),
      ),
    })),
  );
}

/** `a snowy boulevard` of a palm-lined boulevard is the same one, in snow. */
function isSaidAlready(old: string, value: string): boolean {
  const known = old.toLowerCase().split(' ');
  return (
    value !== '' &&
    value
      .toLowerCase()
      .split(' ')
      .every((word, index, all) => known.includes(word) && (index < all.length - 1 || known.at(-1) === word))
  );
}

function sayPlace(draft: Draft, old: string | undefined, place: string): void {
  const whole =
    /^\p{Lu}/u.test(place) || ARTICLE.test(place) || /[^s]s$/.test(place) ? place : withArticle(place);
  const span = old === undefined ? undefined : spanOfPlace(draft, old);
  if (span === undefined) {
    draft.append(`in ${whole}`);
    return;
  }
  const said = draft.text.slice(span.start, span.end);
  const bare = withoutArticle(place);
  const before = /\b(?:an?|the|his|her)\s+$/i.exec(draft.text.slice(0, span.start))?.[0];
  draft.replaceSpan(
    span.start - (before?.length ?? 0),
    span.end,
    ARTICLE.test(said) || before !== undefined ? whole : ARTICLE.test(place) ? whole : bare,
  );
}

function spanOfPlace(draft: Draft, old: string) {
  const found = draft.findings('setting.location').find(({ value }) => value === old);
  if (found !== undefined) return found;
  const at = draft.text.toLowerCase().indexOf(old.toLowerCase());
  return at < 0 ? undefined : { start: at, end: at + old.length };
}

function withArticle(place: string): string {
  return `${/^[aeiou]/i.test(place) ? 'an' : 'a'} ${place}`;
}

/** `make the beach rocky`, `a bigger kitchen`. */
export function describePlace(draft: Draft, value: string, stuff?: readonly string[]): boolean {
  const looks = stuff ?? looksIn(value);
  const { location } = draft.parameters.setting;
  if (looks === undefined || location === undefined) return false;
  const words = location.split(' ');
  // What it is made of takes the place of what it was made of.
  const kept =
    stuff === undefined
      ? words.filter((word) => !looks.some((look) => isSameKind(look, word)))
      : words.slice(-1);
  const fresh = [...looks.filter((look) => !kept.includes(look)), ...kept].join(' ');
  if (!draft.store('setting.location', fresh)) return false;
  sayPlace(draft, location, fresh);
  moveDeeds(draft, location, fresh);
  return true;
}
