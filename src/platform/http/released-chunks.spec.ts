import { describe, expect, it } from 'vitest';
import { releasedChunks } from './released-chunks.js';

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

describe('releasedChunks', () => {
  it('passes everything on in its order', async () => {
    const seen: string[] = [];
    const chunks = ['one', 'two', 'three'].map((text) => new TextEncoder().encode(text));
    for await (const chunk of releasedChunks(each(chunks))) seen.push(new TextDecoder().decode(chunk));
    expect(seen).toEqual(['one', 'two', 'three']);
  });

  it('gives memory back when the next piece is asked for, and not before', async () => {
    const first = new Uint8Array(8);
    const sut = releasedChunks(each([first, new Uint8Array(8)]));
    await sut.next();
    expect(first.byteLength).toBe(8);
    await sut.next();
    expect([first.byteLength, first.buffer.detached]).toEqual([0, true]);
  });

  it('leaves memory alone that others have a part of', async () => {
    const whole = new Uint8Array(8).fill(7);
    const sut = releasedChunks(each([whole.subarray(0, 4), whole.subarray(4)]));
    for await (const chunk of sut) expect([...chunk]).toEqual([7, 7, 7, 7]);
    expect(whole.byteLength).toBe(8);
  });

  it('leaves the piece alone at which its reader stops', async () => {
    const first = new Uint8Array(8);
    for await (const _ of releasedChunks(each([first]))) break;
    expect(first.byteLength).toBe(8);
  });
});
