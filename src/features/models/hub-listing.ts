import { z } from 'zod';
import { ModelError } from './model-error.js';
import type { HubFile, Revision } from './model.types.js';

const MOST_FILES = 10_000;
const LONGEST_PATH = 1000;
const LONGEST_NAME = 200;

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `GET /api/models/<id>/revision/<revision>?blobs=true` */
const answerSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size,
        blobId: z
          .string()
          .regex(/^[0-9a-f]{40}$/)
          .optional(),
        lfs: z.object({ sha256, size }).nullish(),
      }),
    )
    .min(1)
    .max(MOST_FILES),
});

/** @throws ModelError for a listing that no download can be made of */
export function readListing(text: string): Revision {
  const parsed = answerSchema.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ModelError(
      `The hub's list of files cannot be used: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  const { sha, siblings } = parsed.data;
  const files = siblings.map(({ rfilename, size: bytes, blobId, lfs }): HubFile => {
    if (!isInside(rfilename))
      throw new ModelError("The hub's list of files cannot be used: it has a path that leads elsewhere");
    if (lfs) return { path: rfilename, size: lfs.size, digest: { sha256: lfs.sha256 } };
    if (blobId === undefined)
      throw new ModelError("The hub's list of files cannot be used: it has a file without a checksum");
    return { path: rfilename, size: bytes, digest: { gitBlob: blobId } };
  });
  if (new Set(files.map(({ path }) => path)).size < files.length)
    throw new ModelError("The hub's list of files cannot be used: it has a file twice");
  return { commit: sha, files };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError("The hub's list of files cannot be used: it is not JSON");
  }
}

/** Relative, with plain names only. */
export function isInside(path: string): boolean {
  if (path.length > LONGEST_PATH || /[\\\p{Cc}:*?"<>|]/u.test(path)) return false;
  return path.split('/').every((name) => name.length <= LONGEST_NAME && !/^\.{0,2}$/.test(name));
}
