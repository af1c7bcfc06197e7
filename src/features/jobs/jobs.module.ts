import { Module } from '@nestjs/common';
import { MediaModule } from '../../platform/media/index.js';
import { DevicesModule } from '../devices/index.js';
import { Dispatcher } from './dispatcher.js';
import { IdempotencyIndex } from './idempotency.js';
import { JobCanceller } from './job-canceller.js';
import { JobIntake } from './job-intake.js';
import { JobMarks } from './job-marks.js';
import { JobReader } from './job-reader.js';
import { JobRunner } from './job-runner.js';
import { ResultFiles } from './result-files.js';
import { ResultObjects } from './result-objects.js';
import { ResultUploads } from './result-uploads.js';
import { RunRecorder } from './run-recorder.js';
import { RunnerToolbox } from './runner-toolbox.js';
import { JobStore } from './job-store.js';
import { JobSubmitter } from './job-submitter.js';
import { JobViewer } from './job-view.js';
import { JobsControl } from './jobs-control.js';
import { JobsLifecycle } from './jobs.lifecycle.js';
import { JobsService } from './jobs.service.js';
import { Publisher } from './publisher.js';
import { FolderCheck } from './folder-check.js';
import { QueueExpiry } from './queue-expiry.js';
import { QueuePause } from './queue-pause.js';
import { Reconciler } from './reconciler.js';
import { RecordScanner } from './record-scanner.js';
import { RecoveryService } from './recovery.service.js';
import { RecoveryState } from './recovery-state.js';
import { UploadToolbox } from './upload-toolbox.js';
import { UpkeepService } from './upkeep.service.js';
import { WorkFolders } from './work-folders.js';

/** Needs EnginesModule, which the composition makes global with the engines of this installation. */
@Module({
  imports: [DevicesModule, MediaModule],
  providers: [
    JobStore,
    JobIntake,
    Dispatcher,
    JobRunner,
    RunnerToolbox,
    RunRecorder,
    JobViewer,
    ResultFiles,
    WorkFolders,
    Publisher,
    IdempotencyIndex,
    RecoveryState,
    RecoveryService,
    UploadToolbox,
    ResultObjects,
    ResultUploads,
    UpkeepService,
    JobReader,
    JobSubmitter,
    JobCanceller,
    JobMarks,
    QueueExpiry,
    QueuePause,
    RecordScanner,
    Reconciler,
    JobsService,
    JobsControl,
    FolderCheck,
    JobsLifecycle,
  ],
  exports: [JobsService, QueuePause, JobIntake, IdempotencyIndex, RecoveryState, JobsLifecycle],
})
export class JobsModule {}
