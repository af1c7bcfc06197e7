import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { errnoOf } from '../../kernel/errors.js';
import { Storage } from '../../platform/storage/index.js';
import { type ArrivedFile, receiveFile } from './arriving-file.js';
import { ContentCheck, convertedPath } from './content-check.js';
import { type FactsRecord, factsSchema, parseRecord } from './facts-record.js';
import { factsPath } from './input-paths.js';
import { inputPath } from './input-path.js';
import type { StoredInput } from './input.types.js';
import { KeyedTurns } from './keyed-turns.js';

export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The contents. Each is there once, however often and by whomever it was sent. */
@Injectable()
export class InputStore {
  /** By hash: adding, using and removing the same content never overlap. */
  readonly #turns = new KeyedTurns();
  /** Facts of contents that were not there before they were added. */
  readonly #brought = new WeakSet<FactsRecord>();

  constructor(
    private readonly storage: Storage,
    private readonly check: ContentCheck,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Takes a file in. Resolves when it is durable under its final name; until then there is nothing of it to be seen.
   * @throws DomainError input_invalid, input_too_large, storage_full
   */
  async add(content: Content, signal?: AbortSignal): Promise<FactsRecord> {
    const { dataDir, inputs } = this.config;
    const arrived = await receiveFile(this.storage, content, { dataDir, maxBytes: inputs.maxBytes, signal });
    try {
      return await this.#turns.run(arrived.hash, () => this.#settle(arrived, signal));
    } finally {
      // Gone already where it was given its final name.
      await this.storage.files.removeTree(arrived.path);
      await this.storage.files.removeTree(convertedPath(arrived.path));
    }
  }

  /** Undefined if it is not there (any more). */
  find(fileName: string): Promise<FactsRecord | undefined> {
    return this.#read(hashOf(fileName));
  }

  /** As {@link find}, and from now on it is kept for another `INPUT_TTL`. */
  use(fileName: string): Promise<FactsRecord | undefined> {
    const hash = hashOf(fileName);
    return this.#turns.run(hash, async () => {
      const facts = await this.#read(hash);
      return facts === undefined ? undefined : this.#touch(hash, facts);
    });
  }

  /** Removes what {@link add} has just brought in, unless it was there before or was used since. */
  async giveBack(facts: FactsRecord): Promise<void> {
    if (this.#brought.has(facts)) await this.removeUnused(facts.fileName, facts.usedAt + 1);
  }

  /** Removes a content if it was not used since `before`. Resolves to whether it is gone. */
  removeUnused(fileName: string, before: number): Promise<boolean> {
    const hash = hashOf(fileName);
    return this.#turns.run(hash, async () => {
      const facts = await this.#read(hash);
      if (facts !== undefined && facts.usedAt >= before) return false;
      // The facts first: a content without them is not there for anybody.
      await this.storage.files.removeTree(factsPath(this.config.dataDir, hash));
      await this.storage.files.removeTree(inputPath(this.config.dataDir, { fileName }));
      return true;
    });
  }

  async #settle(arrived: ArrivedFile, signal?: AbortSignal): Promise<FactsRecord> {
    const known = await this.#read(arrived.hash);
    if (known !== undefined) return this.#touch(arrived.hash, known);
    const { facts: look, isConverted } = await this.check.look(arrived.path, signal);
    const { extension, ...found } = look;
    // Known by what was sent, also where something else is made of it: the same file is then found again.
    const from = isConverted ? convertedPath(arrived.path) : arrived.path;
    const { size } = isConverted ? await this.storage.sealFile(from) : arrived;
    const input: StoredInput = { fileName: `${arrived.hash}.${extension}`, size, ...found };
    const path = inputPath(this.config.dataDir, input);
    await this.storage.syncName(path);
    await this.storage.files.rename(from, path);
    await this.storage.syncName(path);
    const facts = await this.#touch(arrived.hash, input);
    this.#brought.add(facts);
    return facts;
  }

  async #touch(hash: string, input: StoredInput & { usedAt?: number }): Promise<FactsRecord> {
    // Each use is later than the one before, so that a use is never taken for another.
    const facts = { ...input, usedAt: Math.max(this.clock.now(), (input.usedAt ?? 0) + 1) };
    await this.storage.replaceFile(factsPath(this.config.dataDir, hash), `${JSON.stringify(facts)}\n`);
    return facts;
  }

  /** Only where the content is there too, and whole. */
  async #read(hash: string): Promise<FactsRecord | undefined> {
    const text = await readIfThere(() => this.storage.files.readFile(factsPath(this.config.dataDir, hash)));
    const facts = text === undefined ? undefined : parseRecord(factsSchema, text);
    if (facts === undefined || hashOf(facts.fileName) !== hash) return undefined;
    const stat = await this.storage.files.stat(inputPath(this.config.dataDir, facts));
    return stat?.isFile === true && stat.size === facts.size ? facts : undefined;
  }
}

/** @throws Error for anything but the name of a stored input */
function hashOf(fileName: string): string {
  const [, hash] = /^([0-9a-f]{64})\.[a-z0-9]{1,5}$/.exec(fileName) ?? [];
  if (hash === undefined) throw new Error('not the name of a stored input');
  return hash;
}

export async function readIfThere(read: () => Promise<Buffer>): Promise<string | undefined> {
  try {
    return (await read()).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
