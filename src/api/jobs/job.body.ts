import type { ArtifactRole, AttemptProblem, JobFailure, JobState } from '../../features/jobs/index.js';
import type { InputRole, Progress, Stage, Task } from '../../features/engines/index.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { OptionalWholeNumber } from '../requests/rules.js';
import { OptionalFlag } from '../requests/session-rules.js';

export const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;
const time = { type: String, format: 'date-time' } as const;

class BatchPlaceBody {
  @Field({ type: String, format: 'uuid' }) id: string;
  @Field({ type: 'integer', description: 'Position in the batch, from 0' }) index: number;
}

class ProgressBody {
  @Field({ type: String }) stage: Progress['stage'];
  @Field({ type: Number, minimum: 0, maximum: 1, description: 'Of the whole attempt' }) fraction: number;
  @Field({ type: 'integer', nullable: true }) step: number | null;
  @Field({ type: 'integer', nullable: true }) total_steps: number | null;
  @Field({ type: Boolean, description: 'True where the fraction is guessed from earlier runs of this shape' })
  estimated: boolean;
}

class EtaBody {
  @Field({ type: Number }) low: number;
  @Field({ type: Number }) high: number;
}

class AttemptProblemBody {
  @Field({
    type: String,
    enum: ['interrupted', 'device-fault', 'shutdown', 'failed', 'not-accepted', 'lost'],
  })
  reason: AttemptProblem;
  @Field({ type: String }) message: string;
}

export class AttemptBody {
  @Field({ type: 'integer' }) number: number;
  @Field({ type: String }) engine: string;
  @Field({ type: String, nullable: true, description: "Name and version of the engine's model" }) model:
    string | null;
  @Field({
    type: String,
    nullable: true,
    description: 'What the model makes of the prompt: words that it passes over, or draws as something else',
  })
  remark: string | null;
  @Field({ type: String }) device: string;
  @Field(time) started_at: string;
  @Field({ ...time, nullable: true, description: 'When the device was free again' }) generated_at:
    string | null;
  @Field({ ...time, nullable: true }) ended_at: string | null;
  @Field({ type: Object, nullable: true, description: 'Milliseconds by stage' })
  stage_ms: Readonly<Partial<Record<Stage, number>>> | null;
  @Field({ type: AttemptProblemBody, nullable: true }) problem: AttemptProblemBody | null;
}

class FailureBody {
  @Field({ type: String }) code: JobFailure['code'];
  @Field({ type: String }) message: string;
}

class ArtifactBody {
  @Field({ type: String, enum: ['video', 'image', 'poster', 'original'] }) role: ArtifactRole;
  @Field({ type: String }) file_name: string;
  @Field({ type: 'integer', description: 'Bytes' }) size: number;
  @Field({ type: String }) sha256: string;
  @Field({ type: String, description: 'Eight hexadecimal digits' }) crc32: string;
}

class FilesRemovedBody {
  @Field(time) at: string;
  @Field({ type: String, enum: ['retention', 'deleted'] }) reason: 'retention' | 'deleted';
}

class JobInputBody {
  @Field({ type: String, enum: ['image', 'last-image', 'video', 'audio'] }) role: InputRole;
  @Field({ type: String, example: 'image/png' }) media_type: string;
  @Field({ type: 'integer', description: 'Bytes' }) size: number;
  @Field({ type: String }) sha256: string;
}

