import { join } from 'node:path';
import type { UploadId } from './upload-id.js';

/**
 * Where the records of inputs lie, below `<DATA_DIR>/inputs`:
 *
 * - `arriving/<uuid>`: files that are just being written; leftovers of a crash are removed
 * - `<first two hex digits>/<sha-256>.<extension>`: contents, see {@link inputPath}
 * - `<first two hex digits>/<sha-256>.json`: what is known of a content, and when it was used last
 * - `uploads/<start of the id>/<id>.json`: who sent it
 */
export const inputsFolder = (dataDir: string) => join(dataDir, 'inputs');

export const arrivingFolder = (dataDir: string) => join(inputsFolder(dataDir), 'arriving');

export const uploadsFolder = (dataDir: string) => join(inputsFolder(dataDir), 'uploads');

/** As ids of jobs: the first six hex digits change every 4.7 hours, so that what lies in a folder ages together. */
export const uploadPath = (dataDir: string, id: UploadId) =>
  join(uploadsFolder(dataDir), id.slice(0, 6), `${id}.json`);

/** @param hash as this process computed it */
export const factsPath = (dataDir: string, hash: string) =>
  join(inputsFolder(dataDir), hash.slice(0, 2), `${hash}.json`);
