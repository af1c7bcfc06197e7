import { isBeing } from '../lexicon/beings.js';
import { BODY_PARTS, PLACES, SUBSTANCES } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import type { Draft } from './draft.js';
import { nounPhraseOf } from './noun-phrase.js';
import { isLook } from './values.js';

/**
 * The thing that the old deed was done to, for the one of the new deed: who reads a newspaper reads no letter.
 * @returns true where a thing of the scene has changed
 */
export function exchangeThings(draft: Draft, old: string, action: string): boolean {
  const { props } = draft.parameters.setting;
  const was = withoutArticle(objectOf(old)).toLowerCase();
  const gone = props.find((prop) => isFirstIn(was, prop));
  if (gone === undefined || isSaidIn(action, gone)) return false;
  if (draft.parameters.actions.some((one) => isSaidIn(one.action, gone))) return false;
  const thing = thingIn(draft, action);
  if (thing === undefined) return false;
  const kept = props.filter((prop) => prop === gone || prop !== thing.words);
  return draft.store(
    'setting.props',
    thing.isProp
      ? kept.map((prop) => (prop === gone ? thing.words : prop))
      : kept.filter((prop) => prop !== gone),
  );
}

/** `picks up`, `plays on`: they belong to the verb. */
const VERB =
  /^\p{L}+ (?:(?:up|out|off|down|in|on|at|with|away|over|around|through|into|onto|for|past|along|across|towards?|under|behind|near|after|from|to) )?/iu;

/** What stands behind the verb. */
function objectOf(action: string): string {
  return action.replace(VERB, '');
}

function isFirstIn(words: string, thing: string): boolean {
  return words === thing.toLowerCase() || words.startsWith(`${thing.toLowerCase()} `);
}

function isSaidIn(action: string, thing: string): boolean {
  return ` ${action.toLowerCase()} `.includes(` ${thing.toLowerCase()} `);
}

const LED = /^(?:an?|the|some|his|her|its|their|two|three|four|five|six|several|\d{1,3})\s/i;

/** What the new deed is done to; undefined where it names no thing: `reading aloud`. */
export function thingIn({ language }: Draft, action: string): { words: string; isProp: boolean } | undefined {
  const object = objectOf(action);
  const phrase = nounPhraseOf(object, language, isLook);
  if (phrase === undefined) return undefined;
  const said = object.slice(0, object.length - phrase.rest.length).trim();
  const last = said.toLowerCase().split(' ').at(-1) ?? '';
  const isMany = language.singular(last) !== last;
  if (!LED.test(said) && !isMany && !SUBSTANCES.has(last)) return undefined;
  const isProp =
    !BODY_PARTS.has(last) && !SUBSTANCES.has(last) && !isBeing(phrase.head) && !PLACES.has(phrase.head);
  return { words: withoutArticle(said), isProp };
}
