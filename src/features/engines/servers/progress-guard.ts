import type { Progress, Stage } from '../engine.port.js';
import type { RemoteState } from './server-protocol.js';

/** A server that reports the end says so by its state, not by its progress. */
const MOST = 0.99;

/** Makes what servers say about progress fit the port: between 0 and 1, never falling, steps only where they make sense. */
export class ProgressGuard {
  #fraction = 0;
  #stage: Stage = 'waiting';

  constructor(private readonly onProgress: (progress: Progress) => void) {}

  /** The last known progress again: it still runs. */
  beat(): void {
    this.onProgress({ stage: this.#stage, fraction: this.#fraction });
  }

  report(state: RemoteState): void {
    if (state.kind === 'waiting') this.#tell(state.progress ?? { stage: 'waiting', fraction: 0 });
    else if (state.kind === 'running') this.#tell(state.progress ?? { stage: 'denoising', fraction: 0 });
    else if (state.kind === 'unknown') this.beat();
  }

  stage(stage: Stage): void {
    this.#stage = stage;
    this.beat();
  }

  #tell({ stage, fraction, step, totalSteps, estimated }: Progress): void {
    this.#stage = stage;
    if (Number.isFinite(fraction)) this.#fraction = Math.max(this.#fraction, Math.min(fraction, MOST));
    this.onProgress({
      stage,
      fraction: this.#fraction,
      ...stepsOf(step, totalSteps),
      ...(estimated === undefined ? {} : { estimated }),
    });
  }
}

function stepsOf(
  step: number | undefined,
  totalSteps: number | undefined,
): Pick<Progress, 'step' | 'totalSteps'> {
  if (!Number.isSafeInteger(step) || !Number.isSafeInteger(totalSteps)) return {};
  const [at, of] = [step ?? 0, totalSteps ?? 0];
  return at >= 0 && of >= 1 && at <= of ? { step: at, totalSteps: of } : {};
}
