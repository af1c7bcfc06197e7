import type { ReadableFile } from '../../../../platform/storage/file-system.port.js';

const WINDOW_BYTES = 65_536;

/** One field of a message: a number, or where the bytes of its value lie in the file. */
export type ProtoField =
  | { number: number; kind: 'number'; value: number }
  | { number: number; kind: 'bytes'; start: number; end: number };

/** Why bytes are no message; the caller knows the file. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/**
 * Walks over the fields of Protocol Buffers messages in a file without reading what it skips: graphs are small, and the
 * weights between them are not.
 */
export class ProtobufReader {
  #window = new Uint8Array(WINDOW_BYTES);
  #windowStart = 0;
  #windowLength = 0;

  constructor(
    private readonly file: ReadableFile,
    readonly size: number,
  ) {}

  /** The fields of the message from `start` to before `end`. @throws ProtobufError */
  async *fields(start: number, end: number): AsyncGenerator<ProtoField> {
    let at = start;
    while (at < end) {
      const tag = await this.#varint(at);
      at = tag.next;
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      if (wire === 0) {
        const { value, next } = await this.#varint(at);
        at = next;
        yield { number, kind: 'number', value };
        continue;
      }
      const length = wire === 2 ? await this.#varint(at) : { value: fixedLength(wire), next: at };
      at = length.next + length.value;
      if (at > end) throw new ProtobufError(`is cut off: ${at} bytes are needed, and there are ${end}`);
      yield { number, kind: 'bytes', start: length.next, end: at };
    }
  }

  /** A short text. @throws ProtobufError */
  async text({ start, end }: { start: number; end: number }): Promise<string> {
    if (end - start > WINDOW_BYTES) throw new ProtobufError('holds a name that is too long');
    await this.#fill(start, end - start);
    const offset = start - this.#windowStart;
    return Buffer.from(this.#window.subarray(offset, offset + end - start)).toString('utf8');
  }

  /** Exact up to 2^53, which no size in a file reaches; larger ones (negative numbers) only look large. */
  async #varint(at: number): Promise<{ value: number; next: number }> {
    await this.#fill(at, 10);
    let value = 0;
    for (let index = 0; index < 10; index += 1) {
      const offset = at + index - this.#windowStart;
      if (offset >= this.#windowLength) break;
      const byte = this.#window[offset] as number;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, next: at + index + 1 };
    }
    throw new ProtobufError('is cut off, or no ONNX graph');
  }

  /** Brings bytes into the window, as far as there are any. */
  async #fill(start: number, length: number): Promise<void> {
    const from = start - this.#windowStart;
    if (from >= 0 && from + Math.min(length, this.size - start) <= this.#windowLength) return;
    this.#windowStart = start;
    this.#windowLength = 0;
    while (this.#windowLength < this.#window.length) {
      const read = await this.file.read(
        this.#window.subarray(this.#windowLength),
        start + this.#windowLength,
      );
      if (read === 0) return;
      this.#windowLength += read;
    }
  }
}

function fixedLength(wire: number): number {
  if (wire === 1) return 8;
  if (wire === 5) return 4;
  throw new ProtobufError('is no ONNX graph');
}
