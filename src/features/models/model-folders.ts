import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Storage } from '../../platform/storage/index.js';
import { folderNameOf, type ModelId } from './model-id.js';
import type { HubFile, Revision } from './model.types.js';

/**
 * Where models lie, below `MODEL_CACHE_DIR`:
 *
 * - `<organisation>--<name>/`: a whole model
 * - `.arriving/<organisation>--<name>/<commit>/files/`: files of one on its way that are whole and checked
 * - `.arriving/<organisation>--<name>/<commit>/parts/<hash of the path>`: the beginnings of others
 */
@Injectable()
export class ModelFolders {
  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  target(id: ModelId): string {
    return join(this.config.models.cacheDir, folderNameOf(id));
  }

  #arriving(id: ModelId): string {
    return join(this.config.models.cacheDir, '.arriving', folderNameOf(id));
  }

  arrived(id: ModelId, commit: string, file: HubFile): string {
    return join(this.#arriving(id), commit, 'files', file.path);
  }

  part(id: ModelId, commit: string, file: HubFile): string {
    const name = createHash('sha256').update(file.path).digest('hex');
    return join(this.#arriving(id), commit, 'parts', name);
  }

  /** A folder and its parents; told to the disk by whoever puts something into it. */
  async make(folder: string): Promise<void> {
    const parent = dirname(folder);
    if (parent === folder || (await this.storage.files.stat(folder)) !== undefined) return;
    await this.make(parent);
    if (await this.storage.files.makeFolder(folder)) await this.storage.files.syncFolder(parent);
  }

  /** Gives a checked part its name. */
  async settle(id: ModelId, commit: string, file: HubFile): Promise<void> {
    const path = this.arrived(id, commit, file);
    await this.make(dirname(path));
    await this.storage.files.rename(this.part(id, commit, file), path);
    await this.storage.files.syncFolder(dirname(path));
  }

  async hasArrived(id: ModelId, commit: string, file: HubFile): Promise<boolean> {
    return this.#isThere(this.arrived(id, commit, file), file);
  }

  /** Bytes of a file on its way that are here. */
  async bytesHere(id: ModelId, commit: string, file: HubFile): Promise<number> {
    if (await this.hasArrived(id, commit, file)) return file.size;
    const stat = await this.storage.files.stat(this.part(id, commit, file));
    return stat?.isFile === true ? Math.min(stat.size, file.size) : 0;
  }

  /** Whether a whole model lies in its place. */
  async isWhole(id: ModelId, revision: Revision): Promise<boolean> {
    const checks = revision.files.map((file) => this.#isThere(join(this.target(id), file.path), file));
    return (await Promise.all(checks)).every(Boolean);
  }

  /** Puts a model whose files are all here in its place, instead of an older one. */
  async publish(id: ModelId, commit: string): Promise<void> {
    const { files } = this.storage;
    const target = this.target(id);
    await this.make(dirname(target));
    if ((await files.stat(target)) !== undefined) {
      const old = join(this.#arriving(id), 'old');
      await files.removeTree(old);
      await files.rename(target, old);
    }
    await this.storage.publishFolder(join(this.#arriving(id), commit, 'files'), target);
  }

  /** Removes what is left of downloads. */
  async clear(id: ModelId): Promise<void> {
    await this.storage.files.removeTree(this.#arriving(id));
  }

  async #isThere(path: string, { size }: HubFile): Promise<boolean> {
    const stat = await this.storage.files.stat(path);
    return stat?.isFile === true && stat.size === size;
  }
}
