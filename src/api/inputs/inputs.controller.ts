import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InputsService, type Upload } from '../../features/inputs/index.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { uploadedFile } from '../../platform/http/uploaded-file.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { InputBody, InputDeletedBody } from './input.body.js';

/** Files that generations start from, sent once and used by their ids. */
@Controller('api/inputs')
export class InputsController {
  constructor(private readonly inputs: InputsService) {}

  @Post()
  @Operation({
    tag: 'inputs',
    summary: 'Upload an image, video or audio to start from',
    description:
      'One file a request: PNG, JPEG, WebP, GIF (its first frame), BMP (kept as PNG); MP4, WebM, MOV, MKV; WAV, MP3, Ogg, FLAC, M4A, AAC.',
    takesFile: true,
    answer: InputBody,
    status: 201,
    errors: [
      'invalid_request',
      'malformed_body',
      'unsupported_media_type',
      'input_invalid',
      'input_too_large',
      'input_limit',
      'client_closed',
      'shutting_down',
      'storage_full',
    ],
  })
  async upload(
    @Req() request: FastifyRequest,
    @Owner() owner: string,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<InputBody> {
    try {
      const upload = await this.inputs.upload(owner, { content: uploadedFile(request), signal });
      noteMadeId(upload.id);
      return toInputBody(upload);
    } catch (error) {
      closeUnread(request);
      throw error;
    }
  }

  @Get(':id')
  @Operation({
    tag: 'inputs',
    summary: 'What an upload is; not its bytes',
    answer: InputBody,
    errors: ['input_not_found'],
  })
  async get(@Param('id') id: string, @Owner() owner: string): Promise<InputBody> {
    return toInputBody(await this.inputs.get(owner, id));
  }

  @Delete(':id')
  @Operation({
    tag: 'inputs',
    summary: 'Forget an upload',
    description: 'Jobs that were started from it keep it as long as they need it.',
    answer: InputDeletedBody,
    errors: ['input_not_found'],
  })
  async remove(@Param('id') id: string, @Owner() owner: string): Promise<InputDeletedBody> {
    await this.inputs.remove(owner, id);
    return { id, deleted: true };
  }
}

function toInputBody({ id, input, expiresAt }: Upload): InputBody {
  const { kind, mediaType, size, width, height, durationSeconds } = input;
  return {
    id,
    kind,
    media_type: mediaType,
    size,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(durationSeconds === undefined ? {} : { duration_seconds: durationSeconds }),
    expires_at: new Date(expiresAt).toISOString(),
  };
}
