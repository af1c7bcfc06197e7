import { type DecodedJournal as Decoded, decodeLines, encodeLine } from '../../platform/storage/index.js';
import { type SessionEvent, sessionEventSchema } from './session-event.js';

export type DecodedJournal = Decoded<SessionEvent>;

export function decodeJournal(text: string): DecodedJournal {
  return decodeLines(text, sessionEventSchema);
}

/** A line of the journal, and the event that a reader will find in it: what memory must hold too. */
export interface EncodedEvent {
  line: string;
  event: SessionEvent;
}

/** @throws Error if the event would not come back from disk; such a line would hide all that follow it. */
export function encodeEvent(event: SessionEvent): EncodedEvent {
  const line = encodeLine(event);
  const [read] = decodeJournal(line).events;
  if (read === undefined) throw new Error(`a ${event.type} event cannot be read back`);
  return { line, event: read };
}
