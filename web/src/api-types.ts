/** The portal's wire types, as far as the page uses them. The only file that repeats what the server defines. */

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';

export interface JobProgress {
  stage: string;
  /** 0..1 over the whole attempt. */
  fraction: number;
  step: number | null;
  total_steps: number | null;
}

export interface Attempt {
  number: number;
  device: string;
  started_at: string;
  ended_at: string | null;
}

export interface Job {
  id: string;
  state: JobState;
  prompt: string;
  negative_prompt: string;
  seed: number;
  steps: number;
  guidance_scale: number;
  num_frames: number;
  fps: number;
  width: number;
  height: number;
  batch: { id: string; index: number } | null;
  created_at: string;
  finished_at: string | null;
  /** The last attempt, once it has ended. */
  run_seconds: number | null;
  progress: JobProgress | null;
  /** 1 is next. */
  queue_position: number | null;
  eta_seconds: { low: number; high: number } | null;
  /** Of the newest attempt. */
  device: string | null;
  attempts: Attempt[];
  failure: { code: string; message: string } | null;
  cancel_requested: boolean;
  files_removed: { at: string; reason: 'retention' | 'deleted' } | null;
  video_url: string | null;
  poster_url: string | null;
}

export type BatchState = 'processing' | 'complete' | 'partial' | 'failed';

export interface Batch {
  id: string;
  state: BatchState;
  created_at: string;
  total: number;
  completed: number;
  failed: number;
  /** All finished videos as one ZIP; null while there is none. */
  zip_url: string | null;
  jobs: Job[];
}

export interface BatchList {
  items: Batch[];
}

export interface Device {
  name: string;
  kind: string;
  engine: string;
  state: 'idle' | 'busy' | 'backing-off' | 'quarantined';
  /** Jobs that hold it now, whoever they belong to. */
  running: number;
  quarantine: { reason: string; until: string } | null;
  /** While its server is full. */
  back_off: { reason: string; until: string } | null;
}

export interface DeviceList {
  items: Device[];
}

export interface NumberRange {
  min: number;
  max: number;
  multiple_of?: number;
  plus?: number;
}

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
export type Setting = NumericSetting | 'negative_prompt';
type RangedSetting = Exclude<NumericSetting, 'seed'>;

export interface Engine {
  name: string;
  model: string;
  ranges: Record<RangedSetting, NumberRange>;
  defaults: Record<RangedSetting, number> & { negative_prompt: string };
}

export interface EngineList {
  items: Engine[];
}

export type PromptBody =
  string | ({ prompt: string } & Partial<Record<NumericSetting, number>> & { negative_prompt?: string });

export interface BatchBody {
  prompts: PromptBody[];
}

export interface EnhanceAnswer {
  original_prompt: string;
  enhanced_prompt: string;
  session_id: string;
}
