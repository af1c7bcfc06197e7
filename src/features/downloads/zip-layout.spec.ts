import { ZipArchive } from 'archiver';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchivePlan } from './archive-plan.js';
import { type ArchiveEntry, planZip as sut } from './zip-layout.js';

const GIB = 1024 ** 3;
const MODIFIED = new Date('2026-11-21T10:20:30Z');

function fileEntry(name: string, size: number, checksum = 0x12345678): ArchiveEntry {
  return { name, modifiedAt: MODIFIED, path: `/nowhere/${name}`, size, crc32: checksum };
}

function headers(plan: ArchivePlan): Buffer[] {
  return plan.segments.flatMap((segment) => ('bytes' in segment ? [segment.bytes] : []));
}

/** One record of the central directory, as a reader takes it: 64-bit fields where the short ones say so. */
function centralRecords(plan: ArchivePlan): { size: bigint; offset: bigint; needs: number }[] {
  const tail = headers(plan).at(-1) ?? Buffer.alloc(0);
  const records = [];
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = tail.indexOf(signature); at >= 0; at = tail.indexOf(signature, at + 1)) {
    const extra = at + 46 + tail.readUInt16LE(at + 28);
    const isZip64 = tail.readUInt32LE(at + 24) === 0xffffffff;
    records.push({
      size: isZip64 ? tail.readBigUInt64LE(extra + 4) : BigInt(tail.readUInt32LE(at + 24)),
      offset: isZip64 ? tail.readBigUInt64LE(extra + 20) : BigInt(tail.readUInt32LE(at + 42)),
      needs: tail.readUInt16LE(at + 6),
    });
  }
  return records;
}

describe('planZip', () => {
  it('gives the bytes that archiver itself writes', async () => {
    const contents = [
      { name: 'README.txt', bytes: Buffer.from('hello\n') },
      { name: 'job_0_Füße_😀.mp4', bytes: Buffer.from('not really a video') },
      { name: 'job_1_video.mp4', bytes: Buffer.alloc(100_000, 7) },
      { name: 'job_2_empty.mp4', bytes: Buffer.alloc(0) },
    ];
    const archive = new ZipArchive({ store: true });
    for (const { name, bytes } of contents) archive.append(bytes, { name, date: MODIFIED, mode: 0o644 });
    const [expected] = await Promise.all([buffer(archive), archive.finalize()]);

    const plan = sut(
      contents.map(({ name, bytes }, index) =>
        index === 0
          ? { name, modifiedAt: MODIFIED, bytes }
          : { name, modifiedAt: MODIFIED, path: name, size: bytes.length, crc32: crc32(bytes) },
      ),
    );
    const parts = plan.segments.map((segment) =>
      'bytes' in segment
        ? segment.bytes
        : (contents.find(({ name }) => name === segment.path)?.bytes ?? Buffer.alloc(0)),
    );
    expect(Buffer.concat(parts).equals(expected)).toBe(true);
    expect(plan.size).toBe(expected.length);
  });

  it('covers every byte exactly once', () => {
    const plan = sut([fileEntry('a', 5), fileEntry('b', 0), fileEntry('c', 7)]);
    let next = 0;
    for (const segment of plan.segments) {
      expect(segment.start).toBe(next);
      next += segment.length;
    }
    expect(next).toBe(plan.size);
  });

  it('needs no ZIP64 below 4 GiB', () => {
    const plan = sut([fileEntry('a', 0xfffffffe)]);
    expect(centralRecords(plan)).toEqual([{ size: 0xfffffffen, offset: 0n, needs: 10 }]);
  });

  it.each([0xffffffff, 4 * GIB, 5 * GIB + 3, 20_000 * GIB])(
    'gives a file of %d bytes its size in ZIP64',
    (size) => {
      const plan = sut([fileEntry('a', size), fileEntry('b', 10)]);
      const local = headers(plan)[0] ?? Buffer.alloc(0);
      expect(local.readUInt16LE(4)).toBe(45);
      expect(local.readUInt16LE(6) & 0x08).toBe(0);
      expect(local.readUInt32LE(18)).toBe(0xffffffff);
      expect(local.readUInt32LE(22)).toBe(0xffffffff);
      expect(local.readBigUInt64LE(30 + 1 + 4)).toBe(BigInt(size));
      const start =
        plan.segments.find((segment) => 'path' in segment && segment.path.endsWith('/b'))?.start ?? 0;
      expect(centralRecords(plan)).toEqual([
        { size: BigInt(size), offset: 0n, needs: 45 },
        { size: 10n, offset: BigInt(start - 31), needs: 45 },
      ]);
    },
  );

  it('gives an entry at offset 4 GiB - 1, and the directory behind it, 64-bit offsets', () => {
    const first = 0xffffffff - 31;
    const plan = sut([fileEntry('a', first), fileEntry('b', 1)]);
    expect(centralRecords(plan)[1]).toEqual({ size: 1n, offset: 0xffffffffn, needs: 45 });
    const tail = headers(plan).at(-1) ?? Buffer.alloc(0);
    expect(tail.readBigUInt64LE(tail.indexOf('PK\x06\x06') + 48)).toBe(0xffffffffn + 32n);
  });
});

describe('a ZIP of more than 4 GiB, as other programs see it', () => {
  let folder: string;
  let path: string;
  const big = 4 * GIB + 123;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zip-layout-'));
    path = join(folder, 'big.zip');
    const plan = sut([
      fileEntry('job_0_big.mp4', big),
      fileEntry('job_1_small.mp4', 1000, crc32(Buffer.alloc(1000))),
    ]);
    const file = openSync(path, 'w');
    ftruncateSync(file, plan.size);
    for (const segment of plan.segments)
      if ('bytes' in segment) writeSync(file, segment.bytes, 0, segment.length, segment.start);
    closeSync(file);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is listed and its last entry tested by unzip', (context) => {
    const result = spawnSync('unzip', ['-t', path, 'job_1_small.mp4'], { encoding: 'utf8' });
    if (result.error) return context.skip(`unzip cannot be run: ${result.error.message}`);
    expect(result.stdout).toContain('No errors detected');
    expect(spawnSync('unzip', ['-l', path], { encoding: 'utf8' }).stdout).toContain(String(big));
  });

  it("is read by Python's zipfile", (context) => {
    const script = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert len(z.read('job_1_small.mp4')) == 1000
z.open('job_0_big.mp4').read(10)
print([i.file_size for i in z.infolist()])`;
    const result = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
    if (result.error) return context.skip(`python3 cannot be run: ${result.error.message}`);
    expect(result.stderr).toBe('');
    expect(result.stdout.trim()).toBe(`[${big}, 1000]`);
  });
});
