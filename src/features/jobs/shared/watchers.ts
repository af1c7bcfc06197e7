import { Injectable } from '@nestjs/common';
import { FolderSweep } from './folder-sweep.js';
import { IntakeArrivals } from './intake-arrivals.js';
import { OrphanWatch } from './orphan-watch.js';
import { PauseSync } from './pause-sync.js';
import { RecordSync } from './record-sync.js';
import { RunTeller } from './run-teller.js';

/** Those that look out for changes. */
@Injectable()
export class Watchers {
  constructor(
    readonly sync: RecordSync,
    readonly folders: FolderSweep,
    readonly arrivals: IntakeArrivals,
    readonly orphans: OrphanWatch,
    readonly runs: RunTeller,
    readonly pauses: PauseSync,
  ) {}
}
