import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem, type ReadableFile } from '../../platform/storage/index.js';
import type { ArchivePlan } from './archive-plan.js';
import { writePlan as sut } from './write-plan.js';

const BUFFER = 512 * 1024;

let folder: string;
let files: CountingFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-plan-'));
  files = new CountingFiles();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The real files, and a note of what was read into which memory. */
class CountingFiles extends NodeFileSystem {
  read = 0;
  /** Operations on files that are under way. */
  running = 0;
  readonly memory = new Set<ArrayBufferLike>();

  override async openForReading(path: string): Promise<ReadableFile> {
    const file = await this.#counted(super.openForReading(path));
    return {
      read: async (target, position) => {
        this.memory.add(target.buffer);
        const count = await this.#counted(file.read(target, position));
        this.read += count;
        return count;
      },
      close: () => this.#counted(file.close()),
    };
  }

  async #counted<Value>(operation: Promise<Value>): Promise<Value> {
    this.running += 1;
    try {
      return await operation;
    } finally {
      this.running -= 1;
    }
  }
}

interface Held {
  chunk: Buffer;
  /** What was in the chunk when it came. */
  content: Buffer;
  release: () => void;
}

/** Calls back when the test says so. */
class HoldingClient extends Writable {
  readonly held: Held[] = [];
  readonly taken: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.held.push({ chunk, content: Buffer.from(chunk), release: callback });
  }
}

/** Files of the given sizes in bytes, with a few bytes before each. */
function plan(sizes: readonly number[]): { plan: ArchivePlan; whole: Buffer } {
  const segments = [];
  const parts = [];
  let start = 0;
  for (const [index, size] of sizes.entries()) {
    const head = Buffer.from(`head ${index}`);
    const content = Buffer.alloc(size);
    for (let at = 0; at < size; at += 4) content.writeUInt32LE(at * 8 + index, Math.min(at, size - 4));
    const path = join(folder, String(index));
    writeFileSync(path, content);
    segments.push({ start, length: head.length, bytes: head });
    segments.push({ start: start + head.length, length: size, path });
    parts.push(head, content);
    start += head.length + size;
  }
  return { plan: { size: start, segments }, whole: Buffer.concat(parts) };
}

/** Resolves when nothing happens any more without the client. */
async function quiet(client: HoldingClient): Promise<void> {
  let before = -1;
  for (let same = 0; same < 20;) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = files.read + client.held.length;
    same = now === before && files.running === 0 ? same + 1 : 0;
    before = now;
  }
}

describe('writePlan', () => {
  it('reads at most two buffers ahead of a slow reader, and overwrites none before its callback', async () => {
    const { plan: archive, whole } = plan([3 * BUFFER + 1001, 3 * BUFFER + 77]);
    const client = new HoldingClient();
    const range = { start: 3, end: archive.size - 5 };
    const sent = sut({ plan: archive, range, files }, client, new AbortController().signal);
    let takenOfFiles = 0;
    let mostAhead = 0;
    while (!client.writableEnded) {
      await quiet(client);
      mostAhead = Math.max(mostAhead, files.read - takenOfFiles);
      const oldest = client.held.shift();
      if (oldest === undefined) throw new Error('the download stands still');
      const { chunk, content, release } = oldest;
      // Nobody wrote into it since it came, however much was read meanwhile.
      expect(chunk.equals(content)).toBe(true);
      client.taken.push(Buffer.from(chunk));
      if (files.memory.has(chunk.buffer)) takenOfFiles += chunk.length;
      release();
      await quiet(client);
    }
    await sent;
    expect(mostAhead).toBe(2 * BUFFER);
    expect(files.memory.size).toBe(2);
    expect(Buffer.concat(client.taken).equals(whole.subarray(range.start, range.end + 1))).toBe(true);
  });

  it('takes no more memory than the largest part of a file that it sends', async () => {
    const { plan: archive } = plan([5000, 300]);
    const client = new Writable({ write: (_chunk, _encoding, callback) => void setImmediate(callback) });
    await sut(
      { plan: archive, range: { start: 4000, end: archive.size - 1 }, files },
      client,
      new AbortController().signal,
    );
    const partOfFirst = 5000 - (4000 - 'head 0'.length);
    expect([...files.memory].map(({ byteLength }) => byteLength)).toEqual([partOfFirst, partOfFirst]);
  });
});
