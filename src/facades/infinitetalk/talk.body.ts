import { Field } from '../../platform/http/openapi/describe.js';

export type TalkWord = 'queued' | 'processing' | 'completed' | 'failed';

const file = { type: 'string', format: 'binary' } as const;

export class GenerateForm {
  @Field({ ...file, description: 'A portrait: .jpg, .jpeg, .png, .bmp or .gif; at most 10 MB' })
  image: string;
  @Field({ ...file, description: 'What it says: .wav, .mp3, .flac, .aac or .ogg; at most 50 MB' })
  audio: string;
  @Field({ type: String, required: false, maxLength: 20_000 }) prompt?: string;
}

/** A request as its client knows it. */
export class TalkRequestBody {
  @Field({ type: String, format: 'uuid' }) request_id: string;
  @Field({ type: String, enum: ['queued', 'processing', 'completed', 'failed'] }) status: TalkWord;
  @Field({ type: String, description: 'What it is at, or why it failed' }) message: string;
  @Field({ type: String, description: 'When it was sent; local time without a zone' }) timestamp: string;
  @Field({
    type: 'integer',
    nullable: true,
    description: 'While queued; 1 is next, of all jobs that share the devices',
  })
  position_in_queue: number | null;
  @Field({
    type: String,
    nullable: true,
    description: 'At most so long, from earlier runs of the same shape; null where there are none',
    example: '3 minutes',
  })
  estimated_time: string | null;
  @Field({ type: String, nullable: true, description: 'Once it is completed' }) result_url: string | null;
}

export class TalkQueueBody {
  @Field({ type: 'integer', description: "The caller's requests that wait" }) queue_size: number;
  @Field({ type: 'integer', description: "The caller's requests that are made" }) processing_count: number;
  @Field({ type: 'integer', description: 'Requests of one caller that may wait' }) max_queue_size: number;
  @Field({ type: 'integer', description: 'Devices that can make such videos' }) max_concurrent: number;
  @Field({ type: [TalkRequestBody], description: 'Waiting, then running; of the caller' })
  requests: TalkRequestBody[];
}

export class TalkDeletedBody {
  @Field({ type: String }) message: string;
}
