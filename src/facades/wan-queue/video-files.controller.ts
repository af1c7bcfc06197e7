import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { QueueTasks, videoNotFound } from './queue-tasks.service.js';
import { WAN_QUEUE_ERRORS } from './wan-queue.shape.js';

/** The files of finished tasks. */
@Controller()
export class WanVideoFilesController {
  constructor(
    private readonly tasks: QueueTasks,
    private readonly artifacts: ArtifactFiles,
  ) {}

  @Get('download/:filename')
  @Operation({
    tag: 'wan-queue',
    summary: 'A finished video by its name',
    description: 'Byte ranges and conditional requests work.',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: [
      'malformed_body',
      'artifact_not_found',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
    errorShape: {
      ...WAN_QUEUE_ERRORS,
      statusOf: (code) => (code === 'malformed_body' ? 400 : WAN_QUEUE_ERRORS.statusOf(code)),
    },
  })
  async download(
    @Param('filename') name: string,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (name.includes('..') || /[/\\\0]/.test(name)) throw badRequest('Invalid filename');
    if (!name.endsWith('.mp4')) throw badRequest('Only MP4 files are supported');
    const job = await this.tasks.findVideo(owner, name);
    // It is a name that this server made: letters, digits and a few signs.
    const disposition = `attachment; filename="${name}"`;
    const answer = await this.artifacts.answer(job, 'video', reply.request.headers, disposition);
    if (answer === undefined) throw videoNotFound();
    await sendFileAnswer(reply, answer, disposition);
  }
}

function badRequest(message: string): DetailError {
  return new DetailError(400, message, 'invalid_request');
}
