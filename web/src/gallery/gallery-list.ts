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

/** What of the gallery is known here. Ids are UUID v7, so their order is that of submission. */
export interface GalleryList {
  /** Newest first. */
  ids: readonly string[];
  jobs: ReadonlyMap<string, Job>;
  /** Where the server goes on; null at the end, undefined before the first page. */
  cursor: string | null | undefined;
}

export const EMPTY_LIST: GalleryList = { ids: [], jobs: new Map(), cursor: undefined };

/** A page read at the end of what is known. */
export function withPage(list: GalleryList, page: JobList): GalleryList {
  return { ...withJobs(list, page.items), cursor: page.next_cursor };
}

/** The newest page, read again: what is new is added, the rest stays. */
export function withNewest(list: GalleryList, page: JobList): GalleryList {
  if (list.cursor === undefined) return withPage(list, page);
  const oldest = page.items.at(-1)?.id;
  const isGap = oldest !== undefined && list.ids[0] !== undefined && oldest > list.ids[0];
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
  if (!list.jobs.has(job.id)) {
    const isBehind = list.cursor !== null && job.id < (list.ids.at(-1) ?? '');
    if (isBehind || !matches(job, filter)) return list;
  }
  return withJobs(list, [job]);
}

function withJobs(list: GalleryList, newer: readonly Job[]): GalleryList {
  const jobs = new Map(list.jobs);
  const added: string[] = [];
  for (const job of newer) {
    const known = jobs.get(job.id);
    if (known === undefined) added.push(job.id);
    jobs.set(job.id, known === undefined ? job : newerOf(known, job));
  }
  if (added.length === 0) return { ...list, jobs };
  const ids = [...list.ids, ...added];
  const isInOrder = ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') > id);
  return { ...list, jobs, ids: isInOrder ? ids : ids.sort((a, b) => (a < b ? 1 : -1)) };
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
