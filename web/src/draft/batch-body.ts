import { type BatchBody, type NumericSetting, NUMERIC_SETTINGS, type PromptBody } from '../api-types.js';
import type { Refusal } from './field-problems.js';
import { type Draft, isNumericSetting, type PromptDraft, type SettingsDraft } from './draft.types.js';

export type BodyResult =
  { kind: 'body'; body: BatchBody; sentIds: string[] } | { kind: 'refused'; refusal: Refusal };

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
  const problems = filled.flatMap((prompt, index) => numberProblems(draft.shared, prompt, index));
  if (problems.length > 0) return { kind: 'refused', refusal: { problems, message: '', sentIds } };
  return {
    kind: 'body',
    body: { prompts: filled.map((prompt) => promptBody(draft.shared, prompt)) },
    sentIds,
  };
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

function promptBody(shared: SettingsDraft, prompt: PromptDraft): PromptBody {
  const numbers: Partial<Record<NumericSetting, number>> = {};
  for (const field of NUMERIC_SETTINGS) {
    const text = effectiveText(shared, prompt.own, field);
    if (text !== '') numbers[field] = toNumber(text);
  }
  const negative = effectiveText(shared, prompt.own, 'negative_prompt');
  const settings = { ...numbers, ...(negative === '' ? {} : { negative_prompt: negative }) };
  return Object.keys(settings).length === 0 ? prompt.text : { prompt: prompt.text, ...settings };
}

/** Decimal digits only, with a point or a comma: no `0x10`, no `1e3`. */
function toNumber(text: string): number {
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** The settings of an earlier job as form texts. */
export function settingsOf(job: Record<NumericSetting, number> & { negative_prompt: string }): SettingsDraft {
  const texts = NUMERIC_SETTINGS.filter(isNumericSetting).map(
    (field) => [field, String(job[field])] as const,
  );
  return {
    ...(Object.fromEntries(texts) as Record<NumericSetting, string>),
    negative_prompt: job.negative_prompt,
  };
}
