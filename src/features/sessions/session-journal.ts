import { Inject, Injectable, Logger } from '@nestjs/common';
import { basename } from 'node:path';
import { CONFIG, type Config } from '../../config/index.js';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import type { SessionId } from '../../kernel/ids.js';
import { isStorageFull, Storage } from '../../platform/storage/index.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';
import type { SessionEvent } from './session-event.js';
import { applyEvent, foldSession } from './session-fold.js';
import { SessionPaths } from './session-paths.js';
import type { Session } from './session.types.js';

/** What a journal holds, and how much of it there is. */
export interface OpenSession {
  readonly session: Session;
  readonly bytes: number;
  readonly lines: number;
  /** Lines that only say that somebody looked. */
  readonly uses: number;
}

/** So many notes of mere use are written before they are dropped for the newest of them. */
const MOST_USES = 500;

/** One journal a session, `SESSIONS_DIR/<id>.jsonl`. Callers see to it that nobody else works on the same session. */
@Injectable()
export class SessionJournal {
  readonly paths: SessionPaths;
  readonly #logger = new Logger(SessionJournal.name);

  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) config: Config,
  ) {
    this.paths = new SessionPaths(config.sessionsDir);
  }

  /** @throws DomainError storage_full */
  async create(id: SessionId, owner: string, at: number): Promise<OpenSession> {
    const { line, event } = encodeEvent({ type: 'opened', at, id, owner });
    const session = foldSession([event]);
    if (session === undefined) throw new Error('an opening always folds');
    await this.storage.createFile(this.paths.journal(id), line);
    return { session, bytes: Buffer.byteLength(line), lines: 1, uses: 0 };
  }

  /** Undefined if there is none, or one that never was acknowledged or is damaged from its first line on. */
  async read(id: SessionId): Promise<OpenSession | undefined> {
    const content = await this.#contentOf(id);
    if (content === undefined) return undefined;
    const { events, validBytes, damagedBytes } = decodeJournal(content.toString('utf8'));
    const session = foldSession(events);
    if (session === undefined || session.id !== id) return this.#giveUp(id, content);
    if (damagedBytes > 0) await this.#cutTail(id, content, validBytes);
    const uses = events.filter((event) => event.type === 'used').length;
    return { session, bytes: validBytes, lines: events.length, uses };
  }

  /** Bytes on the disk; undefined if there is none. */
  async size(id: SessionId): Promise<number | undefined> {
    return (await this.storage.files.stat(this.paths.journal(id)))?.size;
  }

  /**
   * Durable when it resolves.
   * @throws DomainError storage_full
   */
  async append(opened: OpenSession, event: SessionEvent): Promise<OpenSession> {
    const { id } = opened.session;
    if (event.type === 'used' && opened.uses >= MOST_USES) return this.#withoutUses(opened, event);
    const encoded = encodeEvent(event);
    await this.storage.append(this.paths.journal(id), encoded.line);
    return {
      session: applyEvent(opened.session, encoded.event),
      bytes: opened.bytes + Buffer.byteLength(encoded.line),
      lines: opened.lines + 1,
      uses: opened.uses + (event.type === 'used' ? 1 : 0),
    };
  }

  /** With what was set aside of it. Nothing comes back after a power cut. */
  async remove(id: SessionId): Promise<void> {
    // The copies first: were only they left after a stop, nobody would ever remove them.
    for (let number = 1; await this.#isThere(this.paths.setAside(id, number)); number += 1) {
      await this.storage.removeTree(this.paths.setAside(id, number));
    }
    await this.storage.removeTree(this.paths.journal(id));
  }

  /** A journal that is looked at for months grows by a line a minute; the last of these lines is enough. */
  async #withoutUses(opened: OpenSession, event: SessionEvent): Promise<OpenSession> {
    const { id } = opened.session;
    const content = await this.storage.files.readFile(this.paths.journal(id));
    const { events } = decodeJournal(content.toString('utf8'));
    if (events.length !== opened.lines) throw new Error('the journal is not as it was left; it stays so');
    const kept = [...events.filter(({ type }) => type !== 'used'), event];
    const text = kept.map((one) => encodeEvent(one).line).join('');
    await this.storage.replaceFile(this.paths.journal(id), text);
    return {
      session: applyEvent(opened.session, event),
      bytes: Buffer.byteLength(text),
      lines: kept.length,
      uses: 1,
    };
  }

  async #contentOf(id: SessionId): Promise<Buffer | undefined> {
    try {
      return await this.storage.files.readFile(this.paths.journal(id));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** A first line without an end was never acknowledged; anything else is damage, and kept for whoever looks. */
  async #giveUp(id: SessionId, content: Buffer): Promise<undefined> {
    const path = this.paths.journal(id);
    if (!content.includes('\n')) {
      this.#logger.warn({ sessionId: id }, 'dropped a session that was being opened when the portal stopped');
      await this.storage.removeTree(path);
      return undefined;
    }
    const target = await this.#freeName(id);
    this.#logger.error(
      { sessionId: id, setAside: basename(target) },
      'a session is damaged from its first line on; set aside',
    );
    await this.storage.files.rename(path, target);
    await this.storage.syncName(target);
    return undefined;
  }

  /** A torn last line is what a kill leaves. Anything else is damage, and the whole journal is kept beside the cut one. */
  async #cutTail(id: SessionId, content: Buffer, validBytes: number): Promise<void> {
    const tail = content.subarray(validBytes);
    if (tail.includes('\n')) {
      const target = await this.#freeName(id);
      this.#logger.error(
        { sessionId: id, bytes: tail.length, setAside: basename(target) },
        'a session has damaged lines; what was before them is used, and all of it set aside',
      );
      await this.#copy(content, target);
    } else {
      this.#logger.warn(
        { sessionId: id, bytes: tail.length },
        'cut off the last line of a session, which was being written when the portal stopped',
      );
    }
    await this.storage.truncate(this.paths.journal(id), validBytes);
  }

  async #copy(content: Buffer, target: string): Promise<void> {
    try {
      const file = await this.storage.files.open(target, 'create');
      try {
        await file.write(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.storage.syncName(target);
    } catch (error) {
      await this.storage.removeTree(target);
      if (!isStorageFull(error)) throw error;
      throw new DomainError('storage_full', 'The disk is too full to set a damaged session aside.', {
        cause: error,
      });
    }
  }

  async #freeName(id: SessionId): Promise<string> {
    for (let number = 1; ; number += 1) {
      const path = this.paths.setAside(id, number);
      if (!(await this.#isThere(path))) return path;
    }
  }

  async #isThere(path: string): Promise<boolean> {
    return (await this.storage.files.stat(path)) !== undefined;
  }
}
