import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf, messageOf } from '../../../kernel/errors.js';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import { ClipGenerator } from './clip-generator.js';
import { UnusableInputError } from './conditioning.js';
import { WanPipeline } from './pipeline/wan.pipeline.js';
import { type FromWorker, type ToWorker, withoutUndefined } from './worker-messages.js';

const MAX_MESSAGE_LENGTH = 2000;

type LoadOrder = Extract<ToWorker, { type: 'load' }>;
type GenerateOrder = Extract<ToWorker, { type: 'generate' }>;

/** The worker's side of the conversation: loads one model, then runs one job at a time. */
export class WorkerLoop {
  #pipeline: WanPipeline | undefined;
  #maxAudioSeconds = 0;
  #running: { job: number; controller: AbortController } | undefined;

  constructor(
    private readonly files: FileSystemPort,
    private readonly send: (message: FromWorker) => void,
  ) {}

  async handle(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'load':
        return this.#load(message);
      case 'generate':
        return this.#generate(message);
      case 'abort':
        if (this.#running?.job === message.job) this.#running.controller.abort();
    }
  }

  async #load({ modelDir, provider, threads, maxAudioSeconds }: LoadOrder): Promise<void> {
    this.#maxAudioSeconds = maxAudioSeconds;
    const start = performance.now();
    try {
      this.#pipeline = await WanPipeline.load(this.files, modelDir, { provider, threads });
      this.send({ type: 'loaded', ms: performance.now() - start });
    } catch (error) {
      this.send({ type: 'load-failed', message: messageOf(error).slice(0, MAX_MESSAGE_LENGTH) });
    }
  }

  async #generate({ job, spec, inputs, workDir }: GenerateOrder): Promise<void> {
    if (this.#pipeline === undefined) throw new Error('A job came before the model was loaded');
    if (this.#running !== undefined) throw new Error('A job came while another one was running');
    const controller = new AbortController();
    this.#running = { job, controller };
    try {
      const output = await new ClipGenerator(this.#pipeline, this.files, {
        workDir,
        inputs: withoutUndefined(inputs),
        signal: controller.signal,
        report: (progress) => this.send({ type: 'progress', job, progress }),
        maxAudioSeconds: this.#maxAudioSeconds,
      }).generate(spec);
      this.#running = undefined;
      this.send({ type: 'finished', job, output });
    } catch (error) {
      // A cancel that came during the last blocking call is let in before it is decided what happened.
      await nextTurn();
      this.#running = undefined;
      this.send(controller.signal.aborted ? { type: 'stopped', job } : failure(job, error));
    }
  }
}

function failure(job: number, error: unknown): FromWorker {
  if (error instanceof UnusableInputError)
    return { type: 'refused', job, message: error.message.slice(0, MAX_MESSAGE_LENGTH) };
  const errno = errnoOf(error);
  return {
    type: 'failed',
    job,
    message: messageOf(error).slice(0, MAX_MESSAGE_LENGTH),
    // Node's own codes (ERR_...) are no errors of the file system.
    ...(errno === undefined || !/^E[A-Z0-9]{1,18}$/.test(errno) ? {} : { errno }),
  };
}
