import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { readFrames } from './frame-reader.js';
import { MediaError } from './media.types.js';

describe('readFrames', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'frames-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const read = async (content: Buffer, bytes: number, count: number) => {
    const path = join(dir, 'frames.rgb');
    writeFileSync(path, content);
    const frames: Buffer[] = [];
    for await (const frame of readFrames(new NodeFileSystem(), path, { bytes, count }))
      frames.push(Buffer.from(frame));
    return frames;
  };

  // Smaller than, equal to, and larger than what is read from a file at once.
  it.each([3, 512 * 1024, 700_001])('cuts a file into frames of %d bytes', async (bytes) => {
    const content = Buffer.from(Array.from({ length: bytes * 3 }, (_, at) => at % 251));
    const frames = await read(content, bytes, 3);
    expect(frames).toHaveLength(3);
    expect(Buffer.concat(frames).equals(content)).toBe(true);
  });

  it.each([11, 13, 0])('refuses a file of %d bytes where 12 are needed', async (size) => {
    await expect(read(Buffer.alloc(size), 4, 3)).rejects.toThrow(MediaError);
  });
});
