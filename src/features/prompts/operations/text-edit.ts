import {
  emptyParameters,
  type FieldPath,
  fieldValue,
  type Parameters,
  withField,
} from '../../sessions/index.js';
import { numberForms } from './protected.js';
import { WordPattern } from '../builtin/text/word-pattern.js';

/** Writes a description as plain text. */
export type Say = (parameters: Parameters) => string;

export interface TextEdit {
  text: string;
  before: Parameters;
  after: Parameters;
  changed: readonly FieldPath[];
}

/**
 * The smallest edit of a text that makes it say what changed: values are replaced where they stand, what is gone is
 * taken out where it stands, and what is new is put behind.
 */
export function editText({ text, before, after, changed }: TextEdit, say: Say): string {
  let result = text;
  for (const path of changed) {
    if (UNSPOKEN.test(path)) continue;
    const [old, fresh] = [leaves(fieldValue(before, path)), leaves(fieldValue(after, path))];
    const gone = old.filter((leaf) => !fresh.includes(leaf));
    const come = fresh.filter((leaf) => !old.includes(leaf));
    const { edited, unsaid } = exchange(result, gone, come);
    result = unsaid ? withSentence(edited, say(only(after, path))) : edited;
  }
  return result;
}

/** Fields that no text speaks of. */
const UNSPOKEN = /^(technical\.|protected$|negative$)/;

function exchange(text: string, gone: readonly string[], come: readonly string[]) {
  let edited = text;
  const waiting = [...come];
  for (const old of gone) {
    const place = placeOf(edited, old);
    if (place === undefined) continue;
    const fresh = inFormOf(edited.slice(place.start, place.end), waiting.shift());
    edited =
      fresh === undefined
        ? tidy(edited.slice(0, place.start) + edited.slice(place.end))
        : edited.slice(0, place.start) + fresh + edited.slice(place.end);
  }
  return { edited, unsaid: waiting.some((leaf) => placeOf(edited, leaf) === undefined) };
}

/** A number in words for a number in words. */
function inFormOf(old: string, fresh: string | undefined): string | undefined {
  if (fresh === undefined || /^\d/.test(old)) return fresh;
  return /^\d+$/.test(fresh) ? numberForms(fresh).at(-1) : fresh;
}

interface Place {
  start: number;
  end: number;
}

function placeOf(text: string, value: string): Place | undefined {
  const places = numberForms(value).map((form) => placeOfForm(text, form));
  return places.find((place) => place !== undefined);
}

function placeOfForm(text: string, value: string): Place | undefined {
  const pattern = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/[\s-]+/g, '[\\s-]+');
  const match = new WordPattern(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

/** Mends what a removal leaves behind: two commas, a preposition that leads nowhere, spaces. */
function tidy(text: string): string {
  return text
    .replace(/\b(?:in|at|with|on|under|during|and|of)(?: (?:the|a|an))?\s*(?=[,.;!?]|$)/giu, '')
    .replace(/\s*,(?:\s*,)+/g, ',')
    .replace(/,\s*(?=[.;!?]|$)/g, '')
    .replace(/\s+([,.;!?])/g, '$1')
    .replace(/[^\S\n]{2,}/g, ' ')
    .replace(/^[\s,]+|\s+$/g, '');
}

function withSentence(text: string, addition: string): string {
  const said = addition.trim();
  if (said === '') return text;
  const end = text.trimEnd();
  if (end === '') return said;
  const isSentence = /[.!?…]["”’']?$/.test(end);
  return isSentence ? `${end} ${said.charAt(0).toUpperCase()}${said.slice(1)}` : `${end}, ${lowered(said)}`;
}

/** Goes on after a comma. */
function lowered(text: string): string {
  const open = text.replace(/\.$/, '');
  return /^\p{Lu}\p{Ll}/u.test(open) ? open.charAt(0).toLowerCase() + open.slice(1) : open;
}

function only(parameters: Parameters, path: FieldPath): Parameters {
  return withField(emptyParameters(), path, fieldValue(parameters, path));
}

/** Texts and numbers in a value, as a prompt would hold them. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}
