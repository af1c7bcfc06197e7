import { z } from 'zod';

/** What a process says of itself, again and again, in a file of its own on the shared folder. */
export const signSchema = z.object({
  id: z.uuid(),
  /** For people: host and process id. */
  name: z.string().min(1).max(200),
  role: z.enum(['all', 'api', 'worker']),
  /** Rises with each sign; that it does is what says that the process lives. */
  beat: z.number().int().nonnegative(),
  startedAt: z.number().int().nonnegative(),
  /** It ended in an orderly way, and holds nothing any more. */
  stoppedAt: z.number().int().nonnegative().exactOptional(),
  /** What its features tell, by their names; each checks its own. */
  facts: z.record(z.string(), z.unknown()),
});

export type Sign = z.infer<typeof signSchema>;
