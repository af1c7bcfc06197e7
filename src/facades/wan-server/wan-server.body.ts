import { Field } from '../../platform/http/openapi/describe.js';

export type JobWord = 'pending' | 'processing' | 'completed' | 'failed';

const OPEN = 'if left out or 0 and the engine takes it, else that of the engine';
const file = { type: 'string', format: 'binary' } as const;

export class WanServerErrorBody {
  @Field({ type: String }) error: string;
}

export class TextToVideoBody {
  @Field({ type: String, maxLength: 20_000, description: 'Not blank' }) prompt: string;
  @Field({ type: String, maxLength: 20_000, required: false }) negative_prompt?: string;
  @Field({ type: 'integer', required: false, maximum: 128, description: `64 ${OPEN}` }) num_frames?: number;
  @Field({ type: 'integer', required: false, description: `24 ${OPEN}` }) fps?: number;
  @Field({ type: 'integer', required: false, description: `512 ${OPEN}` }) width?: number;
  @Field({ type: 'integer', required: false, description: `512 ${OPEN}` }) height?: number;
  @Field({ type: 'integer', required: false, description: 'Below 0, or left out: random' }) seed?: number;
  @Field({ type: Number, required: false, description: `7.5 ${OPEN}` }) guidance_scale?: number;
  @Field({ type: 'integer', required: false, description: `50 ${OPEN}` }) num_inference_steps?: number;
}

class FormBody {
  @Field({ type: String, required: false }) prompt?: string;
  @Field({ type: String, required: false }) negative_prompt?: string;
  @Field({ type: 'integer', required: false, description: `24 ${OPEN}` }) fps?: number;
  @Field({ type: 'integer', required: false, description: 'Below 0, or left out: random' }) seed?: number;
  @Field({ type: Number, required: false, description: `7.5 ${OPEN}` }) guidance_scale?: number;
  @Field({ type: 'integer', required: false, description: `50 ${OPEN}` }) num_inference_steps?: number;
}

export class ImageToVideoForm extends FormBody {
  @Field({ ...file, description: 'JPEG, PNG, WebP, GIF or BMP' }) image: string;
  @Field({ type: 'integer', required: false, maximum: 128, description: `64 ${OPEN}` }) num_frames?: number;
  @Field({ type: 'integer', required: false, description: `512 ${OPEN}` }) width?: number;
  @Field({ type: 'integer', required: false, description: `512 ${OPEN}` }) height?: number;
}

export class VideoToVideoForm extends FormBody {
  @Field({ ...file, description: 'MP4, AVI, MOV, WebM or MKV' }) video: string;
  @Field({ type: Number, required: false, minimum: 0, maximum: 1, description: '0.8 if left out' })
  strength?: number;
}

export class StartedBody {
  @Field({ type: String, example: 'job_1234567890_abcdef1234567890' }) job_id: string;
  @Field({ type: String, enum: ['processing'] }) status: 'processing';
  @Field({ type: String }) message: string;
}

export class JobStatusBody {
  @Field({ type: String }) job_id: string;
  @Field({ type: String, enum: ['pending', 'processing', 'completed', 'failed'] }) status: JobWord;
  @Field({ type: String }) message: string;
  @Field({ type: String, required: false, description: '`./outputs/<file>`, once the video is there' })
  output_path?: string;
  @Field({ type: String, format: 'date-time' }) created_at: string;
  @Field({ type: String, format: 'date-time' }) updated_at: string;
}

export class ModelInfoBody {
  @Field({ type: String, description: 'Of the first engine' }) name: string;
  @Field({ type: String }) version: string;
  @Field({ type: String, description: 'The engine' }) provider: string;
  @Field({ type: Boolean }) gpu_enabled: boolean;
  @Field({ type: 'integer' }) gpu_device_id: number;
  @Field({ type: String, description: 'The name of the folder of downloaded models; no path of the machine' })
  cache_dir: string;
}

class DownloadProgressBody {
  @Field({ type: String, enum: ['pending', 'downloading', 'downloaded', 'failed'] })
  status: 'pending' | 'downloading' | 'downloaded' | 'failed';
  @Field({ type: Number, minimum: 0, maximum: 1 }) progress: number;
  @Field({ type: 'integer' }) downloaded_bytes: number;
  @Field({ type: 'integer' }) total_bytes: number;
  @Field({ type: 'integer' }) downloaded_files: number;
  @Field({ type: 'integer' }) total_files: number;
  @Field({ type: String, nullable: true }) revision: string | null;
  @Field({ type: String, nullable: true, description: 'Why it failed' }) message: string | null;
}

class WanModelBody {
  @Field({ type: String }) id: string;
  @Field({ type: String }) name: string;
  @Field({ type: String, description: 'The engine, or `huggingface`' }) provider: string;
  @Field({ type: String }) cache_dir: string;
  @Field({ type: Boolean, description: 'All of its files are here and whole' }) downloaded: boolean;
  @Field({ type: DownloadProgressBody, required: false, description: 'Where somebody asked for it' })
  download?: DownloadProgressBody;
}

export class WanModelListBody {
  @Field({ type: [WanModelBody] }) models: WanModelBody[];
}

export class DownloadRequestBody {
  @Field({ type: String, required: false, description: '`organisation/name`; MODEL_HUB_DEFAULT if left out' })
  model_id?: string;
}

export class DownloadStartedBody {
  @Field({ type: String }) message: string;
  @Field({ type: String }) model_id: string;
}
