import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Resident memory of a process in MB (10^6 bytes). @throws where the system does not tell */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error('this system does not tell the memory of a process');
  return (Number(kib) * 1024) / 1e6;
}

/** Watches until `stop`, which tells the highest value seen. */
export function watchMemory(pid: number, intervalMs = 20): { stop: () => number } {
  let highest = residentMb(pid);
  const look = () => {
    highest = Math.max(highest, residentMb(pid));
  };
  const timer = setInterval(look, intervalMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return highest;
    },
  };
}

/** Processor time that a process has used so far, all its threads, in ms; NaN where the system does not tell. */
export function processorMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted behind the process name, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
  } catch {
    return Number.NaN;
  }
}
