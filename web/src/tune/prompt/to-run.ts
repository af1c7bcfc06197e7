import { handPrompts } from '../../draft/draft-store.js';
import type { HandedPrompt, SettingsDraft } from '../../draft/draft.types.js';
import type { Details } from '../tune.types.js';

/** What of a description is said to the engine, not in words: sizes, seed, and what must not be seen. */
export function settingsIn({ negative, technical }: Details, alsoNegative = ''): Partial<SettingsDraft> {
  const { width, height, fps, seed } = technical;
  const numbers = Object.entries({ width, height, fps, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const unseen = [...new Set([...negative, alsoNegative.trim()])].filter((text) => text !== '').join(', ');
  return { ...Object.fromEntries(numbers), ...(unseen === '' ? {} : { negative_prompt: unseen }) };
}

export interface SentPrompt {
  prompt: string;
  details: Details;
}

/** Hands prompts of a session to the batch that is being written. */
export function sendToRun(
  sessionId: string | undefined,
  prompts: readonly SentPrompt[],
  negative: string,
): void {
  handPrompts(
    prompts.map(({ prompt, details }): HandedPrompt => {
      const handed = { text: prompt, settings: settingsIn(details, negative) };
      return sessionId === undefined ? handed : { ...handed, sessionId };
    }),
  );
}
