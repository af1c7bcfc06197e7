import type { ModelDescription } from '../model/model-folder.js';
import { BoundedCache } from './bounded-cache.js';
import type { Networks } from './networks.js';
import type { PromptTokenizer } from './prompt-tokenizer.js';

/** Prompts are tried again and again with other seeds, and the negative prompt hardly ever changes. */
const CACHED_PROMPTS = { most: 32, least: 2, bytes: 64 * 1024 * 1024 };

/** Text embeddings as `WanPipeline` makes them: [maxSequenceLength, textDim], zero where the prompt has ended. */
export class PromptEncoder {
  readonly #cache: BoundedCache<Float32Array>;

  constructor(
    private readonly networks: Networks,
    private readonly tokenizer: PromptTokenizer,
    private readonly model: Pick<ModelDescription, 'maxSequenceLength' | 'textDim'>,
  ) {
    const bytes = model.maxSequenceLength * model.textDim * Float32Array.BYTES_PER_ELEMENT;
    const { most, least } = CACHED_PROMPTS;
    this.#cache = new BoundedCache(Math.max(least, Math.min(most, Math.floor(CACHED_PROMPTS.bytes / bytes))));
  }

  async encode(prompt: string): Promise<Float32Array> {
    const known = this.#cache.get(prompt);
    if (known !== undefined) return known;
    const { ids, mask, length } = this.tokenizer.tokenize(prompt);
    // The padding is left out: the mask keeps it from the rest, and its own rows are to be zero.
    const { textDim, maxSequenceLength } = this.model;
    const told = await this.networks.encodeText(ids.subarray(0, length), mask.subarray(0, length));
    if (told.length !== length * textDim) {
      throw new Error(`The text encoder gave ${told.length} values instead of ${length * textDim}`);
    }
    const embedding = new Float32Array(maxSequenceLength * textDim);
    embedding.set(told);
    this.#cache.set(prompt, embedding);
    return embedding;
  }
}
