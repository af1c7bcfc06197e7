import type { BatchState, BatchView } from '../batches/index.js';
import { type Artifact, type JobState, type JobView, usedChoice } from '../jobs/index.js';

/** One job of the batch on its way into the archive. */
export type ArchivedJob = {
  /** `job_<i>`, as in seed 004. */
  jobId: string;
  job: JobView;
} & ({ video: ArchivedVideo } | { missing: string });

export interface ArchivedVideo {
  /** Name in the archive. */
  name: string;
  /** Absolute. */
  path: string;
  artifact: Artifact;
}

/** `manifest.json`. Times are ISO 8601 in UTC, sizes bytes. New fields may come; `schema_version` rises when one changes. */
export interface BatchManifest {
  format: 'reelsmith-batch';
  schema_version: 1;
  batch_id: string;
  state: BatchState;
  /** True only when every job of the batch has its video in this archive. */
  complete: boolean;
  total: number;
  /** Videos in this archive. */
  included: number;
  created_at: string;
  jobs: ManifestJob[];
}

export interface ManifestJob {
  job_id: string;
  id: string;
  state: JobState;
  /** Name in this archive; null says that `reason` tells why there is none. */
  file: string | null;
  reason: string | null;
  /** Exactly as it came. */
  prompt: string;
  parameters: Record<string, string | number>;
  seed: number;
  engine: string;
  /** Of the attempt that made the video; null where the record does not say. */
  model: string | null;
  device: string | null;
  size: number | null;
  sha256: string | null;
  /** Eight hex digits. */
  crc32: string | null;
  created_at: string;
  finished_at: string | null;
}

export function batchManifest(batch: BatchView, jobs: readonly ArchivedJob[]): BatchManifest {
  const included = countVideos(jobs);
  return {
    format: 'reelsmith-batch',
    schema_version: 1,
    batch_id: batch.id,
    state: batch.state,
    complete: included === batch.total,
    total: batch.total,
    included,
    created_at: iso(batch.createdAt),
    jobs: jobs.map(manifestJob),
  };
}

function manifestJob(archived: ArchivedJob): ManifestJob {
  const { jobId, job } = archived;
  const { engine, spec: used } = usedChoice(job);
  const { prompt, seed, inputs: _inputs, ...spec } = used;
  return {
    job_id: jobId,
    id: job.request.id,
    state: job.state,
    ...('video' in archived ? presentVideo(archived.video, job) : missingVideo(archived.missing)),
    prompt,
    parameters: snakeCaseKeys(spec),
    seed,
    engine,
    created_at: iso(job.request.createdAt),
    finished_at: job.finishedAt === undefined ? null : iso(job.finishedAt),
  };
}

type VideoFields = Pick<ManifestJob, 'file' | 'reason' | 'model' | 'device' | 'size' | 'sha256' | 'crc32'>;

function presentVideo({ name, artifact }: ArchivedVideo, job: JobView): VideoFields {
  const { size, sha256, crc32 } = artifact;
  const attempt = job.attempts.at(-1);
  return {
    file: name,
    reason: null,
    model: attempt?.model ?? null,
    device: attempt?.device ?? null,
    size,
    sha256,
    crc32: crc32.toString(16).padStart(8, '0'),
  };
}

/** No model or device here: what runs now changes from moment to moment, and so would the archive. */
function missingVideo(reason: string): VideoFields {
  return { file: null, reason, model: null, device: null, size: null, sha256: null, crc32: null };
}

/** `README.txt`: the list that seed 004 gives, and a word where videos are missing. */
export function batchReadme(batch: BatchView, jobs: readonly ArchivedJob[]): string {
  const lines = [
    'Batch video generation',
    '======================',
    '',
    `Batch ID: ${batch.id}`,
    `Number of videos: ${countVideos(jobs)} of ${batch.total}`,
    '',
    'Prompts:',
    ...jobs.map((archived) => `- ${archived.jobId}: "${oneLine(archived.job.request.spec.prompt)}"`),
  ];
  const missing = jobs.flatMap((one) =>
    'missing' in one ? [`- ${one.jobId}: ${oneLine(one.missing)}`] : [],
  );
  if (missing.length > 0) lines.push('', 'Not in this archive:', ...missing);
  lines.push('', 'manifest.json holds the parameters and checksums of every video.', '');
  return lines.join('\n');
}

/** Why a job has no video here, in words for people. */
export function missingReason(job: JobView): string {
  switch (job.state) {
    case 'succeeded':
      return job.filesRemoved === undefined
        ? 'its file is missing'
        : `its files were removed (${job.filesRemoved.reason})`;
    case 'failed':
      return job.failure === undefined ? 'failed' : `failed: ${job.failure.message}`;
    case 'queued':
    case 'running':
      return 'not finished yet';
    case 'cancelled':
    case 'expired':
      return job.state;
  }
}

function countVideos(jobs: readonly ArchivedJob[]): number {
  return jobs.filter((archived) => 'video' in archived).length;
}

function snakeCaseKeys(values: Record<string, string | number>): Record<string, string | number> {
  const renamed = Object.entries(values).map(([key, value]): [string, string | number] => [
    key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(renamed);
}

/** A prompt must not break out of its line of the list, nor turn the direction of the text after it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
