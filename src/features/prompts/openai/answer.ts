import { z } from 'zod';
import { cleanText } from './clean-value.js';
import { fieldValuesJson, fieldValuesSchema } from './field-values.js';
import { type JsonSchema, objectOf } from './strict-schema.js';

/** Longest prompt that is taken from a model, in characters. */
export const LONGEST_PROMPT_ANSWER = 20_000;

const promptText = z.string().max(LONGEST_PROMPT_ANSWER).transform(cleanText).pipe(z.string().min(1));
const notes = z.array(z.string().max(1000).transform(cleanText)).max(50).default([]);

const text: JsonSchema = { type: 'string' };
const texts: JsonSchema = { type: 'array', items: text };

/** The form of an answer: as the server gets it, and as it is checked. */
export interface AnswerForm<T> {
  name: string;
  json: JsonSchema;
  zod: z.ZodType<T>;
}

const form = <T>(name: string, json: Record<string, JsonSchema>, zod: z.ZodType<T>): AnswerForm<T> => ({
  name,
  json: objectOf(json),
  zod,
});

export const FIELDS_ANSWER = form(
  'fields',
  { fields: fieldValuesJson },
  z.object({ fields: fieldValuesSchema }),
);

export const PROMPT_ANSWER = form('prompt', { prompt: text }, z.object({ prompt: promptText }));

export const CHANGES_ANSWER = form(
  'changes',
  { changes: fieldValuesJson, notes: texts },
  z.object({ changes: fieldValuesSchema, notes }),
);

export const UPDATE_ANSWER = form(
  'update',
  { changes: fieldValuesJson, prompt: text, notes: texts },
  z.object({ changes: fieldValuesSchema, prompt: promptText, notes }),
);

export const VARIATIONS_ANSWER = form(
  'variations',
  { variations: { type: 'array', items: objectOf({ prompt: text, changes: fieldValuesJson }) } },
  z.object({
    variations: z.array(z.object({ prompt: promptText, changes: fieldValuesSchema.default([]) })).max(100),
  }),
);
