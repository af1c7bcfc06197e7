import { type FieldPath, fieldValue } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { conceptOf, SCALAR_FIELDS } from './concepts.js';
import { removeDeed, removeOneDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { removeProp } from './props.js';
import { removeSubject } from './removing-subject.js';
import { cutQuote, WRITTEN_ON } from './speech.js';
import { countSubject, faceSubject, undressSubject } from './subjects.js';
import { propNamed, subjectNamed, type Target, targetOf, wordsOf } from './targets.js';
import { numberIn, stated } from './values.js';

/** Takes away what words name; false where nothing there is called so. */
export function remove(draft: Draft, old: string): boolean {
  const bare = withoutArticle(old.replace(/^(?:all|any|every|some) (?:of )?(?:the )?/i, '')).toLowerCase();
  if (/^no\s/.test(bare)) return allow(draft, bare);
  if (removeListed(draft, bare) || removeSpoken(draft, bare, old) || removeSign(draft, bare)) return true;
  if (removePart(draft, old)) return true;
  const target = targetOf(draft, old);
  if (target !== undefined && target.kind !== 'concept') return removeTarget(draft, target, old);
  return (
    removeDeedNamed(draft, bare) ||
    removeSource(draft, bare) ||
    removeStated(draft, old) ||
    removeStated(draft, bare) ||
    removeConcept(draft, old)
  );
}

/** One of several lights. */
function removeSource(draft: Draft, bare: string): boolean {
  const sources = draft.parameters.lighting.source?.split(', ') ?? [];
  const kept = sources.filter((one) => wordsOf(one).at(-1) !== wordsOf(bare).at(-1));
  if (kept.length === 0 || kept.length === sources.length) return false;
  draft.set('lighting.source', kept.join(', '));
  return true;
}

/** `the bellowing`, of whoever bellows. */
function removeDeedNamed(draft: Draft, bare: string): boolean {
  const verb = /^\p{L}+ing$/u.test(bare) ? bare : undefined;
  const deed = draft.parameters.actions.find(({ action }) => action.split(' ')[0] === verb);
  return deed !== undefined && removeOneDeed(draft, deed);
}

/** What is named by its field only. */
function removeConcept(draft: Draft, old: string): boolean {
  const concept = conceptOf(old);
  if (concept === undefined || fieldValue(draft.parameters, concept) === undefined)
    return removeSide(draft, concept);
  if (Array.isArray(fieldValue(draft.parameters, concept)) && concept === 'on_screen_text') return false;
  draft.set(concept, undefined);
  return true;
}

/** `the bit where he closes his eyes`, `one of the two cats`. */
function removePart(draft: Draft, old: string): boolean {
  const deed = /^(?:the )?(?:bit|part|moment|scene|thing|action) (?:where|when|in which|with) (.+)$/i.exec(
    old,
  )?.[1];
  if (deed !== undefined && removeDeed(draft, deed)) return true;
  const [, number, whom = ''] =
    /^(?:just |only )?(an?|one|two|three|four|five|six) of (?:the|these|those|them) ?(.*)$/i.exec(old) ?? [];
  return number !== undefined && removeSome(draft, number, whom);
}

/** `people are fine`, `the robot may look at the camera`: no longer forbidden. */
export function allow(draft: Draft, bare: string): boolean {
  if (/^no\s/.test(bare) && removeListed(draft, bare)) return true;
  const formOf = (word: string) => draft.language.gerund(word) ?? draft.language.singular(word);
  const said = wordsOf(bare).map(formOf);
  const { negative } = draft.parameters;
  const kept = negative.filter((item) => !wordsOf(item).every((word) => said.includes(formOf(word))));
  if (kept.length === negative.length) return false;
  draft.set('negative', kept);
  return true;
}

/** `one of the two cats`. */
function removeSome(draft: Draft, number: string, whom: string): boolean {
  const subject = subjectNamed(draft, whom === '' ? 'them' : whom);
  const less = /^an?$/i.test(number) ? 1 : numberIn(number);
  if (subject?.count === undefined || less === undefined || subject.count <= less) return false;
  return countSubject(draft, subject, subject.count - less);
}

function removeSign(draft: Draft, bare: string): boolean {
  const sign = propNamed(draft, bare);
  return sign !== undefined && WRITTEN_ON.test(sign) && WRITTEN_ON.test(bare) && removeProp(draft, sign);
}

function removeTarget(draft: Draft, target: Exclude<Target, { kind: 'concept' }>, old: string): boolean {
  switch (target.kind) {
    case 'garment':
      return undressSubject(draft, target.subject);
    case 'subject':
      if (/'s?\s/.test(old)) return removeStated(draft, old);
      return removeSubject(draft, target.subject);
    case 'prop':
      return removeProp(draft, target.prop);
    case 'place': {
      const { location } = draft.parameters.setting;
      const span = draft.findings('setting.location').find(({ value }) => value === location);
      if (!draft.store('setting.location', undefined)) return false;
      if (span !== undefined) draft.replaceSpan(span.start, span.end, '');
      return true;
    }
    case 'background':
      draft.set('setting.background', undefined);
      return true;
    case 'light':
      draft.set('lighting.source', undefined);
      return true;
  }
}

/** `the lighting`, `the sound`: whichever of its fields is there. */
function removeSide(draft: Draft, concept: FieldPath | undefined): boolean {
  const family = concept?.split('.')[0];
  if (family !== 'lighting' && family !== 'style' && family !== 'audio') return false;
  const there = SCALAR_FIELDS.filter(
    (path) => path.startsWith(`${family}.`) && fieldValue(draft.parameters, path) !== undefined,
  );
  const [only] = there;
  if (only === undefined || there.length > 1) return false;
  draft.set(only, undefined);
  return true;
}

const HEARD = /^(?:dialog(?:ue)?s?|speech|spoken (?:line|words)|lines?|voice|talking)$/;

/** Words to be seen or heard, and the quotation that they are. */
function removeSpoken(draft: Draft, bare: string, old: string): boolean {
  if (SEEN.test(bare)) return cutTexts(draft, 'on_screen_text', [], draft.parameters.on_screen_text);
  const { dialogue } = draft.parameters.audio;
  const [, whose, heard = bare] =
    /^(?:the )?(?:(.+?)(?:'s?)? )??(dialog(?:ue)?s?|speech|spoken (?:line|words)|lines?|voice|talking)$/.exec(
      old.toLowerCase(),
    ) ?? [];
  if (!HEARD.test(heard)) return false;
  const speaker = whose === undefined ? undefined : subjectNamed(draft, whose)?.name;
  // `her line` is hers only.
  const lines = dialogue.filter((line) => speaker === undefined || line.speaker === speaker);
  // Whoever says nothing has no line to lose, and nobody else loses one.
  if (lines.length === 0) return speaker !== undefined;
  const rest = dialogue.filter((line) => !lines.includes(line));
  return cutTexts(
    draft,
    'audio.dialogue',
    rest,
    lines.map(({ text }) => text),
  );
}

const SEEN =
  /^(?:(?:on-?screen |painted |written |printed )?(?:text|texts|words|letters|lettering|captions?|subtitles?|(?:(?:end|opening|closing|main|final|intro|outro) )?titles?(?: cards?)?|end cards?|lower thirds?|chyrons?|supers?|(?:text )?overlays?|headlines?|taglines?|slogans?|tickers?|credits))$/;

/** Takes texts out of a field and of the prompt. */
function cutTexts(draft: Draft, path: FieldPath, rest: readonly unknown[], gone: readonly string[]): boolean {
  if (gone.length === 0 || !draft.store(path, rest)) return false;
  draft.store(
    'protected',
    draft.parameters.protected.filter((text) => !gone.includes(text)),
  );
  for (const text of gone) cutQuote(draft, text);
  return true;
}

export function removeStated(draft: Draft, old: string): boolean {
  const said = stated(draft, old);
  for (const path of SCALAR_FIELDS) {
    const [value, known] = [fieldValue(said, path), fieldValue(draft.parameters, path)];
    if (value === undefined || known === undefined) continue;
    if (Array.isArray(known) && Array.isArray(value)) {
      const rest = known.filter((item) => !value.includes(item));
      if (rest.length === known.length) continue;
      draft.set(path, rest);
      return true;
    }
    const parts = asText(known).split(', ');
    const rest = parts.filter((part) => !overlap(part, asText(value)));
    if (rest.length === parts.length) continue;
    draft.set(path, rest.length === 0 ? undefined : typeof known === 'string' ? rest.join(', ') : undefined);
    return true;
  }
  return false;
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function overlap(known: string, value: string): boolean {
  return wordsOf(known).at(-1) === wordsOf(value).at(-1) || known.toLowerCase().includes(value.toLowerCase());
}

/** An item of a list of own words: a sound, a negative, a mood. */
export function removeListed(draft: Draft, bare: string): boolean {
  const isNegated = /^(?:the )?no\s/.test(bare);
  const noun = bare
    .replace(/^(?:the )?no\s+/, '')
    .replace(/\b(?:sounds?|music|noises?|mood|effects?|tones?|colou?rs?|hues?)\b(?: of\b)?/g, '')
    .trim();
  const words = wordsOf(noun).map((word) => draft.language.singular(word));
  const paths = isNegated
    ? (['negative'] as const)
    : (['negative', 'audio.effects', 'mood', 'palette', 'timing.transitions'] as const);
  for (const path of paths) {
    const known = fieldValue(draft.parameters, path) as string[] | undefined;
    const item = known?.find((one) => isItem(draft, path, one, noun, words));
    if (known === undefined || item === undefined) continue;
    draft.set(
      path,
      known.filter((one) => one !== item),
    );
    return true;
  }
  return !isNegated && removeHeard(draft, words);
}

/** `the crowd`, `the piano`: of the background and the music, what has the word in it. */
export function removeHeard(draft: Draft, words: readonly string[]): boolean {
  for (const path of ['audio.ambience', 'audio.music'] as const) {
    const known = fieldValue(draft.parameters, path);
    const isMeant =
      typeof known === 'string' &&
      wordsOf(known).some((word) => words.includes(draft.language.singular(word)));
    if (!isMeant || subjectNamed(draft, words.join(' ')) !== undefined) continue;
    draft.set(path, undefined);
    return true;
  }
  return false;
}

function isItem(
  draft: Draft,
  path: FieldPath,
  item: string,
  noun: string,
  words: readonly string[],
): boolean {
  if (noun === '') return false;
  if (item.toLowerCase() === noun) return true;
  const isCut =
    path === 'timing.transitions' && words.some((word) => item.toLowerCase().split(' ')[0] === word);
  if (isCut) return true;
  if (path !== 'audio.effects' && path !== 'palette') return false;
  const known = wordsOf(item).map((word) => draft.language.singular(word));
  return known.some((word) => words.includes(word)) && subjectNamed(draft, noun) === undefined;
}

/** `the rain should stop`; false where it is somebody who does. */
export function end(draft: Draft, old: string): boolean {
  return targetOf(draft, old)?.kind !== 'subject' && remove(draft, old);
}

/** `she shouldn't smile`. */
export function removeExpression(draft: Draft, phrase: string): boolean {
  const subject = subjectNamed(draft, phrase);
  return subject?.expression !== undefined && faceSubject(draft, subject, undefined);
}
