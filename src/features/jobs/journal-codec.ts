import { type DecodedJournal as Decoded, decodeLines, encodeLine } from '../../platform/storage/index.js';
import { type JobEvent, jobEventSchema } from './job-event.js';

export type DecodedJournal = Decoded<JobEvent>;

export function encodeEvent(event: JobEvent): string {
  return encodeLine(event);
}

export function decodeJournal(text: string): DecodedJournal {
  return decodeLines(text, jobEventSchema);
}
