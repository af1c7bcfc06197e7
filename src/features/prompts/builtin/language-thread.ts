import { Worker } from 'node:worker_threads';
import { ProviderError } from '../provider/prompt-provider.port.js';
import { type Answer, LONGEST_PROMPT, type Operation, perform } from './operations.js';
import { loadLanguage } from './text/language.js';

/** Does the language work somewhere. */
export interface LanguageRunner {
  /** @throws ProviderError, or the signal's reason as soon as it is aborted */
  run: (operation: Operation, signal?: AbortSignal) => Promise<Answer>;
  stop: () => Promise<void>;
}

/** In this thread: for sources that no worker can load, and for tests. */
export class InlineRunner implements LanguageRunner {
  async run(operation: Operation, signal?: AbortSignal): Promise<Answer> {
    const language = await loadLanguage();
    signal?.throwIfAborted();
    return perform(operation, language);
  }

  async stop(): Promise<void> {
    await Promise.resolve();
  }
}

interface Waiting {
  id: number;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** What the worker says: that it is ready, or what came of an operation. */
interface WorkerMessage {
  kind?: string;
  id?: number;
  answer?: Answer;
  error?: string;
}

/** Milliseconds that one operation may take, and that loading the language may take. */
const LIMIT = 2000;
const START_LIMIT = 15_000;

/**
 * One worker thread, started at first use, so that a long prompt never holds up requests. Operations run one after
 * another; one that takes too long ends the worker, and the next starts a new one.
 */
export class ThreadRunner implements LanguageRunner {
  #worker: Worker | undefined;
  #ready: Promise<void> | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting: Waiting | undefined;
  #count = 0;
  #isStopped = false;

  constructor(readonly module: URL) {}

  run(operation: Operation, signal?: AbortSignal): Promise<Answer> {
    const turn = this.#tail.then(() => {
      // An operation that nobody waits for any more never reaches the worker.
      signal?.throwIfAborted();
      return this.#runNow(operation);
    });
    this.#tail = turn.catch(() => undefined);
    return signal === undefined ? turn : untilAborted(turn, signal);
  }

  /** For good: what is running or waiting fails, and nothing starts again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const worker = this.#worker;
    this.#forget(stopped());
    await worker?.terminate();
  }

  async #runNow(operation: Operation): Promise<Answer> {
    await this.#start();
    if (this.#worker === undefined) throw stopped();
    const id = (this.#count += 1);
    return within(
      LIMIT,
      `the language work took more than ${LIMIT} ms`,
      () => this.#drop(),
      new Promise<Answer>((resolve, reject) => {
        this.#waiting = { id, resolve, reject };
        this.#worker?.postMessage({ id, operation });
      }),
    );
  }

  #start(): Promise<void> {
    if (this.#isStopped) return Promise.reject(stopped());
    this.#ready ??= within(
      START_LIMIT,
      'the language worker did not start',
      () => this.#drop(),
      this.#open(),
    );
    return this.#ready;
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.module, {
        resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 96 },
      });
      worker.unref();
      this.#worker = worker;
      const fail = (reason: string) => {
        const error = new ProviderError('unreachable', `the language worker failed: ${reason}`);
        reject(error);
        if (this.#worker === worker) this.#forget(error);
      };
      worker.on('error', (error: unknown) => fail(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => fail(`it ended with ${code}`));
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') resolve();
        else this.#settle(message);
      });
    });
  }

  #settle({ id, answer, error }: WorkerMessage): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.id !== id) return;
    this.#waiting = undefined;
    if (answer === undefined)
      waiting.reject(
        new ProviderError('unusable-answer', `the language work failed: ${error ?? 'no answer'}`),
      );
    else waiting.resolve(answer);
  }

  #drop(): void {
    const worker = this.#worker;
    this.#forget(new ProviderError('timeout', 'the language worker was ended'));
    void worker?.terminate();
  }

  #forget(error: Error): void {
    this.#worker = undefined;
    this.#ready = undefined;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

function stopped(): ProviderError {
  return new ProviderError('unreachable', 'the language worker was stopped');
}

async function within<Value>(
  limit: number,
  message: string,
  drop: () => void,
  work: Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ProviderError('timeout', message));
      drop();
    }, limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The work, or the signal's reason as soon as it is aborted. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

export function assertBounded(texts: readonly string[]): void {
  for (const text of texts)
    if (text.length > LONGEST_PROMPT)
      throw new ProviderError(
        'refused',
        `a text of ${text.length} characters is longer than the limit of ${LONGEST_PROMPT}`,
      );
}
