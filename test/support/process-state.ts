import { readFileSync } from 'node:fs';

/** Whether a process still runs; one that has ended and waits to be reaped does not. Linux only. */
export function isRunning(pid: number): boolean {
  try {
    const state = /\)\s+([A-Z])/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
