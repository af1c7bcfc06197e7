import { z } from 'zod';

const text = z.string().min(1).max(200);
const size = z.number().int().min(1).max(16_384);
const integerRange = z
  .object({
    min: z.number().int().min(1),
    max: z.number().int().max(1_000_000),
    multiple_of: z.number().int().min(1).optional(),
    plus: z.number().int().min(0).optional(),
  })
  .refine((range) => range.min <= range.max, 'min must not be above max')
  .transform(({ min, max, multiple_of, plus }) => ({
    min,
    max,
    ...(multiple_of === undefined ? {} : { multipleOf: multiple_of }),
    ...(plus === undefined ? {} : { plus }),
  }));
const numberRange = z
  .object({ min: z.number().positive(), max: z.number().max(1_000_000) })
  .refine((range) => range.min <= range.max, 'min must not be above max');

/** `model_index.json`. Keys that diffusers adds for itself are ignored, here and below. */
export const modelIndexSchema = z.object({
  _class_name: z.literal('WanPipeline'),
  reelsmith: z.object({
    name: text,
    version: text,
    tasks: z.array(z.literal('text-to-video')).min(1).max(8),
    max_sequence_length: z.number().int().min(1).max(4096),
    defaults: z.object({
      width: size,
      height: size,
      num_frames: z.number().int().min(1),
      fps: z.number().positive(),
      steps: z.number().int().min(1),
      guidance_scale: z.number().min(0),
      negative_prompt: z.string().max(10_000),
    }),
    ranges: z.object({
      width: integerRange,
      height: integerRange,
      num_frames: integerRange,
      fps: numberRange,
      steps: integerRange,
      guidance_scale: numberRange,
    }),
  }),
});

export const textEncoderConfigSchema = z.object({ d_model: size });

export const transformerConfigSchema = z.object({
  in_channels: z.number().int().min(1).max(1024),
  patch_size: z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)]),
  text_dim: size,
});

export const vaeDecoderConfigSchema = z
  .object({
    z_dim: z.number().int().min(1).max(1024),
    latents_mean: z.array(z.number()).max(1024),
    latents_std: z.array(z.number().positive()).max(1024),
    scale_factor_temporal: z.number().int().min(1).default(4),
    scale_factor_spatial: z.number().int().min(1).default(8),
  })
  .refine(
    (config) => config.latents_mean.length === config.z_dim && config.latents_std.length === config.z_dim,
    'latents_mean and latents_std need one value per latent channel',
  );

const off = z.union([z.literal(false), z.null()]).optional();

export const schedulerConfigSchema = z.object({
  _class_name: z.literal('FlowMatchEulerDiscreteScheduler'),
  shift: z.number().positive().default(1),
  num_train_timesteps: z.number().int().min(1).default(1000),
  // What would change the schedule and is not implemented must be off, or videos would silently be wrong.
  use_dynamic_shifting: off,
  use_karras_sigmas: off,
  use_exponential_sigmas: off,
  use_beta_sigmas: off,
  invert_sigmas: off,
  stochastic_sampling: off,
  shift_terminal: z.null().optional(),
});

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

export const tokenizerConfigSchema = z.looseObject({ pad_token: token });

export const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.string(), byte_fallback: z.boolean().optional() }),
});
