import { Injectable, Logger } from '@nestjs/common';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../kernel/errors.js';
import { Storage } from '../../platform/storage/index.js';
import type { GenerationOutput } from '../engines/index.js';
import { JobStore } from './job-store.js';
import type { Artifact, Attempt, JobChoice, JobRequest } from './job.types.js';
import { ResultFiles } from './result-files.js';
import { WorkFolders } from './work-folders.js';

/** From what an engine wrote to files that the public may see, whole and all at once. */
@Injectable()
export class Publisher {
  readonly #logger = new Logger(Publisher.name);

  constructor(
    private readonly storage: Storage,
    private readonly results: ResultFiles,
    private readonly store: JobStore,
    /** Where attempts write. */
    readonly folders: WorkFolders,
  ) {}

  /** Before the first result is here. */
  warmUp(): void {
    this.results.warmUp();
  }

  /**
   * Encodes where needed, then makes every file durable and measures it. Only those files are left in the folder.
   * @throws UnusableResultError if a server's answer is nothing that could be shown
   */
  async seal(
    choice: JobChoice,
    output: GenerationOutput,
    folder: string,
    options: { model: string; signal: AbortSignal },
  ): Promise<Artifact[]> {
    const names = await this.results.make(choice, output, folder, options);
    const wanted = new Set(names.values());
    // The folder becomes public as it is, so nothing that an engine left lying about may stay in it.
    for (const { name } of await this.storage.files.list(folder)) {
      if (!wanted.has(name)) await this.storage.files.removeTree(join(folder, name));
    }
    const artifacts: Artifact[] = [];
    for (const [role, fileName] of names) {
      artifacts.push({ role, fileName, ...(await this.storage.sealFile(join(folder, fileName))) });
    }
    return artifacts;
  }

  /** Makes sealed files visible under the job's public name. */
  async publish(request: JobRequest, attempt: Pick<Attempt, 'number' | 'process'>): Promise<void> {
    const from = this.store.paths.workFolderOf(request.id, attempt);
    const to = this.store.paths.publicFolder(request);
    try {
      await this.storage.publishFolder(from, to);
    } catch (error) {
      // Another process has found the sealed files, and made them visible for this one.
      if (errnoOf(error) === 'ENOENT' && (await this.filesIn(to)) !== undefined) return;
      if (errnoOf(error) !== 'ENOTEMPTY' && errnoOf(error) !== 'EEXIST') throw error;
      // An earlier attempt was killed between publishing and saying so, and its files did not match the record.
      await this.storage.removeTree(to);
      await this.storage.publishFolder(from, to);
    }
  }

  /** Sizes by name of the plain files in a folder; undefined if there is none. */
  async filesIn(folder: string): Promise<Map<string, number> | undefined> {
    if ((await this.storage.files.stat(folder)) === undefined) return undefined;
    const files = new Map<string, number>();
    for (const entry of await this.storage.files.list(folder)) {
      const stat = await this.storage.files.stat(join(folder, entry.name));
      if (stat?.isFile === true) files.set(entry.name, stat.size);
    }
    return files;
  }

  async removePublished(request: Pick<JobRequest, 'id' | 'batch'>): Promise<void> {
    const folder = this.store.paths.publicFolder(request);
    await this.storage.removeTree(folder);
    // The batch's own folder goes with its last job.
    if (request.batch !== undefined) await this.storage.removeEmptyFolder(dirname(folder));
  }

  /** Takes back what an attempt may have made visible without being able to say so. */
  async withdraw(request: JobRequest): Promise<void> {
    // It may be another process that has made it visible, and counts on it. Recovery removes what belongs to nobody.
    if (this.store.journal.isShared) return;
    try {
      await this.removePublished(request);
    } catch (error) {
      this.#logger.warn({ err: error, jobId: request.id }, 'could not remove files that do not count');
    }
  }

  /** A folder that a killed process published may be visible without its name being on disk yet. */
  async confirmPublished(request: JobRequest): Promise<void> {
    await this.storage.syncName(this.store.paths.publicFolder(request));
  }

  /** Names right below the public folder of videos: jobs and batches. */
  async publicFolderNames(): Promise<ReadonlySet<string>> {
    const entries = await this.storage.files.list(this.store.paths.videos);
    return new Set(entries.filter((entry) => entry.isDirectory).map((entry) => entry.name));
  }
}
