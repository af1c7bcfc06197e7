import { v4, v7, validate, version } from 'uuid';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Ids are UUID v7 in lower case: sortable by time of creation, never built from what a client sent. */
export type JobId = Branded<'JobId'>;
export type BatchId = Branded<'BatchId'>;
export type RevisionId = Branded<'RevisionId'>;
/** A client may bring its own: any UUID of version 4 or 7. */
export type SessionId = Branded<'SessionId'>;

export function newJobId(): JobId {
  return v7() as JobId;
}

export function newBatchId(): BatchId {
  return v7() as BatchId;
}

export function newRevisionId(): RevisionId {
  return v7() as RevisionId;
}

/** Version 4, as seed 004 makes them: not to be guessed, since a session's id is half a key to it. */
export function newSessionId(): SessionId {
  return v4() as SessionId;
}

/** When an id was made, as it says itself; milliseconds since the epoch. */
export function madeAt(id: JobId | BatchId): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

/** Where a UUID says its version; the library would read the whole of it once more. */
const VERSION_AT = 14;

function isOurId(text: string): boolean {
  return text[VERSION_AT] === '7' && text === text.toLowerCase() && validate(text);
}

/** Undefined for anything that is not exactly one of our ids, so that no path is ever built from it. */
export function parseJobId(text: string): JobId | undefined {
  return isOurId(text) ? (text as JobId) : undefined;
}

export function parseBatchId(text: string): BatchId | undefined {
  return isOurId(text) ? (text as BatchId) : undefined;
}

export function parseRevisionId(text: string): RevisionId | undefined {
  return isOurId(text) ? (text as RevisionId) : undefined;
}

/** Undefined for anything but a lower-case UUID of version 4 or 7. */
export function parseSessionId(text: string): SessionId | undefined {
  if (text !== text.toLowerCase() || !validate(text)) return undefined;
  return version(text) === 4 || version(text) === 7 ? (text as SessionId) : undefined;
}

/**
 * The folder that an id's record lies in: the first six hex digits, which change every 4.7 hours. It keeps folders
 * small and makes them age together.
 */
export function shardOf(id: JobId | BatchId): string {
  return id.slice(0, 6);
}
