import type { Parameters } from '../../sessions/index.js';
import { renderCosmos3 } from './cosmos3.js';
import { textsOf } from './fit.js';
import type { Dialect, Rendering } from './dialect.types.js';
import { renderGeneral } from './general.js';
import { countWords } from './grammar.js';
import { renderHunyuan } from './hunyuan.js';
import { renderLtx } from './ltx.js';
import { tidied } from './tidy.js';
import { renderWan } from './wan.js';

export { type Cosmos3Prompt, cosmos3Schema } from './cosmos3.schema.js';
export { type Dialect, DIALECTS, type Rendering } from './dialect.types.js';

/**
 * Writes parameters as one model wants its prompt: pure, and the same for the same parameters. Nothing is invented;
 * what a model's rules leave no room for is left out and named in `warnings`. Quoted and protected texts stand
 * verbatim in every dialect, technical values in none but the keys of Cosmos 3, the negative never in the text.
 */
export function renderPrompt(parameters: Parameters, dialect: Dialect): Rendering {
  const rendering = write(parameters, dialect);
  if (parameters.negative.length === 0) return rendering;
  return { ...rendering, negative: parameters.negative.join(', ') };
}

function write(parameters: Parameters, dialect: Dialect): Omit<Rendering, 'negative'> {
  switch (dialect) {
    case 'plain': {
      const text = renderGeneral(tidied(parameters));
      return { text, words: countWords(text), warnings: [] };
    }
    case 'wan-2.2':
      return renderWan(tidied(parameters));
    case 'ltx-2':
      return renderLtx(tidied(parameters));
    case 'hunyuanvideo-1.5':
      return renderHunyuan(tidied(parameters));
    case 'cosmos-3':
      return renderCosmos3(tidied(parameters));
  }
}

/** Every text of a rendering, without what its dialect writes around them. */
export function textsIn({ text }: Rendering, dialect: Dialect): string[] {
  return dialect === 'cosmos-3' ? textsOf(JSON.parse(text)) : [text];
}
