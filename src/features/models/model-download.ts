import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIG, type Config } from '../../config/index.js';
import { FetchError } from '../../platform/http/guarded-fetch/index.js';
import { Storage } from '../../platform/storage/index.js';
import { ModelError } from './model-error.js';
import { ModelFolders } from './model-folders.js';
import { ModelHub } from './model-hub.js';
import { ModelStore } from './model-store.js';
import { bytesOf, type HubFile, type ModelRecord, type Revision } from './model.types.js';
import { PartFile } from './part-file.js';

/** Tries in a row that bring no new byte; a try is already three. */
const MOST_IDLE_TRIES = 3;
const RETRY_MS = 2000;

/** Brings one model here. */
@Injectable()
export class ModelDownload {
  constructor(
    private readonly hub: ModelHub,
    private readonly folders: ModelFolders,
    private readonly store: ModelStore,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves with what was installed, once it is whole and in its place. What has come stays for the next try.
   * @throws ModelError, FetchError, the reason of the signal
   */
  async run(record: ModelRecord, signal: AbortSignal): Promise<Revision> {
    const { id, installed } = record;
    const wanted = await this.hub.revision(id, signal);
    if (installed?.commit === wanted.commit && (await this.folders.isWhole(id, installed))) return installed;
    await this.#refuseTooMuch(record, wanted);
    await this.store.save({ ...record, wanted });
    for (const file of wanted.files) await this.#fetchFile(record, wanted.commit, file, signal);
    await this.folders.publish(id, wanted.commit);
    await this.folders.clear(id);
    return wanted;
  }

  async #refuseTooMuch({ id }: ModelRecord, wanted: Revision): Promise<void> {
    const { maxBytes } = this.config.models;
    const others = (await this.store.all()).filter((other) => other.id !== id);
    const held = others.reduce((sum, other) => sum + bytesOf(other.wanted ?? other.installed), 0);
    if (held + bytesOf(wanted) <= maxBytes) return;
    const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2);
    throw new ModelError(
      `The model has ${gigabytes(bytesOf(wanted))} GB, and others ${gigabytes(held)}; together at most ` +
        `${gigabytes(maxBytes)} are kept (MODEL_MAX_GB)`,
    );
  }

  async #fetchFile({ id }: ModelRecord, commit: string, file: HubFile, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (await this.folders.hasArrived(id, commit, file)) return;
    const part = await PartFile.open(this.storage, this.folders, this.folders.part(id, commit, file), file);
    try {
      await this.#patiently(part, signal, () => this.hub.read(id, commit, file, part, signal));
      await part.finish();
    } finally {
      await part.close();
    }
    await this.folders.settle(id, commit, file);
  }

  /** As long as something comes, a broken connection is no reason to give up. */
  async #patiently(part: PartFile, signal: AbortSignal, read: () => Promise<void>): Promise<void> {
    for (let idle = 0; ;) {
      const before = part.size;
      try {
        await read();
        return;
      } catch (error) {
        signal.throwIfAborted();
        const mayRetry = error instanceof FetchError && (error.mayRetry || error.reason === 'timeout');
        idle = part.size > before ? 0 : idle + 1;
        if (!mayRetry || idle >= MOST_IDLE_TRIES) throw error;
        await sleep(RETRY_MS, undefined, { signal });
      }
    }
  }
}
