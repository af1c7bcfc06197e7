import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { PromptsService } from '../../features/prompts/index.js';
import { validate } from '../../platform/http/body-validation.js';
import { Field, Operation } from '../openapi/describe.js';
import { LONGEST_PROMPT, OptionalText, RequiredText } from '../requests/rules.js';

export class EnhanceDto {
  @Field({ type: String, minLength: 1, maxLength: LONGEST_PROMPT })
  @RequiredText(LONGEST_PROMPT)
  rough_prompt: string;

  @Field({ type: String, required: false, nullable: true, maxLength: 200 })
  @OptionalText(200)
  session_id?: string;
}

export class EnhanceBody {
  @Field({ type: String }) original_prompt: string;
  @Field({ type: String }) enhanced_prompt: string;
  @Field({ type: String }) session_id: string;
  @Field({ type: [String], description: 'What stands in both' }) kept: string[];
  @Field({ type: [String] }) added: string[];
  @Field({ type: [String] }) changed: string[];
  @Field({ type: [String] }) dropped: string[];
  @Field({ type: String, description: 'Who did it' }) provider: string;
  @Field({ type: [String], required: false, description: 'Fields that were not understood' })
  warnings?: string[];
}

@Controller('api')
export class EnhanceController {
  constructor(private readonly prompts: PromptsService) {}

  @Post('enhance')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Make a rough prompt richer, and say what was done to it',
    body: EnhanceDto,
    answer: EnhanceBody,
    errors: ['invalid_request'],
    errorShape: 'detail',
  })
  async enhance(@Body() body: unknown): Promise<EnhanceBody> {
    const { value, unknown } = validate(EnhanceDto, body);
    const { original, enhanced, ...rest } = await this.prompts.enhance(value.rough_prompt);
    return {
      original_prompt: original,
      enhanced_prompt: enhanced,
      session_id: value.session_id ?? randomUUID(),
      ...rest,
      ...(unknown.length === 0
        ? {}
        : { warnings: unknown.map((name) => `The field "${name}" is not known and was ignored`) }),
    };
  }
}
