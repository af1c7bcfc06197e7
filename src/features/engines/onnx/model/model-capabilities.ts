import type { z } from 'zod';
import type { EngineCapabilities, NumberRange } from '../../engine.port.js';
import type { modelIndexSchema } from './model.schema.js';

/** A talking mouth at the few frames a second that small models make would only flicker. */
const TALKING_FPS = 25;

/** What a model can do, as `model_index.json` says it. */
export function capabilitiesOf(
  index: z.output<typeof modelIndexSchema>['reelsmith'],
  expandTimesteps: boolean,
): EngineCapabilities {
  const { defaults, ranges } = index;
  return {
    tasks: index.tasks,
    model: `${index.name} ${index.version}`,
    cancel: 'step',
    progress: 'steps',
    ranges: {
      width: ranges.width,
      height: ranges.height,
      numFrames: ranges.num_frames,
      fps: ranges.fps,
      steps: ranges.steps,
      guidanceScale: ranges.guidance_scale,
    },
    defaults: {
      width: defaults.width,
      height: defaults.height,
      numFrames: defaults.num_frames,
      fps: defaults.fps,
      steps: defaults.steps,
      guidanceScale: defaults.guidance_scale,
      negativePrompt: defaults.negative_prompt,
    },
    taskDefaults: {
      'text-to-image': { numFrames: 1 },
      'image-to-image': { numFrames: 1 },
      'audio-driven': { fps: within(TALKING_FPS, ranges.fps) },
    },
    unusedRoles: {
      'image-to-video': ['last-image'],
      'video-to-video': expandTimesteps ? [] : ['image'],
    },
  };
}

function within(value: number, { min, max }: NumberRange): number {
  return Math.min(Math.max(value, min), max);
}
