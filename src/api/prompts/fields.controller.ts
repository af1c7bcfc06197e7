import { Controller, Get } from '@nestjs/common';
import { DIALECTS, VARIABLE_FIELDS } from '../../features/prompts/index.js';
import { fieldSchemas } from '../../features/sessions/index.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { PromptFieldsBody } from './prompt.body.js';

/** What there is to say of a shot, for whoever builds a form for it. */
@Controller('api')
export class FieldsController {
  readonly #fields: PromptFieldsBody = {
    items: Array.from(fieldSchemas(), ([path, schema]) => ({
      path,
      schema,
      may_vary: VARIABLE_FIELDS.includes(path),
    })),
    dialects: [...DIALECTS],
  };

  @Get('prompt-fields')
  @Operation({
    tag: 'prompts',
    summary: 'The fields of a description, their terms and bounds; the dialects of models',
    answer: PromptFieldsBody,
  })
  list(): PromptFieldsBody {
    return this.#fields;
  }
}
