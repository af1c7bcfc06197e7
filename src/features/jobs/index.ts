export type {
  Artifact,
  ArtifactRole,
  Attempt,
  AttemptProblem,
  BatchPlace,
  ClientMark,
  FacadeLimit,
  FacadeLoad,
  IdempotencyMark,
  JobChoice,
  JobFailure,
  JobFilter,
  JobOrigin,
  JobRecord,
  JobRequest,
  JobState,
  JobView,
  SubmitJob,
} from './job.types.js';
export { IdempotencyIndex } from './idempotency.js';
export { isFinal } from './job-fold.js';
export { choicesOf, usedChoice } from './job-choice.js';
export { JobIntake, type Submission, toRetry, toSubmission } from './job-intake.js';
export { JobsLifecycle } from './jobs.lifecycle.js';
export { JobsModule } from './jobs.module.js';
export { JobsService } from './jobs.service.js';
export { mediaTypeOf } from './result-objects.js';
export type { SubmitOptions } from './job-submitter.js';
export { QueuePause, type QueueView } from './queue-pause.js';
export type { BatchFacts } from './record-scanner.js';
export { type RecoveryReport, RecoveryState } from './recovery-state.js';
