import { isRecord } from '../../platform/http/body-validation.js';
import { echoOf } from '../../platform/http/request-problem.js';
import {
  bool,
  type FieldError,
  type Fields,
  float,
  int,
  list,
  media,
  object,
  orNull,
  positiveFloat,
  type Reader,
  readKnown,
  type Table,
  text,
} from '../../platform/http/lax-fields.js';
import { InvalidTaskError } from './task-error.js';

const LONGEST_PROMPT = 20_000;
const LONGEST_ID = 128;
const LONGEST_NAME = 1000;
const MOST_TALKERS = 16;

const prompt = text(LONGEST_PROMPT, { oneLine: false });
const word = text(LONGEST_NAME);

/** Of both kinds of task; those that say nothing to our engines are still checked, as the original does. */
const BASE = {
  task_id: text(LONGEST_ID),
  prompt,
  negative_prompt: prompt,
  use_prompt_enhancer: bool,
  image_path: media,
  last_frame_path: media,
  image_mask_path: media,
  save_result_path: orNull(word),
  presigned_url: text(8192),
  infer_steps: int,
  seed: orNull(int),
  reuse: bool,
  target_shape: list(int, 16),
  size: list(int, 16),
  lora_name: orNull(word),
  lora_strength: float,
  prefer_memory_result: bool,
  task: orNull(word),
  data_bootstrap_room: orNull(int),
  disagg_phase1_receiver_engine_rank: orNull(int),
  disagg_bootstrap_room: orNull(int),
  disagg_decoder_bootstrap_room: orNull(int),
} satisfies Table;

export const VIDEO_FIELDS = {
  ...BASE,
  num_fragments: int,
  target_video_length: int,
  num_frames: int,
  video_path: media,
  sr_ratio: positiveFloat,
  audio_path: media,
  video_duration: int,
  talk_objects: orNull(list(object({ audio: media, mask: media }), MOST_TALKERS)),
  target_fps: orNull(int),
  resize_mode: word,
} satisfies Table;

export const IMAGE_FIELDS = {
  ...BASE,
  aspect_ratio: word,
  i2i_denoise_strength: orNull(float),
} satisfies Table;

/** The texts of a form. */
const BASE_FORM = {
  prompt,
  save_result_path: word,
  use_prompt_enhancer: bool,
  negative_prompt: prompt,
  infer_steps: int,
  seed: int,
  task: word,
} satisfies Table;

export const VIDEO_FORM_FIELDS = {
  ...BASE_FORM,
  num_fragments: int,
  target_video_length: int,
  num_frames: int,
  video_duration: int,
  target_fps: int,
} satisfies Table;

export const IMAGE_FORM_FIELDS = { ...BASE_FORM, aspect_ratio: word } satisfies Table;

/** A request, read; fields that it leaves out are absent. */
export type TaskFields = Fields<typeof VIDEO_FIELDS & typeof IMAGE_FIELDS>;

/** @throws InvalidTaskError with everything that is wrong */
export function readTask(table: Table, body: unknown): TaskFields {
  if (body === undefined || body === null) throw new InvalidTaskError([missing(['body'])]);
  if (!isRecord(body))
    throw new InvalidTaskError([
      {
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
        input: echoOf(body),
      },
    ]);
  const errors: FieldError[] = [];
  const fields = readKnown(table, body, ['body'], errors);
  if (errors.length > 0) throw new InvalidTaskError(errors);
  return fields;
}

/** An empty text of a form stands for no value. @throws InvalidTaskError */
export function readTexts(table: Table, texts: Readonly<Record<string, unknown>>): TaskFields {
  return readTask(table, Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')));
}

export function missing(loc: (string | number)[]): FieldError {
  return { type: 'missing', loc, msg: 'Field required', input: null };
}

/** A number in the query. @throws InvalidTaskError */
export function readQuery<T>(read: Reader<T>, name: string, value: unknown, fallback: T): T {
  const errors: FieldError[] = [];
  const found = value === undefined ? fallback : read(value, ['query', name], errors);
  if (errors.length > 0 || found === undefined) throw new InvalidTaskError(errors);
  return found;
}
