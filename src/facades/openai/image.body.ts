import { Field } from '../../platform/http/openapi/describe.js';
import {
  Anything,
  OptionalMatch,
  OptionalNumber,
  OptionalText,
  OptionalWholeNumber,
  RequiredText,
} from './rules.js';
import { LONGEST_PROMPT } from './video.body.js';

const LARGEST = 2 ** 31 - 1;
const LARGEST_SEED = 2 ** 32 - 1;

/** What an image may be asked for. Numbers may be written as text, as forms do. */
export class CreateImageDto {
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

  @Field({ type: 'integer', required: false, minimum: 1, maximum: 1, default: 1 })
  @OptionalWholeNumber(1, 1)
  n?: number;

  @Field({
    type: String,
    required: false,
    description: 'Width x height in pixels, or auto',
    example: '1024x1024',
  })
  @OptionalMatch(/^(auto|[1-9]\d{0,4}x[1-9]\d{0,4})$/, 'must be auto, or width x height such as 1024x1024')
  size?: string;

  @Field({ type: String, required: false, enum: ['b64_json', 'url'], default: 'b64_json' })
  @OptionalMatch(/^(b64_json|url)$/, 'must be b64_json or url')
  response_format?: 'b64_json' | 'url';

  @Field({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_SEED })
  @OptionalWholeNumber(0, LARGEST_SEED)
  seed?: number;

  @Field({ type: String, required: false, maxLength: LONGEST_PROMPT })
  @OptionalText(LONGEST_PROMPT)
  negative_prompt?: string;

  @Field({ type: 'integer', required: false, minimum: 1 })
  @OptionalWholeNumber(1, LARGEST)
  num_inference_steps?: number;

  @Field({ type: Number, required: false, minimum: 0 })
  @OptionalNumber(0, LARGEST)
  guidance_scale?: number;

  @Field({ type: Boolean, required: false, description: 'Only false: partial images are not sent' })
  @Anything()
  stream?: unknown;

  @Field({ type: String, required: false, description: 'Taken and not used' })
  @OptionalText(1000)
  user?: string;
}

export class EditImageDto extends CreateImageDto {
  @Field({
    required: true,
    oneOf: [
      { type: 'string', format: 'binary', description: 'A file, in a form' },
      { type: 'string', description: 'A data URL, base64 or http address' },
      { type: 'object', properties: { image_url: { type: 'string' } }, required: ['image_url'] },
    ],
    description: 'The image to start from; also as the one item of a list',
  })
  @Anything()
  image?: unknown;

  @Field({ type: String, required: false, description: 'Not supported' })
  @Anything()
  mask?: unknown;
}

class ImageContentBody {
  @Field({ type: String, required: false, description: 'The file as base64' }) b64_json?: string;
  @Field({ type: String, required: false, format: 'uri' }) url?: string;
}

export class ImagesBody {
  @Field({ type: 'integer', description: 'Seconds since 1970' }) created: number;
  @Field({ type: [ImageContentBody] }) data: ImageContentBody[];
  @Field({ type: String, enum: ['png', 'jpeg', 'webp'] }) output_format: string;
  @Field({ type: String, example: '1024x1024' }) size: string;
}
