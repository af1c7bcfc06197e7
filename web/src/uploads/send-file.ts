import { apiKey } from '../api/api-key.js';
import { NoAnswerError, toApiError } from '../api/api-error.js';
import type { InputFile } from '../api/types.js';

/**
 * Sends one file to the server. With XMLHttpRequest: `fetch` cannot tell how far an upload has come.
 * @param onProgress 0..1
 * @throws ApiError (413 where it is too large, 507 where the disk is full), NoAnswerError, AbortError
 */
export function sendFile(
  file: File,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<InputFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const on = (event: string, react: () => void) => request.addEventListener(event, react);
    signal.addEventListener('abort', stop, { once: true });
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total),
    );
    on('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')));
    on('error', () =>
      reject(new NoAnswerError('The upload broke off. Check that the server is running, then try again.')),
    );
    on('load', () => {
      const { status, statusText } = request;
      if (status === 201) resolve(JSON.parse(request.responseText) as InputFile);
      else {
        const headers = { get: (name: string) => request.getResponseHeader(name) };
        reject(toApiError({ status, statusText, headers }, request.responseText));
      }
    });
    on('loadend', () => signal.removeEventListener('abort', stop));
    request.open('POST', '/api/inputs');
    for (const [name, value] of Object.entries(apiKey.headers())) request.setRequestHeader(name, value);
    const body = new FormData();
    body.append('file', file);
    request.send(body);
  });
}
