import type { BatchId, JobId, RevisionId, SessionId } from '../../kernel/ids.js';
import type { GenerationSpec, PartialSpec, Progress, Stage } from '../engines/index.js';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';

/** Which batch a job belongs to and where in it. */
export interface BatchPlace {
  id: BatchId;
  index: number;
}

/** The words that a job was made of, so that its video leads back to them. */
export interface JobOrigin {
  sessionId: SessionId;
  revisionId: RevisionId;
}

/** What was asked for. Written once, never changed. */
export interface JobRequest {
  id: JobId;
  /** Name of the API key that sent it; `local` where no keys are set. */
  owner: string;
  /** The prompt exactly as it came. */
  spec: GenerationSpec;
  engine: string;
  createdAt: number;
  batch?: BatchPlace;
  /** The device that round robin picked, as an index into the engine's devices. */
  preferredDevice?: number;
  retryOf?: JobId;
  /** Where its prompt came from. */
  origin?: JobOrigin;
  /** Of a single job; a batch keeps its own. */
  idempotency?: IdempotencyMark;
}

/** SHA-256 (hex) of the owner and key, and of the body, so that neither is kept in clear. */
export interface IdempotencyMark {
  key: string;
  body: string;
}

/** A finished file in the job's public folder. */
export interface Artifact {
  role: 'video' | 'poster';
  fileName: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** CRC-32 as an unsigned number, as ZIP wants it. */
  crc32: number;
}

/** One try at running a job. */
export interface Attempt {
  number: number;
  device: string;
  /** Name and version of the engine's model. */
  model?: string;
  startedAt: number;
  /** When the device was free again. */
  generatedAt?: number;
  stageMs?: Readonly<Partial<Record<Stage, number>>>;
  endedAt?: number;
  /** Why it ended without a result. */
  problem?: { reason: 'interrupted' | 'device-fault' | 'shutdown' | 'failed'; message: string };
}

/** Why a job has no result. `code` is stable, `message` is for people. */
export interface JobFailure {
  code:
    | 'engine_refused'
    | 'attempts_used_up'
    | 'artifact_missing'
    | 'storage_full'
    | 'publication_failed'
    | 'record_damaged';
  message: string;
}

/** The whole truth about one job, as its file tells it. */
export interface JobRecord {
  request: JobRequest;
  state: JobState;
  attempts: readonly Attempt[];
  artifacts: readonly Artifact[];
  failure?: JobFailure;
  cancelRequested: boolean;
  starred: boolean;
  finishedAt?: number;
  /** Files are gone on purpose. */
  filesRemoved?: { at: number; reason: 'retention' | 'deleted' };
}

/** A job as features and the HTTP edge see it: the record and what only memory knows. */
export interface JobView extends JobRecord {
  /** While running. */
  progress?: Progress;
  /** 1 is next; while queued. */
  queuePosition?: number;
  /** While queued or running, from the device's own recent runs of the same shape; absent when there are none. */
  etaSeconds?: { low: number; high: number };
  /** `/static/videos/...` of the video; only where its file is really there. */
  videoUrl?: string;
  posterUrl?: string;
}

export interface SubmitJob {
  spec: PartialSpec;
  /** Where a client names one; otherwise the first able engine in the order of `ENGINES`. */
  engine?: string;
  origin?: JobOrigin;
}

export interface JobFilter {
  owner: string;
  states?: readonly JobState[];
  engine?: string;
  batch?: BatchId;
  starred?: boolean;
  /** Case-insensitive text in the prompt. */
  search?: string;
  /** Jobs older than this id; newest come first. */
  before?: JobId;
  /** 1..200 */
  limit: number;
}
