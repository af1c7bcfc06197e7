import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = '#batch=';

/** Which batch is shown lies in the address, so that a reload or a shared link shows the same one. */
export function useSelectedBatch(): [string | undefined, (batchId: string) => void] {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const select = useCallback((batchId: string) => {
    location.hash = PREFIX + encodeURIComponent(batchId);
  }, []);
  return [idOf(hash), select];
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function idOf(hash: string): string | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(hash.slice(PREFIX.length));
  } catch {
    // A damaged address names no batch.
    return undefined;
  }
}
