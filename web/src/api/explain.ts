import { ApiError } from './api-error.js';
import { messageOf } from './http.js';

/** What went wrong, and what a person can do about it where something can be done. */
export function explain(error: unknown): string {
  return `${messageOf(error)}${adviceFor(error)}`;
}

function adviceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return '';
  const after = error.retryAfterSeconds;
  if (after !== undefined && after > 0) return ` Try again in ${after} s.`;
  if (error.status === 507) return ' Free some space on the server: delete old videos in the gallery.';
  return '';
}
