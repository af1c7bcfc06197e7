import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldPath, Parameters } from '../../src/features/sessions/index.ts';
import { root } from '../support/build.ts';

export const PARTS = ['tune', 'held-out'] as const;
export type Part = (typeof PARTS)[number];

export interface LabelledPrompt {
  id: string;
  prompt: string;
  /** Whole: what the file leaves out is empty. */
  labels: Parameters;
  tags: string[];
}

export interface LabelledEdit {
  id: string;
  prompt: string;
  /** The parameters before the edit: the labels of the prompt. */
  parameters: Parameters;
  request: string;
  /** The new whole value by field; null where it is emptied. Every other field stays. */
  expected: Partial<Record<FieldPath, unknown>>;
  locks: FieldPath[];
  tags: string[];
}

type Parse = (value: unknown) => Parameters;

const folder = join(root, 'test', 'fixtures', 'prompts');

function lines(part: Part, file: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, part, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** @param parse the schema of parameters; @throws ZodError where a label is not of its field's type */
export function readPrompts(part: Part, parse: Parse): LabelledPrompt[] {
  return lines(part, 'extraction.jsonl').map((line) => ({
    ...(line as unknown as LabelledPrompt),
    labels: parse(line['labels']),
  }));
}

/** @throws Error where the prompt of an edit is not one of the same part */
export function readEdits(part: Part, prompts: readonly LabelledPrompt[]): LabelledEdit[] {
  const known = new Map(prompts.map(({ prompt, labels }) => [prompt, labels]));
  return lines(part, 'edits.jsonl').map((line) => {
    const edit = line as unknown as LabelledEdit;
    const parameters = known.get(edit.prompt);
    if (parameters === undefined) throw new Error(`${edit.id}: its prompt has no labels in ${part}`);
    return { ...edit, parameters, locks: edit.locks ?? [] };
  });
}
