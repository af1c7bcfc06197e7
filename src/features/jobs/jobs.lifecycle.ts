import { Injectable, Logger } from '@nestjs/common';
import { DevicesService } from '../devices/index.js';
import { EnginesService } from '../engines/index.js';
import { Dispatcher } from './dispatcher.js';
import { JobsControl } from './jobs-control.js';
import { FolderCheck } from './folder-check.js';
import type { BatchFacts } from './record-scanner.js';
import { emptyReport, RecoveryService } from './recovery.service.js';
import { type RecoveryReport, RecoveryState } from './recovery-state.js';

/** How long runs that were told to stop may take to write down that they did. */
const STOP_WAIT_MS = 10_000;

/** Start and end of the work on jobs, in the one order that keeps the promises. */
@Injectable()
export class JobsLifecycle {
  readonly #logger = new Logger(JobsLifecycle.name);

  constructor(
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    private readonly recovery: RecoveryService,
    private readonly recoveryState: RecoveryState,
    private readonly dispatcher: Dispatcher,
    private readonly control: JobsControl,
    private readonly folders: FolderCheck,
  ) {}

  /** Engines and devices are known afterwards; nothing runs yet. */
  async prepare(): Promise<void> {
    await this.folders.run();
    if (this.control.shared.runsJobs) await this.#openEngines();
    await this.control.shared.prepare();
  }

  async #openEngines(): Promise<void> {
    await this.engines.open();
    for (const engine of this.engines.all()) {
      this.devices.register(
        engine.name,
        engine.devices,
        (device, signal) => engine.start(device, signal),
        (device) => engine.slotsOf(device),
      );
    }
  }

  /** Reads all records, then lets jobs run. */
  async recover(batches: BatchFacts): Promise<RecoveryReport> {
    const { shared, upkeep, pause } = this.control;
    await pause.load();
    // A process that only runs jobs reads the records of these when it gets them.
    const report = shared.readsRecords ? await this.recovery.recover(batches) : emptyReport(0);
    this.recoveryState.complete(report);
    shared.open(batches);
    this.dispatcher.open();
    if (shared.readsRecords) upkeep.start();
    return report;
  }

  /**
   * No new job; running ones finish within `SHUTDOWN_GRACE`, go back into the queue or on at their servers; then every
   * process of the portal is gone.
   */
  async drain(): Promise<void> {
    this.control.intake.close();
    this.control.upkeep.stop();
    this.dispatcher.close();
    this.control.shared.close();
    const graceMs = this.control.config.shutdownGraceMs;
    if (!(await this.#settledWithin(graceMs))) {
      this.#logger.warn(
        `jobs still run after ${graceMs / 1000} s (SHUTDOWN_GRACE); they go back into the queue, or on at their servers`,
      );
      this.control.runner.stopAll('shutdown');
      if (!(await this.#settledWithin(STOP_WAIT_MS)))
        this.#logger.error('some jobs did not stop; they are run again');
    }
    this.devices.stop();
    await this.engines.stop();
    await this.control.shared.stop();
  }

  async #settledWithin(ms: number): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = this.control.clock.schedule(ms, () => resolve(false));
    });
    const settled = this.dispatcher.settled().then(() => true);
    const isSettled = await Promise.race([settled, late]);
    cancel();
    return isSettled;
  }
}
