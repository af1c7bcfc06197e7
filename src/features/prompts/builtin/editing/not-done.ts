import type { NotDone } from '../../../sessions/index.js';
import { wordSet } from '../lexicon/words.js';
import type { Word } from '../text/language.js';
import { carryOut } from './carry-out.js';
import { conceptOf } from './concepts.js';
import type { Draft } from './draft.js';
import { targetOf, wordsOf } from './targets.js';
import { isLook } from './values.js';
import type { Asked } from './wishes.js';

/** Carries out what is asked, and tells what of it changed nothing. What a lock forbids is told elsewhere. */
export function carryOutAll(draft: Draft, asked: readonly Asked[]): NotDone[] {
  const before = thingsOf(draft);
  return asked.flatMap(({ words, wish }): NotDone[] => {
    if (wish === undefined) return [{ words, reason: 'not_understood' }];
    const [changes, same, locked] = [draft.changes.length, draft.same, draft.locked];
    const missing = missingIn(draft, words, before);
    const isKept = draft.keepTexts(() => carryOut(draft, wish));
    if (!isKept) return [{ words, reason: 'not_understood' }];
    if (draft.locked > locked) return [];
    if (draft.changes.length > changes) {
      const isThere = missing === undefined || thingsOf(draft).has(headOf(draft, missing));
      return isThere ? [] : [{ words: missing, reason: 'not_there' }];
    }
    if (missing !== undefined) return [{ words, reason: 'not_there' }];
    return [{ words, reason: draft.same > same ? 'already_so' : 'not_understood' }];
  });
}

/** The words of the text and of its parameters, singular. */
function thingsOf({ text, parameters, language }: Draft): Set<string> {
  return new Set(wordsOf(`${text} ${JSON.stringify(parameters)}`).map((word) => language.singular(word)));
}

/** `the ball`, which a request can only name where there is one; undefined where everything is there. */
function missingIn(draft: Draft, words: string, things: ReadonlySet<string>): string | undefined {
  if (!mayMiss(draft, words, things)) return undefined;
  return definiteIn(draft, words).find((phrase) => {
    const head = headOf(draft, phrase);
    const isKnown = things.has(head) || OF_ANY_SCENE.has(head) || conceptOf(head) !== undefined;
    return !isKnown && targetOf(draft, phrase) === undefined;
  });
}

const POINTED = /\b(?:the|his|her|its|their|this|that|these|those) ((?:[\p{L}'-]+ ?){1,3})/giu;

/** Whether anything unknown is pointed at: most requests need no closer look, which costs more. */
function mayMiss({ language }: Draft, words: string, things: ReadonlySet<string>): boolean {
  return [...words.matchAll(POINTED)].some(([, next = '']) => {
    const noun = wordsOf(next).find((word) => !isLook(word));
    return noun === undefined || !things.has(language.singular(noun));
  });
}

function headOf({ language }: Draft, phrase: string): string {
  return language.singular(wordsOf(phrase).at(-1) ?? '');
}

const POINTS = /^(?:the|his|her|its|their|this|that|these|those)$/i;

/** Things behind `the`, `his`, `that`: a determiner, and what describes and names the thing. */
function definiteIn({ language }: Draft, words: string): string[] {
  const bare = words.replace(/"[^"]*"|“[^”]*”|«[^»]*»/gu, ' ');
  if (!/\b(?:the|his|her|its|their|this|that|these|those)\s\p{L}/iu.test(bare)) return [];
  const phrases: Phrase[] = [];
  let open: Phrase | undefined;
  for (const word of language.tag(bare)) {
    if (POINTS.test(word.text)) phrases.push((open = { words: [word.text], isNamed: false }));
    else if (open !== undefined) open = goesOn(open, word) ? open : undefined;
    if (/\S/.test(word.post)) open = undefined;
  }
  return phrases.filter(({ isNamed }) => isNamed).map((phrase) => phrase.words.join(' '));
}

interface Phrase {
  words: string[];
  /** Whether its noun has come. */
  isNamed: boolean;
}

/** Takes an adjective or a noun into the phrase; false where it ends in front of the word. */
function goesOn(phrase: Phrase, { text, tags, pre }: Word): boolean {
  const isNoun = tags.includes('Noun') && !tags.includes('Pronoun') && !tags.includes('Possessive');
  const isPart = isNoun || (!phrase.isNamed && tags.includes('Adjective'));
  if (!isPart || /\S/.test(pre)) return false;
  phrase.words.push(text);
  phrase.isNamed ||= isNoun;
  return true;
}

/** Every scene has these, named or not. */
const OF_ANY_SCENE = wordSet(
  `scene shot video image picture clip frame prompt film movie footage take cut action whole thing everything rest other one same way
  direction left right middle center centre top bottom side corner edge half third foreground background distance horizon front back rear
  start beginning end ending second moment first last next time minute hour day night morning evening afternoon viewer audience eye
  sky sun moon air ground floor earth world sea wind weather light shadow darkness colour color tone hue detail quality resolution
  lens frame camera crew subject character figure person people animal vehicle look feel style feeling vibe mood word text story
  number amount size kind sort type part piece bit lot version original idea note client boss request instruction change edit
  keep future past city street world point view surface cinema tv screen theatre theater internet`,
);
