import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** What was read is not what was recorded: a file that was changed, cut, or has decayed. */
export class ContentChangedError extends Error {
  override readonly name = 'ContentChangedError';
}

/** Lets bytes through and ends with an error, before its end is told, where they are not the expected ones. */
export class CheckedContent extends Transform {
  readonly #hash = createHash('sha256');
  #size = 0;

  constructor(private readonly expected: { size: number; sha256: string }) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const { size, sha256 } = this.expected;
    const isSame = this.#size === size && this.#hash.digest('hex') === sha256;
    done(isSame ? null : new ContentChangedError('The file is not what was recorded when it was published.'));
  }
}
