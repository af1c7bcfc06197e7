import { sum } from './statistics.ts';

/** What any schedule needs at least. */
export function lowerBound(durations: readonly number[], devices: number): number {
  return Math.max(sum(durations) / devices, Math.max(...durations));
}

/** What taking the oldest job first needs, if starting one took no time. */
export function inOrder(durations: readonly number[], devices: number): number {
  const busyUntil = Array.from({ length: devices }, () => 0);
  for (const duration of durations) {
    const earliest = Math.min(...busyUntil);
    busyUntil[busyUntil.indexOf(earliest)] = earliest + duration;
  }
  return Math.max(...busyUntil);
}
