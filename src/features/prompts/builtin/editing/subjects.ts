import type { Action, Subject } from '../../../sessions/index.js';
import { BODY_PARTS } from '../lexicon/things.js';
import { NUMBERS } from '../reading/units.js';
import { withoutArticle } from '../reading/scene-words.js';
import { article, saySubject } from '../text/say.js';
import { agreeVerb } from './agreement.js';
import type { Draft } from './draft.js';
import { retell } from './segments.js';
import { described, isSameKind } from './values.js';
import { WordPattern } from '../text/word-pattern.js';

/** One subject in the place of another; false where nothing changes. */
export function storeSubject(draft: Draft, old: Subject, fresh: Subject): boolean {
  return draft.store(
    'subjects',
    draft.parameters.subjects.map((one) => (one === old ? fresh : one)),
  );
}

export function spanOf(draft: Draft, subject: Subject) {
  const { subjects } = draft.parameters;
  const spans = draft
    .findings('subjects')
    .filter(({ value }) => value.toLowerCase() === subject.name.toLowerCase());
  const same = subjects.filter(({ name }) => name === subject.name);
  return spans[Math.max(0, same.indexOf(subject))] ?? spans[0];
}

/** Puts a subject's new description where the old one stands. */
export function rewrite(draft: Draft, before: Subject, after: Subject): void {
  const span = spanOf(draft, before);
  const whole = saySubject(after, draft.language);
  if (span === undefined) {
    draft.append(whole);
    return;
  }
  const old = draft.text.slice(span.start, span.end);
  const { clothing: _worn, ...looks } = after;
  const bare = saySubject(looks, draft.language);
  const lead = /^(?:the|his|her|its|their)\s/i.exec(old)?.[0];
  const fitting = lead === undefined ? bare : `${lead}${withoutArticle(bare)}`;
  const isStart = span.start === 0 || /[.!?]\s*$/.test(draft.text.slice(0, span.start));
  const worn =
    after.clothing !== undefined && before.clothing === undefined ? ` wearing ${after.clothing}` : '';
  const said = isStart && /^\p{Lu}/u.test(old) ? fitting.charAt(0).toUpperCase() + fitting.slice(1) : fitting;
  draft.replaceSpan(span.start, span.end, `${said}${worn}`);
  if (before.count !== after.count) agreeVerb(draft, span.start + said.length, after.count === 1);
}

const COUNTED = new RegExp(`^(?:an?|one|\\d+|${Object.keys(NUMBERS).join('|')}|several|many|some)\\s`, 'i');

export function replaceSubject(draft: Draft, subject: Subject, phrase: string): boolean {
  const fresh = described(draft, phrase);
  // `a purple one` is nothing by itself.
  if (fresh === undefined || /\bones?\b/i.test(fresh.name)) return false;
  const { count: _said, ...looks } = fresh;
  const count = COUNTED.test(phrase.trim()) ? fresh.count : subject.count;
  const after: Subject = { ...looks, ...(count === undefined ? {} : { count }) };
  if (!storeSubject(draft, subject, after)) return false;
  const { clothing } = subject;
  draft.releaseIn(subject.name, after.name);
  rewrite(draft, subject, after);
  if (clothing !== undefined) cutWorn(draft, clothing);
  describeAnew(draft, subject, after);
  retellOf(draft, subject, after);
  rename(draft, subject.name, after.name);
  return true;
}

/** Takes out the words of what is no longer worn. */
export function cutWorn(draft: Draft, clothing: string): void {
  const pattern = new RegExp(
    `(?:,?\\s+(?:and )?(?:wearing|dressed in|clad in|in|with))?\\s+(?:an?|the|his|her|their)?\\s*${escaped(clothing)}`,
    'i',
  );
  draft.setText(draft.text.replace(pattern, ''));
}

/** What others do to it they do to the new one, whose looks are its own. */
function describeAnew(draft: Draft, old: Subject, fresh: Subject): void {
  if (old.attributes.length === 0 && fresh.attributes.length === 0) return;
  const looks = old.attributes.map(escaped).join('|');
  const led = looks === '' ? '' : `(?:(?:${looks})[ ,]+)*`;
  const phrase = new WordPattern(`\\b(an? |one |the )?${led}${escaped(old.name)}(?![\\p{L}\\p{N}_-])`, 'iu');
  const said = [...fresh.attributes, fresh.name].join(' ');
  const put = (_: string, lead?: string) =>
    `${lead === undefined ? '' : /^the/i.test(lead) ? 'the ' : `${article(said)} `}${said}`;
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({ ...action, action: action.action.replace(phrase, put) })),
  );
}

/** What a part of the video tells of it is told of the new one. */
function retellOf(draft: Draft, old: Subject, fresh: Subject): void {
  const looks = old.attributes.map(escaped).join('|');
  const led = looks === '' ? '' : `(?:(?:${looks})[ ,]+)*`;
  const many = escaped(draft.language.plural(old.name));
  const pattern = new WordPattern(
    `\\b(an? |one |the )?${led}(?:${escaped(old.name)}|(${many}))(?![\\p{L}\\p{N}_-])`,
    'giu',
  );
  const said = [...fresh.attributes, fresh.name].join(' ');
  const all = [...fresh.attributes, draft.language.plural(fresh.name)].join(' ');
  retell(draft, pattern, (_: string, lead?: string, plural?: string) => {
    const words = plural === undefined ? said : all;
    if (lead === undefined) return words;
    return /^the/i.test(lead) ? `the ${words}` : `${article(words)} ${words}`;
  });
}

