import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EngineCapabilities, InputRole, Task } from './engine.port.js';

/** Engines of one name that can do the same: it does not matter which of them gets a job. */
export interface EngineClass {
  /** `<name>-<hash of what it can do>` */
  id: string;
  name: string;
  capabilities: EngineCapabilities;
}

/** An engine of another process, as it tells of it. */
export interface ToldEngine {
  name: string;
  capabilities: EngineCapabilities;
  /** Names of its devices, as everybody sees them. */
  devices: readonly string[];
  /** What it calls its class: another version may know of abilities that this one leaves out. */
  class?: string;
}

export function classOf(name: string, capabilities: EngineCapabilities): EngineClass {
  const hash = createHash('sha256')
    .update(JSON.stringify(sorted(capabilities)))
    .digest('hex')
    .slice(0, 10);
  return { id: `${name}-${hash}`, name, capabilities };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

const amount = z.number();
const whole = z.number().int();
const integerRange = z.object({
  min: whole,
  max: whole,
  multipleOf: whole.positive().exactOptional(),
  plus: whole.exactOptional(),
});
const numberRange = z.object({ min: amount, max: amount });

const task = z.enum([
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'text-to-image',
  'image-to-image',
  'audio-driven',
]) satisfies z.ZodType<Task>;
const inputRole = z.enum(['image', 'last-image', 'video', 'audio']) satisfies z.ZodType<InputRole>;
const defaults = z.object({
  width: whole,
  height: whole,
  numFrames: whole,
  fps: amount,
  steps: whole,
  guidanceScale: amount,
  negativePrompt: z.string(),
});
const someDefaults = z.object({
  width: whole.exactOptional(),
  height: whole.exactOptional(),
  numFrames: whole.exactOptional(),
  fps: amount.exactOptional(),
  steps: whole.exactOptional(),
  guidanceScale: amount.exactOptional(),
  negativePrompt: z.string().exactOptional(),
});

/** Each ability has its line here, or the compiler complains: what was left out, other processes would not know. */
const abilities = {
  tasks: z.array(task).max(16),
  ranges: z.object({
    width: integerRange,
    height: integerRange,
    numFrames: integerRange,
    fps: numberRange,
    steps: integerRange,
    guidanceScale: numberRange,
  }),
  sizes: z
    .array(z.object({ width: whole, height: whole }))
    .max(100)
    .exactOptional(),
  cancel: z.enum(['none', 'queued-only', 'step', 'kill']),
  progress: z.enum(['steps', 'percent', 'none']),
  defaults,
  taskDefaults: z.partialRecord(task, someDefaults).exactOptional(),
  unusedRoles: z.partialRecord(task, z.array(inputRole).max(16)).exactOptional(),
  model: z.string(),
} satisfies Record<keyof Required<EngineCapabilities>, z.ZodType>;

const capabilities = z.object(abilities) satisfies z.ZodType<EngineCapabilities>;

/** What a process says of its engines, in the order of its `ENGINES`. */
export const toldEnginesSchema = z
  .array(
    z.object({
      name: z.string().min(1).max(100),
      capabilities,
      devices: z.array(z.string().max(300)).max(1024),
      class: z
        .string()
        .regex(/^[\w.-]{1,120}$/)
        .exactOptional(),
    }),
  )
  .max(64) satisfies z.ZodType<ToldEngine[]>;
