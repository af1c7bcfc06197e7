import { Field } from '../../platform/http/openapi/describe.js';

export type TaskWord = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';

const text = (description: string) => ({ type: String, required: false, description }) as const;
const whole = (description: string) => ({ type: 'integer', required: false, description }) as const;
const MEDIA = 'An http(s) address, a data URL, bare base64, the id of an upload, or a path in INPUT_DIR';
const UNUSED = 'Checked, and without effect here';
const shape = {
  type: 'array',
  items: { type: 'integer' },
  required: false,
  description: '[height, width] in pixels; empty: the size of the engine',
} as const;

class TaskRequest {
  @Field(text('Made by the server where it is left out; may be used once'))
  task_id?: string;
  @Field({ type: String, required: false, maxLength: 20_000 }) prompt?: string;
  @Field({ type: String, required: false, maxLength: 20_000 }) negative_prompt?: string;
  @Field({ type: Boolean, required: false, description: 'The status then shows `enhanced_prompt`' })
  use_prompt_enhancer?: boolean;
  @Field(text(MEDIA)) image_path?: string;
  @Field(text(MEDIA)) last_frame_path?: string;
  @Field(text('Not supported: refused unless empty')) image_mask_path?: string;
  @Field({
    type: String,
    nullable: true,
    required: false,
    description: 'What the result is called; where it lies on the disk does not depend on it',
  })
  save_result_path?: string | null;
  @Field(text('Only of `/v1/tasks/image/sync`: where the image is put instead of the answer'))
  presigned_url?: string;
  @Field(whole('Left out: as many as the engine takes by itself')) infer_steps?: number;
  @Field({
    type: 'integer',
    nullable: true,
    required: false,
    description: '0 to 2^32 - 1; random if left out',
  })
  seed?: number | null;
  @Field({ type: Boolean, required: false, description: 'Not supported: refused if true' }) reuse?: boolean;
  @Field(shape) target_shape?: number[];
  @Field({ ...shape, description: 'The newer name of target_shape' }) size?: number[];
  @Field({ ...text('No LoRA is known here: ignored, as an unknown one is there'), nullable: true })
  lora_name?: string | null;
  @Field({ type: Number, required: false, description: UNUSED }) lora_strength?: number;
  @Field({ type: Boolean, required: false, description: UNUSED }) prefer_memory_result?: boolean;
  @Field({ ...text('t2v, i2v, flf2v, v2v, s2v, t2i or i2i; found by the media if left out'), nullable: true })
  task?: string | null;
  @Field({ ...whole(UNUSED), nullable: true }) data_bootstrap_room?: number | null;
  @Field({ ...whole(UNUSED), nullable: true }) disagg_phase1_receiver_engine_rank?: number | null;
  @Field({ ...whole(UNUSED), nullable: true }) disagg_bootstrap_room?: number | null;
  @Field({ ...whole(UNUSED), nullable: true }) disagg_decoder_bootstrap_room?: number | null;
}

class TalkObject {
  @Field({ type: String }) audio: string;
  @Field({ type: String }) mask: string;
}

export class VideoTaskRequest extends TaskRequest {
  @Field(whole(UNUSED)) num_fragments?: number;
  @Field(whole('Frames; left out: as many as the engine makes by itself')) target_video_length?: number;
  @Field(whole('The newer name of target_video_length')) num_frames?: number;
  @Field(text(MEDIA)) video_path?: string;
  @Field({ type: Number, required: false, exclusiveMinimum: true, minimum: 0, description: UNUSED })
  sr_ratio?: number;
  @Field(text(MEDIA)) audio_path?: string;
  @Field(whole('Seconds; decides the frames of an audio-driven video that names none'))
  video_duration?: number;
  @Field({
    type: [TalkObject],
    nullable: true,
    required: false,
    description: 'Not supported: refused unless empty',
  })
  talk_objects?: TalkObject[] | null;
  @Field({ ...whole('Frames a second'), nullable: true }) target_fps?: number | null;
  @Field(text(UNUSED)) resize_mode?: string;
}

export class ImageTaskRequest extends TaskRequest {
  @Field(text('Such as 16:9; used where no size is given and the engine can')) aspect_ratio?: string;
  @Field({ type: Number, nullable: true, required: false, description: '0 to 1' }) i2i_denoise_strength?:
    number | null;
}

