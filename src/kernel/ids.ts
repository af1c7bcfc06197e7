import { v7, validate, version } from 'uuid';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Ids are UUID v7 in lower case: sortable by time of creation, never built from what a client sent. */
export type JobId = Branded<'JobId'>;
export type BatchId = Branded<'BatchId'>;

export function newJobId(): JobId {
  return v7() as JobId;
}

export function newBatchId(): BatchId {
  return v7() as BatchId;
}

function isOurId(text: string): boolean {
  return text === text.toLowerCase() && validate(text) && version(text) === 7;
}

/** Undefined for anything that is not exactly one of our ids, so that no path is ever built from it. */
export function parseJobId(text: string): JobId | undefined {
  return isOurId(text) ? (text as JobId) : undefined;
}

export function parseBatchId(text: string): BatchId | undefined {
  return isOurId(text) ? (text as BatchId) : undefined;
}

/**
 * The folder that an id's record lies in: the first six hex digits, which change every 4.7 hours. It keeps folders
 * small and makes them age together.
 */
export function shardOf(id: JobId | BatchId): string {
  return id.slice(0, 6);
}
