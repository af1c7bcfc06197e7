import { Inject, Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { v7, validate, version } from 'uuid';
import { CONFIG, type Config } from '../../../config/index.js';
import { errnoOf } from '../../../kernel/errors.js';
import { Storage } from '../../../platform/storage/index.js';
import { type TemplateRecord, templateRecordSchema } from './template.schema.js';

/** Larger files are not ours: no template of the allowed sizes comes near. */
const LARGEST_FILE = 1024 * 1024;
const ENDING = '.json';

export function newTemplateId(): string {
  return v7();
}

/** Whether a text is exactly one of our ids, so that a path may be built from it. */
function isTemplateId(text: string): boolean {
  return text === text.toLowerCase() && validate(text) && version(text) === 7;
}

/** The templates on disk, one file each; read anew every time, since other processes may share the folder. */
@Injectable()
export class TemplateStore {
  readonly #folder: string;
  readonly #reported = new Set<string>();
  readonly #logger = new Logger(TemplateStore.name);

  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) config: Config,
  ) {
    this.#folder = join(config.dataDir, 'templates');
  }

  /** Files of an owner, damaged ones too. */
  async count(owner: string): Promise<number> {
    return (await this.#ids(owner)).length;
  }

  /** Oldest first, without those that are damaged. */
  async list(owner: string): Promise<TemplateRecord[]> {
    const records = await Promise.all((await this.#ids(owner)).map((id) => this.find(owner, id)));
    return records.filter((record) => record !== undefined);
  }

  async find(owner: string, id: string): Promise<TemplateRecord | undefined> {
    if (!isTemplateId(id)) return undefined;
    const path = this.#path(owner, id);
    try {
      const { size } = (await this.storage.files.stat(path)) ?? {};
      if (size === undefined) return undefined;
      const text = size > LARGEST_FILE ? '' : (await this.storage.files.readFile(path)).toString('utf8');
      const record = parse(text);
      if (record?.id === id && record.owner === owner) return record;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    this.#report(id);
    return undefined;
  }

  /** Durable when it resolves. @throws DomainError storage_full */
  async write(record: TemplateRecord): Promise<void> {
    await this.storage.replaceFile(this.#path(record.owner, record.id), `${JSON.stringify(record)}\n`);
  }

  async remove({ owner, id }: TemplateRecord): Promise<void> {
    await this.storage.removeTree(this.#path(owner, id));
  }

  async #ids(owner: string): Promise<string[]> {
    const entries = await this.storage.files.list(this.#folderOf(owner));
    return entries
      .filter(({ name }) => name.endsWith(ENDING))
      .map(({ name }) => name.slice(0, -ENDING.length))
      .filter(isTemplateId)
      .sort();
  }

  #report(id: string): void {
    if (this.#reported.has(id)) return;
    this.#reported.add(id);
    this.#logger.error({ templateId: id }, 'the file of this template is damaged; it is left as it is');
  }

  #folderOf(owner: string): string {
    return join(this.#folder, createHash('sha256').update(owner).digest('hex').slice(0, 32));
  }

  #path(owner: string, id: string): string {
    return join(this.#folderOf(owner), id + ENDING);
  }
}

function parse(text: string): TemplateRecord | undefined {
  try {
    return templateRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: as damaged as what does not fit the schema.
    return undefined;
  }
}
