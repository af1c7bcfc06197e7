import { isAnimate, PEOPLE } from '../lexicon/beings.js';
import type { Thing } from './thing.js';

/** Whether a pronoun can only be the one who acts, once the action has words of its own. */
export function isNominative(pronoun: string): boolean {
  return /^(?:he|she|they|it|who)$/.test(pronoun);
}

/** What an object pronoun stands for, in the text's words; the pronoun itself where that is not known. */
export function objectText(pronoun: string, object: Thing | undefined, text: string): string {
  const isThing = /^(?:it|them)$/i.test(pronoun);
  return object !== undefined && isThing ? text.slice(object.start, object.end) : pronoun;
}

/** Whom a pronoun names: one of those who act, or else what the text named last. */
export function antecedentsOf(
  pronoun: string,
  agents: readonly Thing[],
  named: readonly Thing[],
): readonly Thing[] {
  const candidates = [...agents, ...named.toReversed()];
  switch (pronoun) {
    case 'he':
    case 'she':
      return candidates.filter(isPersonal).slice(0, 1);
    case 'it':
      return candidates.filter(({ head }) => !PEOPLE.has(head)).slice(0, 1);
    default:
      return agents;
  }
}

function isPersonal({ head, isName }: Thing): boolean {
  return PEOPLE.has(head) || isName || isAnimate(head);
}
