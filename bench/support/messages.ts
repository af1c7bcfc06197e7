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

/** When a frame arrived at the first and at the last of so many listeners, in milliseconds as above. */
export interface Heard {
  firstAt: number;
  lastAt: number;
  listeners: number;
  text: string;
}

/** From listeners: once when all of them are connected, and an answer to each request, when it has become quiet. */
export type FromAudience = { type: 'gathered' } | { type: 'heard'; heard: Heard[] };

/** `attend`: count anew from here on. */
export type ToAudience = { type: 'attend' | 'report' };
