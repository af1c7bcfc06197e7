import { type ErrorDescription, Field } from '../../platform/http/openapi/describe.js';
import { statusOf } from './openai.shape.js';

class OpenAiErrorContent {
  @Field({ type: String }) message: string;
  @Field({ type: String, example: 'invalid_request_error' }) type: string;
  @Field({ type: String, nullable: true, description: 'The field that is wrong' }) param: string | null;
  @Field({ type: String, nullable: true, description: 'Stable' }) code: string | null;
}

class OpenAiErrorAnswer {
  @Field({ type: OpenAiErrorContent }) error: OpenAiErrorContent;
}

class OpenAiImageErrorAnswer extends OpenAiErrorAnswer {
  @Field({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'object' } }],
    description: 'The same in the words of LightX2V',
  })
  detail: string | object[];
}

export const OPENAI_ERRORS: ErrorDescription = { body: OpenAiErrorAnswer, statusOf };
export const OPENAI_IMAGE_ERRORS: ErrorDescription = { body: OpenAiImageErrorAnswer, statusOf };
