import { Inject, Injectable, Logger } from '@nestjs/common';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { v7 } from 'uuid';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { errnoOf } from '../../kernel/errors.js';
import { FileSystemPort, Storage } from '../storage/index.js';
import { type Peer, Peers } from './peers.js';
import { type Sign, signSchema } from './sign.js';

const LONGEST_BEAT_MS = 2000;
/** Signs of processes that are gone are kept so long: what their engines can do is still known meanwhile. */
const KEPT_MS = 24 * 3_600_000;
/** A sign of a process with many devices and jobs has a few hundred kilobytes; more is none of ours. */
const MOST_SIGN_BYTES = 8 * 1024 * 1024;

/**
 * The processes that share the folders: who they are, whether they live, and what they tell of themselves. One file a
 * process, `DATA_DIR/processes/<id>.json`, written anew with each beat. It needs no Redis and no clocks that agree.
 */
@Injectable()
export class Fleet {
  /** Of this process, new with every start. */
  readonly id: string = v7();
  readonly name = `${hostname()}-${process.pid}`;
  readonly #logger = new Logger(Fleet.name);
  readonly #facts = new Map<string, () => unknown>();
  readonly #peers: Peers;
  readonly #changes = new Subject<Peer>();
  readonly #departures = new Subject<Peer>();
  readonly #told = new Set<string>();
  #beat = 0;
  #group = '';
  #lastLookAt = 0;
  #cancelTimer: () => void = () => undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = true;

  constructor(
    private readonly files: FileSystemPort,
    private readonly storage: Storage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#peers = new Peers(config.workerTimeoutMs);
  }

  /** Whether other processes may work on the same folders. */
  get isShared(): boolean {
    return this.config.redisUrl !== undefined;
  }

  get role(): Config['role'] {
    return this.config.role;
  }

  /** Each new sign of another process. */
  get changes(): Subject<Peer> {
    return this.#changes;
  }

  /** A process that has just been found gone, or has ended; once each. */
  get departures(): Subject<Peer> {
    return this.#departures;
  }

  /** What a feature tells the others, asked for at each beat; it must become JSON. */
  tell(name: string, facts: () => unknown): void {
    this.#facts.set(name, facts);
  }

  /** Of all processes that share the folders, and of no others: what they have in Redis bears it. Known after start. */
  get group(): string {
    return this.#group;
  }

  /** The first sign is on the disk, and those of the others have been read. */
  async start(): Promise<void> {
    this.#isStopped = false;
    await this.storage.ensureFolder(this.#folder);
    this.#group = await this.#findGroup();
    await this.#write();
    await this.#look();
    this.#plan();
  }

  /** From now on everybody knows that this process holds nothing any more. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelTimer();
    await this.#round;
    await this.#write({ stoppedAt: this.clock.now() });
  }

  /** Says what is new at once instead of at the next beat. */
  async tellNow(): Promise<void> {
    if (!this.#isStopped) await this.#write();
  }

  peers(): Peer[] {
    return this.#peers.list(this.clock.now());
  }

  /** Whether a process, also one that was never seen, gives no sign any more. */
  async isGone(id: string): Promise<boolean> {
    if (id === this.id) return false;
    if (this.#peers.find(id, this.clock.now()) === undefined) await this.#read(id);
    return this.#peers.find(id, this.clock.now())?.isAlive !== true;
  }

  async #findGroup(): Promise<string> {
    const path = join(this.config.dataDir, 'group');
    const own = v7().slice(-12);
    if (await this.storage.claimFile(path, `${own}\n`)) return own;
    const text = (await this.files.readFile(path)).toString('utf8').trim();
    if (!/^[0-9a-f]{12}$/.test(text)) throw new Error('The file "group" in DATA_DIR is damaged: remove it.');
    return text;
  }

  /** Reads the sign of a process that has said that it has a new one. */
  async look(id: string): Promise<void> {
    try {
      if (id !== this.id) await this.#read(id);
    } catch (error) {
      this.#logger.warn(
        { err: error },
        'the sign of a process cannot be read; trying again at the next beat',
      );
    }
  }

  get #folder(): string {
    return join(this.config.dataDir, 'processes');
  }

