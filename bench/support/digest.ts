import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { VideoFile } from './finished-jobs.ts';

/** As a record of a job holds it. */
export function digestOf(content: Uint8Array): VideoFile {
  return {
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    crc32: crc32(content),
  };
}
