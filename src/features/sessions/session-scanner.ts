import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { join } from 'node:path';
import type { SessionId } from '../../kernel/ids.js';
import { type ReadableFile, Storage } from '../../platform/storage/index.js';
import { decodeJournal } from './journal-codec.js';
import type { SessionEvent } from './session-event.js';
import { SessionIndex } from './session-index.js';
import { SessionJournal } from './session-journal.js';
import { SessionPaths } from './session-paths.js';
import { SessionTurns } from './session-turns.js';

/** Bytes read of either end of a journal: its opening, and almost always its last event. */
const END_BYTES = 8192;
const FILES_AT_ONCE = 16;

/** Finds all sessions at start, without reading more of them than whose they are and when they were used last. */
@Injectable()
export class SessionScanner {
  readonly #logger = new Logger(SessionScanner.name);

  constructor(
    private readonly storage: Storage,
    private readonly journal: SessionJournal,
    private readonly index: SessionIndex,
    private readonly turns: SessionTurns,
  ) {}

  /** Finds those that other processes have opened since. */
  async scanAgain(): Promise<void> {
    if (!this.turns.isShared) return;
    for (const { name } of await this.storage.files.list(this.journal.paths.folder)) {
      const id = SessionPaths.idOf(name);
      if (id !== undefined && this.index.get(id) === undefined) await this.#take(name);
    }
  }

  async scan(): Promise<void> {
    const { folder } = this.journal.paths;
    const startedAt = performance.now();
    const atOnce = pLimit(FILES_AT_ONCE);
    const entries = await this.storage.files.list(folder);
    const files = entries.filter((entry) => !entry.isDirectory);
    await Promise.all(files.map(({ name }) => atOnce(() => this.#take(name))));
    const durationMs = Math.round(performance.now() - startedAt);
    this.#logger.log({ sessions: this.index.size, durationMs }, `${this.index.size} sessions found`);
  }

  /** One file that cannot be read must not hide the others. */
  async #take(name: string): Promise<void> {
    try {
      const id = SessionPaths.idOf(name);
      if (id !== undefined) await this.#takeJournal(id);
      else if (SessionPaths.isLeftover(name) && !this.turns.isShared) {
        await this.storage.removeTree(join(this.journal.paths.folder, name));
      }
    } catch (error) {
      this.#logger.error({ err: error, file: name }, 'a session cannot be read; it is left as it is');
    }
  }

  async #takeJournal(id: SessionId): Promise<void> {
    const ends = await this.#readEnds(id);
    if (ends !== undefined) {
      this.index.add(ends);
      return;
    }
    const opened = await this.turns.run(id, () => this.journal.read(id));
    if (opened !== undefined) this.index.note(opened.session);
  }

  /** Undefined where the ends do not tell: then all of it has to be read. */
  async #readEnds(id: SessionId) {
    const path = this.journal.paths.journal(id);
    const stat = await this.storage.files.stat(path);
    if (stat === undefined) return undefined;
    const file = await this.storage.files.openForReading(path);
    try {
      const start = await readText(file, 0, END_BYTES);
      const [opened] = decodeJournal(start.slice(0, start.indexOf('\n') + 1)).events;
      if (opened?.type !== 'opened' || opened.id !== id) return undefined;
      const end =
        stat.size <= END_BYTES ? start : await readText(file, Math.max(0, stat.size - END_BYTES), END_BYTES);
      const last = lastEvent(end);
      if (last === undefined) return undefined;
      return { id, owner: opened.owner, createdAt: opened.at, lastUsedAt: Math.max(opened.at, last.at) };
    } finally {
      await file.close();
    }
  }
}

async function readText(file: ReadableFile, position: number, length: number): Promise<string> {
  const target = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const count = await file.read(target.subarray(filled), position + filled);
    filled += count;
    if (count === 0 || filled === length) break;
  }
  return Buffer.from(target.buffer, 0, filled).toString('utf8');
}

/** Undefined unless the text ends with a whole line: what is torn or damaged is looked at by whoever can repair it. */
function lastEvent(text: string): SessionEvent | undefined {
  if (!text.endsWith('\n')) return undefined;
  return decodeJournal(text.slice(text.lastIndexOf('\n', text.length - 2) + 1)).events[0];
}
