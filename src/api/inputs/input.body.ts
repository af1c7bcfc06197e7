import { Field } from '../../platform/http/openapi/describe.js';

export class InputBody {
  @Field({ format: 'uuid', description: 'What `image`, `video` or `audio` of a generation may name' })
  id: string;

  @Field({ enum: ['image', 'video', 'audio'] })
  kind: 'image' | 'video' | 'audio';

  @Field({ description: 'By its content, whatever the file was called', example: 'image/png' })
  media_type: string;

  @Field({ type: 'integer', description: 'Bytes' })
  size: number;

  @Field({ type: 'integer', required: false, description: 'Pixels; of images and videos' })
  width?: number;

  @Field({ type: 'integer', required: false, description: 'Pixels; of images and videos' })
  height?: number;

  @Field({ type: Number, required: false, description: 'Of videos and audio' })
  duration_seconds?: number;

  @Field({
    type: String,
    format: 'date-time',
    description: 'Kept at least until then, and longer where it is used again or a job still needs it',
  })
  expires_at: string;
}

export class InputDeletedBody {
  @Field({ format: 'uuid' })
  id: string;

  @Field()
  deleted: boolean;
}
