import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../config/index.js';
import { MediaEncoder, MediaError, type VideoMetadata } from '../../platform/media/index.js';
import { isStorageFull, Storage } from '../../platform/storage/index.js';
import type { GenerationOutput } from '../engines/index.js';
import { inputPath } from '../inputs/index.js';
import type { ArtifactRole, JobChoice } from './job.types.js';

const VIDEO_NAME = 'video.mp4';
const POSTER_NAME = 'poster.jpg';
/** What a server answered, while it is looked into. Without an extension: its content says what it is. */
const SOURCE_NAME = 'source';
/** What engines may call their files; nothing that leads out of the work folder. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** What a server answered is no video or image that could be shown: the attempt has failed, and the server is at fault. */
export class UnusableResultError extends Error {
  override readonly name = 'UnusableResultError';
}

interface MakeOptions {
  model: string;
  signal: AbortSignal;
}

type ServerOutput = Extract<GenerationOutput, { kind: 'video' | 'image' }>;

/** Makes of what an engine wrote the files that people get. All decoding happens in the encoder's processes. */
@Injectable()
export class ResultFiles {
  constructor(
    private readonly storage: Storage,
    private readonly encoder: MediaEncoder,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  warmUp(): void {
    this.encoder.warmUp();
  }

  /** Names by role of the files that are then in the folder, beside others. @throws UnusableResultError */
  async make(
    choice: JobChoice,
    output: GenerationOutput,
    folder: string,
    options: MakeOptions,
  ): Promise<Map<ArtifactRole, string>> {
    if (output.kind === 'frames') return this.#encode(choice, output, folder, options);
    const source = await this.#takeSource(output, folder);
    try {
      return output.kind === 'video'
        ? await this.#adoptVideo(choice, source, folder, options)
        : await this.#adoptImage(source, folder, options);
    } catch (error) {
      // A full disk says nothing about the file; everything else that the encoder meets does, its own death too.
      if (options.signal.aborted || isStorageFull(error) || !(error instanceof MediaError)) throw error;
      throw new UnusableResultError(`The server's answer is no usable ${output.kind}: ${error.message}`);
    }
  }

  async #encode(
    choice: JobChoice,
    output: Extract<GenerationOutput, { kind: 'frames' }>,
    folder: string,
    { model, signal }: MakeOptions,
  ): Promise<Map<ArtifactRole, string>> {
    const { width, height, numFrames, fps, sound } = output;
    await this.encoder.encodeFrames({
      framesPath: join(folder, output.fileName),
      width,
      height,
      numFrames,
      fps,
      ...(sound === undefined ? {} : { soundPath: inputPath(this.config.dataDir, sound) }),
      videoPath: join(folder, VIDEO_NAME),
      posterPath: join(folder, POSTER_NAME),
      metadata: { ...metadataOf(choice, model), num_frames: numFrames },
      signal,
    });
    return new Map([
      ['video', VIDEO_NAME],
      ['poster', POSTER_NAME],
    ]);
  }

  /** Brings the answer to a name of our own. @throws UnusableResultError */
  async #takeSource({ fileName, kind }: ServerOutput, folder: string): Promise<string> {
    if (!PLAIN_NAME.test(fileName))
      throw new UnusableResultError('The engine named no plain file as its result.');
    const { maxResultBytes } = this.config;
    const stat = await this.storage.files.stat(join(folder, fileName));
    if (stat?.isFile !== true || stat.size === 0)
      throw new UnusableResultError(`The server's answer is no usable ${kind}: it is empty.`);
    if (stat.size > maxResultBytes) {
      throw new UnusableResultError(
        `The server's answer has ${stat.size} bytes; at most ${maxResultBytes} are taken (ENGINE_MAX_RESULT_MB).`,
      );
    }
    const source = join(folder, SOURCE_NAME);
    await this.storage.files.rename(join(folder, fileName), source);
    return source;
  }

  async #adoptVideo(
    choice: JobChoice,
    sourcePath: string,
    folder: string,
    { model, signal }: MakeOptions,
  ): Promise<Map<ArtifactRole, string>> {
    const { container } = await this.encoder.adoptVideo({
      sourcePath,
      videoPath: join(folder, VIDEO_NAME),
      posterPath: join(folder, POSTER_NAME),
      metadata: metadataOf(choice, model),
      signal,
    });
    const names = new Map<ArtifactRole, string>([
      ['video', VIDEO_NAME],
      ['poster', POSTER_NAME],
    ]);
    if (this.config.keepOriginals) {
      const original = `original.${container}`;
      await this.storage.files.rename(sourcePath, join(folder, original));
      names.set('original', original);
    }
    return names;
  }

  async #adoptImage(
    sourcePath: string,
    folder: string,
    { signal }: MakeOptions,
  ): Promise<Map<ArtifactRole, string>> {
    const posterPath = join(folder, POSTER_NAME);
    const { format } = await this.encoder.adoptImage({ sourcePath, posterPath, signal });
    // What browsers show is left as it came, to the byte.
    const image = `image.${format}`;
    await this.storage.files.rename(sourcePath, join(folder, image));
    return new Map([
      ['image', image],
      ['poster', POSTER_NAME],
    ]);
  }
}

/** No id and no time: the same model, seed and settings give the same bytes. */
function metadataOf({ engine, spec }: JobChoice, model: string): VideoMetadata {
  return {
    prompt: spec.prompt,
    negative_prompt: spec.negativePrompt,
    seed: spec.seed,
    steps: spec.steps,
    guidance_scale: spec.guidanceScale,
    width: spec.width,
    height: spec.height,
    num_frames: spec.numFrames,
    fps: spec.fps,
    engine,
    model,
  };
}
