import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { FIRST_AREA } from './areas.js';

/** The address as its parts, decoded: `#/run/0199` is `['run', '0199']`. */
export function useRoute(): readonly string[] {
  const [path] = useLocation();
  return useMemo(() => partsOf(path), [path]);
}

export function partsOf(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  try {
    return parts.length === 0 ? [FIRST_AREA] : parts.map(decodeURIComponent);
  } catch {
    // A damaged address names nothing.
    return [FIRST_AREA];
  }
}

/** Shows another address; `replace` leaves no entry in the browser's history. */
export function useGoTo(): (path: string, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return navigate;
}

/** `#/run/0199...` from its parts, for links. */
export function hrefOf(...parts: readonly string[]): string {
  return `#${pathOf(...parts)}`;
}

export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}
