import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { runCommand } from './run-command.js';

/** Of all GPUs together, in GiB. */
export interface GpuMemory {
  total: number;
  allocated: number;
  free: number;
}

const TIMEOUT_MS = 5000;
/** Health is asked for often; memory changes by jobs. */
const KEPT_MS = 5000;
const MIB_PER_GIB = 1024;

/** @param output of `nvidia-smi`: a line a GPU, `<total>, <used>, <free>` in MiB */
export function parseGpuMemory(output: string): GpuMemory | undefined {
  const rows = [...output.matchAll(/^ *(\d{1,9}), *(\d{1,9}), *(\d{1,9})\s*$/gm)];
  if (rows.length === 0) return undefined;
  const sum = (column: number) => rows.reduce((all, row) => all + Number(row[column]), 0) / MIB_PER_GIB;
  return { total: sum(1), allocated: sum(2), free: sum(3) };
}

/** How full the memory of the machine's NVIDIA GPUs is. */
@Injectable()
export class GpuMemoryService {
  #asked: { at: number; answer: Promise<GpuMemory | undefined> } | undefined;
  #known: GpuMemory | undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * Undefined where there are no GPUs, or their driver does not say. Only the first caller waits for the driver; others
   * get what it said last, which is a few seconds old.
   */
  async read(): Promise<GpuMemory | undefined> {
    const now = this.clock.now();
    if (this.#asked === undefined || now - this.#asked.at > KEPT_MS)
      this.#asked = { at: now, answer: this.#ask() };
    return this.#known ?? this.#asked.answer;
  }

  async #ask(): Promise<GpuMemory | undefined> {
    const query = ['--query-gpu=memory.total,memory.used,memory.free', '--format=csv,noheader,nounits'];
    const output = await runCommand('nvidia-smi', query, TIMEOUT_MS);
    this.#known = output === undefined ? undefined : parseGpuMemory(output);
    return this.#known;
  }
}
