import type { GenerationSpec } from '../engine.port.js';

/**
 * Two vocabularies of one interface. `classic` is what servers before September 2026 understand; `current` ones
 * renamed two fields, dropped one, and refuse what they do not know.
 */
export type FieldProfile = 'classic' | 'current';

/** The media of a submission, as data URLs. */
export interface TaskMedia {
  image?: string;
  audio?: string;
}

/**
 * The body of a submission. Everything is said each time: a classic server keeps what is left out from the request
 * before.
 */
export function taskFields(
  profile: FieldProfile,
  spec: GenerationSpec,
  task: { id: string; resultName: string; media: TaskMedia },
): Record<string, unknown> {
  const isImage = spec.task === 'text-to-image' || spec.task === 'image-to-image';
  return {
    task_id: task.id,
    prompt: spec.prompt,
    negative_prompt: spec.negativePrompt,
    image_path: task.media.image ?? '',
    // Always a plain name: without one, current servers write no file at all.
    save_result_path: task.resultName,
    infer_steps: spec.steps,
    seed: spec.seed,
    ...(profile === 'classic'
      ? { target_shape: [spec.height, spec.width] }
      : { size: [spec.height, spec.width] }),
    ...(isImage ? imageFields(spec) : videoFields(profile, spec, task.media)),
  };
}

function imageFields({ task, strength }: GenerationSpec): Record<string, unknown> {
  return task === 'image-to-image' && strength !== undefined ? { i2i_denoise_strength: strength } : {};
}

function videoFields(
  profile: FieldProfile,
  { task, numFrames, fps }: GenerationSpec,
  media: TaskMedia,
): Record<string, unknown> {
  const sound =
    task === 'audio-driven'
      ? { audio_path: media.audio ?? '', video_duration: Math.max(1, Math.round(numFrames / fps)) }
      : {};
  return profile === 'classic'
    ? { target_video_length: numFrames, target_fps: fps, ...sound }
    : { num_frames: numFrames, ...sound };
}
