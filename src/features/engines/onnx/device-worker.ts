import {
  DeviceFaultError,
  EngineRefusedError,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
} from '../engine.port.js';
import { type Deferred, deferred } from '../../../platform/process/deferred.js';
import { type WorkerExit, WorkerProcess } from '../../../platform/process/worker-process.js';
import { type FromWorker, fromWorkerSchema, type ToWorker, withoutUndefined } from './worker-messages.js';

export interface DeviceWorkerOptions {
  /** For messages. */
  deviceName: string;
  modulePath: string;
  env: Readonly<Record<string, string>>;
  /** See {@link WorkerProcess}. */
  niceness: number;
  load: Omit<Extract<ToWorker, { type: 'load' }>, 'type'>;
  /** How long a worker may take to notice a cancel before it is killed. */
  cancelGraceMs: number;
  log: (line: string) => void;
}

interface RunningJob {
  id: number;
  context: Pick<GenerateContext, 'signal' | 'onProgress'>;
  result: Deferred<GenerationOutput>;
}

/** The portal's side of one worker process: loads, runs one job at a time, and tells how it died. */
export class DeviceWorker {
  /** Set while somebody uses the worker, or waits for it to be loaded. */
  isReserved = false;
  readonly #process: WorkerProcess;
  readonly #loaded = deferred<void>();
  readonly #gone = deferred<void>();
  #job: RunningJob | undefined;
  #lastJobId = 0;
  #isLoaded = false;
  /** Set as soon as the worker must not be used again. */
  #condemned: string | undefined;

  constructor(private readonly options: DeviceWorkerOptions) {
    this.#process = new WorkerProcess({
      modulePath: options.modulePath,
      env: options.env,
      niceness: options.niceness,
      onMessage: (message) => this.#receive(message),
      onExit: (how) => this.#exited(how),
    });
    // Whoever waits gets the rejection; without one the exit is logged all the same.
    this.#loaded.promise.catch(() => undefined);
    this.#process.send({ type: 'load', ...options.load } satisfies ToWorker);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isUsable(): boolean {
    return this.#condemned === undefined;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Resolves when the model is loaded. @throws DeviceFaultError */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  /** Resolves when the process is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Runs one job; the worker must be loaded, and have no other. Settles only when the worker has let go of the job. */
  async generate(spec: GenerationSpec, context: GenerateContext): Promise<GenerationOutput> {
    this.#lastJobId += 1;
    if (!this.isUsable) throw this.#fault('the worker process is gone');
    const job: RunningJob = { id: this.#lastJobId, context, result: deferred() };
    this.#job = job;
    const cancel = () => this.#cancel(job);
    context.signal.addEventListener('abort', cancel, { once: true });
    try {
      const { inputs = [], ...bare } = spec;
      this.#process.send({
        type: 'generate',
        job: job.id,
        spec: bare,
        inputs: Object.fromEntries(inputs.map((input) => [input.role, context.inputPath(input)])),
        workDir: context.workDir,
      } satisfies ToWorker);
      if (context.signal.aborted) cancel();
      return await job.result.promise;
    } finally {
      context.signal.removeEventListener('abort', cancel);
      this.#job = undefined;
    }
  }

  /** Ends the process whatever it does; resolves when it is gone. */
  kill(reason: string): Promise<void> {
    this.#condemned ??= reason;
    this.#process.kill('SIGKILL');
    return this.gone;
  }

  #cancel(job: RunningJob): void {
    this.#process.send({ type: 'abort', job: job.id } satisfies ToWorker);
    const timer = setTimeout(
      () => void this.kill(`it did not stop within ${this.options.cancelGraceMs} ms`),
      this.options.cancelGraceMs,
    );
    const clear = () => clearTimeout(timer);
    job.result.promise.then(clear, clear);
  }

  #receive(raw: unknown): void {
    const parsed = fromWorkerSchema.safeParse(raw);
    if (!parsed.success) {
      void this.kill('it sent a message that makes no sense');
      return;
    }
    const message = parsed.data;
    if (message.type === 'loaded') {
      this.#isLoaded = true;
      this.#loaded.resolve();
    } else if (message.type === 'load-failed') {
      this.#loaded.reject(new DeviceFaultError(`${this.options.deviceName}: ${message.message}`));
      void this.kill('its model could not be loaded');
    } else if (this.#job?.id === message.job) {
      this.#receiveForJob(this.#job, message);
    }
  }

  #receiveForJob(
    { context, result }: RunningJob,
    message: Exclude<FromWorker, { type: 'loaded' | 'load-failed' }>,
  ): void {
    switch (message.type) {
      case 'progress':
        context.onProgress(withoutUndefined(message.progress));
        return;
      case 'finished':
        result.resolve({ ...message.output, stageMs: withoutUndefined(message.output.stageMs) });
        return;
      case 'refused':
        result.reject(new EngineRefusedError(message.message));
        return;
      case 'stopped':
        result.reject(
          context.signal.aborted ? context.signal.reason : this.#fault('stopped a job by itself'),
        );
        return;
      case 'failed':
        result.reject(
          message.errno === undefined
            ? this.#fault(message.message)
            : Object.assign(new Error(message.message), { code: message.errno }),
        );
    }
  }

  #fault(what: string): DeviceFaultError {
    return new DeviceFaultError(`${this.options.deviceName}: ${what}`);
  }

  #exited({ code, signal, stderrTail }: WorkerExit): void {
    const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
    const why = this.#condemned === undefined ? '' : ` because ${this.#condemned}`;
    const tail = stderrTail.trim();
    const what = `the worker process ended with ${how}${why}${tail === '' ? '' : `: ${tail}`}`;
    this.options.log(`${this.options.deviceName}: ${what}`);
    this.#condemned ??= 'it ended';
    this.#loaded.reject(this.#fault(what));
    const job = this.#job;
    if (job !== undefined) {
      job.result.reject(job.context.signal.aborted ? job.context.signal.reason : this.#fault(what));
    }
    this.#gone.resolve();
  }
}
