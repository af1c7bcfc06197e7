import { Field } from '../../platform/http/openapi/describe.js';
import {
  Anything,
  OptionalMatch,
  OptionalNumber,
  OptionalText,
  OptionalWholeNumber,
  RequiredText,
} from './rules.js';

export const LONGEST_PROMPT = 32_000;
/** Wide enough for any engine; what an engine can really do is checked against its capabilities. */
const LARGEST = 2 ** 31 - 1;
const LARGEST_SEED = 2 ** 32 - 1;
const LONGEST_SECONDS = 3600;
const SHORTEST_SECONDS = 0.01;

export const VIDEO_STATUSES = ['queued', 'in_progress', 'completed', 'failed'] as const;

class VideoErrorBody {
  @Field({ type: String }) code: string;
  @Field({ type: String }) message: string;
}

const time = { type: 'integer', description: 'Seconds since 1970' } as const;

export class VideoBody {
  @Field({ type: String, example: 'video_0199c2f47d2a7c3e8f0a1b2c3d4e5f60' }) id: string;
  @Field({ type: String, enum: ['video'] }) object: 'video';
  @Field({ type: String, description: 'The model that really makes it' }) model: string;
  @Field({ type: String, enum: [...VIDEO_STATUSES] }) status: (typeof VIDEO_STATUSES)[number];
  @Field({ type: 'integer', minimum: 0, maximum: 100 }) progress: number;
  @Field(time) created_at: number;
  @Field({ ...time, nullable: true }) completed_at: number | null;
  @Field({ ...time, nullable: true, description: 'When its file goes (RETENTION_DAYS), or went' })
  expires_at: number | null;
  @Field({ type: String, nullable: true, description: 'Exactly as it was sent' }) prompt: string | null;
  @Field({ type: String, description: 'Width x height in pixels', example: '1280x720' }) size: string;
  @Field({ type: String, description: 'Length of the clip', example: '4' }) seconds: string;
  @Field({ type: String, nullable: true }) remixed_from_video_id: string | null;
  @Field({ type: VideoErrorBody, nullable: true }) error: VideoErrorBody | null;
}

export class VideoListBody {
  @Field({ type: String, enum: ['list'] }) object: 'list';
  @Field({ type: [VideoBody] }) data: VideoBody[];
  @Field({ type: String, nullable: true }) first_id: string | null;
  @Field({ type: String, nullable: true, description: 'Send it as `after` to go on' }) last_id: string | null;
  @Field({ type: Boolean }) has_more: boolean;
}

export class VideoDeletedBody {
  @Field({ type: String }) id: string;
  @Field({ type: Boolean }) deleted: true;
  @Field({ type: String, enum: ['video.deleted'] }) object: 'video.deleted';
}

/** What a video may be asked for. Numbers may be written as text, as forms do. */
export class CreateVideoDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;

  @Field({
    type: String,
    required: false,
    description: 'One of `/v1/models`; otherwise the first that is able',
  })
  @OptionalText(300)
  model?: string;

  @Field({
    required: false,
    oneOf: [{ type: 'string' }, { type: 'number' }],
    description: 'Length of the clip; the nearest that the model makes',
    example: '4',
  })
  @OptionalNumber(SHORTEST_SECONDS, LONGEST_SECONDS)
  seconds?: number;

  @Field({ type: String, required: false, pattern: '^\\d+x\\d+$', example: '1280x720' })
  @OptionalMatch(/^[1-9]\d{0,4}x[1-9]\d{0,4}$/, 'must be width x height in pixels, such as 1280x720')
  size?: string;

  @Field({
    required: false,
    oneOf: [
      { type: 'string', format: 'binary', description: 'A file, in a form' },
      { type: 'string', description: 'A data URL, base64 or http address' },
      { type: 'object', properties: { image_url: { type: 'string' } }, required: ['image_url'] },
    ],
    description: 'An image to start from; as a file, also a video',
  })
  @Anything()
  input_reference?: unknown;

  @Field({
    required: false,
    oneOf: [
      { type: 'string', format: 'binary' },
      { type: 'string' },
      { type: 'object', properties: { video_url: { type: 'string' } }, required: ['video_url'] },
    ],
    description: 'A video to start from',
  })
  @Anything()
  video_reference?: unknown;

  @Field({
    required: false,
    oneOf: [
      { type: 'string', format: 'binary' },
      { type: 'string' },
      { type: 'object', properties: { audio_url: { type: 'string' } }, required: ['audio_url'] },
    ],
    description: 'Speech or music to move to',
  })
  @Anything()
  audio_reference?: unknown;

  @Field({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_SEED })
  @OptionalWholeNumber(0, LARGEST_SEED)
  seed?: number;

  @Field({ type: 'integer', required: false, minimum: 1 })
  @OptionalWholeNumber(1, LARGEST)
  num_inference_steps?: number;

  @Field({ type: Number, required: false, minimum: 0 })
  @OptionalNumber(0, LARGEST)
  guidance_scale?: number;

  @Field({ type: String, required: false, maxLength: LONGEST_PROMPT })
  @OptionalText(LONGEST_PROMPT)
  negative_prompt?: string;

  @Field({ type: 'integer', required: false, minimum: 1, description: 'Instead of `seconds`' })
  @OptionalWholeNumber(1, LARGEST)
  num_frames?: number;

  @Field({ type: Number, required: false, minimum: 0.01, description: 'Frames a second' })
  @OptionalNumber(0.01, LARGEST)
  fps?: number;

  @Field({ type: 'integer', required: false, minimum: 1, description: 'Instead of that of `size`' })
  @OptionalWholeNumber(1, LARGEST)
  width?: number;

  @Field({ type: 'integer', required: false, minimum: 1, description: 'Instead of that of `size`' })
  @OptionalWholeNumber(1, LARGEST)
  height?: number;

  @Field({ type: String, required: false, description: 'Taken and not used' })
  @OptionalText(1000)
  user?: string;
}

export class RemixVideoDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  prompt: string;
}

/** The query of a list. */
export class ListVideosDto {
  @OptionalText(100)
  after?: string;

  @OptionalWholeNumber(1, 100)
  limit?: number;

  @OptionalMatch(/^(asc|desc)$/, 'must be asc or desc')
  order?: 'asc' | 'desc';
}
