import { MATERIALS } from '../lexicon/looks.js';
import { SUBSTANCES } from '../lexicon/things.js';
import { type Subject } from '../../../sessions/index.js';
import { conceptOf } from './concepts.js';
import { paceDeed, speedSaid } from './deeds.js';
import { type Draft } from './draft.js';
import { setBackground, setConcept } from './fields.js';
import { stateOpposite } from './opposite.js';
import { speedIn } from './phrasings.js';
import { describePlace, setLocation } from './places.js';
import { describeProp, replaceProp } from './props.js';
import { quoteIn, setLine, setSign } from './speech.js';
import { setStated } from './stating.js';
import { setSubject } from './subject-values.js';
import { dressSubject } from './subjects.js';
import { subjectNamed, type Target, wordsOf } from './targets.js';
import { hasScalar, looksIn, plainWords, stated } from './values.js';
import { WordPattern } from '../text/word-pattern.js';

export const GENERIC =
  /^(?:it|this|that|it all|all of it|everything|things|(?:the )?(?:whole |entire )?(?:scene|shot|video|image|picture|clip|frame|action|whole thing))$/i;

export function applyTo(draft: Draft, target: Target, words: string, what: string): boolean {
  const value = plainWords(
    words
      .trim()
      .replace(
        /^(?:should(?: be)?|must(?: be)?|to be|to(?! the (?:left|right)\b)|be|is|are|into|look|looks|a bit|a little|now)\s+(?:now\s+)?/iu,
        (lead) => (/^(?:look)/i.test(lead) ? lead : ''),
      ),
  );
  if (value === '') return false;
  // `go pale mint` is to be pale mint; `turn right` is a deed.
  const [, turned = ''] = /^(?:go|goes|turns?|becomes?|gets?) (.+)$/i.exec(value) ?? [];
  if (turned !== '' && looksIn(turned) !== undefined) return applyTo(draft, target, turned, what);
  switch (target.kind) {
    case 'garment':
      return dressSubject(draft, target.subject, garmentOf(target, value));
    case 'subject':
      return paceSubject(draft, target.subject, words) || setSubjects(draft, target.subject, { value, what });
    case 'prop':
      return applyToProp(draft, target.prop, value);
    case 'place':
      return describePlace(draft, value) || applyToPlace(draft, value);
    case 'background':
      return setBackground(draft, value);
    case 'light':
      return describeLight(draft, value);
    case 'concept':
      return applyToConcept(draft, target.path, value, what);
  }
}

/** `they` are all who do the same. */
function setSubjects(
  draft: Draft,
  subject: Subject,
  { value, what }: { value: string; what: string },
): boolean {
  const { actions, subjects } = draft.parameters;
  const deed = actions.find(({ agent }) => agent === subject.name)?.action;
  const isAll = /^(?:they|them|everyone|everybody|all|both)\b/i.test(what);
  const others = subjects.filter(
    ({ name }) => name !== subject.name && actions.some((one) => one.agent === name && one.action === deed),
  );
  const isSet = setSubject(draft, subject, value);
  for (const { name } of isAll && isSet ? others : []) {
    const other = draft.parameters.subjects.find((one) => one.name === name);
    if (other !== undefined) setSubject(draft, other, value);
  }
  return isSet;
}

function paceSubject(draft: Draft, subject: Subject, words: string): boolean {
  // What is to be read says nothing of how fast.
  const bare = words.replace(/"[^"]*"|“[^”]*”|«[^»]*»/gu, '');
  const pace = speedIn(bare) ?? paceOf(bare);
  return pace !== undefined && paceDeed(draft, subject, words, pace === 'fast');
}

/** `quick`, `very slow`, of somebody who does something. */
function paceOf(words: string): 'slow' | 'fast' | undefined {
  const [, slow, fast] =
    /^(?:to )?(?:be |go |move )?(?:very |really |super |much |more |a bit |quite )*(?:(slow|slowly)|(fast|quick|quickly|rapid))$/i.exec(
      words.trim(),
    ) ?? [];
  return slow === undefined ? (fast === undefined ? undefined : 'fast') : 'slow';
}

/** Where it is put is not what it is. */
function applyToProp(draft: Draft, prop: string, value: string): boolean {
  if (/^(?:in|on|at|next|near|under|to)\s/i.test(value)) return false;
  if (describeProp(draft, prop, value)) return true;
  if (quoteIn(value) !== undefined && setSign(draft, value)) return true;
  return /^(?:an?|the|some)\s/i.test(value) && replaceProp(draft, prop, value);
}

function applyToPlace(draft: Draft, value: string): boolean {
  if (looksIn(value) !== undefined) return false;
  if (isStuff(value)) return describePlace(draft, value, [value]);
  return hasScalarOnly(draft, value) || setLocation(draft, value);
}

/** `black sand`: what a beach may be of. */
function isStuff(value: string): boolean {
  const last = wordsOf(value).at(-1) ?? '';
  return (SUBSTANCES.has(last) || MATERIALS.has(last)) && !/^(?:an?|the|in|on|at|to)\s/i.test(value);
}

function hasScalarOnly(draft: Draft, value: string): boolean {
  const said = stated(draft, value);
  return said.setting.location === undefined && hasScalar(said) && setStated(draft, said, { isAdded: false });
}

function applyToConcept(
  draft: Draft,
  path: NonNullable<ReturnType<typeof conceptOf>>,
  value: string,
  what: string,
): boolean {
  if (stateOpposite(draft, `${what} ${value}`)) return true;
  const pace = speedIn(value) ?? (wordsOf(value).length <= 3 ? speedSaid(value) : undefined);
  if (pace !== undefined && path.startsWith('camera.')) {
    draft.set('camera.movement_speed', pace);
    return true;
  }
  // `the sailor's line`: his, not the other's.
  const whose = path === 'audio.dialogue' ? subjectNamed(draft, what) : undefined;
  const text = quoteIn(value);
  if (whose !== undefined && text !== undefined) return setLine(draft, whose, text);
  const read = stated(draft, `${value} ${wordsOf(what).at(-1) ?? ''}`);
  if (setConcept(draft, path, value)) return true;
  return setStated(draft, read, { isAdded: false });
}

export function garmentOf(
  { subject, garment }: { subject: Subject; garment: string },
  value: string,
): string {
  const looks = looksIn(value);
  if (looks === undefined) return value;
  const old = subject.clothing ?? garment;
  return old.includes(' and ')
    ? old.replace(new WordPattern(`(?:[\\p{L}-]+ )?${garment}`, 'iu'), `${looks.join(' ')} ${garment}`)
    : `${looks.join(' ')} ${garment}`;
}

function describeLight(draft: Draft, value: string): boolean {
  const looks = looksIn(value);
  const { source } = draft.parameters.lighting;
  // How hard it is, and how bright, is no part of what gives it.
  const { quality, intensity, direction } = stated(draft, `${value} light`).lighting;
  if (quality !== undefined || intensity !== undefined || direction !== undefined)
    return setStated(draft, stated(draft, `${value} light`), { isAdded: false });
  if (looks === undefined || source === undefined) return false;
  const words = source.split(' ').filter((word) => looksIn(word) === undefined || source === word);
  draft.set('lighting.source', [...looks, ...words].join(' '));
  return true;
}
