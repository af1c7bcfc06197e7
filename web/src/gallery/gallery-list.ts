import { newerOf } from '../api/apply-job.js';
import type { Job, JobList, JobState } from '../api/types.js';

export interface GalleryFilter {
  search: string;
  /** Empty for all of them. */
  state: JobState | '';
  engine: string;
  isStarred: boolean;
  /** At least; 0 for any. */
  rating: number;
}

export const NO_FILTER: GalleryFilter = { search: '', state: '', engine: '', isStarred: false, rating: 0 };

/** What of the gallery is known here. */
export interface GalleryList {
  /** Newest first. Ids are UUID v7, so their order is that of submission, and a job is found by halving. */
  jobs: readonly Job[];
  /** Where the server goes on; null at the end, undefined before the first page. */
  cursor: string | null | undefined;
}

export const EMPTY_LIST: GalleryList = { jobs: [], cursor: undefined };

/** A page read at the end of what is known. */
export function withPage(list: GalleryList, page: JobList): GalleryList {
  return { ...withJobs(list, page.items), cursor: page.next_cursor };
}

/** The newest page, read again: what is new is added, the rest stays. */
export function withNewest(list: GalleryList, page: JobList): GalleryList {
  if (list.cursor === undefined) return withPage(list, page);
  const oldest = page.items.at(-1)?.id;
  const newest = list.jobs[0]?.id;
  const isGap = oldest !== undefined && newest !== undefined && oldest > newest;
  // So much is new that pages lie between: what was known is read anew as it is scrolled to.
  if (isGap && page.next_cursor !== null) return withPage(EMPTY_LIST, page);
  return { ...withJobs(list, page.items), cursor: list.cursor };
}

/**
 * A job that an event brought. One that is shown stays shown, also where the filter would no longer find it: nothing
 * vanishes under the user's hand. One behind the last page that was read comes with its page.
 */
export function withEvent(list: GalleryList, job: Job, filter: GalleryFilter): GalleryList {
  if (list.cursor === undefined) return list;
  const isKnown = list.jobs[placeOf(list.jobs, job.id)]?.id === job.id;
  const isBehind = list.cursor !== null && job.id < (list.jobs.at(-1)?.id ?? '');
  if (!isKnown && (isBehind || !matches(job, filter))) return list;
  return withJobs(list, [job]);
}

/** The array is copied once for each page and each event: pointers only, whatever lies behind them. */
function withJobs(list: GalleryList, newer: readonly Job[]): GalleryList {
  const jobs = [...list.jobs];
  for (const job of newer) {
    const place = placeOf(jobs, job.id);
    const known = jobs[place];
    if (known?.id === job.id) jobs[place] = newerOf(known, job);
    else jobs.splice(place, 0, job);
  }
  return { ...list, jobs };
}

/** Where a job with this id is, or belongs. */
function placeOf(jobs: readonly Job[], id: string): number {
  let from = 0;
  let to = jobs.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((jobs[middle]?.id ?? '') > id) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** As the server's filter. */
export function matches(job: Job, { search, state, engine, isStarred, rating }: GalleryFilter): boolean {
  return (
    (search === '' || job.prompt.toLowerCase().includes(search.toLowerCase())) &&
    (state === '' || job.state === state) &&
    (engine === '' || job.engine === engine) &&
    (!isStarred || job.starred) &&
    (job.rating ?? 0) >= rating
  );
}
