import { useEffect, useState } from 'react';
import { type GalleryFilter, NO_FILTER } from './gallery-list.js';

const SETTLE_MS = 250;

/** Kept while the page is open: looking at another area does not forget what was searched for. */
let remembered: GalleryFilter = NO_FILTER;

/** The filter as it is typed, and as it is asked for: the server is not asked with every letter. */
export function useFilter(): readonly [GalleryFilter, GalleryFilter, (filter: GalleryFilter) => void] {
  const [typed, setTyped] = useState(remembered);
  const [settled, setSettled] = useState(remembered);
  useEffect(() => {
    remembered = typed;
    if (typed === settled) return undefined;
    const timer = setTimeout(() => setSettled(typed), typed.search === settled.search ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, settled]);
  return [typed, settled, setTyped];
}
