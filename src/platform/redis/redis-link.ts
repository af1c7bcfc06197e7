import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import { Subject } from 'rxjs';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { problemOf, UnusableRedisError } from './redis-facts.js';

/** `unusable`: it answers, and is not what may be used. */
export type RedisState = 'unset' | 'down' | 'up' | 'unusable';

/** How long the start waits for Redis before it goes on without. */
const FIRST_WAIT_MS = 3000;
const LONGEST_RETRY_MS = 2000;
/** A connection that carries nothing any more is found out and given up within twice that. */
const PING_MS = 2000;
const COMMAND_TIMEOUT_MS = 5000;
/** While it lasts, trouble is told that often. */
const REMINDER_MS = 60_000;

/**
 * The connection to Redis: one for commands, one that listens. Nothing waits for it: while it is down, callers are told
 * so at once, and once more when it is back. What Redis should hold is then made anew from the files.
 */
@Injectable()
export class RedisLink {
  readonly #logger = new Logger('redis');
  readonly #ups = new Subject<void>();
  readonly #listeners = new Map<string, (message: string) => void>();
  #client: Redis | undefined;
  #subscriber: Redis | undefined;
  #state: RedisState = 'unset';
  #toldAt = -Infinity;
  #lastTrouble = '';
  #cancelPing: () => void = () => undefined;
  #isStopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly metrics: MetricsService,
  ) {}

  get state(): RedisState {
    return this.#state;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Each time that it can be used again, the first time too. */
  get ups(): Subject<void> {
    return this.#ups;
  }

  /** @throws Error before {@link start} */
  get client(): Redis {
    if (this.#client === undefined) throw new Error('there is no connection to Redis');
    return this.#client;
  }

  /**
   * Resolves when Redis is there, or after a few seconds: then it is tried again and again.
   * @throws UnusableRedisError if it is there and must not be used
   */
  async start(): Promise<void> {
    const { redisUrl } = this.config;
    if (redisUrl === undefined) return;
    this.#state = 'down';
    const { Redis: Client } = await import('ioredis');
    this.#client = this.#watch(new Client(redisUrl, this.#options('commands')));
    this.#subscriber = this.#watch(new Client(redisUrl, this.#options('events')));
    this.#subscriber.on('message', (channel: string, message: string) =>
      this.#listeners.get(channel)?.(message),
    );
    this.#subscriber.on('ready', () => void this.#subscribeAll());
    const first = this.#firstCheck(this.#client);
    this.#client.on('ready', () => void this.#check());
    // Its event `error` says the same, and it tries again by itself.
    for (const client of [this.#client, this.#subscriber]) client.connect().catch(() => undefined);
    const problem = await first;
    if (problem !== undefined) {
      await this.stop();
      throw problem;
    }
    this.#planPing();
  }

  /** Sends to whoever listens now; nobody else ever hears of it. */
  publish(channel: string, message: string): void {
    if (!this.isUp) return;
    this.client.publish(channel, message).catch((error: unknown) => this.#tellTrouble(error));
  }

  /** One listener a channel; it goes on listening through every loss of the connection. */
  listen(channel: string, listener: (message: string) => void): void {
    this.#listeners.set(channel, listener);
    if (this.#subscriber?.status === 'ready')
      this.#subscriber.subscribe(channel).catch((error: unknown) => this.#tellTrouble(error));
  }

  /** Notes trouble that a command had: told once, and then once a minute. */
  tellTrouble(error: unknown): void {
    this.#tellTrouble(error);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelPing();
    for (const client of [this.#client, this.#subscriber]) client?.disconnect();
    await Promise.resolve();
  }

  #options(purpose: string): RedisOptions {
    return {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      connectTimeout: COMMAND_TIMEOUT_MS,
      commandTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_RETRY_MS),
      // It was a primary, and is one no more: whoever is now has the same address.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      connectionName: `reelsmith-${purpose}`,
    };
  }

  #watch(client: Redis): Redis {
    client.on('error', (error: unknown) => this.#tellTrouble(error));
    client.on('close', () => this.#down());
    return client;
  }

  #down(): void {
    if (this.#isStopped || this.#state === 'down') return;
    this.#state = 'down';
    this.metrics.redisUp.set(0);
    this.#toldAt = -Infinity;
    this.#tellTrouble(new Error('the connection was closed'));
  }

  #tellTrouble(error: unknown): void {
    if (this.#isStopped) return;
    const text = messageOf(error) || 'no answer';
    const now = this.clock.now();
    if (text === this.#lastTrouble ? now - this.#toldAt < REMINDER_MS : now - this.#toldAt < LONGEST_RETRY_MS)
      return;
    this.#lastTrouble = text;
    this.#toldAt = now;
    this.#logger.error(
      `Redis (REDIS_URL) does not work: ${text}. Jobs are taken in and lie safe on the disk; they are run when it is ` +
        'back. It is tried again all the time.',
    );
  }

  /** What the first look finds; undefined also where there is nothing to look at yet. */
  #firstCheck(client: Redis): Promise<UnusableRedisError | undefined> {
    return new Promise((resolve) => {
      const cancel = this.clock.schedule(FIRST_WAIT_MS, () => resolve(undefined));
      client.once('ready', () => {
        cancel();
        resolve(this.#problem());
      });
    });
  }

  async #problem(): Promise<UnusableRedisError | undefined> {
    try {
      return problemOf(await this.client.info());
    } catch (error) {
      this.#tellTrouble(error);
      return undefined;
    }
  }

  async #check(): Promise<void> {
    let problem: UnusableRedisError | undefined;
    try {
      problem = problemOf(await this.client.info());
    } catch (error) {
      this.#tellTrouble(error);
      return;
    }
    if (this.#isStopped) return;
    if (problem !== undefined) {
      if (this.#state !== 'unusable') this.#logger.error(problem.message);
      this.#state = 'unusable';
      return;
    }
    const wasUp = this.isUp;
    this.#state = 'up';
    this.metrics.redisUp.set(1);
    this.#lastTrouble = '';
    if (wasUp) return;
    this.#logger.log('Redis is there');
    this.#ups.next();
  }

  async #subscribeAll(): Promise<void> {
    const channels = [...this.#listeners.keys()];
    if (channels.length === 0) return;
    try {
      await this.#subscriber?.subscribe(...channels);
    } catch (error) {
      this.#tellTrouble(error);
    }
  }

  /** A network that drops everything closes no connection: only silence tells. */
  #planPing(): void {
    this.#cancelPing = this.clock.schedule(PING_MS, () => {
      void this.#pingBoth();
    });
  }

  async #pingBoth(): Promise<void> {
    await Promise.all([this.#client, this.#subscriber].map((client) => this.#ping(client)));
    if (!this.#isStopped) this.#planPing();
  }

  async #ping(client: Redis | undefined): Promise<void> {
    if (client?.status !== 'ready') return;
    try {
      await client.ping();
      if (client === this.#client && this.#state === 'unusable') await this.#check();
    } catch (error) {
      this.#tellTrouble(error);
      client.disconnect(true);
    }
  }
}
