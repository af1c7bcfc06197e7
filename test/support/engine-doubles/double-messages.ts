export type DoubleKind = 'lightx2v' | 'openai' | 'sglang' | 'vllm-omni' | 'comfyui' | 'cosmos';

/** What a double in a process of its own is told when it starts, as JSON in its first argument. */
export interface DoubleSettings {
  kind: DoubleKind;
}

/** One job of a double. Times in milliseconds since 1970, with fractions. */
export interface DoubleRun {
  id: string;
  /** Of its submission, found wherever this kind of server has it. */
  prompt: string;
  /** The key that it came with, where keys are looked at. */
  key?: string;
  arrivedAt: number;
  startedAt?: number;
  endedAt?: number;
  /** When a client was first answered that it is over. */
  toldAt?: number;
}

/** From a double: once when it listens, and at each change of a job. */
export type FromDouble = { type: 'ready'; url: string } | { type: 'run'; run: DoubleRun; requests: number };
