import { Module, type Provider } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { Fleet } from '../../platform/fleet/index.js';
import { MediaModule } from '../../platform/media/index.js';
import { RedisLink } from '../../platform/redis/index.js';
import { Storage } from '../../platform/storage/index.js';
import { DevicesModule } from '../devices/index.js';
import { EnginesService } from '../engines/index.js';
import { ClientClaims } from './client-claims.js';
import { Dispatcher } from './dispatcher.js';
import { IdempotencyIndex } from './idempotency.js';
import { JobCanceller } from './job-canceller.js';
import { JobIntake } from './job-intake.js';
import { FileJournal, JobJournal } from './job-journal.js';
import { JobMarks } from './job-marks.js';
import { JobQueue } from './job-queue.js';
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
import { KeyClaims } from './key-claims.js';
import { PastRuns } from './past-runs.js';
import { Publisher } from './publisher.js';
import { FolderCheck } from './folder-check.js';
import { QueueExpiry } from './queue-expiry.js';
import { QueuePause } from './queue-pause.js';
import { Reconciler } from './reconciler.js';
import { RecordScanner } from './record-scanner.js';
import { RecoveryService } from './recovery.service.js';
import { RecoveryState } from './recovery-state.js';
import { RunsElsewhere } from './runs-elsewhere.js';
import { BullQueue } from './shared/bull-queue.js';
import { Compactor } from './shared/compactor.js';
import { FleetFacts } from './shared/fleet-facts.js';
import { FolderSweep } from './shared/folder-sweep.js';
import { IntakeArrivals } from './shared/intake-arrivals.js';
import { OrphanWatch } from './shared/orphan-watch.js';
import { PauseSync } from './shared/pause-sync.js';
import { RecordSync } from './shared/record-sync.js';
import { RunTeller } from './shared/run-teller.js';
import { SharedJobs } from './shared/shared-jobs.js';
import { SharedJournal } from './shared/shared-journal.js';
import { SharedParts } from './shared/shared-parts.js';
import { Watchers } from './shared/watchers.js';
import { UploadToolbox } from './upload-toolbox.js';
import { UpkeepService } from './upkeep.service.js';
import { WorkFolders } from './work-folders.js';

/** One process, or many: what is not the same for both. */
const DRIVERS: Provider[] = [
  {
    provide: JobJournal,
    inject: [Storage, Fleet, CONFIG],
    useFactory: (storage: Storage, fleet: Fleet, config: Config): JobJournal =>
      fleet.isShared ? new SharedJournal(storage, fleet, config) : new FileJournal(storage, config),
  },
  {
    provide: JobQueue,
    inject: [RedisLink, EnginesService, Fleet, Clock, CONFIG, LazyModuleLoader],
    useFactory: (...parts: [RedisLink, EnginesService, Fleet, Clock, Config, LazyModuleLoader]) => {
      const [link, engines, fleet, clock, config, modules] = parts;
      if (!fleet.isShared) return new JobQueue();
      const wakeChannel = () => `reelsmith-${fleet.group}:wake`;
      return new BullQueue({ link, engines, fleet, clock, config, modules, wakeChannel });
    },
  },
  RunsElsewhere,
  RunTeller,
  RecordSync,
  IntakeArrivals,
  Compactor,
  FolderSweep,
  OrphanWatch,
  PauseSync,
  Watchers,
  FleetFacts,
  SharedParts,
  SharedJobs,
];

/** Needs EnginesModule, which the composition makes global with the engines of this installation. */
@Module({
  imports: [DevicesModule, MediaModule],
  providers: [
    ...DRIVERS,
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
    KeyClaims,
    ClientClaims,
    IdempotencyIndex,
    RecoveryState,
    PastRuns,
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
