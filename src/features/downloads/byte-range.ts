import { DomainError } from '../../kernel/errors.js';
import type { ByteRange } from './archive-plan.js';

/** The edge answers 416 and adds `Content-Range: bytes` with `* / size`. */
export class RangeNotSatisfiableError extends DomainError {
  override readonly name = 'RangeNotSatisfiableError';

  constructor(
    /** Bytes of the whole. */
    readonly size: number,
  ) {
    super('range_not_satisfiable', `The range lies outside the ${size} bytes of this file.`);
  }
}

const SINGLE_RANGE = /^bytes=[ \t]*(\d{0,20})-(\d{0,20})[ \t]*$/i;

/**
 * What a `Range` header asks of `size` bytes (RFC 9110, section 14). Undefined means the whole: no header, one that
 * is malformed or in another unit, or several ranges at once, which a server may answer with the whole.
 * @throws RangeNotSatisfiableError
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = header === undefined ? null : SINGLE_RANGE.exec(header);
  if (match === null) return undefined;
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  if (first === '') return last === '' ? undefined : suffixRange(Number(last), size);
  const start = Number(first);
  const end = last === '' ? Infinity : Number(last);
  if (end < start) return undefined;
  if (start >= size) throw new RangeNotSatisfiableError(size);
  return { start, end: Math.min(end, size - 1) };
}

function suffixRange(length: number, size: number): ByteRange {
  if (length === 0 || size === 0) throw new RangeNotSatisfiableError(size);
  return { start: Math.max(size - length, 0), end: size - 1 };
}

/**
 * True if a `Range` may be honoured: `If-Range` is absent or names exactly this version. A date never does, since
 * no `Last-Modified` is sent.
 */
export function rangeApplies(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}
