import type { Draft } from './draft.js';
import { nounPhraseOf } from './noun-phrase.js';
import { headOf } from './restating.js';
import { hasScalar, isLook, stated } from './values.js';

/**
 * `a black tabletop and seed 1234`: a thing that is there, and beside it what is said of the scene in a few words;
 * undefined where the words are no such two.
 */
export function twoIn(draft: Draft, words: string): readonly [string, string] | undefined {
  const [, one = '', other = ''] = /^([^,]+?),? and ([^,]+)$/i.exec(words) ?? [];
  if (one === '' || other === '' || / and /i.test(other)) return undefined;
  const [isFirst, isSecond] = [isThere(draft, one), isThere(draft, other)];
  if (isFirst === isSecond) return undefined;
  return hasScalar(stated(draft, isFirst ? other : one)) && !hasScalar(stated(draft, isFirst ? one : other))
    ? [one, other]
    : undefined;
}

/** Known by its last word. */
function isThere(draft: Draft, words: string): boolean {
  const phrase = nounPhraseOf(words, draft.language, isLook);
  if (phrase === undefined || phrase.rest !== '' || phrase.looks.length === 0) return false;
  const { subjects, setting } = draft.parameters;
  const names = [...subjects.map(({ name }) => name), ...setting.props, setting.location ?? ''];
  return names.some((name) => headOf({ name }) === phrase.head);
}
