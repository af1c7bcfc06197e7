import type { PromptReader, Vocabulary } from './vocabulary.js';

export interface Avoidance {
  /** What is generated: the prompt, and what it is to show instead. */
  prompt: string;
  /** What the negative prompt would not have, and what comes in its place. */
  instead: { group: string; value: string }[];
}

const ENDING = /[\s.,;:!?]+$/u;

/**
 * Lets a negative prompt act where guidance cannot: a model that runs without guidance never sees it, and one that makes
 * of a prompt what is usual has nothing to be guided away from. Where the prompt leaves a group of the vocabulary open,
 * and the negative prompt names what would be drawn, another value of the group is asked for, chosen by the seed. What
 * the prompt itself names stays.
 */
export function avoiding(
  vocabulary: Vocabulary,
  reader: PromptReader,
  { prompt, negativePrompt, seed }: { prompt: string; negativePrompt: string; seed: number },
): Avoidance {
  const [named, unwanted] = [reader.named(prompt), reader.named(negativePrompt)];
  const instead = vocabulary.groups.flatMap(({ name: group, usual, values }) => {
    const avoided = unwanted.get(group);
    if (avoided === undefined || named.has(group) || (usual !== undefined && !avoided.has(usual))) return [];
    const others = values.flatMap(({ value, said }) =>
      said === undefined || avoided.has(value) ? [] : [{ group, value, said }],
    );
    return others.slice(seed % others.length, (seed % others.length) + 1);
  });
  const words = instead.map(({ said }) => `, ${said}`).join('');
  return {
    prompt: words === '' ? prompt : `${prompt.replace(ENDING, '')}${words}`,
    instead: instead.map(({ group, value }) => ({ group, value })),
  };
}
