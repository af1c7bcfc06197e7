import { emptyDraft } from './draft.reducer.js';
import {
  type Draft,
  EMPTY_SETTINGS,
  FILE_ROLES,
  type FilesDraft,
  MAX_PROMPTS,
  type PromptDraft,
  type SettingsDraft,
  type WildcardsDraft,
} from './draft.types.js';

const KEY = 'reelsmith.draft.1';

/** Keeps what was typed over a reload. Without storage (private mode, quota) the form works all the same. */
export function saveDraft(draft: Draft, storage: Pick<Storage, 'setItem'>): void {
  const kept = {
    prompts: draft.prompts.map(({ text, own, files, sessionId }) => ({ text, own, files, sessionId })),
    wildcards: draft.wildcards,
    shared: draft.shared,
    sharedFiles: draft.sharedFiles,
  };
  try {
    storage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is full or switched off: nothing else depends on it.
  }
}

/** Reads a kept draft; anything that is not one gives an empty form. */
export function loadDraft(storage: Pick<Storage, 'getItem'>): Draft {
  const kept = readObject(storage);
  const rows: unknown[] = Array.isArray(kept['prompts']) ? kept['prompts'].slice(0, MAX_PROMPTS) : [];
  const prompts = rows.filter(isObject).map((row, index): PromptDraft => {
    return {
      id: `p${index + 1}`,
      text: typeof row['text'] === 'string' ? row['text'] : '',
      own: toSettings(row['own']),
      files: toFiles(row['files']),
      sessionId: typeof row['sessionId'] === 'string' ? row['sessionId'] : undefined,
      enhancement: { kind: 'none' },
      errors: {},
    };
  });
  const draft = emptyDraft();
  if (prompts.length === 0) return draft;
  return {
    ...draft,
    prompts,
    wildcards: toWildcards(kept['wildcards']),
    shared: toSettings(kept['shared']),
    sharedFiles: toFiles(kept['sharedFiles']),
    nextNumber: prompts.length + 1,
  };
}

function readObject(storage: Pick<Storage, 'getItem'>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    // Damaged, or storage is switched off: the form starts empty.
    return {};
  }
}

function toSettings(value: unknown): SettingsDraft {
  const settings = { ...EMPTY_SETTINGS };
  if (!isObject(value)) return settings;
  for (const key of Object.keys(EMPTY_SETTINGS) as (keyof SettingsDraft)[]) {
    const text = value[key];
    if (typeof text === 'string') settings[key] = text;
  }
  return settings;
}

function toWildcards(value: unknown): WildcardsDraft {
  const { isOn, count } = isObject(value) ? value : {};
  return { isOn: isOn === true, count: typeof count === 'string' ? count : '' };
}

function toFiles(value: unknown): FilesDraft {
  if (!isObject(value)) return {};
  const files: FilesDraft = {};
  for (const role of FILE_ROLES) {
    const file = value[role];
    if (!isObject(file)) continue;
    const { id, name, detail } = file;
    if (typeof id === 'string' && typeof name === 'string' && typeof detail === 'string')
      files[role] = { id, name, detail };
  }
  return files;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
