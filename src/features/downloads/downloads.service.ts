import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Writable } from 'node:stream';
import { DomainError } from '../../kernel/errors.js';
import type { BatchView } from '../batches/index.js';
import { type ArtifactRole, JobsService, type JobView } from '../jobs/index.js';
import { videoEntryName } from './archive-names.js';
import type { ArchivePlan } from './archive-plan.js';
import { ArtifactFiles } from './artifact-files.js';
import { type ArchivedJob, batchManifest, batchReadme, missingReason } from './batch-manifest.js';
import { parseRange, rangeApplies } from './byte-range.js';
import { type ArchiveFiles, writePlan } from './write-plan.js';
import { type ArchiveEntry, planZip } from './zip-layout.js';

export interface BatchZip {
  status: 200 | 206;
  headers: Record<string, string>;
  /**
   * Writes the body and ends the writable; no file is opened before. The writable has to be done with a chunk when it
   * calls back. Resolves also when the client goes away meanwhile.
   * @throws Error if a file is gone or has become shorter; the writable is destroyed then
   */
  send: (writable: Writable) => Promise<void>;
}

@Injectable()
export class DownloadsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactFiles,
  ) {}

  /**
   * The finished videos of a batch as one ZIP, or the part that a `Range` asks for. The same state of the batch
   * gives the same bytes and `ETag`, also after a restart.
   * @param signal aborts the download, also while it is sent: without an error, since nobody is there to read it.
   * @throws DomainError artifact_not_found where no job has a video; RangeNotSatisfiableError
   */
  async openBatchZip(
    batch: BatchView,
    rangeHeader: string | undefined,
    ifRange: string | undefined,
    signal: AbortSignal,
  ): Promise<BatchZip> {
    signal.throwIfAborted();
    const jobs = await Promise.all(batch.jobs.map((job, index) => this.archive(job, `job_${index}`)));
    signal.throwIfAborted();
    if (!jobs.some((archived) => 'video' in archived)) {
      throw new DomainError('artifact_not_found', 'No completed videos found in this batch');
    }
    const plan = planZip(zipEntries(batch, jobs));
    const etag = etagOf(plan);
    const range = rangeApplies(ifRange, etag) ? parseRange(rangeHeader, plan.size) : undefined;
    const sent = range ?? { start: 0, end: plan.size - 1 };
    const files = this.filesOf(jobs);
    const send = (writable: Writable) => writePlan({ plan, range: sent, files }, writable, signal);
    const headers: Record<string, string> = {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="batch_${batch.id}_videos.zip"`,
      'Content-Length': String(sent.end - sent.start + 1),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-cache, no-transform',
      ETag: etag,
    };
    if (range === undefined) return { status: 200, headers, send };
    headers['Content-Range'] = `bytes ${range.start}-${range.end}/${plan.size}`;
    return { status: 206, headers, send };
  }

  private async archive(job: JobView, jobId: string): Promise<ArchivedJob> {
    const artifact = job.artifacts.find(({ role }) => role === 'video' || role === 'image');
    const path =
      job.state === 'succeeded' && artifact !== undefined
        ? this.jobs.artifactPath(job, artifact.role)
        : undefined;
    if (artifact === undefined || path === undefined) return { jobId, job, missing: missingReason(job) };
    const found = await this.artifacts.isThere(job, artifact.role);
    if (found === undefined) return { jobId, job, missing: missingReason(job) };
    if (found !== true) {
      const missing = `its file has ${found.size} bytes instead of ${artifact.size}`;
      return { jobId, job, missing };
    }
    const name = videoEntryName(jobId, job.request.spec.prompt, extname(artifact.fileName));
    return { jobId, job, video: { name, path, artifact } };
  }

  /** Videos by the paths that the plan knows them by, wherever they really are when their turn comes. */
  private filesOf(jobs: readonly ArchivedJob[]): ArchiveFiles {
    const byPath = new Map<string, { job: JobView; role: ArtifactRole }>();
    for (const archived of jobs) {
      if ('video' in archived)
        byPath.set(archived.video.path, { job: archived.job, role: archived.video.artifact.role });
    }
    return {
      openForReading: (path) => {
        const found = byPath.get(path);
        if (found === undefined) throw new Error('the plan of an archive names a file that is not in it');
        return this.artifacts.open(found.job, found.role);
      },
    };
  }
}

/** What describes the videos comes first, so that a download that broke off can be checked too. */
function zipEntries(batch: BatchView, jobs: readonly ArchivedJob[]): ArchiveEntry[] {
  const manifest = `${JSON.stringify(batchManifest(batch, jobs), null, 2)}\n`;
  const times = jobs.map(({ job }) => job.finishedAt ?? job.request.createdAt);
  const modifiedAt = new Date(Math.max(...times));
  const videos = jobs.flatMap(({ job, ...archived }): ArchiveEntry[] => {
    if (!('video' in archived)) return [];
    const { name, path, artifact } = archived.video;
    const { size, crc32 } = artifact;
    return [{ name, path, size, crc32, modifiedAt: new Date(job.finishedAt ?? job.request.createdAt) }];
  });
  return [
    { name: 'README.txt', modifiedAt, bytes: Buffer.from(batchReadme(batch, jobs)) },
    { name: 'manifest.json', modifiedAt, bytes: Buffer.from(manifest) },
    ...videos,
  ];
}

/** All bytes but those of the videos, and the manifest among them holds the SHA-256 of each video. */
function etagOf(plan: ArchivePlan): string {
  const hash = createHash('sha256');
  for (const segment of plan.segments) if ('bytes' in segment) hash.update(segment.bytes);
  return `"${hash.digest('hex').slice(0, 32)}"`;
}
