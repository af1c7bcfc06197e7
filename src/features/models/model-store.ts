import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/index.js';
import { errnoOf } from '../../kernel/errors.js';
import { Storage } from '../../platform/storage/index.js';
import { isInside } from './hub-listing.js';
import { folderNameOf, type ModelId, parseModelId } from './model-id.js';
import type { ModelRecord } from './model.types.js';

const digest = z.union([
  z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ gitBlob: z.string().regex(/^[0-9a-f]{40}$/) }),
]);
const revision = z.object({
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  files: z
    .array(z.object({ path: z.string().refine(isInside), size: z.number().int().nonnegative(), digest }))
    .readonly(),
});
const recordSchema: z.ZodType<ModelRecord> = z.object({
  id: z.string().transform((text, ctx) => parseModelId(text) ?? (ctx.addIssue('not a model id'), z.NEVER)),
  state: z.enum(['downloading', 'downloaded', 'failed']),
  requestedAt: z.number(),
  finishedAt: z.number().exactOptional(),
  wanted: revision.exactOptional(),
  installed: revision.exactOptional(),
  failure: z.string().exactOptional(),
});

/** Records of models: `<DATA_DIR>/model-records/<organisation>--<name>.json`. */
@Injectable()
export class ModelStore {
  readonly #logger = new Logger(ModelStore.name);
  readonly #folder: string;

  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) config: Config,
  ) {
    this.#folder = join(config.dataDir, 'model-records');
  }

  async all(): Promise<ModelRecord[]> {
    const entries = await this.storage.files.list(this.#folder);
    const names = entries.map(({ name }) => name).filter((name) => /^[^.].*\.json$/.test(name));
    const records = await Promise.all(names.map((name) => this.#read(name)));
    return records.filter((record) => record !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  find(id: ModelId): Promise<ModelRecord | undefined> {
    return this.#read(`${folderNameOf(id)}.json`);
  }

  /** Resolves when it is on disk. @throws DomainError storage_full */
  async save(record: ModelRecord): Promise<void> {
    const path = join(this.#folder, `${folderNameOf(record.id)}.json`);
    await this.storage.replaceFile(path, `${JSON.stringify(record)}\n`);
  }

  /** Undefined also for what is no record: it is written anew when somebody asks for the model. */
  async #read(name: string): Promise<ModelRecord | undefined> {
    try {
      const text = (await this.storage.files.readFile(join(this.#folder, name))).toString('utf8');
      return recordSchema.parse(JSON.parse(text));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
      this.#logger.warn({ name }, 'the record of a model cannot be read and is passed over');
      return undefined;
    }
  }
}
