import { useCallback, useEffect, useRef, useState } from 'react';
import { useLink } from '../api/live.js';
import { answer, api } from '../api/http.js';
import { onJobChange } from '../api/spread-job.js';
import type { JobList } from '../api/types.js';
import {
  EMPTY_LIST,
  type GalleryFilter,
  type GalleryList,
  withEvent,
  withNewest,
  withPage,
} from './gallery-list.js';

const PAGE = 100;
const RETRY_MS = 2_000;

interface Gallery {
  list: GalleryList;
  error: unknown;
  isReading: boolean;
  /** Reads the next page, unless it is being read, or there is none. */
  readMore: () => void;
}

/** The jobs that the filter finds, read page by page and kept up to date by events. Begins anew with another filter. */
export function useGallery(filter: GalleryFilter): Gallery {
  const link = useLink();
  const [list, setList] = useState(EMPTY_LIST);
  const [error, setError] = useState<unknown>(undefined);
  const [isReading, setReading] = useState(true);
  /** What is being read belongs to this; another filter makes it stale. */
  const current = useRef(new AbortController());

  const read = useCallback(
    async (cursor: string | undefined, take: (list: GalleryList, page: JobList) => GalleryList) => {
      const { signal } = current.current;
      setReading(true);
      try {
        const page = await readPage(filter, cursor, signal);
        if (signal.aborted) return;
        setList((known) => take(known, page));
        setError(undefined);
      } catch (problem) {
        if (!signal.aborted) setError(problem);
      } finally {
        if (!signal.aborted) setReading(false);
      }
    },
    [filter],
  );

  useEffect(() => {
    const stop = new AbortController();
    current.current = stop;
    setList(EMPTY_LIST);
    void read(undefined, withPage);
    const leave = onJobChange((job) => setList((known) => withEvent(known, job, filter)));
    return () => {
      stop.abort();
      leave();
    };
  }, [filter, read]);

  // What happened while nobody listened.
  const wasOpen = useRef(link === 'open');
  useEffect(() => {
    if (link === 'open' && !wasOpen.current) void read(undefined, withNewest);
    wasOpen.current = link === 'open';
  }, [link, read]);

  useEffect(() => {
    if (error === undefined) return undefined;
    const timer = setTimeout(() => void read(undefined, withNewest), RETRY_MS);
    return () => clearTimeout(timer);
  }, [error, read]);

  const { cursor } = list;
  const readMore = useCallback(() => {
    // After a failure the timer above tries again, in its own time.
    if (typeof cursor === 'string' && !isReading && error === undefined) void read(cursor, withPage);
  }, [cursor, isReading, error, read]);
  return { list, error, isReading, readMore };
}

function readPage(filter: GalleryFilter, cursor: string | undefined, signal: AbortSignal): Promise<JobList> {
  const { search, state, engine, isStarred, rating } = filter;
  const query = {
    limit: PAGE,
    ...(cursor === undefined ? {} : { cursor }),
    ...(search === '' ? {} : { search }),
    ...(state === '' ? {} : { state }),
    ...(engine === '' ? {} : { engine }),
    ...(isStarred ? { starred: true } : {}),
    ...(rating === 0 ? {} : { rating }),
  };
  return answer(api.GET('/api/jobs', { params: { query }, signal }));
}
