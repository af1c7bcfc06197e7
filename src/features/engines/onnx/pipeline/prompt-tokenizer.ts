import { Tokenizer } from '@huggingface/tokenizers';
import { cleanPrompt } from './prompt-cleaning.js';

export interface TokenizedPrompt {
  /** Padded to the full length. */
  ids: BigInt64Array;
  /** 1 for tokens of the prompt, 0 for padding. */
  mask: BigInt64Array;
  /** Number of tokens that are not padding. */
  length: number;
}

export interface TokenizerFiles {
  /** Content of `tokenizer.json`. */
  tokenizer: { model: { byte_fallback?: boolean | undefined } };
  /** Content of `tokenizer_config.json`. */
  config: { pad_token: string };
}

/** The part of the library that is used here; its own declarations do not resolve under Node's module rules. */
interface FastTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[]; tokens: string[] };
  token_to_id(token: string): number | undefined;
  model: { fuse_unk: boolean } | null;
}

/** No token is longer; what lies beyond could only be truncated, so it need not be looked at. */
const MAX_CHARACTERS_PER_TOKEN = 64;

/** Cleans, tokenizes, truncates and pads as `WanPipeline` does. */
export class PromptTokenizer {
  readonly #tokenizer: FastTokenizer;
  readonly #padId: number;
  readonly #maxLength: number;
  /** Ids of `<0x00>`..`<0xFF>`, where characters outside of the vocabulary are spelled in bytes. */
  readonly #byteIds: readonly number[] | undefined;

  /** @param maxLength tokens, special ones included */
  constructor(files: TokenizerFiles, maxLength: number) {
    this.#tokenizer = new Tokenizer(files.tokenizer, files.config);
    this.#maxLength = maxLength;
    const padId = this.#tokenizer.token_to_id(files.config.pad_token);
    if (padId === undefined)
      throw new Error(`tokenizer/tokenizer.json has no token "${files.config.pad_token}"`);
    this.#padId = padId;
    if (files.tokenizer.model.byte_fallback === true) this.#byteIds = this.#prepareByteFallback();
  }

  tokenize(prompt: string): TokenizedPrompt {
    const ids = this.#truncated(cleanPrompt(prompt).slice(0, this.#maxLength * MAX_CHARACTERS_PER_TOKEN));
    const padded = new BigInt64Array(this.#maxLength).fill(BigInt(this.#padId));
    const mask = new BigInt64Array(this.#maxLength);
    ids.forEach((id, position) => {
      padded[position] = BigInt(id);
      mask[position] = 1n;
    });
    return { ids: padded, mask, length: ids.length };
  }

  /** The prompt's tokens lose their end; special tokens around them stay. */
  #truncated(text: string): number[] {
    const ids = this.#encode(text, true);
    const excess = ids.length - this.#maxLength;
    if (excess <= 0) return ids;
    const suffixLength = ids.length - this.#encode(text, false).length - this.#prefixLength();
    const cut = ids.length - suffixLength;
    return [...ids.slice(0, cut - excess), ...ids.slice(cut)];
  }

  /** How many special tokens stand before a prompt (none for T5-type models). */
  #prefixLength(): number {
    const [first] = this.#encode('a', false);
    return Math.max(0, this.#encode('a', true).indexOf(first ?? -1));
  }

  #encode(text: string, addSpecialTokens: boolean): number[] {
    const { ids, tokens } = this.#tokenizer.encode(text, { add_special_tokens: addSpecialTokens });
    const byteIds = this.#byteIds;
    if (byteIds === undefined) return ids;
    return ids.flatMap((id, at) => {
      const token = tokens[at] ?? '';
      if (this.#isKnown(token)) return [id];
      return [...Buffer.from(token, 'utf8')].map((byte) => byteIds[byte] ?? id);
    });
  }

  #isKnown(token: string): boolean {
    return this.#tokenizer.token_to_id(token) !== undefined;
  }

  /**
   * The library knows no byte fallback for Unigram models, but hands out the text of unknown tokens, each character
   * by itself once it is told not to fuse them; the rest is done in {@link PromptTokenizer.#encode}.
   */
  #prepareByteFallback(): number[] | undefined {
    const names = Array.from(
      { length: 256 },
      (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    );
    const ids = names.map((name) => this.#tokenizer.token_to_id(name)).filter((id) => id !== undefined);
    if (ids.length !== names.length || this.#tokenizer.model === null) return undefined;
    this.#tokenizer.model.fuse_unk = false;
    return ids;
  }
}
