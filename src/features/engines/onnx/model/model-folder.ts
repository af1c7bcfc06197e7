import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../../kernel/errors.js';
import type { FileSystemPort } from '../../../../platform/storage/file-system.port.js';
import type { TokenizerFiles } from '../pipeline/prompt-tokenizer.js';
import type { EngineCapabilities } from '../../engine.port.js';
import {
  modelIndexSchema,
  schedulerConfigSchema,
  textEncoderConfigSchema,
  tokenizerConfigSchema,
  tokenizerSchema,
  transformerConfigSchema,
  vaeDecoderConfigSchema,
} from './model.schema.js';

/** A model folder does not fit `docs/model-folder.md`. The message names the file. */
export class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError';
}

export const NETWORK_FILES = {
  textEncoder: 'text_encoder/model.onnx',
  transformer: 'transformer/model.onnx',
  vaeDecoder: 'vae_decoder/model.onnx',
} as const;

const MAX_CONFIG_BYTES = 1024 * 1024;
/** The tokenizer of UMT5, with 256,000 tokens, has 17 MB. */
const MAX_TOKENIZER_BYTES = 64 * 1024 * 1024;

/** Everything about a model but its weights. */
export interface ModelDescription {
  /** Absolute path of the folder. */
  dir: string;
  /** `<name> <version>`, as it goes into records and metadata. */
  name: string;
  capabilities: EngineCapabilities;
  /** Tokens that a prompt is padded or truncated to. */
  maxSequenceLength: number;
  /** Length of one row of a text embedding. */
  textDim: number;
  /** Latent channels. */
  channels: number;
  latentsMean: readonly number[];
  latentsStd: readonly number[];
  temporalScale: number;
  spatialScale: number;
  scheduler: { shift: number; numTrainTimesteps: number };
}

/** Reads the JSON files of model folders. */
export class ModelFolder {
  constructor(
    private readonly files: FileSystemPort,
    private readonly dir: string,
  ) {}

  /** Reads and checks all configurations, and that the networks' files exist. Loads no weights. */
  async describe(): Promise<ModelDescription> {
    const index = (await this.#json('model_index.json', modelIndexSchema)).reelsmith;
    const textEncoder = await this.#json('text_encoder/config.json', textEncoderConfigSchema);
    const transformer = await this.#json('transformer/config.json', transformerConfigSchema);
    const vae = await this.#json('vae_decoder/config.json', vaeDecoderConfigSchema);
    const scheduler = await this.#json('scheduler/scheduler_config.json', schedulerConfigSchema);
    for (const file of [
      ...Object.values(NETWORK_FILES),
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
    ]) {
      await this.#size(file);
    }
    if (transformer.text_dim !== textEncoder.d_model) {
      throw this.#error(
        'transformer/config.json',
        'text_dim differs from d_model in text_encoder/config.json',
      );
    }
    if (transformer.in_channels !== vae.z_dim) {
      throw this.#error(
        'transformer/config.json',
        'in_channels differs from z_dim in vae_decoder/config.json',
      );
    }
    return {
      dir: this.dir,
      name: `${index.name} ${index.version}`,
      capabilities: toCapabilities(index),
      maxSequenceLength: index.max_sequence_length,
      textDim: textEncoder.d_model,
      channels: vae.z_dim,
      latentsMean: vae.latents_mean,
      latentsStd: vae.latents_std,
      temporalScale: vae.scale_factor_temporal,
      spatialScale: vae.scale_factor_spatial,
      scheduler: { shift: scheduler.shift, numTrainTimesteps: scheduler.num_train_timesteps },
    };
  }

  /** The contents of `tokenizer.json` and `tokenizer_config.json`. */
  async tokenizerFiles(): Promise<TokenizerFiles> {
    return {
      tokenizer: await this.#json('tokenizer/tokenizer.json', tokenizerSchema, MAX_TOKENIZER_BYTES),
      config: await this.#json('tokenizer/tokenizer_config.json', tokenizerConfigSchema),
    };
  }

  async #json<Schema extends z.ZodType>(
    file: string,
    schema: Schema,
    maxBytes = MAX_CONFIG_BYTES,
  ): Promise<z.output<Schema>> {
    const size = await this.#size(file);
    if (size > maxBytes) throw this.#error(file, `has ${size} bytes; at most ${maxBytes} are read`);
    const content = await this.files.readFile(join(this.dir, file));
    let parsed: unknown;
    try {
      parsed = JSON.parse(content.toString('utf8'));
    } catch (error) {
      throw this.#error(file, `is not JSON: ${messageOf(error)}`);
    }
    const result = schema.safeParse(parsed);
    if (!result.success) throw this.#error(file, `does not fit: ${z.prettifyError(result.error)}`);
    return result.data;
  }

  /** In bytes; an error if the file is missing or empty. */
  async #size(file: string): Promise<number> {
    const stat = await this.files.stat(join(this.dir, file));
    if (stat?.isFile !== true) throw this.#error(file, 'is missing');
    if (stat.size === 0) throw this.#error(file, 'is empty');
    return stat.size;
  }

  #error(file: string, problem: string): ModelFolderError {
    return new ModelFolderError(`The model folder ${this.dir} cannot be used: ${file} ${problem}`);
  }
}

function toCapabilities(index: z.output<typeof modelIndexSchema>['reelsmith']): EngineCapabilities {
  const { defaults, ranges } = index;
  return {
    tasks: index.tasks,
    model: `${index.name} ${index.version}`,
    cancel: 'step',
    progress: 'steps',
    ranges: {
      width: ranges.width,
      height: ranges.height,
      numFrames: ranges.num_frames,
      fps: ranges.fps,
      steps: ranges.steps,
      guidanceScale: ranges.guidance_scale,
    },
    defaults: {
      width: defaults.width,
      height: defaults.height,
      numFrames: defaults.num_frames,
      fps: defaults.fps,
      steps: defaults.steps,
      guidanceScale: defaults.guidance_scale,
      negativePrompt: defaults.negative_prompt,
    },
  };
}
