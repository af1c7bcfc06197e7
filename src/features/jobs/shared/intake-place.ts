import type { LogPlace } from '../../../platform/storage/index.js';

/** Where the submission of a job lies, in the files of the process that took it in. */
export interface IntakePlace extends LogPlace {
  /** Id of a process, as {@link Fleet} knows it. */
  process: string;
}

const MOST_BYTES = 2 ** 40;
const MOST_LINE_BYTES = 16 * 1024 * 1024;

/** Short, to go with the job's id to whoever runs it. */
export function placeToText({ process, file, offset, length }: IntakePlace): string {
  return `${process}.${file}.${offset}.${length}`;
}

/** Undefined for anything else: what comes back may come from anybody, and a path is made of it. */
export function parsePlace(text: unknown): IntakePlace | undefined {
  if (typeof text !== 'string') return undefined;
  const pattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})\.(\d{1,13})\.(\d{1,9})$/;
  const [, process, ...numbers] = pattern.exec(text) ?? [];
  const [file = 0, offset = 0, length = 0] = numbers.map(Number);
  if (process === undefined || file === 0 || length === 0) return undefined;
  if (offset > MOST_BYTES || length > MOST_LINE_BYTES) return undefined;
  return { process, file, offset, length };
}
