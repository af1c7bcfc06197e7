import { z } from 'zod';
import type { Task } from '../../engine.port.js';

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

const task = z.enum([
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'text-to-image',
  'image-to-image',
  'audio-driven',
]) satisfies z.ZodType<Task>;

/** `model_index.json`. Keys that diffusers adds for itself are ignored, here and below. */
export const modelIndexSchema = z.object({
  _class_name: z.literal('WanPipeline'),
  /** One timestep a patch, so that a first frame can be given (Wan 2.2 TI2V). */
  expand_timesteps: z.boolean().default(false),
  reelsmith: z.object({
    name: text,
    version: text,
    tasks: z.array(task).min(1).max(8),
    /** Where a request says none. */
    strength: z.number().min(0).max(1).default(0.8),
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

const flowMatchSchema = z
  .object({
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
  })
  .transform(({ shift, num_train_timesteps }) => ({
    kind: 'flow-match' as const,
    shift,
    numTrainTimesteps: num_train_timesteps,
  }));

const uniPcSchema = z
  .object({
    _class_name: z.literal('UniPCMultistepScheduler'),
    prediction_type: z.enum(['flow_prediction', 'sample']),
    use_flow_sigmas: z.literal(true),
    flow_shift: z.number().positive().default(1),
    num_train_timesteps: z.number().int().min(1).default(1000),
    solver_order: z.number().int().min(1).max(2).default(2),
    solver_type: z.enum(['bh1', 'bh2']).default('bh2'),
    disable_corrector: z.array(z.number().int().min(0)).default([]),
    predict_x0: z.literal(true).default(true),
    lower_order_final: z.literal(true).default(true),
    final_sigmas_type: z.literal('zero').default('zero'),
    solver_p: z.null().optional(),
    thresholding: off,
    use_dynamic_shifting: off,
    use_karras_sigmas: off,
    use_exponential_sigmas: off,
    use_beta_sigmas: off,
    shift_terminal: z.null().optional(),
  })
  .transform((config) => ({
    kind: 'unipc' as const,
    shift: config.flow_shift,
    numTrainTimesteps: config.num_train_timesteps,
    prediction: config.prediction_type === 'sample' ? ('sample' as const) : ('flow' as const),
    order: config.solver_order,
    type: config.solver_type,
    disableCorrector: config.disable_corrector,
  }));

export const schedulerConfigSchema = z.union([flowMatchSchema, uniPcSchema]);
export type SchedulerConfig = z.output<typeof schedulerConfigSchema>;

/** `caches.json` of a half of the VAE that works one latent frame at a time. */
export const cachesSchema = z
  .array(
    z.object({
      channels: z.number().int().min(1).max(65_536),
      frames: z.number().int().min(1).max(8),
      /** Its height and width as a multiple of the latents'. */
      scale: z.number().int().min(1).max(64),
    }),
  )
  .max(1000);
export type CacheShape = z.output<typeof cachesSchema>[number];

const rgb = z.tuple([z.number(), z.number(), z.number()]);

/** `vae_decoder/latent_rgb.json`: colours 0..1 as a linear function of normalised latents, for previews. */
export const latentRgbSchema = z.object({ weights: z.array(rgb).max(1024), bias: rgb });
export type LatentRgb = z.output<typeof latentRgbSchema>;

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

export const tokenizerConfigSchema = z.looseObject({ pad_token: token });

export const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.string(), byte_fallback: z.boolean().optional() }),
});
