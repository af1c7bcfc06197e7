import { load } from '../support/build.ts';
import type { LabelledEdit, LabelledPrompt } from './items.ts';
import { EDIT_ROUNDS, Times } from './operations.ts';

/** Milliseconds; what a busy machine leaves out of the warm-up it would be measured with. */
const LONGEST_WARM_UP = 10_000;

/**
 * Reading and editing by the rules in this thread, warmed up as the portal's language thread is: what is left of an
 * operation's time without the way to that thread and back, which on an idle virtual machine may take longer.
 */
export async function timeWorkAlone(
  items: readonly LabelledPrompt[],
  edits: readonly LabelledEdit[],
): Promise<Times> {
  const builtin = 'features/prompts/builtin';
  const { perform } = await load<typeof import('../../src/features/prompts/builtin/operations.js')>(
    `${builtin}/operations.js`,
  );
  const { loadLanguage } = await load<typeof import('../../src/features/prompts/builtin/text/language.js')>(
    `${builtin}/text/language.js`,
  );
  const { warmUp } = await load<typeof import('../../src/features/prompts/builtin/warm-up.js')>(
    `${builtin}/warm-up.js`,
  );
  const language = await loadLanguage();
  warmUp(language, LONGEST_WARM_UP);
  const times = new Times();
  for (let round = 0; round < EDIT_ROUNDS; round += 1) {
    const blanks = ' '.repeat(round);
    for (const { prompt } of items)
      await times.of('extract', () =>
        Promise.resolve(perform({ kind: 'extract', prompt: `${prompt}${blanks}` }, language)),
      );
    for (const { prompt, request, parameters, locks } of edits) {
      const texts = { prompt: `${prompt}${blanks}`, request: `${request}${blanks}` };
      const input = { ...texts, parameters, locks, protectedTexts: parameters.protected };
      await times.of('update', () => Promise.resolve(perform({ kind: 'updateNaming', input }, language)));
    }
  }
  return times;
}
