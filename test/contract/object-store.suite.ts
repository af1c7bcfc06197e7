import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ContentChangedError,
  type NewObject,
  type ObjectPlace,
  type ObjectStorePort,
} from '../../src/platform/objects/index.js';

export function objectOf(bytes: Buffer, change: Partial<NewObject> = {}): NewObject {
  return {
    open: () => Readable.from([bytes.subarray(0, 10), bytes.subarray(10)], { objectMode: false }),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mediaType: 'video/mp4',
    ...change,
  };
}

export async function bytesOf(stream: Readable | undefined): Promise<Buffer | undefined> {
  if (stream === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Content that no compression or accident makes shorter. */
export function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0, state = 7; at < size; at += 1) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

let next = 0;

/** What every object storage does for us: the real one and the double of the tests agree. */
export function describeObjectStore(name: string, make: () => ObjectStorePort): void {
  describe(`object storage ${name}`, () => {
    let sut: ObjectStorePort;
    let place: ObjectPlace;
    const { signal } = new AbortController();

    beforeEach(() => {
      sut = make();
      place = { bucket: sut.target?.bucket ?? '', key: `videos/suite-${(next += 1)}/video.mp4` };
    });

    it('keeps what it is given', async () => {
      const bytes = noise(20_000);
      await sut.put(place, objectOf(bytes), signal);
      expect(await sut.sizeOf(place)).toBe(bytes.length);
      expect((await bytesOf(await sut.read(place)))?.equals(bytes)).toBe(true);
    });

    it('keeps what is larger than one part of an upload', { timeout: 60_000 }, async () => {
      const bytes = noise(20 * 1024 * 1024 + 1);
      await sut.put(place, objectOf(bytes), signal);
      expect(await sut.sizeOf(place)).toBe(bytes.length);
      const found = await bytesOf(
        await sut.read(place, { start: bytes.length - 5000, end: bytes.length - 1 }),
      );
      expect(found?.equals(bytes.subarray(-5000))).toBe(true);
    });

    it('replaces an object of the same name', async () => {
      await sut.put(place, objectOf(Buffer.from('an old content')), signal);
      await sut.put(place, objectOf(Buffer.from('a newer content')), signal);
      expect((await bytesOf(await sut.read(place)))?.toString()).toBe('a newer content');
    });

    it('gives a part', async () => {
      await sut.put(place, objectOf(Buffer.from('0123456789abcdef')), signal);
      expect((await bytesOf(await sut.read(place, { start: 3, end: 5 })))?.toString()).toBe('345');
    });

    it('stores nothing of a content that is not the recorded one', async () => {
      const bytes = noise(30_000);
      const changed = objectOf(bytes, { sha256: 'f'.repeat(64) });
      await expect(sut.put(place, changed, signal)).rejects.toBeInstanceOf(ContentChangedError);
      expect(await sut.sizeOf(place)).toBeUndefined();
    });

    it('stores nothing of a source that breaks off', async () => {
      const open = () =>
        new Readable({
          read() {
            this.push(noise(100));
            this.destroy(Object.assign(new Error('EIO: read'), { code: 'EIO', syscall: 'read', path: 'x' }));
          },
        });
      await expect(sut.put(place, objectOf(noise(200), { open }), signal)).rejects.toThrow('EIO');
      expect(await sut.sizeOf(place)).toBeUndefined();
    });

    it('stores nothing once it is told to stop', async () => {
      const stop = AbortSignal.abort(new Error('stopping'));
      await expect(sut.put(place, objectOf(noise(200)), stop)).rejects.toThrow('stopping');
      expect(await sut.sizeOf(place)).toBeUndefined();
    });

    it('knows nothing of what is not there, and removes it without an error', async () => {
      expect(await sut.sizeOf(place)).toBeUndefined();
      expect(await sut.read(place)).toBeUndefined();
      await expect(sut.remove(place)).resolves.toBeUndefined();
    });

    it('removes', async () => {
      await sut.put(place, objectOf(Buffer.from('some content')), signal);
      await sut.remove(place);
      expect(await sut.sizeOf(place)).toBeUndefined();
    });
  });
}
