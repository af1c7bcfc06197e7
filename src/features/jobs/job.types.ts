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

/** An engine that can run a job, and the job with every value decided for it. */
export interface JobChoice {
  /** As in `ENGINES`. */
  engine: string;
  spec: GenerationSpec;
}

/**
 * A job as the client of another server's interface knows it. Unique by owner, facade and id. Texts of the client are
 * compared and shown again, never made a part of a path.
 */
export interface ClientMark {
  /** The interface that it came by, such as `lightx2v`. */
  facade: string;
  /** What the client calls it. */
  id: string;
  /** The name that the client wants for its result; null where it wants none. */
  resultPath?: string | null;
  /** What the result is called when it is there: `resultPath` without what leads elsewhere, with an extension. */
  resultName?: string;
  /** The prompt as it came, where the job runs an enhanced one. */
  prompt?: string;
  /** Values that say nothing to our engines, to be shown again. */
  fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** How many jobs that came by one interface there may be at once, of everyone. */
export interface FacadeLimit {
  waiting?: number;
  /** Waiting and running. */
  unfinished?: number;
}

/** The jobs that came by one interface and are not final, of everyone; oldest first. */
export interface FacadeLoad {
  waiting: readonly JobId[];
  running: readonly JobId[];
}

/** What was asked for. Written once, never changed. */
export interface JobRequest {
  id: JobId;
  /** Name of the API key that sent it; `local` where no keys are set. */
  owner: string;
  /** The prompt exactly as it came; values as the first able engine has them. */
  spec: GenerationSpec;
  /** The engine that the client named, or the first able one in the order of `ENGINES`. */
  engine: string;
  /** The other able engines in their order; only where the client named none. What ran is told by the attempt. */
  alternatives?: readonly JobChoice[];
  createdAt: number;
  batch?: BatchPlace;
  /** The device that round robin picked, as an index into the devices of whichever engine takes it. */
  preferredDevice?: number;
  retryOf?: JobId;
  /** The job whose values it took over, with another prompt. */
  remixOf?: JobId;
  /** Where its prompt came from. */
  origin?: JobOrigin;
  /** Of jobs that came by another server's interface and have an id there. */
  client?: ClientMark;
  /** Of a single job; a batch keeps its own. */
  idempotency?: IdempotencyMark;
}

/** SHA-256 (hex) of the owner and key, and of the body, so that neither is kept in clear. */
export interface IdempotencyMark {
  key: string;
  body: string;
}

/** `original`: what a server answered, where it had to be made playable and the operator wants to keep it. */
export type ArtifactRole = 'video' | 'image' | 'poster' | 'original';

/** A finished file in the job's public folder. */
export interface Artifact {
  role: ArtifactRole;
  fileName: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** CRC-32 as an unsigned number, as ZIP wants it. */
  crc32: number;
}

/** What a server calls an attempt, so that a new start goes on asking for it. */
export interface RemoteJob {
  id: string;
  /** Where the server is, if its device says so: a list of servers may change its order. */
  detail?: string;
}

/** One try at running a job. */
export interface Attempt {
  number: number;
  device: string;
  /** The engine that really ran it; absent in old records, where it was the one of the request. */
  engine?: string;
  /** Name and version of the engine's model. */
  model?: string;
  /** What whoever asked should know of it: words of the prompt that the model passes over. */
  remark?: string;
  /** The process that runs it; only where several share the folders. */
  process?: string;
  startedAt: number;
  remoteJob?: RemoteJob;
  /** The seed really used, where the engine says that it was another one. */
  seed?: number;
  /** The frames of the result, where they are not as many as were asked for. */
  numFrames?: number;
  /** When the device was free again. */
  generatedAt?: number;
  stageMs?: Readonly<Partial<Record<Stage, number>>>;
  endedAt?: number;
  /** Why it ended without a result. */
  problem?: { reason: AttemptProblem; message: string };
}

/** `not-accepted`: the server surely never took it. `lost`: it took it, and does not know it any more. */
export type AttemptProblem = 'interrupted' | 'device-fault' | 'shutdown' | 'failed' | 'not-accepted' | 'lost';

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

/** Files of a job in object storage, as `<folder>/<file name>` in the bucket. */
export interface ResultPlace {
  bucket: string;
  folder: string;
  /** When all of them were there. */
  uploadedAt?: number;
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
  /** What its owner thinks of it, from 1 to 5. */
  rating?: number;
  finishedAt?: number;
  /** Files are gone on purpose. */
  filesRemoved?: { at: number; reason: 'retention' | 'deleted' };
  /** Where its files are in object storage, if `uploadedAt` says so; without it, some of them may be there. */
  objects?: ResultPlace;
  /** The files on disk are gone on purpose; the uploaded ones take their place. */
  localCopyRemoved?: { at: number };
}

/** A job as features and the HTTP edge see it: the record and what only memory knows. */
export interface JobView extends JobRecord {
  /** While running. */
  progress?: Progress;
  /** Asked to be cancelled, and not yet confirmed by its engine: it still holds its device. */
  cancelling?: true;
  /** 1 is next; while queued. */
  queuePosition?: number;
  /** Of the picture of how the result looks so far, while there is one; changes with it. */
  previewVersion?: number;
  /** While queued or running, from the device's own recent runs of the same shape; absent when there are none. */
  etaSeconds?: { low: number; high: number };
  /** `/static/videos/...` of the video; only where its file is really there. */
  videoUrl?: string;
  /** As {@link videoUrl}, of jobs that make an image. */
  imageUrl?: string;
  posterUrl?: string;
  originalUrl?: string;
}

export interface SubmitJob {
  spec: PartialSpec;
  /** Where a client names one; otherwise the first able engine in the order of `ENGINES`. */
  engine?: string;
  /** The job whose values these are, with another prompt. */
  remixOf?: JobId;
  origin?: JobOrigin;
  client?: ClientMark;
  /** For the interface of `client`. */
  limit?: FacadeLimit;
}

export interface JobFilter {
  owner: string;
  states?: readonly JobState[];
  engine?: string;
  batch?: BatchId;
  starred?: boolean;
  /** Only jobs that are rated so high, or higher. */
  minRating?: number;
  /** Only jobs that came by this interface. */
  facade?: string;
  /** What the client's result is called: the whole name, or what stands behind its last slash. */
  resultName?: string;
  /** Case-insensitive text in the prompt. */
  search?: string;
  /** Newest first by default. */
  order?: 'newest' | 'oldest';
  /** Jobs that come behind this one in that order. */
  before?: JobId;
  /** 1..200 */
  limit: number;
}
