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

function openerAt(reading: Reading, at: number): number {
  const [word, next, third] = [0, 1, 2].map((offset) => reading.tokens[at + offset]?.lower ?? '');
  if (word === 'nobody' || (word === 'no' && next === 'one')) return word === 'nobody' ? 1 : 2;
  if ((word === 'free' || word === 'devoid' || word === 'empty') && next === 'of') return 2;
  if (word === "don't" || word === 'do') {
    const shift = word === 'do' && next === 'not' ? 1 : 0;
    const verb = shift === 1 ? third : next;
    if ((word === "don't" || shift === 1) && /^(?:show|include|add|use|have|want|put|draw)$/.test(verb ?? ''))
      return 2 + shift;
    return 0;
  }
  if (word === 'not' && next === 'a') return 0;
  return OPENERS.has(word ?? '') ? 1 : 0;
}

function readItems(reading: Reading, opener: number, from: number): number {
  const { tokens, parameters } = reading;
  const first = tokens[opener]?.lower;
  if (first === 'nobody' || tokens[opener + 1]?.lower === 'one') {
    addItem(reading, 'people', opener, from);
    reading.claim(opener, from);
    return from;
  }
  const next = tokens[from]?.lower ?? '';
  // `without stopping` is a manner; `without a word` is an idiom of speech.
  if (first === 'without' && reading.language.verbForm(next)?.form === 'ing') return from;
  if (next === 'longer' || next === 'matter' || next === 'more') return from;
  let at = from;
  const before = parameters.negative.length;
  for (;;) {
    while (FILLERS.has(tokens[at]?.lower ?? '')) at += 1;
    const start = at;
    while (isItemWord(reading, at, start)) at += 1;
    if (at === start) break;
    addItem(reading, reading.slice(start, at), start, at);
    const joint = tokens[at]?.lower ?? '';
    if (joint !== 'or' && joint !== 'nor' && !isListedOn(reading, at, first)) break;
    at += tokens[at + 1]?.lower === 'or' || tokens[at + 1]?.lower === 'and' ? 2 : 1;
    if (tokens[at]?.lower === 'no') at += 1;
  }
  if (parameters.negative.length > before || at > from) reading.claim(opener, at);
  return Math.max(at, from);
}

/** `no people and cars`; `without text, logos or people`: a comma goes on with the list only where it ends so. */
function isListedOn(reading: Reading, at: number, opener: string | undefined): boolean {
  const { tokens, language } = reading;
  const joint = tokens[at]?.lower;
  const next = tokens[at + 1]?.lower ?? '';
  if (joint === 'and')
    return (
      !isVerbLike(reading, at + 1) &&
      !/^(?:the|a|an|with|his|her|then|as|only|just)$/.test(next) &&
      isListEnd(reading, at + 1)
    );
  if (joint !== ',') return false;
  if (next === 'or' || next === 'nor' || next === 'no') return true;
  if (opener === 'avoid' || opener === 'avoiding' || opener === 'exclude' || opener === 'excluding')
    return isListEnd(reading, at + 1);
  for (let ahead = at + 1; ahead < Math.min(at + 8, tokens.length); ahead += 1) {
    const word = tokens[ahead]?.lower ?? '';
    if (word === 'or' || word === 'nor') return true;
    if (/[.;!?]/.test(word) || language.verbForm(word)?.form === 'third' || ENDS.has(word)) return false;
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
