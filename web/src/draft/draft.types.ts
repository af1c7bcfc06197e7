export const MAX_PROMPTS = 8;

export const NUMERIC_SETTINGS = [
  'seed',
  'steps',
  'guidance_scale',
  'num_frames',
  'fps',
  'width',
  'height',
] as const;
export type NumericSetting = (typeof NUMERIC_SETTINGS)[number];
export type Setting = NumericSetting | 'negative_prompt' | 'engine';

/** Settings as they were typed; an empty text means "not set". */
export type SettingsDraft = Record<Setting, string>;

/** What a file is used as; the fields of a request that hold uploads. */
export const FILE_ROLES = ['image', 'last_image', 'video', 'audio'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** An upload that the server has, by its id there. */
export interface FileDraft {
  id: string;
  /** As the user's file was called. */
  name: string;
  /** `1280×720`, `0:12`: what the server found in it. */
  detail: string;
}

export type FilesDraft = Partial<Record<FileRole, FileDraft>>;

/** What the server (or a first look at the numbers) said about a field. */
export type FieldErrors = Partial<Record<Setting | FileRole | 'prompt', string>>;

/** A prompt that comes from elsewhere on the page: a session, an earlier job, a dropped video. */
export interface HandedPrompt {
  text: string;
  settings?: Partial<SettingsDraft>;
  /** The prompt-tuning session that it stands in, so that the video leads back to its words. */
  sessionId?: string;
}

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
  /** Overrides the shared files for this prompt. */
  files: FilesDraft;
  sessionId: string | undefined;
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

/** `{a|b|c}` in the prompts: taken literally, or each choice a video of its own. */
export interface WildcardsDraft {
  isOn: boolean;
  /** How many videos at most, as it was typed; empty for all combinations. */
  count: string;
}

export interface Draft {
  prompts: readonly PromptDraft[];
  wildcards: WildcardsDraft;
  shared: SettingsDraft;
  sharedFiles: FilesDraft;
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
  | { type: 'wildcards-set'; wildcards: Partial<WildcardsDraft> }
  | { type: 'shared-file-set'; role: FileRole; file: FileDraft | undefined }
  | { type: 'own-file-set'; id: string; role: FileRole; file: FileDraft | undefined }
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
  | { type: 'prompts-handed'; prompts: readonly HandedPrompt[] }
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
  engine: '',
};

export function isSetting(name: string): name is Setting {
  return name in EMPTY_SETTINGS;
}

export function isFileRole(name: string): name is FileRole {
  return (FILE_ROLES as readonly string[]).includes(name);
}

export function hasOwnSettings(prompt: PromptDraft): boolean {
  return Object.values(prompt.own).some((text) => text.trim() !== '') || Object.keys(prompt.files).length > 0;
}
