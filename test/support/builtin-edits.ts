import { update } from '../../src/features/prompts/builtin/editing/update.js';
import { extract } from '../../src/features/prompts/builtin/reading/extract.js';
import { loadLanguage } from '../../src/features/prompts/builtin/text/language.js';
import type { FieldPath } from '../../src/features/sessions/index.js';

export interface EditOptions {
  locks?: readonly FieldPath[];
  /** Beside those that the prompt itself protects. */
  protectedTexts?: readonly string[];
}

/** What the builtin provider makes of a prompt as it reads it, and of a request to change it. */
export async function loadBuiltinEdits() {
  const language = await loadLanguage();
  return (prompt: string, request: string, { locks = [], protectedTexts = [] }: EditOptions = {}) => {
    const { parameters } = extract(prompt, language);
    const kept = [...parameters.protected, ...protectedTexts];
    return update({ prompt, parameters, locks, protectedTexts: kept, request }, language);
  };
}
