import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { Storage } from '../../platform/storage/index.js';
import { parseRecord, type UploadRecord, uploadSchema } from './facts-record.js';
import { uploadPath, uploadsFolder } from './input-paths.js';
import { readIfThere } from './input-store.js';
import { parseUploadId, type UploadId } from './upload-id.js';

/** Who sent which content. An owner sees only what is theirs. */
@Injectable()
export class UploadStore {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Resolves when the record is durable. */
  async add(id: UploadId, owner: string, fileName: string): Promise<void> {
    const record: UploadRecord = { id, owner, fileName, createdAt: this.clock.now() };
    await this.storage.createFile(this.#path(id), `${JSON.stringify(record)}\n`);
  }

  /** Of everyone. */
  async *all(): AsyncGenerator<UploadRecord & { id: UploadId }> {
    const root = uploadsFolder(this.config.dataDir);
    for (const { name: shard } of await this.storage.files.list(root))
      for (const { name } of await this.storage.files.list(join(root, shard))) {
        const text = await readIfThere(() => this.storage.files.readFile(join(root, shard, name)));
        const record = text === undefined ? undefined : parseRecord(uploadSchema, text);
        const id = record && parseUploadId(record.id);
        if (record !== undefined && id !== undefined) yield { ...record, id };
      }
  }

  /** Undefined for an upload that is not there, or that somebody else owns. */
  async find(id: UploadId, owner: string): Promise<UploadRecord | undefined> {
    const text = await readIfThere(() => this.storage.files.readFile(this.#path(id)));
    const record = text === undefined ? undefined : parseRecord(uploadSchema, text);
    return record?.owner === owner && record.id === id ? record : undefined;
  }

  /** Resolves when it is gone for good. */
  remove(id: UploadId): Promise<void> {
    return this.storage.removeTree(this.#path(id));
  }

  #path(id: UploadId): string {
    return uploadPath(this.config.dataDir, id);
  }
}
