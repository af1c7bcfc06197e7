import { z } from 'zod';

const text = z.string();
/** How many there are; 0: nothing is said of it. */
const number = z.number().int().min(0).max(1000);

const subject = z.strictObject({
  description: text,
  appearance_details: text,
  relationship: text,
  location: text,
  relative_size: text,
  orientation: text,
  pose: text,
  action: text,
  state_changes: text,
  clothing: text,
  expression: text,
  gender: text,
  age: text,
  skin_tone_and_texture: text,
  facial_features: text,
  number_of_subjects: number,
  number_of_arms: number,
  number_of_legs: number,
});

/** The description that Cosmos 3 was trained on: every key is there, in this order; empty where nothing is said. */
export const cosmos3Schema = z.strictObject({
  subjects: z.array(subject),
  background_setting: text,
  lighting: z.strictObject({ conditions: text, direction: text, shadows: text, illumination_effect: text }),
  aesthetics: z.strictObject({
    composition: text,
    color_scheme: text,
    mood_atmosphere: text,
    patterns: text,
  }),
  cinematography: z.strictObject({
    camera_motion: text,
    framing: text,
    camera_angle: text,
    depth_of_field: text,
    focus: text,
    lens_focal_length: text,
  }),
  style_medium: text,
  artistic_style: text,
  context: text,
  actions: z.array(z.strictObject({ time: text, description: text })),
  text_and_signage_elements: z.array(
    z.strictObject({ text, category: text, appearance: text, spatial_temporal: text, context: text }),
  ),
  segments: z.array(
    z.strictObject({
      segment_index: z.number().int().min(0),
      time_range: text,
      description: text,
      key_changes: text,
      camera: text,
    }),
  ),
  transitions: z.array(text),
  temporal_caption: text,
  audio_description: text,
  /** Pixels. */
  resolution: z.strictObject({ H: z.number().int().positive(), W: z.number().int().positive() }),
  aspect_ratio: z.string().regex(/^\d{1,2},\d{1,2}$/),
  /** Whole seconds. */
  duration: z.string().regex(/^(?:[2-9]|10)s$/),
  fps: z.number().int().min(10).max(30),
});

export type Cosmos3Prompt = z.output<typeof cosmos3Schema>;
