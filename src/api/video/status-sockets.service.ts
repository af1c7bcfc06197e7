import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type ClientSocket, type SocketCall, SocketRoutes } from '../../platform/http/sockets/index.js';
import { unknownBatch, unknownJob } from './unknown.mapper.js';
import type { VideoStatusBody } from './video.body.js';
import { VideoLookup } from './video-lookup.service.js';

const INTERVAL_MS = 1000;
/** As the older servers of seed 004 had it; a client that still listens connects again. */
const LONGEST_MS = 30 * 60_000;
const INTERNAL_ERROR = 1011;

const FINAL: ReadonlySet<string> = new Set(['complete', 'failed', 'partial', 'expired', 'not_found']);

interface Told {
  status: string;
}

/**
 * `/api/ws/video/:job_id` and `/api/ws/batch/:batch_id`, which older servers of seed 004 had: the status at once and then
 * every second, until nothing changes any more.
 */
@Injectable()
export class StatusSockets implements OnModuleInit {
  readonly #logger = new Logger(StatusSockets.name);

  constructor(
    private readonly sockets: SocketRoutes,
    private readonly lookup: VideoLookup,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.sockets.register('/api/ws/video/:id', (socket, call) =>
      this.#follow(socket, () => this.#video(call)),
    );
    this.sockets.register('/api/ws/batch/:id', (socket, call) =>
      this.#follow(socket, () => this.#batch(call)),
    );
  }

  #follow(socket: ClientSocket, look: () => Promise<Told | undefined>): void {
    const until = this.clock.now() + LONGEST_MS;
    let cancel: () => void = () => undefined;
    let isGone = false;
    socket.onClose(() => {
      isGone = true;
      cancel();
    });
    const tell = async () => {
      const told = await look();
      if (isGone) return;
      if (told !== undefined) socket.send(JSON.stringify(told));
      const isOver = told !== undefined && FINAL.has(told.status);
      if (isOver || this.clock.now() >= until) socket.close();
      else cancel = this.clock.schedule(INTERVAL_MS, go);
    };
    const go = () => {
      tell().catch((error: unknown) => {
        this.#logger.error({ err: error }, 'a status could not be told');
        socket.close(INTERNAL_ERROR);
      });
    };
    go();
  }

  async #video({ params: { id = '' }, owner }: SocketCall): Promise<Told | undefined> {
    const state = await this.lookup.findState(id, owner);
    const body: VideoStatusBody | undefined = state && { job_id: id, ...state };
    if (body !== undefined) return body;
    return this.#isUnknownYet(id) ? undefined : unknownJob(id, this.#isLenient);
  }

  async #batch({ params: { id = '' }, owner }: SocketCall): Promise<Told | undefined> {
    const status = await this.lookup.findBatchStatus(id, owner);
    if (status !== undefined) return status;
    return this.#isUnknownYet(id) ? undefined : unknownBatch(id, this.#isLenient);
  }

  get #isLenient(): boolean {
    return this.config.unknownJobAnswer === 'pending';
  }

  /** Whether it may still turn up in the records that are being read. */
  #isUnknownYet(id: string): boolean {
    try {
      this.lookup.refuseWhileRecovering(id);
      return false;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'recovering') return true;
      throw error;
    }
  }
}
