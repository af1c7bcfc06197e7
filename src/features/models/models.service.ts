import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import pLimit from 'p-limit';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { FetchError } from '../../platform/http/guarded-fetch/index.js';
import { isStorageFull } from '../../platform/storage/index.js';
import { EnginesService } from '../engines/index.js';
import { ModelDownload } from './model-download.js';
import { ModelError } from './model-error.js';
import { ModelFolders } from './model-folders.js';
import type { ModelId } from './model-id.js';
import { ModelStore } from './model-store.js';
import {
  bytesOf,
  type DownloadView,
  type ModelRecord,
  type ModelView,
  type Revision,
} from './model.types.js';

/** Downloads that may wait for their turn; one runs at a time. */
const MOST_DOWNLOADS = 20;
const RETRY_AFTER_SECONDS = 60;

/** A download under way, or waiting for its turn. */
interface Run {
  hasBegun: boolean;
  /** Its record is on disk. */
  written: Promise<ModelRecord>;
  done: Promise<void>;
}

/** The models that there are, and the downloads of others. A download goes on after a restart. */
@Injectable()
export class ModelsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(ModelsService.name);
  readonly #turn = pLimit(1);
  readonly #runs = new Map<ModelId, Run>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly engines: EnginesService,
    private readonly store: ModelStore,
    private readonly folders: ModelFolders,
    private readonly download: ModelDownload,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const record of await this.store.all())
      if (record.state === 'downloading') this.#start(record.id, Promise.resolve(record));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
  }

  /** The model that is meant where nobody names one. */
  get defaultId(): ModelId {
    return this.config.models.defaultId as ModelId;
  }

  /** Those of the engines, in the order of `ENGINES`; then those of the hub: the default one, and all that were asked for. */
  async list(): Promise<ModelView[]> {
    const own = this.engines
      .list()
      .map(({ name, capabilities }) => ({ id: capabilities.model, engine: name, isDownloaded: true }));
    const records = await this.store.all();
    const known = await Promise.all(records.map((record) => this.#view(record)));
    const isKnown = records.some(({ id }) => id === this.defaultId);
    return [...own, ...(isKnown ? [] : [{ id: this.defaultId, isDownloaded: false }]), ...known];
  }

  /**
   * Resolves when the wish is on disk. A download that is under way is not begun again; one that failed goes on with
   * what has come.
   * @throws DomainError queue_full, storage_full
   */
  async request(id: ModelId): Promise<void> {
    const known = this.#runs.get(id);
    if (known === undefined && this.#runs.size >= MOST_DOWNLOADS)
      throw new DomainError('queue_full', `At most ${MOST_DOWNLOADS} downloads may wait at once.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    await (known ?? this.#start(id, this.#write(id))).written;
  }

  async #write(id: ModelId): Promise<ModelRecord> {
    const before = await this.store.find(id);
    const { wanted, installed } = before ?? {};
    const record: ModelRecord = {
      id,
      state: 'downloading',
      requestedAt: this.clock.now(),
      ...(wanted === undefined ? {} : { wanted }),
      ...(installed === undefined ? {} : { installed }),
    };
    await this.store.save(record);
    return record;
  }

  #start(id: ModelId, written: Promise<ModelRecord>): Run {
    const run: Run = { hasBegun: false, written, done: Promise.resolve() };
    this.#runs.set(id, run);
    const begin = (record: ModelRecord) =>
      this.#turn(() => {
        run.hasBegun = true;
        return this.#run(record);
      });
    // Whoever asked for it hears why it could not be written down.
    run.done = written.then(begin, () => undefined).finally(() => this.#runs.delete(id));
    return run;
  }

  async #run(record: ModelRecord): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    try {
      const installed = await this.download.run(record, signal);
      const { id, requestedAt } = record;
      await this.store.save({
        id,
        state: 'downloaded',
        requestedAt,
        finishedAt: this.clock.now(),
        installed,
      });
      this.#logger.log({ model: id, commit: installed.commit }, 'a model was downloaded');
    } catch (error) {
      // Its record says that it is under way, so that the next start goes on with it.
      if (!signal.aborted) await this.#fail(record, error);
    }
  }

  async #fail(record: ModelRecord, error: unknown): Promise<void> {
    const failure = reasonOf(error);
    this.#logger.warn({ model: record.id, reason: failure, err: error }, 'a model could not be downloaded');
    const now = (await this.store.find(record.id)) ?? record;
    try {
      await this.store.save({ ...now, state: 'failed', finishedAt: this.clock.now(), failure });
    } catch (saving) {
      this.#logger.error(
        { model: record.id, err: saving },
        'the end of a download could not be written down',
      );
    }
  }

  async #view(record: ModelRecord): Promise<ModelView> {
    const { id, installed } = record;
    const isDownloaded = installed !== undefined && (await this.folders.isWhole(id, installed));
    return { id, isDownloaded, download: await this.#progress(record, isDownloaded) };
  }

  async #progress(record: ModelRecord, isDownloaded: boolean): Promise<DownloadView> {
    const { id, state, wanted, installed, failure } = record;
    const isOver = state === 'downloaded';
    const revision = isOver ? installed : wanted;
    const here = isOver ? (isDownloaded ? bytesOf(revision) : 0) : await this.#bytesHere(id, revision);
    return {
      state: this.#stateOf(record, isDownloaded),
      bytes: here,
      totalBytes: bytesOf(revision),
      files: isOver && isDownloaded ? (revision?.files.length ?? 0) : await this.#filesHere(id, revision),
      totalFiles: revision?.files.length ?? 0,
      ...(revision === undefined ? {} : { commit: revision.commit }),
      ...(failure === undefined || state !== 'failed' ? {} : { failure }),
    };
  }

  #stateOf({ id, state }: ModelRecord, isDownloaded: boolean): DownloadView['state'] {
    if (state === 'downloading') return this.#runs.get(id)?.hasBegun === true ? 'downloading' : 'pending';
    // Somebody has removed files of it.
    return state === 'downloaded' && !isDownloaded ? 'failed' : state;
  }

  async #bytesHere(id: ModelId, revision: Revision | undefined): Promise<number> {
    if (revision === undefined) return 0;
    const { commit, files } = revision;
    const sizes = await Promise.all(files.map((file) => this.folders.bytesHere(id, commit, file)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async #filesHere(id: ModelId, revision: Revision | undefined): Promise<number> {
    if (revision === undefined) return 0;
    const { commit, files } = revision;
    const found = await Promise.all(files.map((file) => this.folders.hasArrived(id, commit, file)));
    return found.filter(Boolean).length;
  }
}

/** Nothing of it names a path of the machine. */
function reasonOf(error: unknown): string {
  if (error instanceof ModelError) return error.message;
  if (error instanceof FetchError) return `The hub could not be read: ${error.message}`;
  if (isStorageFull(error)) return 'The disk is full';
  return 'Something went wrong on our side; the log has the details';
}
