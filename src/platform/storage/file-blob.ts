import { openAsBlob } from 'node:fs';

/** A file as a part of an upload: read piece by piece when it is sent, never whole in memory. */
export function fileBlob(path: string, mediaType: string): Promise<Blob> {
  return openAsBlob(path, { type: mediaType });
}
