import { Field } from '../../platform/http/openapi/describe.js';

export type TaskWord = 'pending' | 'processing' | 'completed' | 'failed';

const UNUSED = 'Checked and shown again; without effect here';
const OPEN = 'of the engine, if it does not take that';
const nullableText = (description: string) => ({ type: String, nullable: true, description }) as const;

export class GenerateBody {
  @Field({ type: String, maxLength: 20_000, description: 'Not blank' }) prompt: string;
  @Field({ type: String, maxLength: 20_000, required: false, description: 'If left out, that of the engine' })
  negative_prompt?: string;
  @Field({
    type: String,
    required: false,
    maxLength: 200,
    default: 't2v-1.3B',
    description: "A part of the result's name",
  })
  task?: string;
  @Field({ type: String, nullable: true, required: false, maxLength: 300, description: UNUSED }) model_id?:
    string | null;
  @Field({
    type: String,
    required: false,
    description: `width*height in pixels; 832*480 if left out, or that ${OPEN}`,
  })
  size?: string;
  @Field({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 200,
    description: `Rounded down to whole groups (4k + 1) where the engine makes frames so; 81 if left out, or the number ${OPEN}`,
  })
  num_frames?: number;
  @Field({
    type: Number,
    required: false,
    minimum: 1,
    maximum: 20,
    description: `6 if left out, or that ${OPEN}`,
  })
  sample_guide_scale?: number;
  @Field({ type: Number, nullable: true, required: false, description: UNUSED }) sample_shift?: number | null;
  @Field({
    type: 'integer',
    required: false,
    minimum: 10,
    maximum: 100,
    description: `50 if left out, or the number ${OPEN}`,
  })
  sample_steps?: number;
  @Field({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 60,
    description: `16 if left out, or the number ${OPEN}`,
  })
  fps?: number;
  @Field({ type: Boolean, required: false, description: UNUSED }) offload_model?: boolean;
  @Field({ type: Boolean, required: false, description: UNUSED }) t5_cpu?: boolean;
}

export class AcceptedBody {
  @Field({ type: String, enum: ['accepted'] }) status: 'accepted';
  @Field({ type: String, example: 'Video generation queued. Position in queue: 2' }) message: string;
  @Field({ type: String, example: 'task_20240815_123456_789012' }) task_id: string;
  @Field({ type: String, nullable: true, description: 'Always null: the status tells it' })
  video_filename: null;
}

class TaskCountsBody {
  @Field({ type: 'integer' }) pending: number;
  @Field({ type: 'integer' }) processing: number;
  @Field({ type: 'integer' }) completed: number;
  @Field({ type: 'integer', description: 'Cancelled and expired ones too' }) failed: number;
}

export class WanQueueStatusBody {
  @Field({ type: 'integer', description: 'Tasks of this interface that wait, of everyone' })
  queue_size: number;
  @Field({ type: 'integer', description: 'Tasks of this interface that may wait (WAN_QUEUE_MAX)' })
  max_queue_size: number;
  @Field({ type: 'integer', description: 'Jobs that can run at once, on all devices' })
  processing_workers: number;
  @Field({ type: TaskCountsBody, description: "The caller's tasks" }) task_counts: TaskCountsBody;
  @Field({ type: Boolean, description: 'Whether a task would be taken now' }) queue_available: boolean;
}

export class WanTaskStatusBody {
  @Field({ type: String }) task_id: string;
  @Field({ type: String, enum: ['pending', 'processing', 'completed', 'failed'] }) status: TaskWord;
  @Field({ type: String }) message: string;
  @Field({ type: Number, minimum: 0, maximum: 1 }) progress: number;
  @Field({ type: 'integer', nullable: true, description: '1 is next; only while pending' })
  queue_position: number | null;
  @Field({ type: String, description: 'Local time without a zone' }) created_at: string;
  @Field(nullableText('Local time without a zone')) started_at: string | null;
  @Field(nullableText('Local time without a zone')) completed_at: string | null;
  @Field({ type: Number, nullable: true, description: 'Seconds from start to end' }) duration: number | null;
  @Field(nullableText('For /download, once the video is there')) video_filename: string | null;
  @Field(nullableText('The same again')) video_path: string | null;
  @Field(nullableText('Why there is no video')) error: string | null;
}

export class ListedVideoBody {
  @Field({ type: String }) filename: string;
  @Field({ type: 'integer', description: 'Bytes' }) size: number;
  @Field({ type: String, description: 'Local time without a zone' }) created: string;
  @Field({ type: String }) prompt: string;
  @Field({ type: String }) task: string;
  @Field({ type: Object, description: 'What was really run, by the names of the request' })
  generation_params: Record<string, string | number | boolean | null>;
}

export class WanVideoListBody {
  @Field({ type: [ListedVideoBody] }) videos: ListedVideoBody[];
}

class PipelineConfigurationBody {
  @Field({ type: String, description: 'The model of the first engine' }) model_id: string;
  @Field({ type: [String], description: 'Engines and the models behind them' }) engines: string[];
}

class PipelineMemoryBody {
  @Field({ type: Boolean }) available: boolean;
  @Field({ type: Number, description: 'GiB of all GPUs together' }) allocated: number;
  @Field({ type: Number }) total: number;
  @Field({ type: Number }) free: number;
}

export class PipelineStatusBody {
  @Field({ type: Boolean, description: 'An engine has its model in memory; other servers count as such' })
  pipeline_loaded: boolean;
  @Field({ type: PipelineConfigurationBody, nullable: true }) configuration: PipelineConfigurationBody | null;
  @Field({ type: Boolean, description: 'No job waits or runs' }) queue_empty: boolean;
  @Field({ type: PipelineMemoryBody, nullable: true, description: 'Null without GPUs' })
  gpu_memory_info: PipelineMemoryBody | null;
}

export class UnloadBody {
  @Field({ type: String, enum: ['success', 'error'] }) status: 'success' | 'error';
  @Field({ type: String }) message: string;
}
