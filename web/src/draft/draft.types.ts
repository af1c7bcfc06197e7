import type { NumericSetting, Setting } from '../api-types.js';

export const MAX_PROMPTS = 8;

/** Settings as they were typed; an empty text means "not set". */
export type SettingsDraft = Record<Setting, string>;

/** What the server (or a first look at the numbers) said about a field. */
export type FieldErrors = Partial<Record<Setting | 'prompt', string>>;

export type Enhancement =
  | { kind: 'none' }
  | { kind: 'asking'; original: string }
  | { kind: 'proposed'; original: string; enhanced: string }
  | { kind: 'accepted'; original: string }
  | { kind: 'failed'; message: string };

export interface PromptDraft {
  id: string;
  text: string;
  /** Overrides the shared settings for this prompt. */
  own: SettingsDraft;
  enhancement: Enhancement;
  errors: FieldErrors;
}

/** Several pasted lines became several prompts; kept so that it can be taken back. */
export interface SplitPaste {
  promptsBefore: readonly PromptDraft[];
  promptId: string;
  /** The text of that prompt, had the paste not been split. */
  joined: string;
  placed: number;
  leftOut: number;
}

export interface Draft {
  prompts: readonly PromptDraft[];
  shared: SettingsDraft;
  sharedErrors: FieldErrors;
  /** What is wrong with the form as a whole. */
  error: string | undefined;
  split: SplitPaste | undefined;
  /** The prompt that was just added by hand. */
  freshId: string | undefined;
  nextNumber: number;
}

export type DraftAction =
  | { type: 'prompt-typed'; id: string; text: string }
  | { type: 'prompt-added' }
  | { type: 'prompt-removed'; id: string }
  | { type: 'lines-pasted'; id: string; before: string; after: string; pasted: string }
  | { type: 'split-taken-back' }
  | { type: 'shared-setting-typed'; field: Setting; text: string }
  | { type: 'own-setting-typed'; id: string; field: Setting; text: string }
  | { type: 'enhance-asked'; id: string }
  | { type: 'enhance-answered'; id: string; original: string; enhanced: string }
  | { type: 'enhance-failed'; id: string; original: string; message: string }
  | { type: 'proposal-accepted'; id: string }
  | { type: 'proposal-refused'; id: string }
  | { type: 'proposal-undone'; id: string }
  | {
      type: 'refused';
      problems: readonly { path: string; message: string }[];
      message: string;
      sentIds: readonly string[];
    }
  | { type: 'submitted' }
  | { type: 'reused'; text: string; settings: Partial<SettingsDraft> }
  | { type: 'cleared' };

export const EMPTY_SETTINGS: SettingsDraft = {
  negative_prompt: '',
  seed: '',
  steps: '',
  guidance_scale: '',
  num_frames: '',
  fps: '',
  width: '',
  height: '',
};

export function isSetting(name: string): name is Setting {
  return name in EMPTY_SETTINGS;
}

export function isNumericSetting(name: Setting): name is NumericSetting {
  return name !== 'negative_prompt';
}

export function hasOwnSettings(prompt: PromptDraft): boolean {
  return Object.values(prompt.own).some((text) => text.trim() !== '');
}
