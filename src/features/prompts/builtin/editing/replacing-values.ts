import { fieldValue, type Subject } from '../../../sessions/index.js';
import { COLOURS } from '../lexicon/looks.js';
import { STYLE_NAMES } from '../lexicon/style-terms.js';
import { BODY_PARTS } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import { type Draft } from './draft.js';
import { setLocation } from './places.js';
import { replaceProp } from './props.js';
import { describeSubject, escaped, faceSubject } from './subjects.js';
import { subjectNamed, wordsOf } from './targets.js';
import { expressionIn, looksIn } from './values.js';

const SOMETHING =
  /^(?:an? |the |some |his |her |its |their )?(?:(?:sounds?|noises?) of (?:the |an? )?)?(.+?)(?: ones?)?$/i;

/** `guitar instead of piano`, `straight hair instead of curly`: where the old word is a part of what is said of something. */
export function replaceOfKind(draft: Draft, old: string, fresh: string): boolean {
  const was = (SOMETHING.exec(old.trim())?.[1] ?? old).toLowerCase();
  const is = withoutArticle(fresh.trim());
  return (
    replaceTransition(draft, was, is) ||
    replaceOwn(draft, was, is) ||
    replaceListed(draft, was, is) ||
    replaceMade(draft, was, is) ||
    replaceScalar(draft, was, is)
  );
}

/** What somebody looks like, in a part of it that the old words name: hair, a face. */
function replaceOwn(draft: Draft, was: string, is: string): boolean {
  return draft.parameters.subjects.some(
    (subject) =>
      replacePart(draft, subject, was, is) ||
      replaceFace(draft, subject, was, is) ||
      replaceOneLook(draft, subject, was, is),
  );
}

/** `straight hair` for `curly hair`. */
function replacePart(draft: Draft, subject: Subject, was: string, is: string): boolean {
  const own = subject.attributes.find((one) => one.includes(' ') && hasWords(one, was));
  if (own === undefined) return false;
  const head = own.split(' ').at(-1) ?? '';
  const end = is.toLowerCase().split(' ').at(-1) ?? '';
  const isWhole = hasWords(is, head) || (is.includes(' ') && BODY_PARTS.has(end));
  if (!isWhole && looksIn(is) === undefined) return false;
  return describeSubject(draft, subject, [(isWhole ? is : `${is} ${head}`).toLowerCase()], [own]);
}

const FACE = / (?:face|look|expression)$/;

function replaceFace(draft: Draft, subject: Subject, was: string, is: string): boolean {
  if (subject.expression === undefined || !hasWords(subject.expression, was.replace(FACE, ''))) return false;
  return faceSubject(draft, subject, expressionIn(is) ?? is.replace(FACE, ''));
}

function replaceOneLook(draft: Draft, subject: Subject, was: string, is: string): boolean {
  const look = subject.attributes.find((one) => one === was);
  const looks = look === undefined ? undefined : describedAs(draft, subject, is);
  return look !== undefined && looks !== undefined && describeSubject(draft, subject, looks, [look]);
}

/** The looks that words give to this very subject: `brown horse` of a horse. */
function describedAs(draft: Draft, subject: Subject, words: string): readonly string[] | undefined {
  const looks = looksIn(words);
  if (looks !== undefined) return looks;
  const name = subject.name.toLowerCase();
  const lower = draft.language.singular(words.toLowerCase());
  return lower.endsWith(` ${name}`) ? looksIn(lower.slice(0, -name.length - 1)) : undefined;
}

/** `a wooden pedestal` for the marble one: what a thing is like, by one word of it. */
function replaceMade(draft: Draft, was: string, is: string): boolean {
  const last = (text: string) => wordsOf(text).at(-1);
  const { props, location = '' } = draft.parameters.setting;
  // `wooden` is of wood.
  const isMade = (one: string) =>
    (hasWords(one, was) || hasWords(one, `${was}en`)) && last(one) !== last(was);
  if (isMade(location) && last(is) === last(location)) return setLocation(draft, is, { isRenamed: true });
  const prop = props.find(isMade);
  if (prop === undefined) return false;
  const looks = looksIn(is);
  if (looks === undefined) return last(is) === last(prop) && replaceProp(draft, prop, is);
  return replaceProp(
    draft,
    prop,
    prop.replace(new RegExp(`\\b${escaped(was)}(?:en)?\\b`, 'i'), looks.join(' ')),
  );
}

const LISTS = ['audio.effects', 'mood', 'palette'] as const;

function replaceListed(draft: Draft, was: string, is: string): boolean {
  for (const path of LISTS) {
    const known = (fieldValue(draft.parameters, path) ?? []) as readonly string[];
    const item = known.find((one) => hasWords(one, was));
    const isOwnWord = path === 'palette' && COLOURS.has(wordsOf(is).at(-1) ?? '');
    if (item === undefined || (item.toLowerCase() === was && !isOwnWord)) continue;
    draft.set(
      path,
      known.map((one) => (one === item ? is : one)),
    );
    return true;
  }
  return false;
}

const CUTS = /\b(?:cut|dissolve|fade to black|fade out|fade in|fade|match cut|wipe)\b/i;

function replaceTransition(draft: Draft, was: string, is: string): boolean {
  const known = draft.parameters.timing.transitions;
  const item = known.find((one) => hasWords(one, was.replace(/ to black$/, '')));
  const fresh = CUTS.exec(is)?.[0].toLowerCase();
  if (item === undefined || fresh === undefined) return false;
  draft.set(
    'timing.transitions',
    known.map((one) => (one === item ? fresh : one)),
  );
  return true;
}

const TEXTS = ['audio.music', 'audio.ambience', 'style.artistic', 'style.grade'] as const;

function replaceScalar(draft: Draft, was: string, is: string): boolean {
  for (const path of TEXTS) {
    const known = fieldValue(draft.parameters, path);
    if (typeof known !== 'string' || !hasWords(known, was) || subjectNamed(draft, was) !== undefined)
      continue;
    if (path === 'style.grade' && (known.toLowerCase() === was || !/^\p{Lu}/u.test(is))) continue;
    draft.set(path, is.replace(/ music$/i, ''));
    if (/^\p{Lu}.* \p{Lu}/u.test(is)) protectName(draft, is);
    return true;
  }
  return false;
}

/** `Art Deco` is a style, and nobody's name. */
function protectName(draft: Draft, name: string): void {
  const { protected: known } = draft.parameters;
  if (STYLE_NAMES.has(name.toLowerCase())) return;
  draft.store('protected', [...new Set([...known, name])].slice(0, 32));
}

export function hasWords(text: string, words: string): boolean {
  const said = wordsOf(text);
  const wanted = wordsOf(words);
  return wanted.length > 0 && wanted.every((word) => said.includes(word));
}
