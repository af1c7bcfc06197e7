import type { WaitingJob } from './job-queue.js';

/**
 * Which of the free devices a waiting job gets: the one that round robin picked for it if that is free, else the
 * first free one, and one that broke under this job only when nothing else is free: a device never idles while work
 * waits. Pure, so that its properties can be tested by enumeration.
 * @param free names of devices of the job's engine that can take a job now
 */
export function chooseDevice(job: WaitingJob, free: readonly string[]): string | undefined {
  const trusted = free.filter((name) => !job.avoid.has(name));
  if (job.preferredDevice !== undefined && trusted.includes(job.preferredDevice)) return job.preferredDevice;
  return trusted[0] ?? free[0];
}
