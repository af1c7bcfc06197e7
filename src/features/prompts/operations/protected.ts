import type { Parameters } from '../../sessions/index.js';
import { WordPattern } from '../builtin/text/word-pattern.js';
import type { ProtectedText } from '../prompts.types.js';

export type { ProtectedText };

/** Texts of one prompt that are looked after; more would be a list, not a prompt. */
const MOST_TEXTS = 100;

/** Straight and curly quotes, guillemets, corner brackets; a single quote only where it is no apostrophe. */
const QUOTED =
  /"[^"\n]+"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|‹[^›\n]+›|「[^」\n]+」|『[^』\n]+』|(?<![\p{L}\p{N}])'[^'\n]+'(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])‘[^’\n]+’(?![\p{L}\p{N}])/gu;

const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** `3`, `16:9`, `1920x1080`, `35mm`, `50%`; in words from two on, since `one` is mostly no number. */
const NUMBER =
  /(?<![\p{L}\p{N}_])(?:\d+(?:[.,:x×/-]\d+)*(?:\p{L}{1,3}|%)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand)(?![\p{L}\p{N}_])/giu;

/** `sks_dog`, and words with a capital that do not begin a sentence: `Anna Smith`, `Eiffel Tower`. */
const TRIGGER = /(?<![\p{L}\p{N}_])[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+(?![\p{L}\p{N}_])/gu;
const CAPITALISED = /(?<=[\p{L}\p{N},;:)"”'’-]\s+)\p{Lu}[\p{L}\p{M}’'-]*(?: \p{Lu}[\p{L}\p{M}’'-]*)*/gu;

/** Written with capitals without being anybody's name. */
const NO_NAMES = new Set('I POV FPV CGI HDR UHD HD LED RGB TV AI VFX OK DSLR CCTV VHS UI'.split(' '));

/**
 * What no refinement may change of a prompt: quoted texts with their quotes, declared trigger words, numbers, names.
 * @param firstNames names among the words that begin a sentence, where a capital tells nothing
 */
export function protectedTexts(
  prompt: string,
  parameters?: Parameters,
  firstNames: readonly string[] = [],
): ProtectedText[] {
  const found: ProtectedText[] = [];
  const add = (kind: ProtectedText['kind'], text: string) => {
    if (found.length < MOST_TEXTS && !found.some((known) => known.text === text)) found.push({ kind, text });
  };
  for (const text of declaredIn(prompt, parameters)) add('declared', text);
  for (const [text] of prompt.matchAll(QUOTED)) add('quote', text);
  const bare = prompt.replaceAll(QUOTED, masked);
  for (const [text] of bare.matchAll(TRIGGER)) add('name', text);
  for (const [text] of bare.matchAll(NUMBER)) add('number', text);
  for (const [text] of bare.matchAll(CAPITALISED)) if (!NO_NAMES.has(text)) add('name', text);
  for (const text of firstNames) if (bare.includes(text)) add('name', text);
  return found;
}

/** Quotation marks in the place of a quoted text; where it ends a sentence, so do they. */
function masked(quoted: string): string {
  const end = /[.!?…](?=.$)/u.exec(quoted)?.[0];
  return end === undefined ? '"'.repeat(quoted.length) : `${'"'.repeat(quoted.length - 1)}${end}`;
}

function declaredIn(prompt: string, parameters: Parameters | undefined): string[] {
  return (parameters?.protected ?? []).filter((text) => prompt.includes(text));
}

/** Whether a text holds it verbatim; a number in words also where it begins a sentence. */
export function holds(text: string, wanted: ProtectedText): boolean {
  switch (wanted.kind) {
    case 'quote':
      return text.includes(wanted.text);
    case 'number':
      return holdsWord(text.toLowerCase(), wanted.text.toLowerCase());
    default:
      return holdsWord(text, wanted.text);
  }
}

export function missingTexts(text: string, wanted: readonly ProtectedText[]): ProtectedText[] {
  return wanted.filter((one) => !holds(text, one));
}

/** Brings protected texts back where they stand in another form: other quotes or none, other case, digits or words. */
export function repairInPlace(text: string, wanted: readonly ProtectedText[]): string {
  let result = text;
  for (const one of missingTexts(text, wanted)) {
    const pattern = otherForm(one);
    if (pattern !== undefined) result = result.replace(pattern, () => one.text);
  }
  return result;
}

/** As {@link repairInPlace}; what is gone altogether comes back with the part of the old text that held it. */
export function repair(text: string, before: string, wanted: readonly ProtectedText[]): string {
  let result = repairInPlace(text, wanted);
  for (const one of wanted) {
    if (holds(result, one)) continue;
    const clause = clauseAround(before, one.text);
    const end = result.trimEnd();
    result = /[.!?…]["”’']?$/.test(end) ? `${end} ${clause}.` : `${end === '' ? '' : `${end}, `}${clause}`;
  }
  return result;
}

/** `3` and `three`, `12` and a `dozen` alike; other numbers have one form. */
export function numberForms(text: string): string[] {
  if (text.toLowerCase() === 'dozen') return [text, 'twelve', '12'];
  const word = NUMBER_WORDS[/^\d+$/.test(text) ? Number(text) : -1];
  const digit = NUMBER_WORDS.indexOf(text.toLowerCase());
  return [text, ...(word === undefined ? [] : [word]), ...(digit < 0 ? [] : [String(digit)])];
}

function otherForm({ kind, text }: ProtectedText): RegExp | WordPattern | undefined {
  if (kind === 'quote') {
    const inner = escaped(text.slice(1, -1));
    return new RegExp(`["“”„«»‹›'‘’「」『』]?${inner}["“”«»‹›'‘’「」『』]?`, 'iu');
  }
  if (kind !== 'number') return wholeWord(text);
  const [, other] = numberForms(text);
  return other === undefined ? undefined : wholeWord(other);
}

const ENDS = [',', '.', ';', '!', '?', '\n'];

/** The words around it, up to the next comma or end of a sentence. */
export function clauseAround(text: string, part: string): string {
  const at = text.indexOf(part);
  if (at < 0) return part;
  const start = Math.max(...ENDS.map((mark) => text.lastIndexOf(mark, at - 1)), -1) + 1;
  const end = at + part.length;
  const rest = /[,.;!?\n]/.exec(text.slice(end));
  return text.slice(start, rest === null ? undefined : end + rest.index).trim();
}

const WORD_AT_START = /^[\p{L}\p{N}_]/u;
const WORD_AT_END = /[\p{L}\p{N}_]$/u;

/** Not as a part of a longer word. A pattern of its own would take a millisecond to compile. */
function holdsWord(text: string, word: string): boolean {
  const edges = edgesOf(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    // Two units: a letter may take that many.
    const isCut = edges.start && WORD_AT_END.test(text.slice(Math.max(0, at - 2), at));
    if (!isCut && !(edges.end && WORD_AT_START.test(text.slice(end, end + 2)))) return true;
  }
  return false;
}

function wholeWord(word: string): WordPattern {
  const { start, end } = edgesOf(word);
  const before = start ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = end ? '(?![\\p{L}\\p{N}_])' : '';
  return new WordPattern(`${before}${escaped(word)}${after}`, 'iu');
}

/** Whether it begins and ends as a word does: beside a bracket anything may stand. */
function edgesOf(word: string): { start: boolean; end: boolean } {
  return { start: WORD_AT_START.test(word.at(0) ?? ''), end: WORD_AT_END.test(word.at(-1) ?? '') };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
