import type { Progress } from '../engine.port.js';
import { type SocketEvent, socketEvent } from './comfy-answers.js';

const LONGEST_EVENT = 1_000_000;
/** Where the sampler's steps lie in the whole attempt; loading comes before, decoding after. */
const SAMPLER_SHARE = { from: 0.05, to: 0.9 };
const FINAL_EVENTS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);

export interface SocketListener {
  /** Of this prompt only. */
  promptId: string;
  /** The node whose steps count; any, if undefined. */
  sampler: string | undefined;
  /** The prompt has left the queue. */
  onStart: () => void;
  onProgress: (progress: Progress) => void;
}

interface SharedSocket {
  socket: WebSocket;
  /** Each with what ends its listening. */
  listeners: Map<SocketListener, () => void>;
}

/**
 * One connection for each server, however many prompts are listened for: ComfyUI tells a client id's events to the last
 * connection that came with it alone.
 */
export class EventSockets {
  readonly #sockets = new Map<string, SharedSocket>();

  /** Resolves when the prompt is final, the connection ends, or `signal` aborts; what was missed is not told again. */
  listen(url: string, listener: SocketListener, signal: AbortSignal): Promise<void> {
    const shared = this.#sockets.get(url) ?? this.#open(url);
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener('abort', end);
        shared.listeners.delete(listener);
        if (shared.listeners.size === 0) this.#close(url, shared);
        resolve();
      };
      shared.listeners.set(listener, end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
  }

  #open(url: string): SharedSocket {
    const shared: SharedSocket = { socket: new WebSocket(url), listeners: new Map() };
    const endAll = () => {
      for (const end of shared.listeners.values()) end();
    };
    shared.socket.addEventListener('message', ({ data }: { data: unknown }) => {
      // Pictures come as binary messages.
      if (typeof data === 'string' && data.length <= LONGEST_EVENT) tell(data, shared.listeners);
    });
    shared.socket.addEventListener('error', endAll);
    shared.socket.addEventListener('close', endAll);
    this.#sockets.set(url, shared);
    return shared;
  }

  #close(url: string, shared: SharedSocket): void {
    if (this.#sockets.get(url) === shared) this.#sockets.delete(url);
    shared.socket.close();
  }
}

function tell(text: string, listeners: SharedSocket['listeners']): void {
  const event = parse(text);
  if (event === undefined) return;
  for (const [listener, end] of listeners) {
    if (event.data.prompt_id !== listener.promptId) continue;
    take(event, listener);
    if (FINAL_EVENTS.has(event.type)) end();
  }
}

function take({ type, data }: SocketEvent, { sampler, onStart, onProgress }: SocketListener): void {
  const { node, value, max } = data;
  if (type === 'execution_start') onStart();
  const counts = sampler === undefined || node === undefined || node === sampler;
  if (type === 'progress' && counts && value !== undefined && max !== undefined) {
    onProgress(progressAt(Math.min(value, max), max));
  }
}

function progressAt(step: number, totalSteps: number): Progress {
  const { from, to } = SAMPLER_SHARE;
  return { stage: 'denoising', fraction: from + (to - from) * (step / totalSteps), step, totalSteps };
}

function parse(text: string): SocketEvent | undefined {
  try {
    const event = socketEvent.safeParse(JSON.parse(text));
    return event.success ? event.data : undefined;
  } catch {
    // Not JSON: not an event, and what is missed here the next poll finds.
    return undefined;
  }
}
