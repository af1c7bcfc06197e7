import type { EngineCapabilities, InputRole, PartialSpec, Task } from '../../features/engines/index.js';
import type { FieldProblem } from '../../kernel/errors.js';
import type { FieldError } from '../../platform/http/lax-fields.js';
import { InvalidTaskError, refusedField } from './task-error.js';
import type { TaskFields } from './task-fields.js';
import type { Medium } from './task-names.js';

/** The fields that hold media, by what these are used as. */
export const MEDIA_FIELDS = {
  image: 'image_path',
  'last-image': 'last_frame_path',
  video: 'video_path',
  audio: 'audio_path',
} as const satisfies Record<InputRole, keyof TaskFields>;

const TASKS: Readonly<Record<string, Task>> = {
  t2v: 'text-to-video',
  i2v: 'image-to-video',
  flf2v: 'image-to-video',
  v2v: 'video-to-video',
  s2v: 'audio-driven',
  t2i: 'text-to-image',
  i2i: 'image-to-image',
};

/**
 * What a task asks for, but for its media. What it leaves out stays open, so that the engine decides it.
 * @param roles of its media
 * @throws InvalidTaskError for what no engine here can do
 */
export function toSpec(medium: Medium, fields: TaskFields, roles: ReadonlySet<InputRole>): PartialSpec {
  refuseUnsupported(medium, fields);
  const [height, width] = fields.size ?? fields.target_shape ?? [];
  const values = {
    negativePrompt: fields.negative_prompt === '' ? undefined : fields.negative_prompt,
    width,
    height,
    numFrames: fields.num_frames ?? fields.target_video_length,
    steps: fields.infer_steps,
    seed: fields.seed ?? undefined,
    fps: fields.target_fps ?? undefined,
    strength: fields.i2i_denoise_strength ?? undefined,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    prompt: fields.prompt ?? '',
    task: TASKS[fields.task ?? ''] ?? taskOf(medium, roles),
    ...(Object.fromEntries(said) as Partial<PartialSpec>),
  };
}

function taskOf(medium: Medium, roles: ReadonlySet<InputRole>): Task {
  if (medium === 'image') return roles.has('image') ? 'image-to-image' : 'text-to-image';
  if (roles.has('audio')) return 'audio-driven';
  if (roles.has('video')) return 'video-to-video';
  return roles.has('image') ? 'image-to-video' : 'text-to-video';
}

function refuseUnsupported(medium: Medium, fields: TaskFields): void {
  const { task, image_mask_path: mask, talk_objects: talkers, reuse } = fields;
  const rules: [isRefused: boolean, field: string, reason: string, input: unknown][] = [
    [isForeign(medium, task), 'task', `Task '${task}' is not supported`, task],
    [(mask ?? '') !== '', 'image_mask_path', 'masks are not supported by this server', '...'],
    [(talkers ?? []).length > 0, 'talk_objects', 'several speakers are not supported', []],
    [reuse === true, 'reuse', 'is not supported by this server', true],
    [!isShape(fields.target_shape), 'target_shape', SHAPE, fields.target_shape],
    [!isShape(fields.size), 'size', SHAPE, fields.size],
  ];
  const refused = rules.filter(([isRefused]) => isRefused);
  if (refused.length > 0)
    throw new InvalidTaskError(refused.map(([, field, reason, input]) => refusedField(field, reason, input)));
}

const SHAPE = 'must be empty or [height, width]';

function isShape(shape: readonly number[] | undefined): boolean {
  return shape === undefined || shape.length === 0 || shape.length === 2;
}

function isForeign(medium: Medium, task: string | null | undefined): boolean {
  if (task === undefined || task === null || task === '') return false;
  return !Object.hasOwn(TASKS, task) || TASKS[task]?.endsWith(medium) !== true;
}

export interface WishContext {
  isForm: boolean;
  hasAudio: boolean;
  /** The engine of which sizes are suggested. */
  engine: EngineCapabilities;
}

/**
 * Values that hold only where an engine takes them, most wanted first: the defaults of forms, which the original
 * hands on to its model, and what other fields suggest.
 */
export function wishesOf(medium: Medium, fields: TaskFields, context: WishContext): Partial<PartialSpec>[] {
  const wishes = medium === 'video' ? videoWishes(fields, context) : imageWishes(fields, context);
  return context.isForm && fields.infer_steps === undefined ? [...wishes, { steps: 5 }] : wishes;
}

function videoWishes(fields: TaskFields, { isForm, hasAudio }: WishContext): Partial<PartialSpec>[] {
  const wishes: Partial<PartialSpec>[] = [];
  if (isForm && fields.target_fps === undefined) wishes.push({ fps: 16 });
  if (fields.num_frames !== undefined || fields.target_video_length !== undefined) return wishes;
  const { video_duration: seconds } = fields;
  if (seconds !== undefined && hasAudio) wishes.push({ numFrames: framesFor(seconds, fields) });
  else if (isForm) wishes.push({ numFrames: 81 });
  return wishes;
}

function imageWishes(fields: TaskFields, { engine }: WishContext): Partial<PartialSpec>[] {
  const size = sizeFor(fields.aspect_ratio, engine);
  const isOpen = (fields.size ?? fields.target_shape ?? []).length === 0;
  return size !== undefined && isOpen ? [size] : [];
}

/** Of the form that video models take: a multiple of four, and one. */
function framesFor(seconds: number, { target_fps: fps }: TaskFields): number {
  return Math.round((seconds * (fps ?? 16) - 1) / 4) * 4 + 1;
}

/** About as many pixels as the engine makes by itself, in another shape. */
function sizeFor(ratio: string | undefined, engine: EngineCapabilities) {
  const [, across, down] = /^([1-9]\d?):([1-9]\d?)$/.exec(ratio ?? '') ?? [];
  if (across === undefined || down === undefined) return undefined;
  const wanted = Number(across) / Number(down);
  const { width, height } = engine.defaults;
  const area = width * height;
  const snap = (length: number, step = 1) => Math.max(step, Math.round(length / step) * step);
  return {
    width: snap(Math.sqrt(area * wanted), engine.ranges.width.multipleOf),
    height: snap(Math.sqrt(area / wanted), engine.ranges.height.multipleOf),
  };
}

/** What engines object to, said about the fields that the client wrote. */
export function toFieldErrors(problems: readonly FieldProblem[], fields: TaskFields): FieldError[] {
  const size = fields.size === undefined ? 'target_shape' : 'size';
  const names: Readonly<Record<string, string>> = {
    width: size,
    height: size,
    num_frames: fields.num_frames === undefined ? 'target_video_length' : 'num_frames',
    steps: 'infer_steps',
    fps: 'target_fps',
    strength: 'i2i_denoise_strength',
    image: MEDIA_FIELDS.image,
    last_image: MEDIA_FIELDS['last-image'],
    video: MEDIA_FIELDS.video,
    audio: MEDIA_FIELDS.audio,
  };
  const seen = new Set<string>();
  return problems.flatMap(({ path, message }) => {
    const reason = path === 'width' || path === 'height' ? `${path} ${message}` : message;
    const field = names[path] ?? path;
    if (seen.has(`${field} ${reason}`)) return [];
    seen.add(`${field} ${reason}`);
    return [refusedField(field, reason, inputOf(fields, field))];
  });
}

function inputOf(fields: TaskFields, field: string): unknown {
  const value = (fields as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'number' || Array.isArray(value) ? value : null;
}
