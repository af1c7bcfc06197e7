const LONGEST_MS = 3_600_000;

/**
 * What a server wishes by `retry-after-ms` or `retry-after` (seconds or a date), at most one hour; undefined if it says
 * nothing that can be understood.
 * @param now milliseconds since the epoch
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const wished =
    numberOf(headers.get('retry-after-ms'), 1) ??
    numberOf(headers.get('retry-after'), 1000) ??
    dateOf(headers.get('retry-after'), now);
  return wished === undefined ? undefined : Math.min(Math.max(Math.ceil(wished), 0), LONGEST_MS);
}

function numberOf(text: string | null, factor: number): number | undefined {
  return text !== null && /^\s*\d{1,15}(\.\d{1,9})?\s*$/.test(text) ? Number(text) * factor : undefined;
}

function dateOf(text: string | null, now: number): number | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now;
}
