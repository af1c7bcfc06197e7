import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { type TemplateInput, TemplatesService } from '../../features/prompts/index.js';
import { DomainError } from '../../kernel/errors.js';
import { isRecord, validateStrictly } from '../../platform/http/body-validation.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { readWholeNumber } from '../requests/query.js';
import {
  AppliedTemplateBody,
  ApplyTemplateDto,
  TemplateBody,
  TemplateChangeDto,
  TemplateContentDto,
  TemplateDeletedBody,
  TemplateListBody,
  toTemplateBody,
} from './template.body.js';

@Controller('api/templates')
export class TemplatesController {
  constructor(private readonly templates: TemplatesService) {}

  @Get()
  @Operation({ tag: 'prompts', summary: 'List templates and styles', answer: TemplateListBody })
  async list(@Owner() owner: string): Promise<TemplateListBody> {
    return { items: (await this.templates.list(owner)).map(toTemplateBody) };
  }

  @Post()
  @Operation({
    tag: 'prompts',
    summary: 'Make a template',
    description: 'At most 200 for each owner.',
    body: TemplateContentDto,
    answer: TemplateBody,
    status: 201,
    errors: ['invalid_request', 'conflict', 'storage_full'],
  })
  async create(@Body() body: unknown, @Owner() owner: string): Promise<TemplateBody> {
    return toTemplateBody(
      await this.templates.create(owner, Object.assign({}, validateStrictly(TemplateContentDto, body))),
    );
  }

  @Get(':id')
  @Operation({
    tag: 'prompts',
    summary: 'One template',
    answer: TemplateBody,
    errors: ['template_not_found'],
  })
  async get(@Param('id') id: string, @Owner() owner: string): Promise<TemplateBody> {
    return toTemplateBody(await this.templates.get(owner, id));
  }

  @Put(':id')
  @Operation({
    tag: 'prompts',
    summary: 'Replace a template',
    body: TemplateChangeDto,
    answer: TemplateBody,
    errors: ['invalid_request', 'template_not_found', 'conflict', 'storage_full'],
  })
  async replace(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
  ): Promise<TemplateBody> {
    const { revision, ...content } = validateStrictly(TemplateChangeDto, body);
    return toTemplateBody(await this.templates.update(owner, id, revision, content));
  }

  @Delete(':id')
  @Operation({
    tag: 'prompts',
    summary: 'Delete a template',
    answer: TemplateDeletedBody,
    query: [{ name: 'revision', type: 'integer', description: 'Delete only this revision' }],
    errors: ['invalid_request', 'template_not_found', 'conflict'],
  })
  async remove(
    @Param('id') id: string,
    @Query('revision') revision: unknown,
    @Owner() owner: string,
  ): Promise<TemplateDeletedBody> {
    const given = readWholeNumber('revision', revision, { fallback: 0, min: 0 });
    await this.templates.delete(owner, id, given === 0 ? undefined : given);
    return { id, deleted: true };
  }

  @Post(':id/apply')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Make a prompt of a template',
    description: 'The name does instead of the id, where it can stand in an address.',
    body: ApplyTemplateDto,
    answer: AppliedTemplateBody,
    errors: ['invalid_request', 'template_not_found'],
  })
  async apply(
    @Param('id') nameOrId: string,
    @Body() body: unknown,
    @Owner() owner: string,
  ): Promise<AppliedTemplateBody> {
    const { prompt, slots } = validateStrictly(ApplyTemplateDto, body ?? {});
    const input: TemplateInput = { ...(prompt === undefined ? {} : { prompt }), slots: readSlots(slots) };
    const applied = await this.templates.apply(owner, nameOrId, input);
    return { prompt: applied.prompt, negative_prompt: applied.negative ?? null };
  }
}

/** Each value is checked against its slot by the feature. */
function readSlots(slots: unknown): NonNullable<TemplateInput['slots']> {
  if (slots === undefined) return {};
  if (isRecord(slots)) return slots as NonNullable<TemplateInput['slots']>;
  const message = 'Input should be an object';
  throw new DomainError('invalid_request', `slots: ${message}`, { problems: [{ path: 'slots', message }] });
}
