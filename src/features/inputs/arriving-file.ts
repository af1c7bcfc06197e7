import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import { isStorageFull, type OpenFile, type Storage } from '../../platform/storage/index.js';
import { arrivingFolder } from './input-paths.js';

/** A whole file under a temporary name, on disk, and what was measured while it was written. */
export interface ArrivedFile {
  path: string;
  /** SHA-256 in hex. */
  hash: string;
  /** Bytes. */
  size: number;
}

export interface Arrival {
  dataDir: string;
  /** Bytes. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** Small pieces are gathered, in the same memory again and again: each write costs a trip to another thread. */
const WRITE_BYTES = 256 * 1024;

/**
 * Writes what comes to a temporary file, never holding more of it than a piece. Nothing is left where it breaks off.
 * @throws DomainError input_too_large, input_invalid for nothing at all, storage_full; what the content throws
 */
export async function receiveFile(
  storage: Storage,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { dataDir, maxBytes, signal }: Arrival,
): Promise<ArrivedFile> {
  const folder = arrivingFolder(dataDir);
  await storage.ensureFolder(folder);
  const path = join(folder, randomUUID());
  try {
    const file = await storage.files.open(path, 'create');
    try {
      const written = await writeAll(file, content, { maxBytes, signal });
      await file.sync();
      return { path, ...written };
    } finally {
      await file.close();
    }
  } catch (error) {
    await storage.files.removeTree(path);
    if (isStorageFull(error) && !(error instanceof DomainError))
      throw new DomainError('storage_full', 'The disk is full; nothing was stored.', { cause: error });
    throw error;
  }
}

async function writeAll(
  file: OpenFile,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { maxBytes, signal }: Omit<Arrival, 'dataDir'>,
): Promise<{ hash: string; size: number }> {
  const sha256 = createHash('sha256');
  const gathered = Buffer.allocUnsafeSlow(WRITE_BYTES);
  let filled = 0;
  let size = 0;
  const flush = async () => {
    const piece = gathered.subarray(0, filled);
    sha256.update(piece);
    await file.write(piece);
    filled = 0;
  };
  for await (const chunk of content) {
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    for (let taken = 0; taken < chunk.length;) {
      const part = chunk.subarray(taken, taken + gathered.length - filled);
      gathered.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled === gathered.length) await flush();
    }
  }
  if (size === 0) throw new DomainError('input_invalid', 'The file is empty: it has 0 bytes');
  await flush();
  return { hash: sha256.digest('hex'), size };
}

export function tooLarge(maxBytes: number): DomainError {
  return new DomainError('input_too_large', `The file is larger than ${maxBytes / 1e6} MB (MAX_UPLOAD_MB)`);
}
