import { z } from 'zod';

export const MOST_TEMPLATES = 200;
export const LONGEST_NAME = 80;
export const LONGEST_TEMPLATE = 4000;
const LONGEST_VALUE = 1000;
const MOST_SLOTS = 20;
const MOST_CHOICES = 50;

const slotName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and _, beginning with a letter')
  .refine((name) => name !== 'prompt', 'prompt is where the own prompt goes, no slot');
const plainText = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine(
      (text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text),
      'must be valid Unicode without NUL',
    );
const description = plainText(500).optional();
const value = plainText(LONGEST_VALUE).min(1);

const slotSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), name: slotName, description, default: value.optional() }),
  z
    .strictObject({
      type: z.literal('number'),
      name: slotName,
      description,
      min: z.number().optional(),
      max: z.number().optional(),
      default: z.number().optional(),
    })
    .refine(
      ({ min, max }) => min === undefined || max === undefined || min <= max,
      'min must not be above max',
    ),
  z.strictObject({
    type: z.literal('choice'),
    name: slotName,
    description,
    choices: z.array(value).min(1).max(MOST_CHOICES),
    default: value.optional(),
  }),
]);
export type Slot = z.output<typeof slotSchema>;

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Names in `{{name}}`, in their order. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim());
}

/** Every placeholder replaced once; what is put in is never looked at again. */
export function fillIn(text: string, valueOf: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => valueOf(name.trim()));
}

/** What a user says of a template. */
export const templateContentSchema = z
  .strictObject({
    name: plainText(LONGEST_NAME)
      .trim()
      .min(1)
      .refine((name) => !/\p{Cc}/u.test(name), 'must not hold control characters'),
    /** A style adds to a prompt how it looks; a prompt says what is seen. */
    kind: z.enum(['prompt', 'style']).default('prompt'),
    description,
    /** With `{{slot}}` and `{{prompt}}`. */
    text: plainText(LONGEST_TEMPLATE).refine((text) => text.trim() !== '', 'must not be empty'),
    negative: plainText(LONGEST_TEMPLATE).optional(),
    slots: z.array(slotSchema).max(MOST_SLOTS).default([]),
  })
  .superRefine((content, context) => {
    const names = content.slots.map(({ name }) => name);
    const problem = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    names.forEach((name, index) => {
      if (names.indexOf(name) < index) problem(['slots', index, 'name'], `there is another slot ${name}`);
    });
    for (const name of placeholdersOf(content.text)) {
      if (name !== 'prompt' && !names.includes(name))
        problem(['text'], `there is no slot for {{${name.slice(0, 40)}}}`);
    }
    for (const name of placeholdersOf(content.negative ?? '')) {
      if (!names.includes(name)) problem(['negative'], `there is no slot for {{${name.slice(0, 40)}}}`);
    }
    content.slots.forEach((slot, index) => {
      const wrong = slot.default === undefined ? undefined : slotProblem(slot, slot.default);
      if (wrong !== undefined) problem(['slots', index, 'default'], wrong);
    });
  });
export type TemplateContent = z.output<typeof templateContentSchema>;

/** Why a value does not fit a slot; undefined where it does. */
export function slotProblem(slot: Slot, given: unknown): string | undefined {
  if (slot.type === 'number') {
    if (typeof given !== 'number' || !Number.isFinite(given)) return 'Input should be a valid number';
    if (slot.min !== undefined && given < slot.min)
      return `Input should be greater than or equal to ${slot.min}`;
    return slot.max !== undefined && given > slot.max
      ? `Input should be less than or equal to ${slot.max}`
      : undefined;
  }
  if (typeof given !== 'string') return 'Input should be a valid string';
  if (slot.type === 'choice') {
    return slot.choices.includes(given) ? undefined : `Input should be one of ${slot.choices.join(', ')}`;
  }
  const parsed = value.safeParse(given);
  return parsed.success ? undefined : `must be valid Unicode of 1 to ${LONGEST_VALUE} characters`;
}

/** A template as it lies on disk. Times are milliseconds since 1970. */
export const templateRecordSchema = z.strictObject({
  id: z.string(),
  owner: z.string(),
  /** Counts the changes, from 1. */
  revision: z.number().int().min(1),
  createdAt: z.number(),
  updatedAt: z.number(),
  content: templateContentSchema,
});
export type TemplateRecord = z.output<typeof templateRecordSchema>;

/** A template as callers see it. */
export interface Template extends TemplateContent {
  id: string;
  /** 0 for those that ship with the project. */
  revision: number;
  isShipped: boolean;
  /** Null for those that ship with the project. */
  createdAt: number | null;
  updatedAt: number | null;
}