/** Whoever has a new name has it wherever it acts, speaks or stands. */
function rename(draft: Draft, old: string, fresh: string): void {
  if (old === fresh) return;
  const pattern = new WordPattern(`(?<![\\p{L}\\p{N}_-])${escaped(old)}(?![\\p{L}\\p{N}_-])`, 'giu');
  const { actions, composition, audio } = draft.parameters;
  draft.store(
    'actions',
    actions.map((action): Action => ({
      ...action,
      ...(action.agent === old ? { agent: fresh } : {}),
      action: action.action.replace(pattern, fresh),
    })),
  );
  draft.store(
    'composition.relations',
    composition.relations.map((relation) => relation.replace(pattern, fresh)),
  );
  draft.store(
    'audio.dialogue',
    audio.dialogue.map((line) => (line.speaker === old ? { ...line, speaker: fresh } : line)),
  );
  renameInText(draft, old, fresh);
}

function renameInText(draft: Draft, old: string, fresh: string): void {
  const many = draft.language.plural(old);
  const others = new WordPattern(
    `(\\b(?:the|his|her|its|their|this|that)\\s+)(?:${escaped(old)}|(${escaped(many)}))(?![\\p{L}\\p{N}_-])`,
    'giu',
  );
  draft.setText(
    draft.text.replace(
      others,
      (_, lead: string, plural?: string) =>
        `${lead}${plural === undefined ? fresh : draft.language.plural(fresh)}`,
    ),
  );
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** In words up to twelve. */
export function sayNumber(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}

export function countSubject(draft: Draft, subject: Subject, count: number): boolean {
  const { name } = subject;
  const after = { ...subject, count };
  if (count < 1 || count > 1000 || !storeSubject(draft, subject, after)) return false;
  const many = draft.language.plural(name);
  const inDeed = new WordPattern(
    `\\b(?:an?|one|two|three|four|five|six|\\d+) ((?:[\\p{L}-]+ ){0,3})(?:${escaped(name)}|${escaped(many)})\\b`,
    'iu',
  );
  const lead = sayNumber(count);
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({
      ...action,
      action: action.action.replace(
        inDeed,
        (_, looks: string) => `${lead} ${looks}${count === 1 ? name : many}`,
      ),
    })),
  );
  rewrite(draft, subject, after);
  return true;
}

/** `green` takes the place of `red`, `glass` of `wooden`; anything else is added. */
export function describeSubject(
  draft: Draft,
  subject: Subject,
  looks: readonly string[],
  gone: readonly string[] = [],
): boolean {
  // `red and white` are of one kind, and both hold.
  const isOver = (one: string) => gone.includes(one) || looks.some((look) => isSameKind(one, look));
  const fresh = looks.filter((look) => !subject.attributes.includes(look) || isOver(look));
  const at = subject.attributes.findIndex(isOver);
  const kept = subject.attributes.map((one) => (isOver(one) ? undefined : one));
  const attributes = kept.flatMap((one, index) => (index === at ? fresh : one === undefined ? [] : [one]));
  if (at < 0) attributes.push(...fresh.filter((look) => !attributes.includes(look)));
  const after = { ...subject, attributes };
  if (!storeSubject(draft, subject, after)) return false;
  describeInDeeds(draft, subject, attributes);
  rewrite(draft, subject, after);
  return true;
}

function isBodyPart(attribute: string): boolean {
  return BODY_PARTS.has(attribute.toLowerCase().split(' ').at(-1) ?? '');
}

/** Where somebody else acts on it, it looks the same there. */
export function describeInDeeds(
  draft: Draft,
  subject: Subject,
  attributes: readonly string[],
  looks: readonly string[] = subject.attributes,
): void {
  const old = looks.map(escaped).join('|');
  if (old === '') return;
  const phrase = new RegExp(`\\b(an? )?(?:(?:${old})[ ,]+)+(?=${escaped(subject.name)}\\b)`, 'i');
  // `holding a black cat`: parts of a body are told where the cat is.
  const said = attributes.filter((one) => !isBodyPart(one)).join(' ');
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({
      ...action,
      action: action.action.replace(
        phrase,
        (_, lead?: string) =>
          `${lead === undefined ? '' : `${article(said === '' ? subject.name : said)} `}${said === '' ? '' : `${said} `}`,
      ),
    })),
  );
}

export function dressSubject(draft: Draft, subject: Subject, clothing: string): boolean {
  const worn = withoutArticle(clothing.trim());
  const after = { ...subject, clothing: worn };
  if (!storeSubject(draft, subject, after)) return false;
  if (subject.clothing !== undefined && draft.text.includes(subject.clothing))
    draft.setText(draft.text.replace(subject.clothing, () => worn));
  else rewrite(draft, subject, after);
  return true;
}

export function undressSubject(draft: Draft, subject: Subject): boolean {
  const { clothing, ...after } = subject;
  if (clothing === undefined || !storeSubject(draft, subject, after)) return false;
  cutWorn(draft, clothing);
  return true;
}

/** Sets what the face shows; undefined takes it away. */
export function faceSubject(draft: Draft, subject: Subject, expression: string | undefined): boolean {
  const { expression: _shown, ...rest } = subject;
  const after: Subject = expression === undefined ? rest : { ...rest, expression };
  if (!storeSubject(draft, subject, after)) return false;
  if (subject.expression !== undefined && expression !== undefined)
    describeInDeeds(draft, subject, [expression], [subject.expression]);
  rewrite(draft, subject, after);
  return true;
}
