import { DomainError } from '../../kernel/errors.js';

/** A multiple of four, so that every piece can be decoded by itself. */
const PIECE_LENGTH = 256 * 1024;
const PIECE = /^[A-Za-z0-9+/]*$/;
const LAST_PIECE = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes that a text stands for, give or take its padding. */
export function decodedSize(text: string, start = 0): number {
  return Math.floor(((text.length - start) / 4) * 3);
}

/** Whether a text is made of nothing but the alphabet. Texts are long; only their ends are looked at. */
export function looksLikeBase64(text: string): boolean {
  return PIECE.test(text.slice(0, 4096).replace(/={0,2}$/, '')) && LAST_PIECE.test(text.slice(-4096));
}

/**
 * Decodes piece by piece, so that a large text is never there twice. Node's own decoder takes anything; this one
 * takes only the standard alphabet of RFC 4648, with its padding.
 * @param start where the base64 begins in the text
 * @throws DomainError input_invalid
 */
export function* decodeBase64(text: string, start = 0): Generator<Buffer> {
  if ((text.length - start) % 4 !== 0) throw notBase64();
  for (let at = start; at < text.length; at += PIECE_LENGTH) {
    const piece = text.slice(at, at + PIECE_LENGTH);
    const isLast = at + PIECE_LENGTH >= text.length;
    if (!(isLast ? LAST_PIECE : PIECE).test(piece)) throw notBase64();
    yield Buffer.from(piece, 'base64');
  }
}

function notBase64(): DomainError {
  return new DomainError(
    'input_invalid',
    'It is not valid base64: only A-Z, a-z, 0-9, + and / in groups of four, with = at the end, and no spaces',
  );
}
