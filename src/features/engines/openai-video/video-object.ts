import { z } from 'zod';

/** An id that is safe in a path: everything else from a server is not taken for one. */
const remoteId = z.string().regex(/^[A-Za-z0-9_.:-]{1,256}$/);

const problem = z
  .object({ code: z.string().max(200).nullish(), message: z.string().nullish() })
  .nullish()
  .catch(undefined);

/**
 * The object of `/v1/videos`, as far as it is used. Dialects differ in which keys they fill; only the id and the
 * status are in all of them.
 */
export const videoObject = z.object({
  id: remoteId,
  status: z.string().max(64),
  progress: z.number().min(0).max(100).nullish().catch(undefined),
  /** Seconds since 1970. */
  created_at: z.number().nullish().catch(undefined),
  prompt: z.string().nullish().catch(undefined),
  error: problem,
});
export type VideoObject = z.infer<typeof videoObject>;

export const videoList = z.object({ data: z.array(videoObject).max(1000) });

export const modelList = z.object({
  data: z.array(z.object({ id: z.string().max(300) })).max(1000),
});
