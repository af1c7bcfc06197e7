import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { IdempotencyKey } from '../../platform/http/idempotency-key.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { OPENAI_IMAGE_ERRORS } from './error.body.js';
import { CreateImageDto, EditImageDto, ImagesBody } from './image.body.js';
import { ImageAnswer } from './image-answer.js';
import { ImageCreation, type MadeImage } from './image-creation.js';

const FORM = { body: 'form' } as const;
const ERRORS = [
  'invalid_request',
  'malformed_body',
  'no_capable_engine',
  'not_found',
  'idempotency_conflict',
  'body_too_large',
  'unsupported_media_type',
  'queue_full',
  'shutting_down',
  'storage_full',
  'internal',
] as const;

/** `/v1/images` as OpenAI has it, and LightX2V after it: the image is in the answer. */
@Controller('v1/images')
export class ImagesController {
  constructor(
    private readonly creation: ImageCreation,
    private readonly answer: ImageAnswer,
  ) {}

  @Post('generations')
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Generate an image and wait for it',
    description: 'Without an Idempotency-Key a client that goes away cancels it.',
    body: CreateImageDto,
    consumes: ['application/json', 'multipart/form-data'],
    answer: ImagesBody,
    takesIdempotencyKey: true,
    errors: ERRORS,
    errorShape: OPENAI_IMAGE_ERRORS,
  })
  async generate(
    @Req() request: FastifyRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ImagesBody> {
    return this.#answer(
      await this.creation.generate(request, { idempotencyKey, signal }),
      request,
      noteMadeId,
    );
  }

  @Post('edits')
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Make an image of another and wait for it',
    description: 'One image and no mask.',
    body: EditImageDto,
    consumes: ['multipart/form-data', 'application/json'],
    answer: ImagesBody,
    takesIdempotencyKey: true,
    errors: [...ERRORS, 'input_invalid', 'input_too_large'],
    errorShape: OPENAI_IMAGE_ERRORS,
  })
  async edit(
    @Req() request: FastifyRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ImagesBody> {
    const made = await this.creation.edit(request, { idempotencyKey, signal });
    return this.#answer(made, request, noteMadeId);
  }

  #answer(made: MadeImage, request: FastifyRequest, noteMadeId: NoteMadeId): Promise<ImagesBody> {
    noteMadeId(made.job.request.id);
    return this.answer.of(made, `${request.protocol}://${request.host}`);
  }
}
