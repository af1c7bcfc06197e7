import { apiKey } from './api-key.js';
import { ApiError } from './api-error.js';

/**
 * Fetches a batch's ZIP with the API key and hands it to the browser as a file. Only for servers with keys: without
 * one a plain link streams straight to disk.
 */
export async function downloadZipWithKey(zipUrl: string): Promise<void> {
  const response = await fetch(zipUrl, { headers: apiKey.headers() });
  if (!response.ok) throw new ApiError(response.status, `The download was refused (${response.status}).`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = 'videos.zip';
  link.click();
  URL.revokeObjectURL(url);
}
