import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import { InputStore } from './input-store.js';
import type { UploadId } from './upload-id.js';
import { UploadStore } from './upload-store.js';

/** Sizes in bytes of an owner's uploads. */
type Uploads = Map<UploadId, number>;

/** How much of each owner lies here. Read off the records when it is needed first, and again after each sweep. */
@Injectable()
export class UploadQuota {
  #owners: Promise<Map<string, Uploads>> | undefined;

  constructor(
    private readonly store: InputStore,
    private readonly uploads: UploadStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Before anything is received. @throws DomainError input_limit */
  async check(owner: string): Promise<void> {
    this.#refuse(await this.#of(owner), 0);
  }

  /** Counts an upload from now on. @throws DomainError input_limit if it would be one too many, or too much */
  async take(owner: string, id: UploadId, size: number): Promise<void> {
    const mine = await this.#of(owner);
    this.#refuse(mine, size);
    mine.set(id, size);
  }

  async drop(owner: string, id: UploadId): Promise<void> {
    (await this.#of(owner)).delete(id);
  }

  /** Others have changed the records: they are read anew. */
  forget(): void {
    this.#owners = undefined;
  }

  async #of(owner: string): Promise<Uploads> {
    this.#owners ??= this.#read();
    const owners = await this.#owners;
    const mine = owners.get(owner) ?? new Map<UploadId, number>();
    owners.set(owner, mine);
    return mine;
  }

  async #read(): Promise<Map<string, Uploads>> {
    const owners = new Map<string, Uploads>();
    for await (const { id, owner, fileName } of this.uploads.all()) {
      const facts = await this.store.find(fileName);
      if (facts === undefined) continue;
      const mine = owners.get(owner) ?? new Map<UploadId, number>();
      owners.set(owner, mine.set(id, facts.size));
    }
    return owners;
  }

  #refuse(mine: Uploads, size: number): void {
    const { maxFiles, maxOwnerBytes } = this.config.inputs;
    if (mine.size >= maxFiles)
      throw tooMany(`You have ${maxFiles} uploads already, as many as may be (UPLOADS_MAX)`);
    let bytes = size;
    for (const each of mine.values()) bytes += each;
    if (bytes > maxOwnerBytes)
      throw tooMany(`Your uploads would be larger than ${maxOwnerBytes / 1e9} GB together (UPLOADS_GB)`);
  }
}

function tooMany(what: string): DomainError {
  return new DomainError('input_limit', `${what}: delete some, or wait until they expire (INPUT_TTL)`);
}
