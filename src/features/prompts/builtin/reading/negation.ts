import { addTo, type Reading } from './reading.js';

const OPENERS = new Set(['no', 'without', 'avoid', 'avoiding', 'excluding', 'exclude', 'minus', 'zero']);
const ENDS = new Set(
  'in on at as while with but that which who under over behind near visible anywhere around when where and or nor for from of is are appears allowed please inside within through to by if so just only only'.split(
    ' ',
  ),
);
const FILLERS = new Set([
  'any',
  'visible',
  'other',
  'the',
  'a',
  'an',
  'sign',
  'trace',
  'hint',
  'of',
  'all',
  'obvious',
  'unwanted',
]);
const LIST_PROMPT = /\bnegative(?: prompt)?s?\s?:\s?([^\n.]{1,400})/gi;

/** What must not be seen is in `negative` and nowhere else. */
export function readNegation(reading: Reading): void {
  for (const match of reading.text.matchAll(LIST_PROMPT)) {
    const [whole, list = ''] = match;
    for (const item of list.split(',')) addTo(reading.parameters.negative, item.trim());
    reading.found('negative', list, match.index, match.index + whole.length);
    reading.claimSpan(match.index, match.index + whole.length);
  }
  for (let at = 0; at < reading.tokens.length; at += 1) {
    const length = openerAt(reading, at);
    if (length === 0 || !reading.isFree(at, at + length)) continue;
    at = readItems(reading, at, at + length) - 1;
  }
}

const TOLD_NOT_TO = /^(?:show|include|add|use|have|want|put|draw)$/;

/** How many words open a negation here; none: 0. */
function openerAt({ tokens }: Reading, at: number): number {
  const [word = '', next = '', third = ''] = [0, 1, 2].map((offset) => tokens[at + offset]?.lower);
  switch (word) {
    case 'no':
      return next === 'one' ? 2 : 1;
    case 'nobody':
      return 1;
    case 'free':
    case 'devoid':
    case 'empty':
      return next === 'of' ? 2 : 0;
    case "don't":
      return TOLD_NOT_TO.test(next) ? 2 : 0;
    case 'do':
      return next === 'not' && TOLD_NOT_TO.test(third) ? 3 : 0;
    default:
      return OPENERS.has(word) ? 1 : 0;
  }
}

function readItems(reading: Reading, opener: number, from: number): number {
  const { tokens } = reading;
  const first = tokens[opener]?.lower ?? '';
  if (first === 'nobody' || tokens[opener + 1]?.lower === 'one') {
    addItem(reading, 'people', opener, from);
    reading.claim(opener, from);
    return from;
  }
  if (isIdiom(reading, first, tokens[from]?.lower ?? '')) return from;
  const to = readList(reading, first, from);
  if (to > from) reading.claim(opener, to);
  return to;
}

/** `without stopping` is a manner, and `no longer` is about time. */
function isIdiom({ language }: Reading, opener: string, next: string): boolean {
  if (opener === 'without' && language.verbForm(next)?.form === 'ing') return true;
  return next === 'longer' || next === 'matter' || next === 'more';
}

/** @returns where the list ends */
function readList(reading: Reading, opener: string, from: number): number {
  const { tokens } = reading;
  let at = from;
  for (;;) {
    const start = skipWhile(at, (here) => FILLERS.has(tokens[here]?.lower ?? ''));
    const end = skipWhile(start, (here) => isItemWord(reading, here, start));
    if (end === start) return start;
    addItem(reading, reading.slice(start, end), start, end);
    const joint = tokens[end]?.lower ?? '';
    if (joint !== 'or' && joint !== 'nor' && !isListedOn(reading, end, opener)) return end;
    at = afterJoint(reading, end + 1);
  }
}

/** `, or no`: a comma may be followed by more that only joins. */
function afterJoint({ tokens }: Reading, at: number): number {
  const next = /^(?:or|and)$/.test(tokens[at]?.lower ?? '') ? at + 1 : at;
  return tokens[next]?.lower === 'no' ? next + 1 : next;
}

function skipWhile(from: number, holds: (at: number) => boolean): number {
  let at = from;
  while (holds(at)) at += 1;
  return at;
}

const GOES_ON_OTHERWISE = /^(?:the|a|an|with|his|her|then|as|only|just)$/;
const OPENS_A_LIST = new Set(['avoid', 'avoiding', 'exclude', 'excluding']);

/** `no people and cars`; `without text, logos or people`: a comma goes on with the list only where it ends so. */
function isListedOn(reading: Reading, at: number, opener: string): boolean {
  const joint = reading.tokens[at]?.lower;
  const next = reading.tokens[at + 1]?.lower ?? '';
  if (joint === 'and') {
    return !isVerbLike(reading, at + 1) && !GOES_ON_OTHERWISE.test(next) && isListEnd(reading, at + 1);
  }
  if (joint !== ',') return false;
  if (next === 'or' || next === 'nor' || next === 'no') return true;
  return OPENS_A_LIST.has(opener) ? isListEnd(reading, at + 1) : endsWithOr(reading, at + 1);
}

function endsWithOr({ tokens, language }: Reading, from: number): boolean {
  for (const { lower } of tokens.slice(from, from + 7)) {
    if (lower === 'or' || lower === 'nor') return true;
    if (/[.;!?]/.test(lower) || language.verbForm(lower)?.form === 'third' || ENDS.has(lower)) return false;
  }
  return false;
}

function isListEnd(reading: Reading, at: number): boolean {
  const { tokens } = reading;
  for (let ahead = at; ahead < at + 4; ahead += 1) {
    const word = tokens[ahead]?.lower;
    if (word === undefined || /^[.,;!?]$/.test(word) || word === 'or' || word === 'and') return true;
  }
  return false;
}

function isItemWord(reading: Reading, at: number, start: number): boolean {
  const token = reading.tokens[at];
  if (token === undefined || !token.isWord || ENDS.has(token.lower) || at - start >= 5) return false;
  if (at > start && OPENERS.has(token.lower)) return false;
  return reading.isFree(at) && (at === start || !isVerbLike(reading, at));
}

function isVerbLike(reading: Reading, at: number): boolean {
  const form = reading.language.verbForm(reading.tokens[at]?.lower ?? '')?.form;
  return (
    form === 'third' &&
    !/(?:shakes|cuts|lights|flashes|scenes|signs|shots|changes|marks|artifacts)$/.test(
      reading.tokens[at]?.lower ?? '',
    )
  );
}

function addItem(reading: Reading, item: string, from: number, to: number): void {
  const [first, last] = [reading.tokens[from], reading.tokens[to - 1]];
  addTo(reading.parameters.negative, item);
  if (first !== undefined && last !== undefined) reading.found('negative', item, first.start, last.end);
}
