import type { PromptReader, Vocabulary } from './vocabulary.js';

export interface Completion {
  /** What is generated: the prompt, and what it leaves open. */
  prompt: string;
  chosen: { group: string; value: string }[];
}

const ENDING = /[\s.,;:!?]+$/u;

/**
 * Says what a prompt leaves open, for a model of few words: it would draw the blend of all places, and without guidance
 * it never sees a negative prompt. Of a group that the prompt does not name, and that has nothing usual or nothing usual
 * that the negative prompt would have, one of the other values is asked for, chosen by the seed. What the prompt names
 * stays as it is.
 */
export function completed(
  vocabulary: Vocabulary,
  reader: PromptReader,
  { prompt, negativePrompt, seed }: { prompt: string; negativePrompt: string; seed: number },
): Completion {
  const [named, unwanted] = [reader.named(prompt), reader.named(negativePrompt)];
  const chosen = vocabulary.groups.flatMap(({ name: group, usual, before, values }) => {
    const avoided = unwanted.get(group);
    if (named.has(group) || (usual !== undefined && avoided?.has(usual) !== true)) return [];
    const others = values.flatMap(({ value, said }) =>
      said === undefined || avoided?.has(value) === true ? [] : [{ group, value, said, before }],
    );
    const at = before === undefined ? undefined : reader.placeOf(prompt, before);
    const isSayable = before === undefined || at !== undefined;
    return isSayable ? others.slice(seed % others.length, (seed % others.length) + 1) : [];
  });
  let text = prompt;
  for (const { said, before } of chosen) {
    const at = before === undefined ? undefined : reader.placeOf(text, before);
    text =
      at === undefined
        ? `${text.replace(ENDING, '')}, ${said}`
        : `${text.slice(0, at)}${said} ${text.slice(at)}`;
  }
  return { prompt: text, chosen: chosen.map(({ group, value }) => ({ group, value })) };
}
