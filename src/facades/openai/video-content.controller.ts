import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ArtifactFiles, type FileConditions, SpriteSheets } from '../../features/downloads/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { type FileAnswer, sendFileAnswer } from '../../platform/http/file-answer.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { OPENAI_ERRORS } from './error.body.js';
import { OpenAiError } from './openai-error.js';
import { toVideoId } from './video-id.js';
import { VideoLookup } from './video-lookup.js';
import { statusOf } from './video-object.js';

const VARIANTS = ['video', 'thumbnail', 'spritesheet'] as const;
type Variant = (typeof VARIANTS)[number];

/** The files of videos. */
@Controller('v1/videos')
export class VideoContentController {
  constructor(
    private readonly artifacts: ArtifactFiles,
    private readonly sheets: SpriteSheets,
    private readonly lookup: VideoLookup,
  ) {}

  @Get(':video_id/content')
  @Operation({
    tag: 'openai',
    summary: 'Download a video, or a picture of it',
    description:
      'Byte ranges and conditional requests work. A thumbnail is a JPEG of the middle frame. A sprite sheet is a JPEG ' +
      'of up to 25 frames, evenly spread, in rows of 5; each is at most 320 pixels wide and high. It is made when it ' +
      'is first asked for.',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    query: [
      {
        name: 'variant',
        type: 'string',
        description: '`video`, `thumbnail` or `spritesheet`',
        example: 'video',
      },
    ],
    errors: [
      'invalid_request',
      'job_not_found',
      'artifact_not_found',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
      'storage_full',
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
    const wanted = variantOf(variant);
    const id = toVideoId(job.request.id);
    if (job.filesRemoved !== undefined)
      throw new DomainError('artifact_removed', `The files of ${id} have expired and were removed.`);
    const disposition = `attachment; filename="${id}.${wanted === 'video' ? 'mp4' : 'jpg'}"`;
    const answer = await this.#answer(job, wanted, reply.request.headers, disposition);
    if (answer === undefined)
      throw new DomainError('artifact_not_found', `There is no file of ${id}: it is ${statusOf(job)}.`);
    await sendFileAnswer(reply, answer, disposition);
  }

  async #answer(
    job: JobView,
    variant: Variant,
    conditions: FileConditions,
    disposition: string,
  ): Promise<FileAnswer | undefined> {
    if (variant !== 'spritesheet')
      return this.artifacts.answer(job, variant === 'video' ? 'video' : 'poster', conditions, disposition);
    const path = await this.sheets.pathOf(job);
    return path === undefined ? undefined : { kind: 'file', path };
  }
}

function variantOf(variant: unknown): Variant {
  const wanted = variant === undefined || variant === '' ? 'video' : variant;
  const known = VARIANTS.find((candidate) => candidate === wanted);
  if (known !== undefined) return known;
  throw new OpenAiError("Invalid value for 'variant': variants are video, thumbnail and spritesheet.", {
    status: 400,
    code: 'invalid_value',
    param: 'variant',
  });
}
