import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Deferred, deferred } from '../process/deferred.js';
import { compiledModule } from '../process/compiled-module.js';
import type { BmpToPngOrder, Inspection, LookOrder, MediaFacts } from './encoder-messages.js';
import { type Answer, EncoderProcess, type Order } from './encoder-process.js';
import {
  type AdoptedImage,
  type AdoptedVideo,
  type AdoptImageRequest,
  type AdoptVideoRequest,
  type EncodeRequest,
  MediaError,
  type SpriteSheet,
  type SpriteSheetRequest,
  type VideoDescription,
  type VideoMetadata,
} from './media.types.js';
import { fromTags } from './video-tags.js';

export interface MediaEncoderOptions {
  /** Encodings at once; each keeps one process warm. */
  processes?: number;
  /** Compiled `encoder-worker.js`; by default the one of this build. */
  workerModulePath?: string;
  /** An encoding that takes longer is given up. */
  timeoutMs?: number;
}

const DEFAULT_PROCESSES = 2;
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const NONSENSE = 'The encoder process answered another question';

/** Makes videos and posters from raw frames, in processes of its own and in the order of the calls. */
@Injectable()
export class MediaEncoder implements OnApplicationShutdown {
  readonly #processes = new Set<EncoderProcess>();
  readonly #idle = new Set<EncoderProcess>();
  readonly #waiting = new Set<Deferred<void>>();
  readonly #limit: number;
  #busy = 0;
  #isStopped = false;

  constructor(private readonly options: MediaEncoderOptions = {}) {
    this.#limit = options.processes ?? DEFAULT_PROCESSES;
  }

  /** Starts its processes, so that the first result does not wait for that, nor whoever needs the processors then. */
  warmUp(): void {
    try {
      while (!this.#isStopped && this.#processes.size < this.#limit) this.#idle.add(this.#spawn());
    } catch {
      // Whoever needs one tries again, and hears why there is none.
    }
  }

  /** @throws MediaError, or the reason of the signal */
  async encodeFrames({ signal, ...order }: EncodeRequest): Promise<void> {
    if (order.width % 2 !== 0 || order.height % 2 !== 0) {
      throw new MediaError(
        `A video of ${order.width} x ${order.height} cannot be encoded: both sizes must be even`,
      );
    }
    await this.#run({ type: 'encode', ...order }, signal);
  }

  /**
   * Makes a video from outside one that every browser plays, with a poster and with how it was made inside. Pictures
   * that play already are copied as they are.
   * @throws MediaError if it is no video that can be played, or larger than anybody makes; the reason of the signal
   */
  async adoptVideo({ signal, ...order }: AdoptVideoRequest): Promise<AdoptedVideo> {
    const answer = await this.#run({ type: 'adopt-video', ...order }, signal);
    if (answer.type !== 'video-adopted') throw new MediaError(NONSENSE);
    return answer.video;
  }

  /** Looks whether a file is a PNG, JPEG or WebP image, whole, and makes a poster of it. @throws MediaError */
  async adoptImage({ signal, ...order }: AdoptImageRequest): Promise<AdoptedImage> {
    const answer = await this.#run({ type: 'adopt-image', ...order }, signal);
    if (answer.type !== 'image-adopted') throw new MediaError(NONSENSE);
    return answer.image;
  }

  /** Small pictures of one of our videos in a grid, evenly spread over its length. @throws MediaError */
  async makeSpriteSheet(order: SpriteSheetRequest): Promise<SpriteSheet> {
    const answer = await this.#run({ type: 'sprite-sheet', ...order });
    if (answer.type !== 'sprite-sheet-made') throw new MediaError(NONSENSE);
    return answer.sheet;
  }

  /**
   * What a file from outside holds. Whoever calls knows by its first bytes that it is an image, or a container.
   * @throws MediaError if it cannot be decoded or is not whole; its code is `TOO_LARGE` for what is too large to look at
   */
  async lookAt(order: Omit<LookOrder, 'id' | 'type'>, signal?: AbortSignal): Promise<MediaFacts> {
    const answer = await this.#run({ type: 'look', ...order }, signal);
    if (answer.type !== 'looked') throw new MediaError(NONSENSE);
    return answer.facts;
  }

  /**
   * Makes a PNG, written anew and not synced, of a file whose first bytes are those of a BMP.
   * @throws MediaError as {@link lookAt}
   */
  async bmpToPng(order: Omit<BmpToPngOrder, 'id' | 'type'>, signal?: AbortSignal): Promise<void> {
    const answer = await this.#run({ type: 'bmp-to-png', ...order }, signal);
    if (answer.type !== 'png-made') throw new MediaError(NONSENSE);
  }

  /** How a video of this portal was made. @throws MediaError */
  async readMetadata(videoPath: string): Promise<VideoMetadata> {
    return fromTags((await this.#inspect(videoPath)).tags);
  }

  /** @throws MediaError if the file holds no video that can be read */
  async inspectVideo(path: string): Promise<VideoDescription> {
    return (await this.#inspect(path)).video;
  }

  /** Process ids, for tests and operations. */
  pids(): number[] {
    return [...this.#processes].map((encoder) => encoder.pid).filter((pid) => pid !== undefined);
  }

  /** Resolves when every process is gone. What was running or waiting is rejected. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const reason = new MediaError('The encoder has been stopped');
    for (const waiting of this.#waiting) waiting.reject(reason);
    this.#waiting.clear();
    await Promise.all([...this.#processes].map((encoder) => encoder.kill(reason)));
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  async #inspect(path: string): Promise<Inspection> {
    const answer = await this.#run({ type: 'inspect', path });
    if (answer.type !== 'inspected') throw new MediaError(NONSENSE);
    return answer.inspection;
  }

  async #run(order: Order, signal?: AbortSignal): Promise<Answer> {
    await this.#turn(signal);
    try {
      if (this.#isStopped) throw new MediaError('The encoder has been stopped');
      const [idle] = this.#idle;
      const encoder = idle ?? this.#spawn();
      this.#idle.delete(encoder);
      try {
        return await encoder.run(order, signal);
      } finally {
        if (encoder.isUsable) this.#idle.add(encoder);
      }
    } finally {
      this.#handOver();
    }
  }

  /** Resolves when this call may use a process; calls come in their order. */
  async #turn(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#busy < this.#limit) {
      this.#busy += 1;
      return;
    }
    const turn = deferred<void>();
    const abort = () => {
      this.#waiting.delete(turn);
      turn.reject(signal?.reason);
    };
    this.#waiting.add(turn);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await turn.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The turn goes straight to who has waited longest, so that no newcomer can slip in between. */
  #handOver(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#busy -= 1;
      return;
    }
    this.#waiting.delete(next);
    next.resolve();
  }

  #spawn(): EncoderProcess {
    const encoder = new EncoderProcess({
      modulePath: this.options.workerModulePath ?? compiledModule(import.meta.url, 'encoder-worker.js'),
      timeoutMs: this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
    this.#processes.add(encoder);
    void this.#forgetWhenGone(encoder);
    return encoder;
  }

  /** Also one that ends while it has nothing to do. */
  async #forgetWhenGone(encoder: EncoderProcess): Promise<void> {
    await encoder.gone;
    this.#processes.delete(encoder);
    this.#idle.delete(encoder);
  }
}
