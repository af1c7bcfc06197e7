import type { Task } from '../../src/features/engines/index.js';

/** What a simulated server is told when it starts, as JSON in its first argument. */
export interface SimulatedServerSettings {
  /** Where its data, sessions and public files lie. */
  folder: string;
  /** Settings as in `.env.example`. */
  env: Readonly<Record<string, string>>;
  engine:
    | {
        kind: 'simulated';
        devices: number;
        msPerStep: number;
        progressSteps: number;
        /** Text-to-video alone by default. */
        tasks?: readonly Task[];
      }
    /** The embedded engine, watched. */
    | { kind: 'onnx' };
}

/** One `generate`, in milliseconds of one clock for all of them. */
export interface MeasuredRun {
  device: string;
  startedAt: number;
  endedAt: number;
}

/** From a simulated server: once when it listens, and an answer to each request. */
export type FromServer = { type: 'ready'; url: string } | { type: 'runs'; runs: MeasuredRun[] };

export type ToServer = { type: 'runs' };
