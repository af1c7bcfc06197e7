import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinal, type JobView } from '../../src/features/jobs/index.js';
import type { JobId } from '../../src/kernel/ids.js';
import { type Fault, KillableFileSystem } from './killable-file-system.js';
import { ManualClock } from './manual-clock.js';
import { TestPortal, type TestPortalOptions } from './test-portal.js';

export const OWNER = 'me';
/** Far more than anything here takes, so that only what never comes fails. */
const PATIENCE_MS = 30_000;

/** Temporary folders, and portals that live and die over them. */
export class JobBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'reelsmith-jobs-'));
  readonly dataDir = join(this.folder, 'data');
  readonly staticDir = join(this.folder, 'static');
  readonly clock = new ManualClock();
  readonly #disks: KillableFileSystem[] = [];

  /** The file system of the newest portal. */
  get disk(): KillableFileSystem {
    const disk = this.#disks.at(-1);
    if (disk === undefined) throw new Error('there is no portal yet');
    return disk;
  }

  async start(options: Partial<TestPortalOptions> = {}): Promise<TestPortal> {
    const files = options.files instanceof KillableFileSystem ? options.files : new KillableFileSystem();
    this.#disks.push(files);
    const { dataDir, staticDir, clock } = this;
    return TestPortal.start({ dataDir, staticDir, clock, ...options, files });
  }

  /** As `kill -9` and a new start. */
  async restart(options: Partial<TestPortalOptions> = {}): Promise<TestPortal> {
    this.disk.kill();
    return this.start(options);
  }

  /** Files below the public folder, work folder included. */
  publicFiles(): string[] {
    if (!existsSync(this.staticDir)) return [];
    return readdirSync(this.staticDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.staticDir.length + 1))
      .sort();
  }

  /** Files below the private folder, but for the note of which process works on it. */
  records(): string[] {
    if (!existsSync(this.dataDir)) return [];
    return readdirSync(this.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'portal.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  remove(): void {
    for (const disk of this.#disks) disk.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Looks again and again until it holds. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const value = await look();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`it did not come to hold: ${JSON.stringify(await look())}`);
}

export function ended(portal: TestPortal, job: JobView | JobId): Promise<JobView> {
  const id = typeof job === 'string' ? job : job.request.id;
  return eventually(
    () => portal.jobs.get(id, OWNER),
    ({ state }) => isFinal(state),
  );
}

export function inState(portal: TestPortal, job: JobView, state: JobView['state']): Promise<JobView> {
  return eventually(
    () => portal.jobs.get(job.request.id, OWNER),
    (view) => view.state === state,
  );
}

export function submit(portal: TestPortal, prompt = 'a red ball'): Promise<JobView> {
  return portal.jobs.submit(OWNER, { spec: { prompt } });
}

/** A disk with faults from its first operation on. */
export function noisy(fault: Fault): KillableFileSystem {
  const disk = new KillableFileSystem();
  disk.fault = fault;
  return disk;
}
