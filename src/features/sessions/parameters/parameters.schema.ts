import { z } from 'zod';
import { plainCopy } from './copy.js';
import {
  CAMERA_ANGLES,
  CAMERA_MOVEMENTS,
  DEPTHS_OF_FIELD,
  SHOT_SIZES,
  SPEEDS,
  TIMES_OF_DAY,
  WEATHERS,
} from './vocabulary.js';

/** Bounds on what one description may hold, so that no session or reply grows without limit. */
export const LONGEST_TEXT = 1000;
export const LONGEST_LIST = 32;

const text = z.string().trim().min(1).max(LONGEST_TEXT);
const texts = z.array(text).max(LONGEST_LIST).default([]);

export const subjectSchema = z.strictObject({
  /** The thing itself, singular, without article or attributes: `car`, `golden retriever`. */
  name: text,
  /** 1 unless stated; absent where the prompt says many without a number (`a flock of birds`). */
  count: z.number().int().min(1).max(1000).optional(),
  /** Colour, material, size, age, ... one each: `red`, `rusty`. */
  attributes: texts,
  clothing: text.optional(),
  expression: text.optional(),
  /** Role, or relation to another subject: `leader`, `owner of the dog`. */
  role: text.optional(),
});

export const actionSchema = z.strictObject({
  /** Name of the subject that does it, as in `subjects`; absent where the whole scene does. */
  agent: text.optional(),
  /** In the `-ing` form, without its agent: `running along the beach`. */
  action: text,
  speed: z.enum(SPEEDS).optional(),
});

/** The typed description of a shot that a prompt stands for. Absent or empty: nothing is said of it. */
export const parametersSchema = z.strictObject({
  version: z.literal(1).default(1),
  subjects: z.array(subjectSchema).max(LONGEST_LIST).default([]),
  /** In the order in which they happen. */
  actions: z.array(actionSchema).max(LONGEST_LIST).default([]),
  setting: z
    .strictObject({ location: text.optional(), background: text.optional(), props: texts })
    .prefault({}),
  composition: z
    .strictObject({
      /** `cat on the left of the dog`. */
      relations: texts,
      /** Where in the frame: `centred`, `left third`. */
      position: text.optional(),
    })
    .prefault({}),
  time_of_day: z.enum(TIMES_OF_DAY).optional(),
  weather: z.array(z.enum(WEATHERS)).max(3).default([]),
  lighting: z
    .strictObject({
      /** `neon signs`, `candlelight`. */
      source: text.optional(),
      /** `soft`, `hard`, `volumetric`. */
      quality: text.optional(),
      /** `backlit`, `side light`. */
      direction: text.optional(),
      /** `dim`, `bright`. */
      intensity: text.optional(),
      /** `warm`, `cool`, `5600 K`. */
      color_temperature: text.optional(),
    })
    .prefault({}),
  mood: texts,
  palette: texts,
  camera: z
    .strictObject({
      shot_size: z.enum(SHOT_SIZES).optional(),
      angle: z.enum(CAMERA_ANGLES).optional(),
      movement: z.enum(CAMERA_MOVEMENTS).optional(),
      movement_speed: z.enum(SPEEDS).optional(),
      /** `35mm`, `anamorphic`, `fisheye`. */
      lens: text.optional(),
      depth_of_field: z.enum(DEPTHS_OF_FIELD).optional(),
      /** What is in focus: `focus on the eyes`, `rack focus to the door`. */
      focus: text.optional(),
    })
    .prefault({}),
  style: z
    .strictObject({
      /** `animation`, `film`, `watercolour`, `3D render`. */
      medium: text.optional(),
      /** `film noir`, `Studio Ghibli`, `cyberpunk`. */
      artistic: text.optional(),
      /** `teal and orange grade`, `Kodak Portra`. */
      grade: text.optional(),
    })
    .prefault({}),
  audio: z
    .strictObject({
      dialogue: z
        .array(
          z.strictObject({
            speaker: text.optional(),
            /** Verbatim. */
            text,
            language: text.optional(),
          }),
        )
        .max(LONGEST_LIST)
        .default([]),
      effects: texts,
      ambience: text.optional(),
      music: text.optional(),
    })
    .prefault({}),
  /** Text to be seen in the picture, verbatim, without its quotation marks. */
  on_screen_text: texts,
  timing: z
    .strictObject({
      duration_seconds: z.number().positive().max(3600).optional(),
      /** What happens when, in order; seconds from the start. */
      segments: z
        .array(
          z.strictObject({
            start: z.number().min(0).optional(),
            end: z.number().min(0).optional(),
            description: text,
          }),
        )
        .max(LONGEST_LIST)
        .default([]),
      transitions: texts,
    })
    .prefault({}),
  /** What must not be seen: `people`, `text`. */
  negative: texts,
  /** Settings of the generation that stood in the text; never written into a prompt. */
  technical: z
    .strictObject({
      width: z.number().int().positive().max(16384).optional(),
      height: z.number().int().positive().max(16384).optional(),
      /** `16:9` */
      aspect_ratio: z
        .string()
        .regex(/^\d{1,2}:\d{1,2}$/)
        .optional(),
      fps: z.number().positive().max(240).optional(),
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .optional(),
    })
    .prefault({}),
  /** Declared trigger words, names, and quoted texts: verbatim in every prompt made of this. */
  protected: texts,
});

export type Parameters = z.output<typeof parametersSchema>;
export type Subject = z.output<typeof subjectSchema>;
export type Action = z.output<typeof actionSchema>;

const EMPTY = parametersSchema.parse({});

export function emptyParameters(): Parameters {
  return plainCopy(EMPTY);
}
