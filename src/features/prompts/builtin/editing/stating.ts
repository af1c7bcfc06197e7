import { type FieldPath, fieldValue, type Parameters } from '../../../sessions/index.js';
import { STYLE_NAMES } from '../lexicon/style-terms.js';
import { SCALAR_FIELDS } from './concepts.js';
import type { Draft } from './draft.js';
import { ADDITIVE } from './values.js';

export interface Stating {
  /** What is said comes to what is there. */
  isAdded: boolean;
  /** What is said takes the place of this. */
  old?: Parameters;
}

/** Sets every field that was said in a few words; true where any was said. */
export function setStated(draft: Draft, said: Parameters, { isAdded, old }: Stating): boolean {
  let isAny = false;
  for (const path of SCALAR_FIELDS) {
    const value = fieldValue(said, path);
    if (value === undefined) continue;
    isAny = true;
    stateOne(draft, path, value, { isAdded, ...(old === undefined ? {} : { old }) });
  }
  if (isAny && old !== undefined) dropOld(draft, said, old);
  if (isAny) protectStated(draft, said);
  return isAny;
}

function stateOne(draft: Draft, path: FieldPath, value: unknown, { isAdded, old }: Stating): void {
  const known = fieldValue(draft.parameters, path);
  if (old !== undefined && statePart(draft, path, value, old)) return;
  if (!ADDITIVE.has(path) || !Array.isArray(known) || !Array.isArray(value)) {
    draft.set(path, value);
    return;
  }
  if (old !== undefined && stateInstead(draft, path, value, old)) return;
  if ((!isAdded && path !== 'negative') || isOtherSky(path, [...known, ...value])) {
    draft.set(path, value);
    return;
  }
  const fresh = (value as string[]).filter((item) => !known.includes(item));
  if (draft.store(path, [...(known as unknown[]), ...fresh])) draft.append(sayAdded(path, fresh));
}

/** What takes the place of some items of a list. */
function stateInstead(draft: Draft, path: FieldPath, value: readonly unknown[], old: Parameters): boolean {
  const [known, left] = [fieldValue(draft.parameters, path), fieldValue(old, path)];
  if (!Array.isArray(left) || !Array.isArray(known)) return false;
  const kept = known.filter((item: unknown) => !left.includes(item) && !value.includes(item));
  draft.set(path, kept.length === known.length ? value : [...kept, ...value]);
  return true;
}

/** A clear sky is no other. */
function isOtherSky(path: FieldPath, values: readonly unknown[]): boolean {
  return path === 'weather' && values.includes('clear');
}

/** `high-key` for the `low-key` of `low-key, hard`. */
function statePart(draft: Draft, path: FieldPath, value: unknown, old: Parameters): boolean {
  const [known, part] = [fieldValue(draft.parameters, path), fieldValue(old, path)];
  if (typeof known !== 'string' || typeof part !== 'string' || typeof value !== 'string') return false;
  const parts = known.split(', ');
  if (parts.length < 2 || !parts.includes(part)) return false;
  draft.set(path, parts.map((one) => (one === part ? value : one)).join(', '));
  return true;
}

/** What was to be replaced, and had no word said in its place, goes. */
function dropOld(draft: Draft, said: Parameters, old: Parameters): void {
  for (const path of SCALAR_FIELDS) {
    const value = fieldValue(old, path);
    const isThere =
      value !== undefined && JSON.stringify(value) === JSON.stringify(fieldValue(draft.parameters, path));
    if (isThere && fieldValue(said, path) === undefined && path !== 'protected') draft.set(path, undefined);
  }
}

function protectStated(draft: Draft, said: Parameters): void {
  const { style, audio, on_screen_text: texts } = said;
  const looks = Object.values(style).filter((text) => text !== undefined);
  const words = [...looks, ...texts, ...audio.dialogue.map(({ text }) => text)];
  const masters = looks.filter(
    (text) =>
      /^\p{Lu}[\p{L}.'-]*(?: \p{Lu}[\p{L}.'-]*)+$/u.test(text) && !STYLE_NAMES.has(text.toLowerCase()),
  );
  const names = [...masters, ...said.protected.filter((name) => words.some((text) => text.includes(name)))];
  const known = draft.parameters.protected;
  const fresh = [...new Set(names)].filter((name) => !known.includes(name));
  if (fresh.length > 0) draft.store('protected', [...known, ...fresh].slice(0, 32));
}

function sayAdded(path: FieldPath, value: readonly string[]): string {
  return path === 'negative' ? value.map((item) => `no ${item}`).join(', ') : value.join(' and ');
}
