import { z } from 'zod';
import { parseJobId } from '../../kernel/ids.js';
import type { DeviceView } from './device.types.js';

const jobId = z
  .string()
  .transform((text, ctx) => parseJobId(text) ?? (ctx.addIssue('not a job id'), z.NEVER));
const pause = z.object({ reason: z.string(), until: z.number() });

/** What a process says of its devices. */
export const toldDevicesSchema = z
  .array(
    z.object({
      name: z.string().min(1).max(400),
      kind: z.enum(['cpu', 'cuda', 'remote']),
      index: z.number().int().nonnegative(),
      members: z.array(z.number().int()).max(64).exactOptional(),
      detail: z.string().max(500).exactOptional(),
      engine: z.string().max(100),
      state: z.enum(['idle', 'busy', 'backing-off', 'quarantined']),
      jobs: z.array(jobId).max(64),
      recentRunMs: z.array(z.number()).max(10),
      failures: z.number().int().nonnegative(),
      quarantine: pause.exactOptional(),
      backOff: pause.exactOptional(),
    }),
  )
  .max(1024) satisfies z.ZodType<DeviceView[]>;
