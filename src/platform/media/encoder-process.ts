import { type Deferred, deferred } from '../process/deferred.js';
import { WorkerProcess } from '../process/worker-process.js';
import {
  type AdoptImageOrder,
  type AdoptVideoOrder,
  type BmpToPngOrder,
  type EncodeOrder,
  type FromEncoder,
  fromEncoderSchema,
  type LookOrder,
  type SpriteSheetOrder,
  type ToEncoder,
} from './encoder-messages.js';
import { MediaError } from './media.types.js';

export type Order =
  | Omit<EncodeOrder, 'id'>
  | Omit<AdoptVideoOrder, 'id'>
  | Omit<AdoptImageOrder, 'id'>
  | Omit<LookOrder, 'id'>
  | Omit<SpriteSheetOrder, 'id'>
  | Omit<BmpToPngOrder, 'id'>
  | { type: 'inspect'; path: string };

/** What an order was answered with, if not by a failure. */
export type Answer = Exclude<FromEncoder, { type: 'failed' }>;

export interface EncoderProcessOptions {
  modulePath: string;
  /** An order that takes longer is given up, and its process killed. */
  timeoutMs: number;
}

/** Behind everything else: a video may be late by a moment, a device must not wait for it. */
const NICENESS = 10;

/** The portal's side of one encoder process, which works on one order at a time. */
export class EncoderProcess {
  readonly #process: WorkerProcess;
  readonly #gone = deferred<void>();
  #order: { id: number; answer: Deferred<FromEncoder> } | undefined;
  #lastId = 0;
  #killedBecause: unknown;
  #isUsable = true;

  constructor(private readonly options: EncoderProcessOptions) {
    this.#process = new WorkerProcess({
      modulePath: options.modulePath,
      env: {},
      niceness: NICENESS,
      onMessage: (message) => this.#receive(message),
      onExit: ({ code, signal, stderrTail }) => {
        this.#isUsable = false;
        const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
        const crash = new MediaError(`The encoder process ended with ${how}: ${stderrTail.trim()}`);
        this.#order?.answer.reject(this.#killedBecause ?? crash);
        this.#gone.resolve();
      },
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves when the process has ended, however. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Settles only when the process has let go of the order. @throws MediaError, or the reason of the signal */
  async run(order: Order, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    this.#lastId += 1;
    const id = this.#lastId;
    this.#order = { id, answer: deferred() };
    const abort = () => void this.kill(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const { timeoutMs } = this.options;
    const timer = setTimeout(
      () => void this.kill(new MediaError(`Encoding took longer than ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      this.#process.send({ ...order, id } satisfies ToEncoder);
      const answer = await this.#order.answer.promise;
      if (answer.type === 'failed') throw new MediaError(answer.message, answer.errno);
      return answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#order = undefined;
    }
  }

  /** Resolves when the process is gone. @param reason what a running order is rejected with */
  kill(reason: unknown): Promise<void> {
    this.#isUsable = false;
    this.#killedBecause ??= reason;
    this.#process.kill('SIGKILL');
    return this.#gone.promise;
  }

  #receive(raw: unknown): void {
    const message = fromEncoderSchema.safeParse(raw);
    if (!message.success)
      void this.kill(new MediaError('The encoder process sent a message that makes no sense'));
    else if (message.data.id === this.#order?.id) this.#order.answer.resolve(message.data);
  }
}
