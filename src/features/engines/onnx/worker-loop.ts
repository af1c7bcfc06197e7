import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf, messageOf } from '../../../kernel/errors.js';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import { FrameGenerator } from './frame-generator.js';
import { TextToVideoPipeline } from './pipeline/text-to-video.pipeline.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

const MAX_MESSAGE_LENGTH = 2000;

/** The worker's side of the conversation: loads one model, then runs one job at a time. */
export class WorkerLoop {
  #pipeline: TextToVideoPipeline | undefined;
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

  async #load({ modelDir, provider, threads }: Extract<ToWorker, { type: 'load' }>): Promise<void> {
    const start = performance.now();
    try {
      this.#pipeline = await TextToVideoPipeline.load(this.files, modelDir, { provider, threads });
      this.send({ type: 'loaded', ms: performance.now() - start });
    } catch (error) {
      this.send({ type: 'load-failed', message: messageOf(error).slice(0, MAX_MESSAGE_LENGTH) });
    }
  }

  async #generate({ job, spec, workDir }: Extract<ToWorker, { type: 'generate' }>): Promise<void> {
    if (this.#pipeline === undefined) throw new Error('A job came before the model was loaded');
    if (this.#running !== undefined) throw new Error('A job came while another one was running');
    const controller = new AbortController();
    this.#running = { job, controller };
    try {
      const output = await new FrameGenerator(this.#pipeline, this.files).generate(spec, {
        workDir,
        signal: controller.signal,
        report: (progress) => this.send({ type: 'progress', job, progress }),
      });
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
  const errno = errnoOf(error);
  return {
    type: 'failed',
    job,
    message: messageOf(error).slice(0, MAX_MESSAGE_LENGTH),
    // Node's own codes (ERR_...) are no errors of the file system.
    ...(errno === undefined || !/^E[A-Z0-9]{1,18}$/.test(errno) ? {} : { errno }),
  };
}
