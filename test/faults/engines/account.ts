import type { DoubleRun } from '../../support/engine-doubles/double-messages.ts';
import { common, type Interval, lengthOf, merged, without } from './intervals.ts';
import type { JobAnswer } from './portal-client.ts';

/** What one double was asked for. */
export interface DoubleAccount {
  device: string;
  isKilled: boolean;
  runs: readonly DoubleRun[];
}

/** When the portal was not there: from its kill until it answered and had read its records. */
export type Downtime = readonly Interval[];

/** Prompts that surviving doubles were given more than once, with how often. */
export function submittedTwice(accounts: readonly DoubleAccount[]): Map<string, DoubleRun[]> {
  const byPrompt = new Map<string, DoubleRun[]>();
  for (const { runs } of accounts.filter(({ isKilled }) => !isKilled))
    for (const run of runs) byPrompt.set(run.prompt, [...(byPrompt.get(run.prompt) ?? []), run]);
  return new Map([...byPrompt].filter(([, runs]) => runs.length > 1));
}

/** When at least one job was there that no device worked on. */
function waitingTimes(jobs: readonly JobAnswer[]): Interval[] {
  return merged(
    jobs.flatMap(({ created_at: createdAt, attempts }) => {
      const starts = attempts.map(({ started_at: startedAt }) => startedAt);
      const ends = [createdAt, ...attempts.map(({ ended_at: endedAt }) => endedAt ?? Infinity)];
      return starts.map((start, index): Interval => [ends[index] ?? start, start]);
    }),
  );
}

/** Leases of a device, as recorded. */
function leasesOf(jobs: readonly JobAnswer[], device: string): Interval[] {
  return jobs
    .flatMap(({ attempts }) => attempts)
    .filter((attempt) => attempt.device === device)
    .map((attempt) => [attempt.started_at, attempt.generated_at ?? attempt.ended_at ?? attempt.started_at]);
}

export interface Utilisation {
  /** Milliseconds that were counted: work waited, and the portal was there. */
  countedMs: number;
  /** Part of that time that surviving devices were leased, 0..1. */
  leased: number;
  /** Part of that time that surviving servers really worked, 0..1. */
  worked: number;
}

/** Of the devices that survived, while work waited and the portal was there. */
export function utilisationOf(
  jobs: readonly JobAnswer[],
  accounts: readonly DoubleAccount[],
  downtime: Downtime,
): Utilisation {
  const counted = without(waitingTimes(jobs), downtime);
  const survivors = accounts.filter(({ isKilled }) => !isKilled);
  const whole = lengthOf(counted) * survivors.length;
  const shareOf = (times: (account: DoubleAccount) => Interval[]) =>
    survivors.reduce((sum, account) => sum + lengthOf(common(times(account), counted)), 0) / whole;
  return {
    countedMs: lengthOf(counted),
    leased: shareOf(({ device }) => leasesOf(jobs, device)),
    worked: shareOf(({ runs }) =>
      runs.map(({ startedAt, endedAt }): Interval => [startedAt ?? 0, endedAt ?? startedAt ?? 0]),
    ),
  };
}
