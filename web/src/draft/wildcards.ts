import type { Draft } from './draft.types.js';

const CHOICES = /\{[^{}|]*\|[^{}]*\}/;

/** Whether a text has choices in braces: `a {red|blue} ball`. */
export function hasWildcard(text: string): boolean {
  return CHOICES.test(text);
}

/** Whether the choices of this form become videos of their own. */
export function expandsWildcards({ wildcards, prompts }: Pick<Draft, 'wildcards' | 'prompts'>): boolean {
  return wildcards.isOn && prompts.some(({ text }) => hasWildcard(text));
}
