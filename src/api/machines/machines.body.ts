import type { DeviceView } from '../../features/devices/index.js';
import type { EngineView } from '../../features/engines/index.js';
import { timeOf } from '../jobs/job.view.js';
import { Field } from '../../platform/http/openapi/describe.js';

class EngineDefaultsBody {
  @Field({ type: 'integer' }) width: number;
  @Field({ type: 'integer' }) height: number;
  @Field({ type: 'integer' }) num_frames: number;
  @Field({ type: Number }) fps: number;
  @Field({ type: 'integer' }) steps: number;
  @Field({ type: Number }) guidance_scale: number;
  @Field({ type: String }) negative_prompt: string;
}

class RangeBody {
  @Field({ type: Number }) min: number;
  @Field({ type: Number }) max: number;
  @Field({ type: 'integer', required: false, description: 'Only k * multiple_of + plus' })
  multiple_of?: number;
  @Field({ type: 'integer', required: false }) plus?: number;
}

class EngineRangesBody {
  @Field({ type: RangeBody }) width: RangeBody;
  @Field({ type: RangeBody }) height: RangeBody;
  @Field({ type: RangeBody }) num_frames: RangeBody;
  @Field({ type: RangeBody }) fps: RangeBody;
  @Field({ type: RangeBody }) steps: RangeBody;
  @Field({ type: RangeBody }) guidance_scale: RangeBody;
}

class SizeBody {
  @Field({ type: 'integer' }) width: number;
  @Field({ type: 'integer' }) height: number;
}

export class EngineBody {
  @Field({ type: String }) name: string;
  @Field({ type: String }) model: string;
  @Field({ type: [String] }) tasks: string[];
  @Field({
    type: String,
    enum: ['none', 'queued-only', 'step', 'kill'],
    description: 'How far a running job can be stopped',
  })
  cancel: string;
  @Field({ type: String, enum: ['steps', 'percent', 'none'], description: 'What is known of a running job' })
  progress: string;
  @Field({ type: [SizeBody], nullable: true, description: 'Where only certain sizes are taken' })
  sizes: SizeBody[] | null;
  @Field({ type: EngineRangesBody }) ranges: EngineRangesBody;
  @Field({ type: EngineDefaultsBody, description: 'Used where a request is silent' })
  defaults: EngineDefaultsBody;
  @Field({ type: [String] }) devices: string[];
}

export class EngineListBody {
  @Field({ type: [EngineBody], description: 'In the order of `ENGINES`' }) items: EngineBody[];
}

/** Why a device gets no work, and until when. */
class PauseBody {
  @Field({ type: String }) reason: string;
  @Field({ type: String, format: 'date-time' }) until: string;
}

export class DeviceBody {
  @Field({ type: String }) name: string;
  @Field({ type: String, enum: ['cpu', 'cuda', 'remote'] }) kind: DeviceView['kind'];
  @Field({ type: 'integer', description: 'The `gpu_id` of seed 004' }) index: number;
  @Field({ type: String }) engine: string;
  @Field({ type: String, enum: ['idle', 'busy', 'backing-off', 'quarantined'] }) state: DeviceView['state'];
  @Field({ type: 'integer', description: 'Jobs that hold the device now, whoever they belong to' })
  running: number;
  @Field({ type: [String], description: 'Your jobs that hold the device now' }) jobs: string[];
  @Field({ type: [Number], description: 'How long the newest runs held the device, newest first' })
  recent_run_seconds: number[];
  @Field({ type: 'integer', description: 'In a row' }) failures: number;
  @Field({ type: PauseBody, nullable: true }) quarantine: PauseBody | null;
  @Field({ type: PauseBody, nullable: true, description: 'While its server is full: until when it rests' })
  back_off: PauseBody | null;
  @Field({ type: [Number], nullable: true, description: 'The GPUs of a group that work on one job together' })
  members: number[] | null;
  @Field({ type: String, nullable: true, description: 'Where it is: `10.0.0.7:8000`' }) detail: string | null;
}

export class DeviceListBody {
  @Field({ type: [DeviceBody] }) items: DeviceBody[];
}

export function toEngineBody({ name, capabilities, devices }: EngineView): EngineBody {
  const { ranges, defaults } = capabilities;
  return {
    name,
    model: capabilities.model,
    tasks: [...capabilities.tasks],
    cancel: capabilities.cancel,
    progress: capabilities.progress,
    sizes: capabilities.sizes?.map(({ width, height }) => ({ width, height })) ?? null,
    ranges: {
      width: toRangeBody(ranges.width),
      height: toRangeBody(ranges.height),
      num_frames: toRangeBody(ranges.numFrames),
      fps: toRangeBody(ranges.fps),
      steps: toRangeBody(ranges.steps),
      guidance_scale: toRangeBody(ranges.guidanceScale),
    },
    defaults: {
      width: defaults.width,
      height: defaults.height,
      num_frames: defaults.numFrames,
      fps: defaults.fps,
      steps: defaults.steps,
      guidance_scale: defaults.guidanceScale,
      negative_prompt: defaults.negativePrompt,
    },
    devices: [...devices],
  };
}

function toRangeBody(range: { min: number; max: number; multipleOf?: number; plus?: number }): RangeBody {
  const { min, max, multipleOf, plus } = range;
  return {
    min,
    max,
    ...(multipleOf === undefined ? {} : { multiple_of: multipleOf }),
    ...(plus === undefined ? {} : { plus }),
  };
}

/** @param ownJobs those of the device's jobs that the asker owns */
export function toDeviceBody(device: DeviceView, ownJobs: readonly string[]): DeviceBody {
  const { quarantine, backOff } = device;
  return {
    name: device.name,
    kind: device.kind,
    index: device.index,
    engine: device.engine,
    state: device.state,
    running: device.jobs.length,
    jobs: [...ownJobs],
    recent_run_seconds: device.recentRunMs.map((ms) => ms / 1000),
    failures: device.failures,
    quarantine: toPauseBody(quarantine),
    back_off: toPauseBody(backOff),
    members: device.members === undefined ? null : [...device.members],
    detail: device.detail ?? null,
  };
}

function toPauseBody(pause: { reason: string; until: number } | undefined): PauseBody | null {
  return pause === undefined ? null : { reason: pause.reason, until: timeOf(pause.until) };
}
