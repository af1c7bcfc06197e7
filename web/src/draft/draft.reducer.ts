import { settleProblems } from './field-problems.js';
import { splitLines } from './split-lines.js';
import {
  type Draft,
  type DraftAction,
  EMPTY_SETTINGS,
  type FileDraft,
  type FileRole,
  type FilesDraft,
  type HandedPrompt,
  MAX_PROMPTS,
  type PromptDraft,
} from './draft.types.js';

export function emptyDraft(): Draft {
  return {
    prompts: [newPrompt(1, '')],
    wildcards: { isOn: false, count: '' },
    shared: EMPTY_SETTINGS,
    sharedFiles: {},
    sharedErrors: {},
    error: undefined,
    split: undefined,
    freshId: undefined,
    nextNumber: 2,
  };
}

function newPrompt(number: number, text: string): PromptDraft {
  return {
    id: `p${number}`,
    text,
    own: EMPTY_SETTINGS,
    files: {},
    sessionId: undefined,
    enhancement: { kind: 'none' },
    errors: {},
  };
}

/** The form's whole behaviour. Pure: asking the server is done elsewhere and reported back as actions. */
export function draftReducer(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'prompt-added':
      return addPrompt(draft, '');
    case 'prompt-removed':
      return removePrompt(draft, action.id);
    case 'lines-pasted':
      return pasteLines(draft, action);
    case 'split-taken-back':
      return takeBackSplit(draft);
    case 'shared-setting-typed':
      return {
        ...draft,
        shared: { ...draft.shared, [action.field]: action.text },
        sharedErrors: without(draft.sharedErrors, action.field),
        error: undefined,
      };
    case 'wildcards-set':
      return { ...draft, wildcards: { ...draft.wildcards, ...action.wildcards }, error: undefined };
    case 'refused':
      return { ...draft, ...settleProblems(draft, action) };
    case 'submitted':
      return withoutErrors({ ...draft, split: undefined });
    case 'shared-file-set':
      return {
        ...draft,
        sharedFiles: withFile(draft.sharedFiles, action.role, action.file),
        sharedErrors: without(draft.sharedErrors, action.role),
        error: undefined,
      };
    case 'prompts-handed':
      return takeHanded(draft, action.prompts);
    case 'cleared':
      return {
        ...emptyDraft(),
        prompts: [newPrompt(draft.nextNumber, '')],
        nextNumber: draft.nextNumber + 1,
      };
    default:
      return updatePrompt({ ...draft, error: undefined, split: undefined }, action.id, (prompt) =>
        promptReducer(prompt, action),
      );
  }
}

type PromptAction = Extract<
  DraftAction,
  {
    type:
      | 'prompt-typed'
      | 'own-setting-typed'
      | 'own-file-set'
      | 'enhance-asked'
      | 'enhance-answered'
      | 'enhance-failed'
      | 'proposal-accepted'
      | 'proposal-refused'
      | 'proposal-undone';
  }
>;

function promptReducer(prompt: PromptDraft, action: PromptAction): PromptDraft {
  switch (action.type) {
    case 'prompt-typed':
      // A proposal is about the text it was made for; once that changes, it is void.
      return {
        ...prompt,
        text: action.text,
        enhancement: { kind: 'none' },
        errors: without(prompt.errors, 'prompt'),
      };
    case 'own-setting-typed':
      return {
        ...prompt,
        own: { ...prompt.own, [action.field]: action.text },
        errors: without(prompt.errors, action.field),
      };
    case 'own-file-set':
      return {
        ...prompt,
        files: withFile(prompt.files, action.role, action.file),
        errors: without(prompt.errors, action.role),
      };
    default:
      return enhancementReducer(prompt, action);
  }
}

function withFile(files: FilesDraft, role: FileRole, file: FileDraft | undefined): FilesDraft {
  return file === undefined ? without(files, role) : { ...files, [role]: file };
}

function enhancementReducer(
  prompt: PromptDraft,
  action: Exclude<PromptAction, { type: 'prompt-typed' | 'own-setting-typed' | 'own-file-set' }>,
): PromptDraft {
  const { enhancement } = prompt;
  switch (action.type) {
    case 'enhance-asked':
      return { ...prompt, enhancement: { kind: 'asking', original: prompt.text } };
    case 'enhance-answered':
      if (!isAsking(prompt, action.original)) return prompt;
      return {
        ...prompt,
        enhancement: { kind: 'proposed', original: action.original, enhanced: action.enhanced },
      };
    case 'enhance-failed':
      if (!isAsking(prompt, action.original)) return prompt;
      return { ...prompt, enhancement: { kind: 'failed', message: action.message } };
    case 'proposal-accepted':
      if (enhancement.kind !== 'proposed') return prompt;
      return {
        ...prompt,
        text: enhancement.enhanced,
        enhancement: { kind: 'accepted', original: enhancement.original },
        errors: without(prompt.errors, 'prompt'),
      };
    case 'proposal-refused':
      return { ...prompt, enhancement: { kind: 'none' } };
    case 'proposal-undone':
      if (enhancement.kind !== 'accepted') return prompt;
      return { ...prompt, text: enhancement.original, enhancement: { kind: 'none' } };
  }
}

