import { constants, promises as fs, type ReadStream } from 'node:fs';
import { resolve, sep } from 'node:path';
import { errnoOf } from '../../kernel/errors.js';

/** A path leads out of the folder, or not to a plain file in it. Which of these is nobody's business. */
export class NotInsideError extends Error {
  override readonly name = 'NotInsideError';
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** Errors that a path which somebody made up may cause. */
const PATH_ERRORS = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENXIO',
]);

/**
 * Opens a plain file inside a folder, however its path is written: relative to the folder or absolute. Links are
 * followed as long as they stay inside. Closed when the stream ends or is destroyed.
 * @throws NotInsideError
 */
export async function openInside(folder: string, path: string): Promise<ReadStream> {
  if (path.includes('\0')) throw new NotInsideError();
  try {
    const root = await fs.realpath(folder);
    const real = await fs.realpath(resolve(root, path));
    if (!isInside(root, real)) throw new NotInsideError();
    // Not blocking: opening a pipe would wait for somebody to write into it.
    const file = await fs.open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const [opened, named] = await Promise.all([file.stat(), fs.stat(real)]);
      // Whoever may write into the folder may have put a link there since.
      const isSame = opened.dev === named.dev && opened.ino === named.ino;
      if (!opened.isFile() || !isSame || (await fs.realpath(real)) !== real) throw new NotInsideError();
      return file.createReadStream();
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (PATH_ERRORS.has(errnoOf(error) ?? '')) throw new NotInsideError();
    throw error;
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
