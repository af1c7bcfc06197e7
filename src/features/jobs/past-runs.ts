import { Injectable } from '@nestjs/common';
import { DevicesService } from '../devices/index.js';
import { EnginesService } from '../engines/index.js';
import { choiceOf } from './job-choice.js';
import type { JobRecord } from './job.types.js';
import { shapeOf } from './shape.js';

/** Enough for the last runs of some shapes on some dozen devices. */
const KEPT = 512;

interface PastRun {
  record: JobRecord;
  endedAt: number;
}

/**
 * The last runs before the portal stopped, as their records tell them: estimates of progress, and the foresight of a
 * run's end, need not begin anew with each start.
 */
@Injectable()
export class PastRuns {
  #runs: PastRun[] = [];

  constructor(
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
  ) {}

  /** In whatever order; only the latest are kept. */
  note(record: JobRecord): void {
    const endedAt = record.state === 'succeeded' ? record.attempts.at(-1)?.generatedAt : undefined;
    if (endedAt === undefined) return;
    this.#runs.push({ record, endedAt });
    if (this.#runs.length >= 2 * KEPT) this.#runs = this.#latest();
  }

  /** Tells devices and engines, the oldest first, and forgets them. */
  tell(): void {
    for (const run of this.#latest()) this.#tell(run);
    this.#runs = [];
  }

  #latest(): PastRun[] {
    return this.#runs.sort((one, other) => one.endedAt - other.endedAt).slice(-KEPT);
  }

  #tell({ record, endedAt }: PastRun): void {
    const attempt = record.attempts.at(-1);
    const device = this.devices.find(attempt?.device ?? '');
    const choice = choiceOf(record);
    const engine = this.engines.find(choice.engine);
    if (attempt === undefined || device === undefined || engine === undefined) return;
    // Another model takes another time, and so does another server that has its place in the list now.
    if (attempt.model !== engine.capabilities.model) return;
    const { detail } = attempt.remoteJob ?? {};
    if (detail !== undefined && detail !== device.detail) return;
    this.devices.remember(device.name, shapeOf(choice), endedAt - attempt.startedAt);
    const { denoising } = attempt.stageMs ?? {};
    if (denoising !== undefined) engine.remember(choice.spec, device, denoising);
  }
}
