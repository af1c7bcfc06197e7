import { apiKey } from '../api/api-key.js';
import { ApiError, NoAnswerError, toApiError } from '../api/api-error.js';

/** A server that was killed is back within a minute; somebody who waits longer sees why. */
const MOST_TRIES = 20;
const PAUSE_MS = 3_000;

export interface Download {
  /** What has arrived, in order. */
  parts: BlobPart[];
  /** Bytes of them. */
  received: number;
  fileName: string;
}

interface Options {
  onProgress?: (received: number) => void;
  pauseMs?: number;
  mostTries?: number;
}

/**
 * Fetches a batch's ZIP with the API key and hands it to the browser as a file. Only for servers with keys: without one
 * a plain link streams straight to disk, and the browser itself goes on where it stopped.
 */
export async function downloadZipWithKey(
  zipUrl: string,
  onProgress?: (received: number) => void,
): Promise<void> {
  const { parts, fileName } = await downloadWhole(zipUrl, onProgress === undefined ? {} : { onProgress });
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * All of a file, over as many connections as it takes: each goes on where the one before broke off, and only with the
 * very same version of the file (`If-Range`); a newer one is begun anew.
 * @throws ApiError where the server refuses, NoAnswerError after too many tries that brought nothing
 */
export async function downloadWhole(url: string, options: Options = {}): Promise<Download> {
  const { onProgress, pauseMs = PAUSE_MS, mostTries = MOST_TRIES } = options;
  const download: Download = { parts: [], received: 0, fileName: 'videos.zip' };
  let version: string | null = null;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = download.received;
    try {
      const response: Response = await fetch(url, {
        headers: { ...apiKey.headers(), ...rangeOf(download, version) },
      });
      if (!response.ok) throw toApiError(response, await response.text());
      if (response.status !== 206) Object.assign(download, { parts: [], received: 0 });
      version = response.headers.get('etag');
      download.fileName = nameIn(response.headers.get('content-disposition')) ?? download.fileName;
      await readInto(download, response, onProgress);
      return download;
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
    if (download.received > before) tries = 0;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new NoAnswerError('The download broke off and could not be taken up again. Try again later.');
}

function rangeOf({ received }: Download, version: string | null): Record<string, string> {
  return received === 0 || version === null ? {} : { range: `bytes=${received}-`, 'if-range': version };
}

async function readInto(
  download: Download,
  { body }: Response,
  onProgress: Options['onProgress'],
): Promise<void> {
  const reader = body?.getReader();
  for (let piece = await reader?.read(); piece !== undefined && !piece.done; piece = await reader?.read()) {
    download.parts.push(piece.value);
    download.received += piece.value.byteLength;
    onProgress?.(download.received);
  }
}

/** No connection, or one that broke, which `fetch` tells as a TypeError; or a server that is still reading its records. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof ApiError && error.status === 503);
}

function nameIn(disposition: string | null): string | undefined {
  return /filename="([^"/\\]+)"/.exec(disposition ?? '')?.[1];
}
