import type { JobId } from '../../../kernel/ids.js';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import { decodeJournal } from '../journal-codec.js';
import type { JobRequest } from '../job.types.js';

export interface FoundSubmission {
  request: JobRequest;
  /** Bytes, from the start of the file. */
  offset: number;
  length: number;
}

const END_OF_LINE = 10;

/** The submission in one whole line; undefined where the line is damaged. */
export function decodeSubmission(line: Buffer): JobRequest | undefined {
  const [event] = decodeJournal(line.toString('utf8')).events;
  return event?.type === 'submitted' ? event.request : undefined;
}

/** Bytes of a file; fewer where it ends before. */
export async function readBytes(
  files: FileSystemPort,
  path: string,
  { offset, length }: { offset: number; length: number },
): Promise<Buffer> {
  const target = Buffer.alloc(length);
  const file = await files.openForReading(path);
  try {
    let filled = 0;
    while (filled < length) {
      const count = await file.read(target.subarray(filled), offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return target.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/** What this process knows of one file of submissions. Lines stand for themselves: a damaged one costs one job. */
export class IntakeFile {
  /** Bytes of whole lines that have been read. */
  read = 0;
  /** How long it was at the last look. */
  seen = 0;
  /** Lines that could not be read. */
  damaged = 0;
  /** Jobs that have no file of their own yet, as far as is known here. */
  readonly jobs = new Set<JobId>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: FileSystemPort,
    readonly process: string,
    readonly number: number,
    readonly path: string,
  ) {}

  /** What has come since the last call, up to the byte `end`; one caller after the other. */
  readTo(end: number): Promise<FoundSubmission[]> {
    const result = this.#turn.then(() => this.#readTo(end));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #readTo(end: number): Promise<FoundSubmission[]> {
    if (end <= this.read) return [];
    const start = this.read;
    const bytes = await readBytes(this.files, this.path, { offset: start, length: end - start });
    const found: FoundSubmission[] = [];
    let position = 0;
    for (;;) {
      const next = bytes.indexOf(END_OF_LINE, position) + 1;
      if (next === 0) break;
      const request = decodeSubmission(bytes.subarray(position, next));
      if (request === undefined) this.damaged += 1;
      else found.push({ request, offset: start + position, length: next - position });
      position = next;
    }
    this.read = start + position;
    for (const { request } of found) this.jobs.add(request.id);
    return found;
  }
}
