import { type Parameters, parametersSchema } from '../../sessions/index.js';
import { ProviderError } from '../provider/prompt-provider.port.js';

/** Characters of a prompt, whoever wrote it. */
export const LONGEST_PROMPT = 20_000;

/** A prompt that a provider wrote, if it is one. @throws ProviderError unusable-answer */
export function checkedText(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') throw unusable('the text is empty');
  if (text.length > LONGEST_PROMPT) throw unusable(`the text is longer than ${LONGEST_PROMPT} characters`);
  if (/\p{Surrogate}/u.test(text) || text.includes('\0')) throw unusable('the text is not valid Unicode');
  return text;
}

/** @throws ProviderError unusable-answer */
export function checkedParameters(parameters: unknown): Parameters {
  const parsed = parametersSchema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(`the parameters do not fit the schema at ${issue?.path.join('.') ?? ''}`);
}

export function unusable(reason: string): ProviderError {
  return new ProviderError('unusable-answer', reason);
}
