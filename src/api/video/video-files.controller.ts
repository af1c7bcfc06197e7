import { Controller, Get, Headers, Logger, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BatchesService } from '../../features/batches/index.js';
import { ArtifactFiles, type BatchZip, DownloadsService } from '../../features/downloads/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseBatchId } from '../../kernel/ids.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { VideoLookup } from './video-lookup.service.js';

/** Finished files, for downloading. */
@Controller('api')
export class VideoFilesController {
  readonly #logger = new Logger(VideoFilesController.name);

  constructor(
    private readonly artifacts: ArtifactFiles,
    private readonly batches: BatchesService,
    private readonly downloads: DownloadsService,
    private readonly lookup: VideoLookup,
  ) {}

  @Get('videos/:video_id')
  @Operation({
    tag: 'video',
    summary: 'Download the video of a job',
    description: 'Byte ranges and conditional requests work.',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: [
      'artifact_not_found',
      'artifact_removed',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
    errorShape: 'detail',
  })
  async video(
    @Param('video_id') id: string,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.lookup.findJob(id, owner), id, reply);
  }

  @Get('videos/:batch_id/:job_name')
  @Operation({
    tag: 'video',
    summary: 'Download one video of a batch',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: [
      'artifact_not_found',
      'artifact_removed',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
    errorShape: 'detail',
  })
  async videoInBatch(
    @Param('batch_id') batchId: string,
    @Param('job_name') name: string,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.lookup.findJobInBatch(batchId, name, owner), `${batchId}/${name}`, reply);
  }

  @Get('video/batch_download/:batch_id')
  @Operation({
    tag: 'video',
    summary: 'Download all finished videos of a batch as one ZIP',
    file: 'application/zip',
    alsoAnswers: [206],
    errors: ['artifact_not_found', 'batch_not_found', 'range_not_satisfiable', 'recovering'],
    errorShape: 'detail',
  })
  async batchZip(
    @Param('batch_id') id: string,
    @Headers('range') range: string | undefined,
    @Headers('if-range') ifRange: string | undefined,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const batchId = parseBatchId(id);
    const batch = batchId === undefined ? undefined : await this.batches.find(batchId, owner);
    if (batch === undefined) {
      this.lookup.refuseWhileRecovering(id);
      throw new DomainError('batch_not_found', 'No completed videos found in this batch');
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const zip = await this.downloads.openBatchZip(batch, range, ifRange, gone.signal);
    await this.sendZip(zip, batch.id, reply);
  }

  /**
   * Past Fastify, whose streams need new memory for each chunk. Headers that hooks have set (request id, CORS) go along,
   * and the hooks after the response run as always.
   */
  private async sendZip({ status, headers, send }: BatchZip, batchId: string, reply: FastifyReply) {
    const { raw } = reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(status, headers);
    if (reply.request.method === 'HEAD') {
      raw.end();
      return;
    }
    try {
      await send(raw);
    } catch (error) {
      // Too late for an answer: the broken connection tells the client.
      this.#logger.error({ err: error, batchId }, 'the ZIP of a batch broke off');
    }
  }

  private async send(job: JobView | undefined, name: string, reply: FastifyReply): Promise<void> {
    if (job === undefined) this.lookup.refuseWhileRecovering(name);
    if (job?.filesRemoved !== undefined) {
      throw new DomainError('artifact_removed', `The file of video ${name} was removed`);
    }
    const disposition = `attachment; filename="${name.replace('/', '_')}.mp4"`;
    const answer = job && (await this.artifacts.answer(job, 'video', reply.request.headers, disposition));
    if (answer === undefined) throw new DomainError('artifact_not_found', `Video ${name} not found`);
    await sendFileAnswer(reply, answer, disposition);
  }
}
