import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DevicesService } from '../devices/index.js';
import type { Resumption } from './dispatcher.js';
import { choicesOf, usedChoice } from './job-choice.js';
import { JobStore } from './job-store.js';
import type { JobRecord } from './job.types.js';
import { Publisher } from './publisher.js';
import { type Decision, reconcile } from './reconcile.js';

/** Feeds {@link reconcile} with what lies on disk for a job. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly store: JobStore,
    private readonly publisher: Publisher,
    private readonly devices: DevicesService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async decide(record: JobRecord): Promise<Decision> {
    const { paths } = this.store;
    // In this order: what another process moves from here to there meanwhile is then seen at least once.
    const last = record.attempts.at(-1) ?? { number: 0 };
    const work = await this.publisher.filesIn(paths.workFolderOf(record.request.id, last));
    const published = await this.publisher.filesIn(paths.publicFolder(record.request));
    const found = { published, work };
    const limits = {
      maxAttempts: this.config.maxAttempts,
      canReattach: this.resumptionOf(record) !== undefined,
    };
    return reconcile(record, found, limits, this.clock.now());
  }

  /**
   * Where the running attempt goes on: at the server that says it is where the recorded one was, or else at the device
   * of the same name. Undefined where neither is set up any more, or no server knows the attempt.
   */
  resumptionOf(record: JobRecord): Resumption | undefined {
    const { request } = record;
    const { device, remoteJob } = record.attempts.at(-1) ?? {};
    if (remoteJob === undefined) return undefined;
    const { engine } = usedChoice(record);
    const choice = choicesOf(request).find((candidate) => candidate.engine === engine);
    const devices = this.devices.namesOf(engine).flatMap((name) => this.devices.find(name) ?? []);
    const { detail, id } = remoteJob;
    const found = devices.find((candidate) => candidate.name === device);
    const isSame = found !== undefined && (detail === undefined || found.detail === detail);
    const place = isSame ? found : devices.find((other) => detail !== undefined && other.detail === detail);
    return place && choice && { request, choice, device: place.name, remoteJob: id };
  }
}
