import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import type { DevicesService } from '../../src/features/devices/index.js';
import type { Dispatcher } from '../../src/features/jobs/dispatcher.js';
import type { JobRunner } from '../../src/features/jobs/job-runner.js';
import { JobStore } from '../../src/features/jobs/job-store.js';
import { Publisher } from '../../src/features/jobs/publisher.js';
import { Reconciler } from '../../src/features/jobs/reconciler.js';
import type { RecordScanner } from '../../src/features/jobs/record-scanner.js';
import { RecoveryService } from '../../src/features/jobs/recovery.service.js';
import type { ResultFiles } from '../../src/features/jobs/result-files.js';
import { SharedJournal } from '../../src/features/jobs/shared/shared-journal.js';
import { WorkFolders } from '../../src/features/jobs/work-folders.js';
import { EventBus } from '../../src/platform/events/event-bus.js';
import type { Fleet } from '../../src/platform/fleet/index.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { requestOf } from '../support/job-records.js';
import { ManualClock } from '../support/manual-clock.js';

const HOLDER = '01900000-0000-7000-8000-aaaaaaaaaaaa';
const WATCHER = '01900000-0000-7000-8000-bbbbbbbbbbbb';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-holder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One process's view of the shared folder. `isGone` says what it believes of the others. */
function processOf(id: string, isGone: () => boolean) {
  const storage = new Storage(new NodeFileSystem());
  const config = loadConfig({ DATA_DIR: join(folder, 'data'), STATIC_DIR: join(folder, 'static') });
  const fleet = { id, role: 'worker', isGone: async () => isGone() } as unknown as Fleet;
  const clock = new ManualClock();
  const store = new JobStore(clock, new EventBus(), new SharedJournal(storage, fleet, config));
  const folders = new WorkFolders(storage, store);
  const publisher = new Publisher(storage, {} as ResultFiles, store, folders);
  const devices = { namesOf: () => [], find: () => undefined } as unknown as DevicesService;
  const dispatcher = { enqueue: vi.fn<() => void>() };
  const recovery = new RecoveryService(
    {} as RecordScanner,
    new Reconciler(store, publisher, devices, clock, config),
    store,
    publisher,
    {} as JobRunner,
    dispatcher as unknown as Dispatcher,
    clock,
  );
  return { store, recovery, dispatcher };
}

/** A job that the holder runs, as the watcher has read it, and the folder that its attempt writes into. */
async function runningElsewhere(watcher: ReturnType<typeof processOf>) {
  const holder = processOf(HOLDER, () => false);
  const request = requestOf();
  await holder.store.write(request);
  holder.store.admit(request);
  const started = { type: 'attempt-started', at: 2, attempt: 1, device: 'sim:0', engine: 'sim' } as const;
  await holder.store.append(request.id, started);
  const work = holder.store.paths.workFolder(request.id, 1);
  mkdirSync(work, { recursive: true });
  const record = await watcher.store.refresh(request.id);
  if (record === undefined) throw new Error('the watcher does not find the job');
  return { record, work, holder };
}

it('brings a job back whose process is gone, and clears its folder', async () => {
  const watcher = processOf(WATCHER, () => true);
  const { record, work } = await runningElsewhere(watcher);

  await watcher.recovery.settle(record);

  expect(watcher.dispatcher.enqueue).toHaveBeenCalledOnce();
  expect(existsSync(work)).toBe(false);
  expect((await watcher.store.refresh(record.request.id))?.attempts[0]?.problem?.reason).toBe('interrupted');
});

it('leaves a job alone whose process comes back while it is brought back', async () => {
  let looks = 0;
  const watcher = processOf(WATCHER, () => (looks += 1) === 1);
  const { record, work, holder } = await runningElsewhere(watcher);

  await watcher.recovery.settle(record);

  expect(looks).toBeGreaterThan(1);
  expect(existsSync(work)).toBe(true);
  expect(watcher.dispatcher.enqueue).not.toHaveBeenCalled();
  const seen = await holder.store.refresh(record.request.id);
  expect(seen).toMatchObject({ state: 'running', attempts: [{ number: 1, process: HOLDER }] });
});
