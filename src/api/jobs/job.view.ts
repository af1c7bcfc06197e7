import type { ConditioningInput, GenerationSpec } from '../../features/engines/index.js';
import { type Attempt, type JobRequest, type JobView, usedChoice } from '../../features/jobs/index.js';
import type { AttemptBody, JobBody } from './job.body.js';

/** A job as `/api/jobs` shows it. Times in ISO 8601 (UTC), durations in seconds. */
export function toJobBody(job: JobView): JobBody {
  const { request } = job;
  const { engine, spec, model = null } = usedChoice(job);
  return {
    id: request.id,
    state: job.state,
    task: spec.task,
    engine,
    model,
    prompt: spec.prompt,
    negative_prompt: spec.negativePrompt,
    seed: spec.seed,
    steps: spec.steps,
    guidance_scale: spec.guidanceScale,
    width: spec.width,
    height: spec.height,
    num_frames: spec.numFrames,
    fps: spec.fps,
    ...conditioning(spec),
    ...descent(request),
    starred: job.starred,
    rating: job.rating ?? null,
    created_at: timeOf(request.createdAt),
    ...timing(job),
    ...progress(job),
    device: job.attempts.at(-1)?.device ?? null,
    attempts: job.attempts.map((attempt) => toAttemptBody(attempt, request.engine)),
    failure: job.failure === undefined ? null : { code: job.failure.code, message: job.failure.message },
    cancel_requested: job.cancelRequested,
    cancelling: job.cancelling === true,
    ...results(job),
  };
}

function conditioning({ strength, resizeMode, inputs }: GenerationSpec) {
  return {
    strength: strength ?? null,
    resize_mode: resizeMode ?? null,
    inputs: (inputs ?? []).map(toInputBody),
  };
}

/** Where it came from. */
function descent({ batch, retryOf, remixOf, origin }: JobRequest) {
  return {
    batch: batch === undefined ? null : { id: batch.id, index: batch.index },
    retry_of: retryOf ?? null,
    remix_of: remixOf ?? null,
    session_id: origin?.sessionId ?? null,
    revision_id: origin?.revisionId ?? null,
  };
}

function toInputBody({ role, mediaType, size, fileName }: ConditioningInput): JobBody['inputs'][number] {
  return { role, media_type: mediaType, size, sha256: fileName.slice(0, fileName.indexOf('.')) };
}

function timing(job: JobView) {
  const started = job.attempts[0]?.startedAt;
  const waited =
    (started ?? job.finishedAt) === undefined
      ? null
      : seconds(job.request.createdAt, started ?? job.finishedAt);
  return {
    finished_at: timeOrNull(job.finishedAt),
    queue_seconds: waited,
    run_seconds: started === undefined ? null : seconds(job.attempts.at(-1)?.startedAt, job.finishedAt),
  };
}

function progress(job: JobView) {
  const { progress } = job;
  return {
    progress:
      progress === undefined
        ? null
        : {
            stage: progress.stage,
            fraction: progress.fraction,
            step: progress.step ?? null,
            total_steps: progress.totalSteps ?? null,
            estimated: progress.estimated === true,
          },
    queue_position: job.queuePosition ?? null,
    preview_url:
      job.previewVersion === undefined ? null : `/api/jobs/${job.request.id}/preview?v=${job.previewVersion}`,
    eta_seconds: job.etaSeconds ?? null,
  };
}

function results(job: JobView) {
  return {
    artifacts: job.artifacts.map((artifact) => ({
      role: artifact.role,
      file_name: artifact.fileName,
      size: artifact.size,
      sha256: artifact.sha256,
      crc32: artifact.crc32.toString(16).padStart(8, '0'),
    })),
    files_removed:
      job.filesRemoved === undefined
        ? null
        : { at: timeOf(job.filesRemoved.at), reason: job.filesRemoved.reason },
    video_url: job.videoUrl ?? null,
    image_url: job.imageUrl ?? null,
    poster_url: job.posterUrl ?? null,
    original_url: job.originalUrl ?? null,
  };
}

/** @param engine of records that are older than a choice of engines */
function toAttemptBody(attempt: Attempt, engine: string): AttemptBody {
  return {
    number: attempt.number,
    engine: attempt.engine ?? engine,
    model: attempt.model ?? null,
    remark: attempt.remark ?? null,
    device: attempt.device,
    started_at: timeOf(attempt.startedAt),
    generated_at: timeOrNull(attempt.generatedAt),
    ended_at: timeOrNull(attempt.endedAt),
    stage_ms: attempt.stageMs ?? null,
    problem: attempt.problem ?? null,
  };
}

function seconds(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.max(0, to - from) / 1000;
}

export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function timeOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : timeOf(milliseconds);
}
