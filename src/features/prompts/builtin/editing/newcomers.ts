import { isBeing, VEHICLES } from '../lexicon/beings.js';
import { add } from './adding.js';
import { deedSaid } from './deeds.js';
import type { Draft } from './draft.js';
import { isNoise } from './noisy-verbs.js';
import { nounPhraseOf } from './noun-phrase.js';
import { isLook, looksIn } from './values.js';
import { gerundOf } from './verbs.js';

/** `an alarm should be blaring`, `a dog should be barking`, of what is not there yet: heard, or there and doing it. */
export function addDoer(draft: Draft, what: string, value: string): boolean {
  const phrase = nounPhraseOf(what, draft.language, isLook);
  const isNew = /^(?:an?|some|one|two|three|four|five|six|another) /i.test(what);
  if (phrase === undefined || phrase.rest !== '') return false;
  const bare = value.replace(/^(?:also |be |now )+/i, '').replace(/ (?:too|as well)$/i, '');
  const [verb = '', ...rest] = bare.split(' ');
  const noise = [verb.toLowerCase(), gerundOf(verb.toLowerCase())].find(isNoise);
  const isAlive = isBeing(phrase.head) || VEHICLES.has(phrase.head);
  if (noise !== undefined && !isAlive && (isNew || phrase.count === undefined)) {
    add(draft, `the sound of ${[what, noise, ...rest].join(' ')}`);
    return true;
  }
  const deed = isNew && looksIn(bare) === undefined ? deedSaid(draft, bare) : undefined;
  if (deed === undefined) return false;
  add(draft, `${what} ${deed.action}`);
  return true;
}
