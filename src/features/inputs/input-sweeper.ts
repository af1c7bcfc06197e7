import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { Storage } from '../../platform/storage/index.js';
import { parseRecord, uploadSchema } from './facts-record.js';
import { arrivingFolder, inputsFolder, uploadsFolder } from './input-paths.js';
import { InputReferences } from './input-references.js';
import { InputStore, readIfThere } from './input-store.js';
import { newUploadId } from './upload-id.js';
import { UploadQuota } from './upload-quota.js';

const HOUR_MS = 3_600_000;
/** Longer than any upload may take. */
const STALE_MS = 2 * HOUR_MS;
const CONTENT_NAME = /^[0-9a-f]{64}\.(?!json$)[a-z0-9]{1,5}$/;

export interface SweepReport {
  temporaries: number;
  contents: number;
  uploads: number;
}

/**
 * Removes, at the start and then hourly, what nobody needs: contents that no job refers to and that were not used for
 * `INPUT_TTL`, uploads whose content is gone, and what broken uploads left.
 */
@Injectable()
export class InputSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(InputSweeper.name);
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;
  #running: Promise<SweepReport> | undefined;

  constructor(
    private readonly store: InputStore,
    private readonly references: InputReferences,
    private readonly quota: UploadQuota,
    private readonly storage: Storage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.#schedule(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await this.#running?.catch(() => undefined);
  }

  /** What was removed. Calls at the same time share one sweep. */
  sweep(): Promise<SweepReport> {
    this.#running ??= this.#sweep().finally(() => (this.#running = undefined));
    return this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.clock.schedule(delayMs, () => {
      void this.sweep()
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'inputs could not be cleaned up'))
        .finally(() => this.#schedule(HOUR_MS));
    });
  }

  async #sweep(): Promise<SweepReport> {
    const report: SweepReport = { temporaries: await this.#sweepArriving(), contents: 0, uploads: 0 };
    const needed = await this.references.all();
    // While recovery reads the records nobody can say what is needed.
    if (needed !== undefined) {
      report.contents = await this.#sweepContents(needed);
      report.uploads = await this.#sweepUploads();
      if (report.contents + report.uploads > 0) this.quota.forget();
    }
    if (report.temporaries + report.contents + report.uploads > 0)
      this.#logger.log(report, 'inputs that nobody needs were removed');
    return report;
  }

  async #sweepArriving(): Promise<number> {
    const folder = arrivingFolder(this.config.dataDir);
    let removed = 0;
    for (const { name } of await this.storage.files.list(folder)) {
      if (!(await this.#isOlder(join(folder, name), STALE_MS))) continue;
      await this.storage.files.removeTree(join(folder, name));
      removed += 1;
    }
    return removed;
  }

  async #sweepContents(needed: ReadonlySet<string>): Promise<number> {
    const { dataDir, inputs } = this.config;
    let removed = 0;
    for (const { name: shard } of await this.storage.files.list(inputsFolder(dataDir))) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      const folder = join(inputsFolder(dataDir), shard);
      for (const { name } of await this.storage.files.list(folder)) {
        if (this.#isStopped) return removed;
        if (!CONTENT_NAME.test(name)) continue;
        // Its time begins anew when the job has ended, so that a retry finds it.
        if (needed.has(name)) await this.store.use(name);
        else if (
          (await this.#isOlder(join(folder, name), inputs.ttlMs)) &&
          (await this.store.removeUnused(name, this.clock.now() - inputs.ttlMs))
        )
          removed += 1;
      }
    }
    return removed;
  }

  async #sweepUploads(): Promise<number> {
    const root = uploadsFolder(this.config.dataDir);
    let removed = 0;
    for (const { name: shard } of await this.storage.files.list(root)) {
      const folder = join(root, shard);
      for (const { name } of await this.storage.files.list(folder)) {
        if (this.#isStopped) return removed;
        const path = join(folder, name);
        const text = await readIfThere(() => this.storage.files.readFile(path));
        const record = text === undefined ? undefined : parseRecord(uploadSchema, text);
        const isUsable = record !== undefined && (await this.store.find(record.fileName)) !== undefined;
        if (isUsable || !(await this.#isOlder(path, this.config.inputs.ttlMs))) continue;
        await this.storage.files.removeTree(path);
        removed += 1;
      }
      // The folder of this hour may be about to get another.
      if (shard !== newUploadId().slice(0, shard.length)) await this.storage.removeEmptyFolder(folder);
    }
    return removed;
  }

  async #isOlder(path: string, ageMs: number): Promise<boolean> {
    const stat = await this.storage.files.stat(path);
    return stat !== undefined && this.clock.now() - stat.mtimeMs >= ageMs;
  }
}
