import { randomUUID } from 'node:crypto';
import type { GenerateContext, GenerationSpec } from '../../src/features/engines/index.js';

export interface ServerJob {
  readonly id: string;
  readonly spec: GenerationSpec;
  readonly device: string;
  state: 'running' | 'done' | 'cancelled';
  /** How often somebody came back to it. */
  reattached: number;
}

/**
 * What a simulated engine's servers know. It lives longer than the engine, as servers outlive the portal, so that a
 * test can see what was submitted, found again and cancelled.
 */
export class SimulatedServer {
  readonly jobs = new Map<string, ServerJob>();
  /** Until it resolves no cancel is confirmed. */
  cancelHold: Promise<void> = Promise.resolve();

  get list(): ServerJob[] {
    return [...this.jobs.values()];
  }

  /** As after a restart of the server. */
  forgetAll(): void {
    this.jobs.clear();
  }

  /** The job of this attempt: a new one, made known before anybody asks for it, or the one that is known. */
  async attach(spec: GenerationSpec, context: GenerateContext): Promise<ServerJob | undefined> {
    if (context.remoteJob !== undefined) {
      const known = this.jobs.get(context.remoteJob);
      if (known !== undefined) known.reattached += 1;
      return known;
    }
    const job: ServerJob = {
      id: randomUUID(),
      spec,
      device: context.device.name,
      state: 'running',
      reattached: 0,
    };
    this.jobs.set(job.id, job);
    await context.recordRemoteJob(job.id);
    return job;
  }
}
