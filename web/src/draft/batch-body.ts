import type { BatchRequest, Job, PromptRequest } from '../api/types.js';
import { expandsWildcards } from './wildcards.js';
import type { Refusal } from './field-problems.js';
import {
  type Draft,
  FILE_ROLES,
  type NumericSetting,
  NUMERIC_SETTINGS,
  type PromptDraft,
  type SettingsDraft,
} from './draft.types.js';

export type BodyResult =
  { kind: 'body'; body: BatchRequest; sentIds: string[] } | { kind: 'refused'; refusal: Refusal };

type PromptObject = Exclude<PromptRequest, string>;

/**
 * What the form asks for. Empty fields are left out. Only what cannot be written as a number is refused here: ranges
 * are the server's to judge.
 */
export function toBatchBody(draft: Draft): BodyResult {
  const filled = draft.prompts.filter((prompt) => prompt.text.trim() !== '');
  const sentIds = filled.map((prompt) => prompt.id);
  if (filled.length === 0) {
    const problems = [{ path: 'prompts.0.prompt', message: 'Write what the video should show.' }];
    const first = draft.prompts.slice(0, 1).map((prompt) => prompt.id);
    return { kind: 'refused', refusal: { problems, message: '', sentIds: first } };
  }
  const problems = [
    ...filled.flatMap((prompt, index) => numberProblems(draft.shared, prompt, index)),
    ...countProblems(draft),
  ];
  if (problems.length > 0) return { kind: 'refused', refusal: { problems, message: '', sentIds } };
  return {
    kind: 'body',
    body: {
      prompts: filled.map((prompt) => promptBody(draft, prompt)),
      ...wildcardsOf(draft),
    },
    sentIds,
  };
}

function wildcardsOf(draft: Draft): Pick<BatchRequest, 'wildcards' | 'wildcard_count'> {
  const count = draft.wildcards.count.trim();
  if (!expandsWildcards(draft)) return {};
  return { wildcards: true, ...(count === '' ? {} : { wildcard_count: toNumber(count) }) };
}

function countProblems(draft: Draft): Refusal['problems'] {
  const count = draft.wildcards.count.trim();
  if (!expandsWildcards(draft) || count === '' || Number.isFinite(toNumber(count))) return [];
  return [{ path: 'wildcard_count', message: 'How many of the choices: must be a number.' }];
}

export function effectiveText(shared: SettingsDraft, own: SettingsDraft, field: keyof SettingsDraft): string {
  return own[field].trim() === '' ? shared[field].trim() : own[field].trim();
}

function numberProblems(shared: SettingsDraft, prompt: PromptDraft, index: number): Refusal['problems'] {
  return NUMERIC_SETTINGS.flatMap((field) => {
    const text = effectiveText(shared, prompt.own, field);
    return text === '' || Number.isFinite(toNumber(text))
      ? []
      : [{ path: `prompts.${index}.${field}`, message: 'Must be a number.' }];
  });
}

function promptBody({ shared, sharedFiles }: Draft, prompt: PromptDraft): PromptRequest {
  const settings: Omit<PromptObject, 'prompt'> = {};
  for (const field of NUMERIC_SETTINGS) {
    const text = effectiveText(shared, prompt.own, field);
    if (text !== '') settings[field] = toNumber(text);
  }
  for (const field of ['negative_prompt', 'engine'] as const) {
    const text = effectiveText(shared, prompt.own, field);
    if (text !== '') settings[field] = text;
  }
  for (const role of FILE_ROLES) {
    const file = prompt.files[role] ?? sharedFiles[role];
    if (file !== undefined) settings[role] = { id: file.id };
  }
  if (prompt.sessionId !== undefined) settings.session_id = prompt.sessionId;
  return Object.keys(settings).length === 0 ? prompt.text : { prompt: prompt.text, ...settings };
}

/** Decimal digits only, with a point or a comma: no `0x10`, no `1e3`. */
function toNumber(text: string): number {
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** The settings of an earlier job as form texts. Its engine is left to the server, which may have others today. */
export function settingsOf(job: Pick<Job, NumericSetting | 'negative_prompt'>): Partial<SettingsDraft> {
  const settings: Partial<SettingsDraft> = { negative_prompt: job.negative_prompt };
  for (const field of NUMERIC_SETTINGS) settings[field] = String(job[field]);
  return settings;
}
