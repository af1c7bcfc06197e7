import type { CosmosSettings } from '../../../config/index.js';
import type { GenerationSpec, InputRole } from '../engine.port.js';

/** What a body refers to its media by: a data URL, or the name of an uploaded asset. */
export type MediaReference = (role: InputRole) => string | undefined;

/** The body of a generation in one of the forms that Cosmos endpoints have had. */
export function requestBody(
  form: CosmosSettings['body'],
  spec: GenerationSpec,
  media: MediaReference,
): Record<string, unknown> {
  switch (form) {
    case 'predict1':
      return predict1Body(spec);
    case 'transfer':
      return {
        prompt: spec.prompt,
        video: media('video'),
        seed: spec.seed,
        guidance_scale: spec.guidanceScale,
        steps: spec.steps,
        edge: { control_weight: 1 },
      };
    case 'cosmos3':
      return cosmos3Body(spec, media);
  }
}

/** The preview API took a command line as text. The prompt is one quoted argument in it and cannot become another. */
function predict1Body({ prompt }: GenerationSpec): Record<string, unknown> {
  const quoted = prompt.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/["\\`$]/g, String.raw`\$&`);
  return {
    inputs: [{ name: 'command', shape: [1], datatype: 'BYTES', data: [`text2world --prompt="${quoted}"`] }],
    outputs: [{ name: 'status', datatype: 'BYTES', shape: [1] }],
  };
}

const MODES: Partial<Record<GenerationSpec['task'], string>> = {
  'text-to-video': 'text2video',
  'image-to-video': 'image2video',
  'video-to-video': 'video2video',
  'text-to-image': 'text2image',
};

/** Unknown fields are refused there, so only what the request is about is said. */
function cosmos3Body(spec: GenerationSpec, media: MediaReference): Record<string, unknown> {
  const reference = media('image') ?? media('video');
  const isImage = spec.task === 'text-to-image';
  return {
    model_mode: MODES[spec.task],
    prompt: spec.prompt,
    ...(spec.negativePrompt === '' ? {} : { negative_prompt: spec.negativePrompt }),
    ...(reference === undefined ? {} : { input_reference: reference }),
    seed: spec.seed,
    guidance_scale: spec.guidanceScale,
    num_inference_steps: spec.steps,
    resolution: resolutionOf(spec),
    ...(isImage ? {} : { num_frames: spec.numFrames, fps: spec.fps }),
  };
}

/** Sizes by their names there. */
export const COSMOS3_SIZES: readonly { name: string; width: number; height: number }[] = [
  { name: '480_16_9', width: 832, height: 480 },
  { name: '480_9_16', width: 480, height: 832 },
  { name: '480_1_1', width: 640, height: 640 },
  { name: '480_4_3', width: 736, height: 544 },
  { name: '480_3_4', width: 544, height: 736 },
  { name: '720_16_9', width: 1280, height: 720 },
  { name: '720_9_16', width: 720, height: 1280 },
  { name: '720_1_1', width: 960, height: 960 },
  { name: '720_4_3', width: 1104, height: 832 },
  { name: '720_3_4', width: 832, height: 1104 },
];

function resolutionOf({ width, height }: GenerationSpec): string | undefined {
  return COSMOS3_SIZES.find((size) => size.width === width && size.height === height)?.name;
}