function isAsking(prompt: PromptDraft, original: string): boolean {
  return prompt.enhancement.kind === 'asking' && prompt.enhancement.original === original;
}

function addPrompt(draft: Draft, text: string): Draft {
  if (draft.prompts.length >= MAX_PROMPTS) return draft;
  const prompt = newPrompt(draft.nextNumber, text);
  return {
    ...draft,
    prompts: [...draft.prompts, prompt],
    nextNumber: draft.nextNumber + 1,
    freshId: prompt.id,
    split: undefined,
  };
}

/** One field always stays; removing the last one empties it. */
function removePrompt(draft: Draft, id: string): Draft {
  const rest = draft.prompts.filter((prompt) => prompt.id !== id);
  const prompts = rest.length > 0 ? rest : [newPrompt(draft.nextNumber, '')];
  return { ...draft, prompts, nextNumber: draft.nextNumber + 1, error: undefined, split: undefined };
}

function pasteLines(draft: Draft, action: Extract<DraftAction, { type: 'lines-pasted' }>): Draft {
  const at = draft.prompts.findIndex((prompt) => prompt.id === action.id);
  const target = draft.prompts[at];
  const lines = splitLines(action.pasted);
  if (target === undefined || lines.length < 2) return draft;

  const texts = [...lines];
  texts[0] = action.before + (texts[0] ?? '');
  texts[texts.length - 1] += action.after;
  const room = MAX_PROMPTS - draft.prompts.length + 1;
  const placed = texts.slice(0, room);
  const added = placed.slice(1).map((text, index) => newPrompt(draft.nextNumber + index, text));
  const first: PromptDraft = { ...target, text: placed[0] ?? '', enhancement: { kind: 'none' }, errors: {} };
  return {
    ...draft,
    prompts: [...draft.prompts.slice(0, at), first, ...added, ...draft.prompts.slice(at + 1)],
    nextNumber: draft.nextNumber + added.length,
    error: undefined,
    split: {
      promptsBefore: draft.prompts,
      promptId: action.id,
      joined: action.before + action.pasted + action.after,
      placed: placed.length,
      leftOut: texts.length - placed.length,
    },
  };
}

function takeBackSplit(draft: Draft): Draft {
  const { split } = draft;
  if (split === undefined) return draft;
  const restored = { ...draft, prompts: split.promptsBefore, split: undefined };
  return updatePrompt(restored, split.promptId, (prompt) => ({
    ...prompt,
    text: split.joined,
    enhancement: { kind: 'none' },
  }));
}

/** Puts prompts from elsewhere into the empty fields, then into new ones; what finds no room is said. */
function takeHanded(draft: Draft, handed: readonly HandedPrompt[]): Draft {
  const ready: Draft = { ...draft, error: undefined, split: undefined };
  const filled = handed.reduce((current, prompt, index) => {
    const empty = current.prompts.find(({ text }) => text.trim() === '');
    const isFull = empty === undefined && current.prompts.length >= MAX_PROMPTS;
    if (isFull) return { ...current, error: current.error ?? noRoom(handed.length - index) };
    const grown = empty === undefined ? addPrompt(current, '') : current;
    return updatePrompt(grown, empty?.id ?? grown.prompts.at(-1)?.id ?? '', (target) => ({
      ...target,
      text: prompt.text,
      own: { ...EMPTY_SETTINGS, ...prompt.settings },
      sessionId: prompt.sessionId,
      enhancement: { kind: 'none' },
      errors: {},
    }));
  }, ready);
  // Nobody asked for a field to type in.
  return { ...filled, freshId: undefined };
}

function noRoom(leftOut: number): string {
  const what = leftOut === 1 ? 'one more prompt' : `${leftOut} more prompts`;
  return `There is no room for ${what}: all ${MAX_PROMPTS} are in use. Remove some first.`;
}

function updatePrompt(draft: Draft, id: string, change: (prompt: PromptDraft) => PromptDraft): Draft {
  return { ...draft, prompts: draft.prompts.map((prompt) => (prompt.id === id ? change(prompt) : prompt)) };
}

function withoutErrors(draft: Draft): Draft {
  return {
    ...draft,
    prompts: draft.prompts.map((prompt) => ({ ...prompt, errors: {} })),
    sharedErrors: {},
    error: undefined,
  };
}

function without<T extends object>(record: T, key: keyof T): T {
  if (!(key in record)) return record;
  const copy = { ...record };
  Reflect.deleteProperty(copy, key);
  return copy;
}