/** Everything about one job. */
export class JobBody {
  @Field({ type: String, format: 'uuid' }) id: string;
  @Field({ type: String, enum: [...STATES] }) state: JobState;
  @Field({ type: String }) task: Task;
  @Field({
    type: String,
    description: 'The one that ran or runs it; before that, the one it would run on first',
  })
  engine: string;
  @Field({ type: String, nullable: true, description: 'Known with the first attempt' }) model: string | null;
  @Field({ type: String, description: 'Exactly as it was sent' }) prompt: string;
  @Field({ type: String }) negative_prompt: string;
  @Field({ type: 'integer' }) seed: number;
  @Field({ type: 'integer' }) steps: number;
  @Field({ type: Number }) guidance_scale: number;
  @Field({ type: 'integer' }) width: number;
  @Field({ type: 'integer' }) height: number;
  @Field({ type: 'integer' }) num_frames: number;
  @Field({ type: Number }) fps: number;
  @Field({ type: Number, nullable: true, description: '0..1: how far it may leave what it starts from' })
  strength: number | null;
  @Field({ type: String, nullable: true, enum: ['crop', 'letterbox', 'stretch'] }) resize_mode:
    'crop' | 'letterbox' | 'stretch' | null;
  @Field({ type: [JobInputBody], description: 'Files that it starts from' }) inputs: JobInputBody[];
  @Field({ type: BatchPlaceBody, nullable: true }) batch: BatchPlaceBody | null;
  @Field({ type: String, nullable: true, description: 'The job that this one tries again' }) retry_of:
    string | null;
  @Field({
    type: String,
    nullable: true,
    description: 'The job whose values it took over, with another prompt',
  })
  remix_of: string | null;
  @Field({ type: String, nullable: true, description: 'The prompt-tuning session that the prompt came from' })
  session_id: string | null;
  @Field({ type: String, nullable: true, description: 'The revision in it that holds the prompt' })
  revision_id: string | null;
  @Field({ type: Boolean }) starred: boolean;
  @Field({ type: 'integer', nullable: true, minimum: 1, maximum: 5 }) rating: number | null;
  @Field(time) created_at: string;
  @Field({ ...time, nullable: true }) finished_at: string | null;
  @Field({ type: Number, nullable: true, description: 'From submission to the first attempt' })
  queue_seconds: number | null;
  @Field({ type: Number, nullable: true, description: 'The last attempt, with writing the file' })
  run_seconds: number | null;
  @Field({ type: ProgressBody, nullable: true }) progress: ProgressBody | null;
  @Field({ type: 'integer', nullable: true, description: '1 is next' }) queue_position: number | null;
  @Field({
    type: String,
    nullable: true,
    description:
      'A small JPEG of how the result looks so far, while the job runs; another address for each new one',
  })
  preview_url: string | null;
  @Field({ type: EtaBody, nullable: true }) eta_seconds: EtaBody | null;
  @Field({ type: String, nullable: true }) device: string | null;
  @Field({ type: [AttemptBody] }) attempts: AttemptBody[];
  @Field({ type: FailureBody, nullable: true }) failure: FailureBody | null;
  @Field({ type: Boolean }) cancel_requested: boolean;
  @Field({ type: Boolean, description: 'Asked to stop, and its engine has not confirmed it yet' })
  cancelling: boolean;
  @Field({ type: [ArtifactBody] }) artifacts: ArtifactBody[];
  @Field({ type: FilesRemovedBody, nullable: true }) files_removed: FilesRemovedBody | null;
  @Field({ type: String, nullable: true }) video_url: string | null;
  @Field({ type: String, nullable: true, description: 'Of jobs that make an image' }) image_url:
    string | null;
  @Field({ type: String, nullable: true }) poster_url: string | null;
  @Field({ type: String, nullable: true, description: "The server's own file (KEEP_ORIGINALS)" })
  original_url: string | null;
}

export class JobListBody {
  @Field({ type: [JobBody], description: 'Newest first' }) items: JobBody[];
  @Field({ type: String, nullable: true, description: 'Send it as `cursor` to go on; null at the end' })
  next_cursor: string | null;
}

export class JobPatchDto {
  @Field({ type: Boolean, required: false, description: 'Starred jobs keep their files' })
  @OptionalFlag()
  starred?: boolean;

  @Field({
    type: 'integer',
    required: false,
    minimum: 0,
    maximum: 5,
    description: 'What you think of it, from 1 to 5; 0 takes it back',
  })
  @OptionalWholeNumber(0, 5)
  rating?: number;
}