class TaskForm {
  @Field({ type: String, required: false }) prompt?: string;
  @Field({ type: String, required: false }) save_result_path?: string;
  @Field({ type: Boolean, required: false }) use_prompt_enhancer?: boolean;
  @Field({ type: String, required: false }) negative_prompt?: string;
  @Field(whole('5 if left out and the engine takes it')) infer_steps?: number;
  @Field(whole('42 if left out')) seed?: number;
  @Field({ type: String, required: false }) task?: string;
}

const file = { type: 'string', format: 'binary' } as const;

export class VideoTaskForm extends TaskForm {
  @Field(file) image_file: string;
  @Field({ ...file, required: false }) last_frame_file?: string;
  @Field({ ...file, required: false }) audio_file?: string;
  @Field(whole(UNUSED)) num_fragments?: number;
  @Field(whole('81 if left out and the engine takes it')) target_video_length?: number;
  @Field(whole('The newer name of target_video_length')) num_frames?: number;
  @Field(whole('Seconds')) video_duration?: number;
  @Field(whole('16 if left out and the engine takes it')) target_fps?: number;
}

export class ImageTaskForm extends TaskForm {
  @Field({ ...file, required: false }) image_file?: string;
  @Field(text('16:9 if left out')) aspect_ratio?: string;
}

export class TaskResponse {
  @Field({ type: String }) task_id: string;
  @Field({ type: String, enum: ['pending'] }) task_status: 'pending';
  @Field({ type: String, nullable: true, description: 'As it was asked for, or the id of the task' })
  save_result_path: string | null;
}

export class UploadedTaskResponse {
  @Field({ type: String }) task_id: string;
  @Field({ type: String, enum: ['completed'] }) task_status: 'completed';
  @Field({ type: Boolean }) uploaded_to_presigned_url: true;
  @Field({ type: String }) presigned_url: string;
}

export class TaskStatusBody {
  @Field({ type: String }) task_id: string;
  @Field({ type: String, enum: ['pending', 'processing', 'completed', 'failed', 'cancelled'] })
  status: TaskWord;
  @Field({ type: String, nullable: true, description: 'Local time without a zone' }) start_time:
    string | null;
  @Field({ type: String, nullable: true, description: 'Local time without a zone' }) end_time: string | null;
  @Field({ type: String, nullable: true }) error: string | null;
  @Field({ type: String, description: 'Name of a Python class; empty without an error' }) error_type: string;
  @Field({ type: String, nullable: true, description: 'Once it is there, the name of the file alone' })
  save_result_path: string | null;
  @Field({ type: String, required: false, description: 'The prompt that was run, where it was enhanced' })
  enhanced_prompt?: string;
}

/** Tasks by their ids. */
export class TaskListBody {
  [taskId: string]: TaskStatusBody;
}

export class QueueStatusBody {
  @Field({ type: Boolean }) is_processing: boolean;
  @Field({ type: String, nullable: true, description: 'Only if it is of the caller' }) current_task:
    string | null;
  @Field({ type: 'integer', description: 'Of everyone' }) pending_count: number;
  @Field({ type: 'integer', description: 'Waiting and running, of everyone' }) active_count: number;
  @Field({ type: 'integer', description: 'Tasks that may wait (QUEUE_MAX)' }) queue_size: number;
  @Field({ type: 'integer', description: 'Tasks that would still be taken' }) queue_available: number;
}

export class ServiceStatusBody {
  @Field({ type: String, enum: ['busy', 'idle'] }) service_status: 'busy' | 'idle';
  @Field({ type: String, nullable: true }) current_task: string | null;
  @Field({ type: [String], description: "The caller's tasks that run" }) active_tasks: string[];
  @Field({ type: 'integer' }) pending_tasks: number;
  @Field({ type: 'integer' }) queue_size: number;
  @Field({ type: 'integer' }) total_tasks: number;
  @Field({ type: 'integer' }) completed_tasks: number;
  @Field({ type: 'integer' }) failed_tasks: number;
}

export class ServiceMetadataBody {
  @Field({ type: 'integer', description: 'Devices' }) nproc_per_node: number;
  @Field({ type: String }) model_cls: string;
  @Field({ type: String, description: 'The name of the model again; no path is told' }) model_path: string;
}

export class StopTaskResponse {
  @Field({ type: String, enum: ['success', 'do_nothing', 'error'] }) stop_status:
    'success' | 'do_nothing' | 'error';
  @Field({ type: String }) reason: string;
}
