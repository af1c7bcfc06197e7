import { useEffect, useState } from 'react';
import { apiKey } from '../api/api-key.js';

/** How the result looks so far. Decoration: the words beside it say how far it is. */
export function JobPreview({ url }: { url: string }) {
  const source = useShownUrl(url);
  return source === undefined ? null : <img className="stage__preview" src={source} alt="" />;
}

/**
 * The last picture that has arrived, so that none flickers while the next one is on its way. With an API key it has to
 * be fetched, since an `<img>` sends none.
 */
function useShownUrl(url: string): string | undefined {
  const [shown, setShown] = useState<string | undefined>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const show = async () => {
      const source = await load(url, stop.signal);
      if (stop.signal.aborted) release(source);
      else if (source !== undefined) setShown(source);
    };
    void show();
    return () => stop.abort();
  }, [url]);
  // A picture made here takes up memory until it is given back.
  useEffect(() => () => release(shown), [shown]);
  return shown;
}

async function load(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { headers: apiKey.headers(), signal });
    return response.ok ? URL.createObjectURL(await response.blob()) : undefined;
  } catch {
    // The job has ended, or the connection is gone: the picture before stays.
    return undefined;
  }
}

function release(source: string | undefined): void {
  if (source !== undefined) URL.revokeObjectURL(source);
}
