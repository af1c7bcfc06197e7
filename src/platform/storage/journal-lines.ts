import { crc32 } from 'node:zlib';
import type { z } from 'zod';

/** `<CRC-32 of the JSON, 8 hex digits> <JSON>\n`: a torn, cut or flipped line cannot be taken for a whole one. */
export function encodeLine(event: unknown): string {
  const json = JSON.stringify(event);
  return `${checksum(json)} ${json}\n`;
}

export interface DecodedJournal<Event> {
  events: Event[];
  /** Bytes of whole, valid lines from the start. */
  validBytes: number;
  /** Bytes after them: a torn last line, or damage. */
  damagedBytes: number;
}

/** Reads lines up to the first that is not whole and valid; what follows damage cannot be trusted. */
export function decodeLines<Event>(text: string, schema: z.ZodType<Event>): DecodedJournal<Event> {
  const events: Event[] = [];
  let position = 0;
  while (position < text.length) {
    const end = text.indexOf('\n', position);
    if (end === -1) break;
    const event = decodeLine(text.slice(position, end), schema);
    if (event === undefined) break;
    events.push(event);
    position = end + 1;
  }
  const validBytes =
    position === text.length ? Buffer.byteLength(text) : Buffer.byteLength(text.slice(0, position));
  return {
    events,
    validBytes,
    damagedBytes: position === text.length ? 0 : Buffer.byteLength(text.slice(position)),
  };
}

function decodeLine<Event>(line: string, schema: z.ZodType<Event>): Event | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(json)) return undefined;
  // The checksum holds, so this is what we wrote; the schema guards against files that somebody else made.
  const parsed = schema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
