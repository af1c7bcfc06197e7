import type { Job } from '../api/types.js';
import { clock, duration, etaRange } from '../text/format.js';

/** Waiting and running apart, and what is expected: `running 0:42, ready in 20 to 30 s, waited 3.1 s`. */
export function JobTimes({ job, now }: { job: Job; now: number }) {
  return <p className="quiet job__times">{timesOf(job, now).join(', ')}</p>;
}

export function timesOf(job: Job, now: number): string[] {
  const parts: string[] = [];
  const startedAt = job.attempts.at(-1)?.started_at;
  if (job.state === 'queued') parts.push(`waiting ${clock((now - Date.parse(job.created_at)) / 1000)}`);
  else if (job.state === 'running' && startedAt !== undefined)
    parts.push(`running ${clock((now - Date.parse(startedAt)) / 1000)}`);
  else if (job.run_seconds !== null) parts.push(`ran ${duration(job.run_seconds)}`);
  if (job.eta_seconds !== null) parts.push(`ready in ${etaRange(job.eta_seconds)}`);
  if (job.state !== 'queued' && job.queue_seconds !== null)
    parts.push(`waited ${duration(job.queue_seconds)}`);
  if (job.attempts.length > 1) parts.push(`attempt ${job.attempts.length}`);
  return parts;
}
