import { Injectable } from '@nestjs/common';
import {
  type ConditioningInput,
  EnginesService,
  type EngineView,
  framesFor,
  type PartialSpec,
  type Task,
} from '../../features/engines/index.js';
import type { SubmitJob } from '../../features/jobs/index.js';
import { EngineModels } from './engine-models.js';
import { OpenAiError } from './openai-error.js';
import type { CreateVideoDto } from './video.body.js';

/** Decides what job a request for a video stands for. */
@Injectable()
export class VideoPlan {
  constructor(
    private readonly engines: EnginesService,
    private readonly models: EngineModels,
  ) {}

  /** @throws OpenAiError model_not_found, invalid_value; DomainError no_capable_engine */
  toJob(dto: CreateVideoDto, inputs: readonly ConditioningInput[]): SubmitJob {
    const spec = toSpec(dto, inputs);
    const candidates = this.models.enginesFor(dto.model);
    const isNamed = candidates.length < this.engines.list().length;
    const hasLength = dto.seconds !== undefined && dto.num_frames === undefined;
    if (!isNamed && !hasLength) return { spec };
    let problem: unknown;
    for (const engine of candidates) {
      try {
        const complete = hasLength ? withLength(spec, dto.seconds ?? 0, engine) : spec;
        this.engines.choices(complete, engine.name);
        return isNamed ? { spec: complete, engine: engine.name } : { spec: complete };
      } catch (error) {
        problem ??= error;
      }
    }
    throw problem;
  }
}

/** What the request says, in our words. The size of `width` and `height` goes before that of `size`. */
export function toSpec(dto: CreateVideoDto, inputs: readonly ConditioningInput[]): PartialSpec {
  const [width, height] = dto.size?.split('x').map(Number) ?? [];
  const values = {
    task: taskOf(inputs),
    negativePrompt: dto.negative_prompt,
    seed: dto.seed,
    steps: dto.num_inference_steps,
    guidanceScale: dto.guidance_scale,
    numFrames: dto.num_frames,
    fps: dto.fps,
    width: dto.width ?? width,
    height: dto.height ?? height,
    inputs: inputs.length > 0 ? inputs : undefined,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return { prompt: dto.prompt, ...(Object.fromEntries(said) as Partial<PartialSpec>) };
}

/** Always a video, also where an engine makes images too. */
function taskOf(inputs: readonly ConditioningInput[]): Task {
  const roles = inputs.map(({ role }) => role);
  if (roles.includes('audio')) return 'audio-driven';
  if (roles.includes('video')) return 'video-to-video';
  return roles.includes('image') ? 'image-to-video' : 'text-to-video';
}

function withLength(spec: PartialSpec, seconds: number, { capabilities }: EngineView): PartialSpec {
  const { defaults, ranges, model } = capabilities;
  const fps = spec.fps ?? defaults.fps;
  const frames = framesFor(seconds, fps, ranges.numFrames);
  if (typeof frames === 'number') return { ...spec, numFrames: frames, fps };
  const bound = frames.kind === 'too-long' ? 'at most' : 'at least';
  throw new OpenAiError(
    `Invalid value for 'seconds': ${model} makes clips of ${bound} ${frames.limit} seconds (${frames.numFrames} frames at ${fps} fps), not of ${seconds}.`,
    { status: 400, code: 'invalid_value', param: 'seconds' },
  );
}
