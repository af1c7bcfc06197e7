import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { Operation, type OperationDescription } from '../../platform/http/openapi/describe.js';

const COMMON = {
  tag: 'video',
  status: 101,
  errors: ['upgrade_required', 'forbidden_origin', 'rate_limited', 'shutting_down'],
  errorShape: 'detail',
} as const satisfies Partial<OperationDescription>;

/** What the addresses of {@link StatusSockets} answer to plain HTTP. */
@Controller('api/ws')
export class StatusSocketsController {
  @Get('video/:job_id')
  @Operation({
    ...COMMON,
    summary: 'Where a video stands, every second (WebSocket)',
    description:
      'Texts as `/api/video/status/{job_id}` answers, until the video is there or never will be. Without an upgrade: 426.',
  })
  video(@Param('job_id') _id: string, @Res({ passthrough: true }) reply: FastifyReply): never {
    return refuse(reply);
  }

  @Get('batch/:batch_id')
  @Operation({
    ...COMMON,
    summary: 'Where a batch and its videos stand, every second (WebSocket)',
    description:
      'Texts as `/api/video/batch_status/{batch_id}` answers, until every job is final. Without an upgrade: 426.',
  })
  batch(@Param('batch_id') _id: string, @Res({ passthrough: true }) reply: FastifyReply): never {
    return refuse(reply);
  }
}

function refuse(reply: FastifyReply): never {
  void reply.header('upgrade', 'websocket');
  throw new DomainError('upgrade_required', 'Connect to this address with a WebSocket');
}
