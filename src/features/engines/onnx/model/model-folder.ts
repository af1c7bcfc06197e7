import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../../kernel/errors.js';
import type { FileSystemPort } from '../../../../platform/storage/file-system.port.js';
import type { TokenizerFiles } from '../pipeline/prompt-tokenizer.js';
import type { EngineCapabilities, Task } from '../../engine.port.js';
import { mediumOf } from '../../task-inputs.js';
import { graphProblem } from './graph-check.js';
import { capabilitiesOf } from './model-capabilities.js';
import { NETWORK_FILES, signaturesOf } from './network-signatures.js';
import {
  cachesSchema,
  type CacheShape,
  type LatentRgb,
  latentRgbSchema,
  modelIndexSchema,
  type SchedulerConfig,
  schedulerConfigSchema,
  textEncoderConfigSchema,
  tokenizerConfigSchema,
  tokenizerSchema,
  transformerConfigSchema,
  vaeDecoderConfigSchema,
} from './model.schema.js';
import { type Vocabulary, vocabularySchema } from './vocabulary.js';

/** A model folder does not fit `docs/model-folder.md`. The message names the file. */
export class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError';
}

const ENCODER_CACHES = 'vae_encoder/caches.json';
const DECODER_CACHES = 'vae_decoder/caches.json';
const LATENT_RGB = 'vae_decoder/latent_rgb.json';
const VOCABULARY = 'vocabulary.json';

const STARTS_FROM_PIXELS: ReadonlySet<Task> = new Set(['image-to-video', 'video-to-video', 'image-to-image']);

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
  /** Of the transformer: frames, height and width in latents. */
  patch: readonly [number, number, number];
  /** One timestep a patch, so that a first frame can be given. */
  expandTimesteps: boolean;
  scheduler: SchedulerConfig;
  /** 0..1; where a request says none. */
  strength: number;
  /** Undefined: it takes whole clips. */
  decoderCaches: readonly CacheShape[] | undefined;
  /** Undefined: there is no encoder. */
  encoderCaches: readonly CacheShape[] | undefined;
  /** Undefined: there are no previews. */
  latentRgb: LatentRgb | undefined;
  /** Undefined: which words it knows is not known. */
  vocabulary: Vocabulary | undefined;
}

/** Reads the JSON files of model folders. */
export class ModelFolder {
  constructor(
    private readonly files: FileSystemPort,
    private readonly dir: string,
  ) {}

  /** Reads and checks all configurations and the heads of the graphs. Loads no weights. @throws ModelFolderError */
  async describe(): Promise<ModelDescription> {
    const { reelsmith: index, expand_timesteps: expandTimesteps } = await this.#json(
      'model_index.json',
      modelIndexSchema,
    );
    const textEncoder = await this.#json('text_encoder/config.json', textEncoderConfigSchema);
    const transformer = await this.#json('transformer/config.json', transformerConfigSchema);
    const vae = await this.#json('vae_decoder/config.json', vaeDecoderConfigSchema);
    const scheduler = await this.#json('scheduler/scheduler_config.json', schedulerConfigSchema);
    const { textEncoder: text, transformer: denoiser, vaeDecoder } = NETWORK_FILES;
    for (const file of [
      text,
      denoiser,
      vaeDecoder,
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
    ])
      await this.#size(file);
    this.#mustBeEqual(
      ['transformer/config.json', 'text_dim', transformer.text_dim],
      ['text_encoder/config.json', 'd_model', textEncoder.d_model],
    );
    this.#mustBeEqual(
      ['transformer/config.json', 'in_channels', transformer.in_channels],
      ['vae_decoder/config.json', 'z_dim', vae.z_dim],
    );
    const model = {
      dir: this.dir,
      name: `${index.name} ${index.version}`,
      capabilities: capabilitiesOf(index, expandTimesteps),
      maxSequenceLength: index.max_sequence_length,
      textDim: textEncoder.d_model,
      channels: vae.z_dim,
      latentsMean: vae.latents_mean,
      latentsStd: vae.latents_std,
      temporalScale: vae.scale_factor_temporal,
      spatialScale: vae.scale_factor_spatial,
      patch: transformer.patch_size,
      expandTimesteps,
      scheduler,
      strength: index.strength,
      decoderCaches: await this.#optionalJson(DECODER_CACHES, cachesSchema),
      encoderCaches: await this.#encoderCaches(),
      latentRgb: await this.#latentRgb(vae.z_dim),
      vocabulary: await this.#optionalJson(VOCABULARY, vocabularySchema),
    };
    this.#checkTasks(model);
    await this.#checkGraphs(model);
    return model;
  }

  /** What a graph lacks is told at the start, and not by the first job. */
  async #checkGraphs(model: ModelDescription): Promise<void> {
    const signatures = signaturesOf(model);
    for (const name of ['textEncoder', 'transformer', 'vaeDecoder', 'vaeEncoder'] as const) {
      const signature = signatures[name];
      if (signature === undefined) continue;
      const file = NETWORK_FILES[name];
      const problem = await graphProblem(this.files, this.dir, { file, signature });
      if (problem !== undefined) throw this.#error(file, problem);
    }
  }

  /** The contents of `tokenizer.json` and `tokenizer_config.json`. */
  async tokenizerFiles(): Promise<TokenizerFiles> {
    return {
      tokenizer: await this.#json('tokenizer/tokenizer.json', tokenizerSchema, MAX_TOKENIZER_BYTES),
      config: await this.#json('tokenizer/tokenizer_config.json', tokenizerConfigSchema),
    };
  }

  async #encoderCaches(): Promise<CacheShape[] | undefined> {
    if ((await this.files.stat(join(this.dir, NETWORK_FILES.vaeEncoder))) === undefined) return undefined;
    return this.#json(ENCODER_CACHES, cachesSchema);
  }

  async #latentRgb(channels: number): Promise<LatentRgb | undefined> {
    const matrix = await this.#optionalJson(LATENT_RGB, latentRgbSchema);
    if (matrix !== undefined && matrix.weights.length !== channels)
      throw this.#error(
        LATENT_RGB,
        `has ${matrix.weights.length} rows of weights; there are ${channels} channels`,
      );
    return matrix;
  }

  /** What a task needs must be there, or it would only fail when somebody asks for it. */
  #checkTasks({ capabilities, encoderCaches, decoderCaches, expandTimesteps }: ModelDescription): void {
    for (const task of capabilities.tasks) {
      const missing = [
        ...(STARTS_FROM_PIXELS.has(task) && encoderCaches === undefined ? [NETWORK_FILES.vaeEncoder] : []),
        ...(mediumOf(task) === 'image' && decoderCaches === undefined ? [DECODER_CACHES] : []),
        ...(task === 'image-to-video' && !expandTimesteps ? ['expand_timesteps'] : []),
      ];
      if (missing.length > 0)
        throw this.#error('model_index.json', `names the task ${task}, which needs ${missing.join(' and ')}`);
    }
  }

  #mustBeEqual(one: readonly [string, string, number], other: readonly [string, string, number]): void {
    if (one[2] !== other[2])
      throw this.#error(
        one[0],
        `${one[1]} (${one[2]}) differs from ${other[1]} in ${other[0]} (${other[2]})`,
      );
  }

  async #optionalJson<Schema extends z.ZodType>(
    file: string,
    schema: Schema,
  ): Promise<z.output<Schema> | undefined> {
    const stat = await this.files.stat(join(this.dir, file));
    return stat === undefined ? undefined : this.#json(file, schema);
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
