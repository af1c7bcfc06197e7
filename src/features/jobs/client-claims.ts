import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/index.js';
import { errnoOf } from '../../kernel/errors.js';
import { type JobId, parseJobId } from '../../kernel/ids.js';
import { Storage } from '../../platform/storage/index.js';
import type { ClientMark } from './job.types.js';

const claimSchema = z.object({ id: z.string() });

/**
 * Ids that clients of other servers' interfaces give their jobs, where several processes take jobs in: a file for each,
 * `DATA_DIR/clients/<hash>`, that only one of them can make, with the id of the job that it stands for. Never given back:
 * where nothing was made under it, the next one who comes with the same id makes that very job.
 */
@Injectable()
export class ClientClaims {
  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isShared(): boolean {
    return this.config.redisUrl !== undefined;
  }

  /** The job that the id stands for: `id`, or what somebody has claimed it for before. */
  async claim(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>, id: JobId): Promise<JobId> {
    const path = this.#path(owner, mark);
    if (await this.storage.claimFile(path, JSON.stringify({ id }))) return id;
    await this.storage.syncName(path);
    const first = await this.#read(path);
    if (first === undefined) throw new Error("the claim of a client's id is damaged");
    return first;
  }

  /** Undefined where nobody has claimed it. */
  find(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>): Promise<JobId | undefined> {
    return this.#read(this.#path(owner, mark));
  }

  async #read(path: string): Promise<JobId | undefined> {
    let text: string;
    try {
      text = (await this.storage.files.readFile(path)).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    return parseJobId(claimSchema.parse(JSON.parse(text)).id);
  }

  /** Nothing of what a client sent is in the path. */
  #path(owner: string, { facade, id }: Pick<ClientMark, 'facade' | 'id'>): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([owner, facade, id]))
      .digest('hex');
    return join(this.config.dataDir, 'clients', hash.slice(0, 2), hash);
  }
}
