import type { Revision } from '../../sessions/index.js';
import type { ProtectedText } from '../prompts.types.js';
import { protectedTexts } from './protected.js';
import { readPrompt } from './reading.js';

/** What no refinement may change of a revision's prompt. */
export async function protectedTextsOf({ prompt, parameters }: Revision): Promise<ProtectedText[]> {
  const { firstNames } = await readPrompt(prompt);
  return protectedTexts(prompt, parameters, firstNames);
}
