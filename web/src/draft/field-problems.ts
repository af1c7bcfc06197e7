import {
  type Draft,
  type FieldErrors,
  isFileRole,
  isSetting,
  MAX_PROMPTS,
  type PromptDraft,
} from './draft.types.js';

export interface Refusal {
  problems: readonly { path: string; message: string }[];
  message: string;
  /** Ids of the prompts in the order in which they were sent. */
  sentIds: readonly string[];
}

interface Place {
  prompt: PromptDraft;
  field: keyof FieldErrors;
}

/** Brings each problem (`prompts.3.steps`) to the field that caused it; what fits no field is said for the whole form. */
export function settleProblems(
  draft: Draft,
  refusal: Refusal,
): Pick<Draft, 'prompts' | 'sharedErrors' | 'error'> {
  const byPrompt = new Map<string, FieldErrors>();
  const sharedErrors: FieldErrors = {};
  const elsewhere: string[] = [];
  for (const problem of refusal.problems) {
    const place = placeOf(problem.path, draft, refusal.sentIds);
    if (place === undefined) {
      elsewhere.push(problem.message);
    } else if (isFromShared(place)) {
      sharedErrors[place.field] ??= problem.message;
    } else {
      const errors = byPrompt.get(place.prompt.id) ?? {};
      errors[place.field] ??= problem.message;
      byPrompt.set(place.prompt.id, errors);
    }
  }
  return {
    prompts: draft.prompts.map((prompt) => ({ ...prompt, errors: byPrompt.get(prompt.id) ?? {} })),
    sharedErrors,
    error: wholeFormError(refusal, elsewhere),
  };
}

function wholeFormError(refusal: Refusal, elsewhere: readonly string[]): string {
  if (elsewhere.length > 0) {
    // The whole message also names what each problem is about, where it holds them all.
    const isWhole = elsewhere.every((message) => refusal.message.includes(message));
    return isWhole ? refusal.message : [...new Set(elsewhere)].join(' ');
  }
  return refusal.problems.length > 0
    ? 'Some fields need another look: see the notes beside them.'
    : refusal.message;
}

function placeOf(path: string, draft: Draft, sentIds: readonly string[]): Place | undefined {
  const [list, index, name = 'prompt'] = path.split('.');
  const id =
    list === 'prompts' && index !== undefined && /^\d$/.test(index) ? sentIds[Number(index)] : undefined;
  const prompt = draft.prompts.slice(0, MAX_PROMPTS).find((candidate) => candidate.id === id);
  if (prompt === undefined) return undefined;
  return name === 'prompt' || isSetting(name) || isFileRole(name) ? { prompt, field: name } : undefined;
}

/** What the prompt does not set itself came from the settings for all. */
function isFromShared({ prompt, field }: Place): boolean {
  if (field === 'prompt') return false;
  return isFileRole(field) ? prompt.files[field] === undefined : prompt.own[field].trim() === '';
}
