import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { JobIntake } from './job-intake.js';
import { JobRunner } from './job-runner.js';
import { QueuePause } from './queue-pause.js';
import { SharedJobs } from './shared/shared-jobs.js';
import { UpkeepService } from './upkeep.service.js';

/** The parts that start and shutdown take hold of. */
@Injectable()
export class JobsControl {
  constructor(
    readonly intake: JobIntake,
    readonly runner: JobRunner,
    readonly upkeep: UpkeepService,
    readonly pause: QueuePause,
    readonly shared: SharedJobs,
    readonly clock: Clock,
    @Inject(CONFIG) readonly config: Config,
  ) {}
}
