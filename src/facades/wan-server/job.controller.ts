import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { toJobStatus } from './job-status.js';
import { outputNotFound, WanJobs } from './wan-jobs.service.js';
import { JobStatusBody } from './wan-server.body.js';
import { WAN_SERVER_ERRORS } from './wan-server.shape.js';

const COMMON = { tag: 'wan-server', errorShape: WAN_SERVER_ERRORS } as const;

/** Jobs and their results. A client sees those of its own key. */
@Controller()
export class WanJobController {
  constructor(
    private readonly jobs: WanJobs,
    private readonly artifacts: ArtifactFiles,
  ) {}

  @Get('api/v1/job/:id')
  @Operation({
    ...COMMON,
    summary: 'Where a job stands',
    answer: JobStatusBody,
    errors: ['job_not_found', 'recovering'],
  })
  async status(@Param('id') id: string, @Owner() owner: string): Promise<JobStatusBody> {
    return toJobStatus(await this.jobs.get(owner, id));
  }

  @Get('outputs/*')
  @Operation({
    ...COMMON,
    summary: 'A finished video by its name',
    description: 'Byte ranges and conditional requests work.',
    params: ['path'],
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: ['artifact_not_found', 'range_not_satisfiable', 'recovering', 'storage_unavailable'],
  })
  async output(
    @Req() { params }: FastifyRequest,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { '*': name = '' } = params as Record<string, string | undefined>;
    const job = await this.jobs.findOutput(owner, name);
    const answer = await this.artifacts.answer(job, 'video', reply.request.headers);
    if (answer === undefined) throw outputNotFound();
    await sendFileAnswer(reply, answer);
  }
}
