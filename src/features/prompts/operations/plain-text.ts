import { renderPrompt } from '../dialects/index.js';
import type { Parameters } from '../../sessions/index.js';

/** What a description says, in plain words. */
export function sayPlain(parameters: Parameters): string {
  return renderPrompt(parameters, 'plain').text;
}
