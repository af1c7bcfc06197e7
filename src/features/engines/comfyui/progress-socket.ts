import type { Progress } from '../engine.port.js';
import { socketEvent } from './comfy-answers.js';

const LONGEST_EVENT = 1_000_000;
/** Where the sampler's steps lie in the whole attempt; loading comes before, decoding after. */
const SAMPLER_SHARE = { from: 0.05, to: 0.9 };
const FINAL_EVENTS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);

export interface SocketListener {
  /** Of this prompt only. */
  promptId: string;
  /** The node whose steps count; any, if undefined. */
  sampler: string | undefined;
  onProgress: (progress: Progress) => void;
}

/** Listens until the prompt is final, the connection ends, or `signal` aborts; what was missed is not told again. */
export function listen(url: string, listener: SocketListener, signal: AbortSignal): Promise<void> {
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      socket.close();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      // Pictures come as binary messages.
      if (typeof data === 'string' && data.length <= LONGEST_EVENT && take(data, listener)) end();
    });
    socket.addEventListener('error', end);
    socket.addEventListener('close', end);
    if (signal.aborted) end();
  });
}

/** True when the prompt is final. */
function take(text: string, { promptId, sampler, onProgress }: SocketListener): boolean {
  const event = parse(text);
  if (event === undefined || event.data.prompt_id !== promptId) return false;
  const { node, value, max } = event.data;
  const counts = sampler === undefined || node === undefined || node === sampler;
  if (event.type === 'progress' && counts && value !== undefined && max !== undefined) {
    onProgress(progressAt(Math.min(value, max), max));
  }
  return FINAL_EVENTS.has(event.type);
}

function progressAt(step: number, totalSteps: number): Progress {
  const { from, to } = SAMPLER_SHARE;
  return { stage: 'denoising', fraction: from + (to - from) * (step / totalSteps), step, totalSteps };
}

function parse(text: string) {
  try {
    const event = socketEvent.safeParse(JSON.parse(text));
    return event.success ? event.data : undefined;
  } catch {
    // Not JSON: not an event, and what is missed here the next poll finds.
    return undefined;
  }
}
