import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { DomainError } from '../../kernel/errors.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { OPENAI_ERRORS } from './error.body.js';
import { OpenAiError, unsupported } from './openai-error.js';
import { toVideoId } from './video-id.js';
import { VideoLookup } from './video-lookup.js';
import { statusOf } from './video-object.js';

/** What the variants of a video are here; OpenAI has sprite sheets too. */
const ROLES = { video: 'video', thumbnail: 'poster' } as const;

/** The files of videos. */
@Controller('v1/videos')
export class VideoContentController {
  constructor(
    private readonly artifacts: ArtifactFiles,
    private readonly lookup: VideoLookup,
  ) {}

  @Get(':video_id/content')
  @Operation({
    tag: 'openai',
    summary: 'Download a video, or a picture of it',
    description:
      'Byte ranges and conditional requests work. A thumbnail is a JPEG; there are no sprite sheets.',
    file: 'video/mp4',
    query: [{ name: 'variant', type: 'string', description: '`video` or `thumbnail`', example: 'video' }],
    errors: [
      'invalid_request',
      'job_not_found',
      'artifact_not_found',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
    errorShape: OPENAI_ERRORS,
  })
  async content(
    @Param('video_id') videoId: string,
    @Query('variant') variant: unknown,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.lookup.get(videoId, owner);
    const role = roleOf(variant);
    const id = toVideoId(job.request.id);
    if (job.filesRemoved !== undefined)
      throw new DomainError('artifact_removed', `The files of ${id} have expired and were removed.`);
    const extension = role === 'video' ? 'mp4' : 'jpg';
    const disposition = `attachment; filename="${id}.${extension}"`;
    const answer = await this.artifacts.answer(job, role, reply.request.headers, disposition);
    if (answer === undefined)
      throw new DomainError('artifact_not_found', `There is no file of ${id}: it is ${statusOf(job)}.`);
    await sendFileAnswer(reply, answer, disposition);
  }
}

function roleOf(variant: unknown): (typeof ROLES)[keyof typeof ROLES] {
  if (variant === undefined || variant === '' || variant === 'video') return ROLES.video;
  if (variant === 'thumbnail') return ROLES.thumbnail;
  if (variant === 'spritesheet')
    throw unsupported('This server makes no sprite sheets; variants are video and thumbnail.', 'variant');
  throw new OpenAiError("Invalid value for 'variant': variants are video and thumbnail.", {
    status: 400,
    code: 'invalid_value',
    param: 'variant',
  });
}
