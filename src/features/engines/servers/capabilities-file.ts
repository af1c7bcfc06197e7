import { z } from 'zod';
import { messageOf } from '../../../kernel/errors.js';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import type { EngineCapabilities, Task } from '../engine.port.js';

const TASKS = [
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'text-to-image',
  'image-to-image',
  'audio-driven',
] as const satisfies readonly Task[];

const MAX_NUMBER = 1_000_000;
const amount = z.number().min(0).max(MAX_NUMBER);
const whole = amount.int();
const ordered = { message: 'min must not be above max' };
const integerRange = z
  .strictObject({
    min: whole,
    max: whole,
    multipleOf: whole.min(1).exactOptional(),
    plus: whole.exactOptional(),
  })
  .refine(({ min, max }) => min <= max, ordered);
const numberRange = z
  .strictObject({ min: amount, max: amount })
  .refine(({ min, max }) => min <= max, ordered);

/** What an operator may say about the model behind a server; each field replaces what the server or the adapter says. */
const capabilitiesFileSchema = z.strictObject({
  model: z.string().min(1).max(200).exactOptional(),
  tasks: z.array(z.enum(TASKS)).min(1).exactOptional(),
  ranges: z
    .strictObject({
      width: integerRange,
      height: integerRange,
      numFrames: integerRange,
      fps: numberRange,
      steps: integerRange,
      guidanceScale: numberRange,
    })
    .partial()
    .exactOptional(),
  sizes: z
    .array(z.strictObject({ width: whole.min(1), height: whole.min(1) }))
    .max(100)
    .exactOptional(),
  defaults: z
    .strictObject({
      width: whole,
      height: whole,
      numFrames: whole,
      fps: amount,
      steps: whole,
      guidanceScale: amount,
      negativePrompt: z.string().max(20_000),
    })
    .partial()
    .exactOptional(),
});

export type CapabilitiesFile = z.output<typeof capabilitiesFileSchema>;

/** The file of capabilities cannot be read, or says what makes no sense; the message names the file and the field. */
export class CapabilitiesFileError extends Error {
  override readonly name = 'CapabilitiesFileError';
}

/** @throws CapabilitiesFileError */
export async function readCapabilitiesFile(files: FileSystemPort, path: string): Promise<CapabilitiesFile> {
  let content: unknown;
  try {
    content = JSON.parse((await files.readFile(path)).toString('utf8'));
  } catch (error) {
    throw new CapabilitiesFileError(`The file of capabilities ${path} cannot be read: ${messageOf(error)}`);
  }
  const parsed = capabilitiesFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: field, message }) => `${field.length === 0 ? 'the whole' : field.join('.')}: ${message}`,
  );
  throw new CapabilitiesFileError(`The file of capabilities ${path} is not valid. ${problems.join('; ')}`);
}

/** What is known of a model, with the operator's word over it. */
export function withCapabilitiesFile(
  known: EngineCapabilities,
  file: CapabilitiesFile | undefined,
): EngineCapabilities {
  if (file === undefined) return known;
  const { ranges, defaults, ...rest } = file;
  return {
    ...known,
    ...rest,
    ranges: { ...known.ranges, ...(ranges as Partial<EngineCapabilities['ranges']> | undefined) },
    defaults: { ...known.defaults, ...(defaults as Partial<EngineCapabilities['defaults']> | undefined) },
  };
}

/** Where neither a server, nor an adapter, nor the operator says more. */
export const UNKNOWN_CAPABILITIES: Omit<EngineCapabilities, 'cancel' | 'model'> = {
  tasks: ['text-to-video'],
  ranges: {
    width: { min: 64, max: 4096, multipleOf: 8 },
    height: { min: 64, max: 4096, multipleOf: 8 },
    numFrames: { min: 1, max: 1000 },
    fps: { min: 1, max: 120 },
    steps: { min: 1, max: 200 },
    guidanceScale: { min: 0, max: 30 },
  },
  progress: 'none',
  defaults: {
    width: 832,
    height: 480,
    numFrames: 81,
    fps: 16,
    steps: 40,
    guidanceScale: 5,
    negativePrompt: '',
  },
};