  get #beatMs(): number {
    return Math.min(LONGEST_BEAT_MS, this.config.workerTimeoutMs / 4);
  }

  #plan(): void {
    this.#cancelTimer = this.clock.schedule(this.#beatMs, () => {
      this.#round = this.#next();
    });
  }

  async #next(): Promise<void> {
    try {
      await this.#write();
      await this.#look();
    } catch (error) {
      this.#logger.warn({ err: error }, 'the folder of the processes is out of order; trying again');
    }
    if (!this.#isStopped) this.#plan();
  }

  /** Not synced: nobody needs it after a power cut. */
  async #write(end: Pick<Sign, 'stoppedAt'> = {}): Promise<void> {
    this.#beat += 1;
    const facts = Object.fromEntries([...this.#facts].map(([name, read]) => [name, read()]));
    const { id, name } = this;
    const sign = {
      id,
      name,
      role: this.config.role,
      beat: this.#beat,
      startedAt: this.#startedAt,
      ...end,
      facts,
    };
    const temporary = join(this.#folder, `.tmp-${id}-${this.#beat}`);
    const file = await this.files.open(temporary, 'create');
    try {
      await file.write(Buffer.from(JSON.stringify(sign satisfies Sign)));
    } finally {
      await file.close();
    }
    await this.files.rename(temporary, join(this.#folder, `${id}.json`));
  }

  readonly #startedAt = Date.now();

  async #look(): Promise<void> {
    const before = this.#lastLookAt;
    this.#lastLookAt = this.clock.now();
    // This process itself was away for longer than others may be.
    if (before > 0 && this.#lastLookAt - before > this.config.workerTimeoutMs / 2)
      this.#peers.startAnew(this.#lastLookAt);
    for (const { name } of await this.files.list(this.#folder)) {
      const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : undefined;
      if (id !== undefined && id !== this.id) await this.#read(id);
      if (name.startsWith('.tmp-')) await this.#removeOld(name);
    }
    this.#tellDepartures();
  }

  async #read(id: string): Promise<void> {
    const sign = await this.#parse(id);
    if (sign?.id !== id) return;
    const now = this.clock.now();
    if (this.#peers.take(sign, now)) {
      const peer = this.#peers.find(id, now);
      if (peer?.isAlive === true) this.#told.delete(id);
      if (peer !== undefined) this.#changes.next(peer);
    }
    if (this.#peers.find(id, now)?.isAlive !== true) await this.#removeOld(`${id}.json`);
  }

  async #parse(id: string): Promise<Sign | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    try {
      const content = await this.files.readFile(join(this.#folder, `${id}.json`));
      if (content.length > MOST_SIGN_BYTES) return undefined;
      return signSchema.safeParse(JSON.parse(content.toString('utf8'))).data;
    } catch (error) {
      // Gone since it was listed, or cut off by a power cut: no sign either way.
      if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #tellDepartures(): void {
    for (const peer of this.#peers.list(this.clock.now())) {
      const { id, name, stoppedAt } = peer.sign;
      if (peer.isAlive || this.#told.has(id)) continue;
      this.#told.add(id);
      if (stoppedAt === undefined)
        this.#logger.warn(
          `the process ${name} gives no sign of life any more (WORKER_TIMEOUT); its jobs go to others`,
        );
      this.#departures.next(peer);
    }
  }

  async #removeOld(name: string): Promise<void> {
    const path = join(this.#folder, name);
    const stat = await this.files.stat(path);
    if (stat === undefined || this.clock.now() - stat.mtimeMs < KEPT_MS) return;
    await this.files.removeTree(path);
    this.#peers.forget(name.replace(/\.json$/, ''));
  }
}
