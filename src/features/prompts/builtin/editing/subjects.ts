import type { Action, Parameters, Subject } from '../../../sessions/index.js';
import { COLOURS, MATERIALS } from '../lexicon/looks.js';
import { CLOTHES } from '../lexicon/things.js';
import { extract } from '../reading/extract.js';
import { withoutArticle } from '../reading/scene-words.js';
import { NUMBERS } from '../reading/units.js';
import { article, saySubject } from '../text/say.js';
import type { Draft } from './draft.js';

const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];

/** The subject that words name: by its whole name, or by its last word. */
export function subjectNamed(draft: Draft, phrase: string): Subject | undefined {
  if (/^(?:he|she|it|they|him|them|her)$/i.test(phrase.trim())) return draft.parameters.subjects[0];
  const said = words(phrase).map((word) => draft.language.singular(word.replace(/'s?$/, '')));
  const heads = (name: string) => name.toLowerCase().split(' ');
  const { subjects } = draft.parameters;
  const all = subjects.filter(({ name }) => heads(name).every((word) => said.includes(word)));
  const byHead = subjects.filter(({ name }) => said.includes(heads(name).at(-1) ?? ''));
  const byAny = subjects.filter(({ name }) => said.includes(heads(name)[0] ?? ''));
  return (
    all[0] ??
    byHead.find(({ attributes }) => attributes.some((it) => said.includes(it))) ??
    byHead[0] ??
    byAny[0]
  );
}

/** A thing as words describe it: `a blue truck`. */
export function described(draft: Draft, phrase: string): Subject | undefined {
  const bare = phrase.trim().replace(/[.!?]+$/, '');
  const { parameters } = extract(
    /^(?:an?|the|some|one|two|three|\d)/i.test(bare) ? bare : bare,
    draft.language,
  );
  const [first] = parameters.subjects;
  if (first !== undefined) return first;
  const thing = parameters.setting.props[0] ?? parameters.setting.location;
  if (thing === undefined) return undefined;
  const list = thing.split(' ');
  return { name: list.at(-1) ?? thing, count: 1, attributes: list.slice(0, -1) };
}

function store(draft: Draft, subjects: Subject[]): boolean {
  return draft.store('subjects', subjects);
}

function spanOf(draft: Draft, subject: Subject) {
  return draft.findings('subjects').find(({ value }) => value.toLowerCase() === subject.name.toLowerCase());
}

/** Puts a subject's new description where the old one stands. */
function rewrite(draft: Draft, before: Subject, after: Subject): void {
  const span = spanOf(draft, before);
  const words = saySubject(after, draft.language);
  if (span === undefined) {
    draft.append(words);
    return;
  }
  const old = draft.text.slice(span.start, span.end);
  const bare = saySubject(withoutWorn(after), draft.language);
  const isDefinite = /^(?:the|his|her|its|their)\s/i.exec(old)?.[0];
  const fitting = isDefinite === undefined ? bare : `${isDefinite}${withoutArticle(bare)}`;
  const isStart = span.start === 0 || /[.!?]\s*$/.test(draft.text.slice(0, span.start));
  const worn =
    after.clothing !== undefined && before.clothing === undefined ? ` wearing ${after.clothing}` : '';
  draft.replaceSpan(
    span.start,
    span.end,
    `${isStart && /^\p{Lu}/u.test(old) ? fitting.charAt(0).toUpperCase() + fitting.slice(1) : fitting}${worn}`,
  );
}

function withoutWorn(subject: Subject): Subject {
  const { clothing: _worn, ...rest } = subject;
  return rest;
}

export function replaceSubject(draft: Draft, subject: Subject, phrase: string): boolean {
  const fresh = described(draft, phrase);
  if (fresh === undefined) return false;
  const isCounted = new RegExp(
    `^(?:an?|one|\\d+|${Object.keys(NUMBERS).join('|')}|several|many|some)\\s`,
    'i',
  ).test(phrase.trim());
  const { count: _old, ...described_ } = fresh;
  const count = isCounted ? fresh.count : subject.count;
  const after: Subject = { ...described_, ...(count === undefined ? {} : { count }) };
  const subjects = draft.parameters.subjects.map((one) => (one === subject ? after : one));
  if (!store(draft, subjects)) return false;
  rewrite(draft, subject, after);
  rename(draft, subject.name, after.name);
  return true;
}

/** Whoever has a new name has it wherever it acts, speaks or stands. */
function rename(draft: Draft, old: string, fresh: string): void {
  if (old === fresh) return;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(old)}(?![\\p{L}\\p{N}_-])`, 'giu');
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
  const many = draft.language.plural(old);
  const others = new RegExp(
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

export function countSubject(draft: Draft, subject: Subject, count: number): boolean {
  const after = { ...subject, count };
  if (
    !store(
      draft,
      draft.parameters.subjects.map((one) => (one === subject ? after : one)),
    )
  )
    return false;
  rewrite(draft, subject, after);
  return true;
}

/** `green` takes the place of `red`, `glass` of `wooden`; anything else is added. */
export function describeSubject(draft: Draft, subject: Subject, attribute: string): boolean {
  const fresh = attribute.trim().toLowerCase();
  const kindOf = (word: string) =>
    [COLOURS, MATERIALS].find((words) => words.has(word.split(' ').at(-1) ?? ''));
  const kind = kindOf(fresh);
  const kept = subject.attributes.filter((one) => kind === undefined || kindOf(one) !== kind);
  const after = { ...subject, attributes: [...kept, fresh] };
  const isKnown = subject.attributes.includes(fresh);
  const phrase = new RegExp(
    `(?:${subject.attributes.map(escaped).join('|') || '(?!)'})\\s+(?=${escaped(subject.name)}\\b)`,
    'i',
  );
  const actions = draft.parameters.actions.map((action) => ({
    ...action,
    action: action.action.replace(phrase, `${fresh} `),
  }));
  if (
    isKnown ||
    !store(
      draft,
      draft.parameters.subjects.map((one) => (one === subject ? after : one)),
    )
  )
    return false;
  draft.store('actions', actions);
  rewrite(draft, subject, after);
  return true;
}

export function dressSubject(draft: Draft, subject: Subject, clothing: string): boolean {
  const worn = withoutArticle(clothing);
  const after = { ...subject, clothing: worn };
  if (
    !store(
      draft,
      draft.parameters.subjects.map((one) => (one === subject ? after : one)),
    )
  )
    return false;
  if (subject.clothing !== undefined && draft.text.includes(subject.clothing))
    draft.setText(draft.text.replace(subject.clothing, () => worn));
  else rewrite(draft, subject, after);
  return true;
}

/** `make the overalls red`: the one who wears them. */
export function wearerOf(draft: Draft, phrase: string): { subject: Subject; garment: string } | undefined {
  const said = words(phrase).map((word) => draft.language.singular(word));
  for (const subject of draft.parameters.subjects) {
    const garment = words(subject.clothing ?? '').find(
      (word) => CLOTHES.has(word) && said.includes(draft.language.singular(word)),
    );
    if (garment !== undefined) return { subject, garment };
  }
  return undefined;
}

export function removeSubject(draft: Draft, subject: Subject): boolean {
  const span = spanOf(draft, subject);
  const { actions, composition, audio, subjects } = draft.parameters;
  if (
    !store(
      draft,
      subjects.filter((one) => one !== subject),
    )
  )
    return false;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_-])(?:${escaped(subject.name)}|${escaped(draft.language.plural(subject.name))})(?![\\p{L}\\p{N}_-])`,
    'iu',
  );
  draft.store(
    'actions',
    actions
      .filter(({ agent }) => agent !== subject.name)
      .map((action) => ({ ...action, action: withoutPhrase(action.action, pattern) })),
  );
  draft.store(
    'composition.relations',
    composition.relations.filter((relation) => !pattern.test(relation)),
  );
  draft.store(
    'audio.dialogue',
    audio.dialogue.filter(({ speaker }) => speaker !== subject.name),
  );
  const lost = actions.filter(({ agent }) => agent === subject.name);
  const { setting } = draft.parameters;
  draft.store(
    'setting.props',
    setting.props.filter((prop) => !lost.some(({ action }) => action.includes(prop))),
  );
  if (span !== undefined) cutClause(draft, span.start, span.end);
  return true;
}

/** `sitting to the left of a grey rabbit` without the rabbit. */
export function withoutPhrase(action: string, pattern: RegExp): string {
  const match = pattern.exec(action);
  if (match === null) return action;
  const before = action
    .slice(0, match.index)
    .replace(
      /(?:\s+(?:to|on|in|at|of|with|over|under|behind|beside|near|next|front|left|right|the|a|an|his|her|its|toward|towards|past|and|from|into|onto|around|through|for|two|three|[\p{L}-]+(?<!ing)))*\s*$/iu,
      '',
    );
  return before === '' ? action : before;
}

/** From the thing to the end of what it does. */
function cutClause(draft: Draft, start: number, end: number): void {
  const { text } = draft;
  const rest = /[.;!?]|,|\s(?=(?:while|as|and|when|with)\b)/i.exec(text.slice(end));
  const stop = rest === null ? text.length : end + rest.index;
  const lead = /(?:^|[.,;!?]|\s(?:while|as|and|when|with))\s*$/i.exec(text.slice(0, start));
  const from = lead === null ? start : lead.index + (/^[.;!?]/.test(lead[0]) ? 1 : 0);
  if (lead === null) draft.replaceSpan(start, end, '');
  else
    draft.setText(
      `${text.slice(0, from)}${text.slice(stop)}`
        .replace(/^[\s,;.]+/, '')
        .replace(/^(?:and|while|as)\s+/i, '')
        .replace(/ {2,}/g, ' ')
        .trim(),
    );
}

export function addSubjects(draft: Draft, fresh: Parameters, phrase: string): boolean {
  const names = new Set(draft.parameters.subjects.map(({ name }) => name));
  const added = fresh.subjects.filter(({ name }) => !names.has(name));
  if (added.length === 0 || !store(draft, [...draft.parameters.subjects, ...added].slice(0, 32)))
    return false;
  const actions = fresh.actions.filter(({ agent }) => added.some(({ name }) => name === agent));
  if (actions.length > 0) draft.store('actions', [...draft.parameters.actions, ...actions].slice(0, 32));
  const text = /^(?:an?|the|some|one|two|three|four|five|six|several|many|\d+)\s/i.test(phrase)
    ? phrase
    : phrase.endsWith('s')
      ? phrase
      : `${article(phrase)} ${phrase}`;
  draft.append(text);
  return true;
}
