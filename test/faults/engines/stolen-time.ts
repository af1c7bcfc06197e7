import { readFileSync } from 'node:fs';

/** Processor time since the machine began, in its own ticks. */
export interface ProcessorTime {
  all: number;
  /** What a virtual machine's host gave to others while there was work for it here. */
  stolen: number;
}

/** Where the columns of the kernel's first line are (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
const COLUMNS = 8;
const STEAL = 7;

/** Linux only. */
export function processorTime(): ProcessorTime {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line
    .split(/\s+/)
    .slice(1, 1 + COLUMNS)
    .map(Number);
  return { all: ticks.reduce((sum, value) => sum + value, 0), stolen: ticks[STEAL] ?? 0 };
}

/** Part of the processors that the host gave to others since then, 0..1. */
export function stolenSince(before: ProcessorTime): number {
  const now = processorTime();
  return now.all === before.all ? 0 : (now.stolen - before.stolen) / (now.all - before.all);
}
