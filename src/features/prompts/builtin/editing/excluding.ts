import { type FieldPath, fieldValue, type Parameters } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { conceptOf, SCALAR_FIELDS } from './concepts.js';
import type { Draft } from './draft.js';
import { removeProp } from './props.js';
import { removeHeard, removeListed, removeStated } from './removing.js';
import { removeSubject } from './removing-subject.js';
import { cutQuote } from './speech.js';
import { propNamed, subjectNamed, wordsOf } from './targets.js';
import { stated } from './values.js';

/** `no other cars`: those that are there stay. */
const OTHERS = /^(?:any )?(?:other|further|additional|extra) \p{L}/iu;

const SOUNDS: readonly FieldPath[] = ['audio.music', 'audio.ambience', 'audio.effects'];

/** `no cars`: gone where they are there, and not to be seen. */
export function exclude(draft: Draft, old: string): void {
  if (OTHERS.test(old)) {
    forbidOnly(draft, [old.replace(/^any /i, '').toLowerCase()]);
    return;
  }
  const said = stated(draft, `no ${old}`);
  if (said.camera.movement === 'static') {
    draft.set('camera.movement', 'static');
    return;
  }
  const bare = withoutArticle(old).toLowerCase();
  clearTexts(draft, bare);
  if (/\bsounds?\b/.test(bare) && removeListed(draft, bare)) return;
  if ((said.negative.length === 0 || isTermOfCraft(stated(draft, old))) && removeStated(draft, old)) return;
  removeGrade(draft, old);
  for (const path of SOUNDS)
    if (conceptOf(bare) === path && fieldValue(draft.parameters, path) !== undefined)
      draft.set(path, undefined);
  const listed = bare.split(/\s*,\s*|\s+(?:or|and) (?:no )?/);
  forbidItems(draft, bare, said.negative.length > 0 ? said.negative : listed);
}

/** `no text`: what is to be read goes. */
function clearTexts(draft: Draft, bare: string): void {
  const { on_screen_text: texts } = draft.parameters;
  if (!/^(?:text|texts|words|writing|lettering|on-?screen text|captions?|titles?)$/.test(bare)) return;
  if (texts.length === 0 || !draft.store('on_screen_text', [])) return;
  for (const text of texts) cutQuote(draft, text);
}

/** `no film grain`. */
function removeGrade(draft: Draft, old: string): void {
  const { grade } = stated(draft, old).style;
  if (grade !== undefined && grade === draft.parameters.style.grade) draft.set('style.grade', undefined);
}

/** `no close-up`: of camera, light and cut nothing has to be kept out of the picture. */
function isTermOfCraft(said: Parameters): boolean {
  const stated = SCALAR_FIELDS.filter((path) => fieldValue(said, path) !== undefined);
  const isCraft = (path: FieldPath) => /^(?:camera|lighting|style(?!\.grade)|timing)\./.test(path);
  return stated.length > 0 && stated.every(isCraft) && said.subjects.length + said.setting.props.length === 0;
}

function forbidItems(draft: Draft, bare: string, items: readonly string[]): void {
  const { negative } = draft.parameters;
  const fresh = items.filter((item) => !negative.includes(item));
  const isAllBut = / (?:other than|except|but|besides) /.test(bare);
  for (const item of isAllBut ? [] : fresh) {
    const subject = subjectNamed(draft, item);
    const prop = subject === undefined ? propNamed(draft, item) : undefined;
    if (subject !== undefined) removeSubject(draft, subject);
    else if (prop !== undefined && isNamedWhole(draft, prop, item)) removeProp(draft, prop);
    else if (!removeWeather(draft, item)) removeSounds(draft, item);
  }
  forbidOnly(draft, fresh);
}

/** What is there stays there. */
function forbidOnly(draft: Draft, items: readonly string[]): void {
  const { negative } = draft.parameters;
  const fresh = items.filter((item) => !negative.includes(item));
  if (fresh.length > 0 && draft.store('negative', [...negative, ...fresh].slice(0, 32)))
    draft.append(fresh.map((item) => `no ${item}`).join(', '));
}

/** `no clouds`: the weather that they are goes. */
function removeWeather(draft: Draft, item: string): boolean {
  const { weather } = stated(draft, item);
  const kept = draft.parameters.weather.filter((one) => !weather.includes(one));
  if (kept.length === draft.parameters.weather.length) return false;
  return draft.store('weather', kept);
}

/** `no foghorn`: the sounds of it go. */
function removeSounds(draft: Draft, item: string): void {
  const words = wordsOf(item).map((word) => draft.language.singular(word));
  const { effects } = draft.parameters.audio;
  const kept = effects.filter(
    (one) => !wordsOf(one).some((word) => words.includes(draft.language.singular(word))),
  );
  if (kept.length < effects.length) draft.set('audio.effects', kept);
  else removeHeard(draft, words);
}

/** `no boats` is no word about a `boat house`. */
function isNamedWhole(draft: Draft, prop: string, item: string): boolean {
  const last = (text: string) => draft.language.singular(wordsOf(text).at(-1) ?? '');
  return last(prop) === last(item);
}
