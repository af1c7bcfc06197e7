import type { SessionId } from '../../kernel/ids.js';
import type { OpenSession } from './session-journal.js';

export interface CacheLimits {
  sessions: number;
  /** Of their journals, which is about what their revisions take in memory. */
  bytes: number;
}

/** The sessions used last, folded. What does not fit any more is read from its journal again when asked for. */
export class SessionCache {
  /** In the order of use, the oldest first. */
  readonly #opened = new Map<SessionId, OpenSession>();
  #bytes = 0;

  constructor(private readonly limits: CacheLimits) {}

  get size(): number {
    return this.#opened.size;
  }

  get(id: SessionId): OpenSession | undefined {
    const opened = this.#opened.get(id);
    if (opened === undefined) return undefined;
    this.#opened.delete(id);
    this.#opened.set(id, opened);
    return opened;
  }

  set(opened: OpenSession): void {
    const { id } = opened.session;
    this.delete(id);
    this.#opened.set(id, opened);
    this.#bytes += opened.bytes;
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= this.limits.sessions && this.#bytes <= this.limits.bytes) return;
      this.delete(oldest);
    }
  }

  delete(id: SessionId): void {
    this.#bytes -= this.#opened.get(id)?.bytes ?? 0;
    this.#opened.delete(id);
  }
}
