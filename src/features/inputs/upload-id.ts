import { v7, validate, version } from 'uuid';

declare const brand: unique symbol;

/** UUID v7 in lower case. */
export type UploadId = string & { readonly [brand]: 'UploadId' };

export function newUploadId(): UploadId {
  return v7() as UploadId;
}

/** Undefined for anything that is not exactly one of our ids, so that no path is ever built from it. */
export function parseUploadId(text: string): UploadId | undefined {
  const isOurs = text.length === 36 && text === text.toLowerCase() && validate(text) && version(text) === 7;
  return isOurs ? (text as UploadId) : undefined;
}
