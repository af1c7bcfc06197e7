import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import type { ConditioningInput, InputRole } from '../engines/index.js';
import type { FactsRecord } from './facts-record.js';
import { InputReferences } from './input-references.js';
import { InputSource } from './input-source.js';
import { type Content, InputStore } from './input-store.js';
import { KIND_OF_ROLE, type StoredInput, type Upload } from './input.types.js';
import { readTextSource } from './text-source.js';
import { newUploadId, parseUploadId, type UploadId } from './upload-id.js';
import { UploadQuota } from './upload-quota.js';
import { UploadStore } from './upload-store.js';

/** A file on its way in. */
export interface IncomingFile {
  /** Its bytes; read once, to the end or until something is wrong with it. */
  content: Content;
  signal?: AbortSignal;
}

/** Files that generations start from, however they come. Each is durable before anything may refer to it. */
@Injectable()
export class InputsService {
  readonly #facts = new WeakMap<ConditioningInput, FactsRecord>();

  constructor(
    private readonly store: InputStore,
    private readonly uploads: UploadStore,
    private readonly source: InputSource,
    private readonly references: InputReferences,
    private readonly quota: UploadQuota,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Keeps a file for later: for `INPUT_TTL`, and anew each time that it is used.
   * @throws DomainError input_invalid, input_too_large, input_limit, storage_full
   */
  async upload(owner: string, { content, signal }: IncomingFile): Promise<Upload> {
    await this.quota.check(owner);
    const facts = await this.store.add(content, signal);
    const id = newUploadId();
    try {
      await this.quota.take(owner, id, facts.size);
      await this.uploads.add(id, owner, facts.fileName);
    } catch (error) {
      await this.quota.drop(owner, id);
      await this.store.giveBack(facts);
      throw error;
    }
    return this.#toUpload(id, facts);
  }

  /** @throws DomainError input_not_found, also for an upload of somebody else */
  async get(owner: string, id: string): Promise<Upload> {
    const { uploadId, fileName } = await this.#find(owner, id);
    const facts = await this.store.find(fileName);
    if (facts === undefined) throw notFound();
    return this.#toUpload(uploadId, facts);
  }

  /** The id is unknown from now on; the content goes when no job needs it any more. @throws DomainError input_not_found */
  async remove(owner: string, id: string): Promise<void> {
    const { uploadId } = await this.#find(owner, id);
    await this.uploads.remove(uploadId);
    await this.quota.drop(owner, uploadId);
  }

  /**
   * A file that came with the request that uses it, such as a part of a form.
   * @throws DomainError input_invalid, input_too_large, storage_full
   */
  async fromUpload(role: InputRole, { content, signal }: IncomingFile): Promise<ConditioningInput> {
    return this.#adopt(await this.store.add(content, signal), role);
  }

  /**
   * As {@link fromUpload}, of a file that may have one of several roles: the one that its kind has.
   * @throws DomainError input_invalid where it has none of them
   */
  async fromUploadAs(
    roles: readonly [InputRole, ...InputRole[]],
    file: IncomingFile,
  ): Promise<ConditioningInput> {
    const facts = await this.store.add(file.content, file.signal);
    return this.#adopt(facts, roles.find((role) => KIND_OF_ROLE[role] === facts.kind) ?? roles[0]);
  }

  /** What is known of a file that {@link fromUpload} took in. */
  factsOf(input: ConditioningInput): StoredInput | undefined {
    return this.#facts.get(input);
  }

  /**
   * Removes what came with a request that then failed, unless it was there before, somebody has used it since, or a job
   * needs it after all.
   */
  async giveBack(inputs: readonly ConditioningInput[]): Promise<void> {
    if (inputs.length === 0) return;
    const needed = await this.references.all();
    if (needed === undefined) return;
    for (const input of inputs) {
      const facts = this.#facts.get(input);
      if (facts !== undefined && !needed.has(input.fileName)) await this.store.giveBack(facts);
    }
  }

  /**
   * What a text stands for: the id of an upload, an http(s) address, a data URL, bare base64, or the path of a file in
   * `INPUT_DIR`.
   * @throws DomainError input_invalid, input_too_large, input_not_found, input_unreachable, storage_full, or the reason
   * of the signal
   */
  async fromText(
    owner: string,
    text: string,
    { role, signal }: { role: InputRole; signal: AbortSignal },
  ): Promise<ConditioningInput> {
    const source = readTextSource(text);
    if (source.type === 'upload') return this.fromId(owner, source.id, role);
    return toInput(await this.source.read(source, text, signal), role);
  }

  /** @throws DomainError input_not_found, input_invalid if it is of another kind */
  async fromId(owner: string, id: string, role: InputRole): Promise<ConditioningInput> {
    const { fileName } = await this.#find(owner, id);
    const facts = await this.store.use(fileName);
    if (facts === undefined) throw notFound();
    return toInput(facts, role);
  }

  /**
   * Keeps inputs of an older job for another `INPUT_TTL`, before a new one refers to them.
   * @throws DomainError input_not_found if one of them is gone
   */
  async keep(inputs: readonly ConditioningInput[]): Promise<void> {
    for (const { fileName } of inputs) {
      if ((await this.store.use(fileName)) === undefined)
        throw new DomainError(
          'input_not_found',
          'A file that this job started from has expired; submit it anew',
        );
    }
  }

  async #adopt(facts: FactsRecord, role: InputRole): Promise<ConditioningInput> {
    try {
      const input = toInput(facts, role);
      this.#facts.set(input, facts);
      return input;
    } catch (error) {
      await this.store.giveBack(facts);
      throw error;
    }
  }

  async #find(owner: string, text: string): Promise<{ uploadId: UploadId; fileName: string }> {
    const uploadId = parseUploadId(text);
    const record = uploadId === undefined ? undefined : await this.uploads.find(uploadId, owner);
    if (uploadId === undefined || record === undefined) throw notFound();
    return { uploadId, fileName: record.fileName };
  }

  #toUpload(id: UploadId, { usedAt, ...input }: FactsRecord): Upload {
    return { id, input, expiresAt: usedAt + this.config.inputs.ttlMs };
  }
}

function notFound(): DomainError {
  return new DomainError('input_not_found', 'There is no upload with this id, or it has expired');
}

/** @throws DomainError input_invalid */
function toInput({ fileName, kind, mediaType, size }: StoredInput, role: InputRole): ConditioningInput {
  if (kind !== KIND_OF_ROLE[role])
    throw new DomainError(
      'input_invalid',
      `Needed is ${article(KIND_OF_ROLE[role])}, but this is ${mediaType}`,
    );
  return { role, fileName, mediaType, size };
}

function article(kind: StoredInput['kind']): string {
  return { image: 'an image', video: 'a video', audio: 'audio' }[kind];
}
