import { FilterAPI, type Frame } from 'node-av';
import sharp from 'sharp';
import { MediaError } from './media.types.js';

const QUALITY = 85;
const TO_RGB = 'scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgb24';

/** Makes a poster of a video's middle frame, or of its first where it turns out to be shorter than it says. */
export class PosterWriter implements Disposable {
  readonly #converter = FilterAPI.create(TO_RGB, { graph: { nbThreads: 1 } });
  readonly #wanted: number;
  #seen = 0;
  #isWritten = false;

  constructor(
    private readonly path: string,
    numFrames: number,
  ) {
    this.#wanted = Math.floor(numFrames / 2);
  }

  get isWritten(): boolean {
    return this.#isWritten;
  }

  /** No further frame is needed. */
  get isDone(): boolean {
    return this.#seen > this.#wanted;
  }

  /** @param frame not kept */
  async offer(frame: Frame): Promise<void> {
    const index = this.#seen;
    this.#seen += 1;
    if (index !== 0 && index !== this.#wanted) return;
    const [converted] = await this.#converter.processAll(frame);
    if (converted === undefined) throw new MediaError('converting a frame to RGB gave nothing');
    using rgb = converted;
    await sharp(rgb.toBuffer(), { raw: { width: rgb.width, height: rgb.height, channels: 3 } })
      .jpeg({ quality: QUALITY })
      .toFile(this.path);
    this.#isWritten = true;
  }

  [Symbol.dispose](): void {
    this.#converter.close();
  }
}
