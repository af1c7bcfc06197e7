import { join } from 'node:path';
import { parseSessionId, type SessionId } from '../../kernel/ids.js';

const ENDING = '.jsonl';
/** As {@link Storage.replaceFile} names what it has not yet put in place. */
const TEMPORARY = '.tmp-';

/** Where the journals lie. Every name is made of an id that was parsed, never of what a client sent. */
export class SessionPaths {
  constructor(readonly folder: string) {}

  journal(id: SessionId): string {
    return join(this.folder, id + ENDING);
  }

  /** A journal that was found damaged, as it was. @param number from 1 */
  setAside(id: SessionId, number: number): string {
    return join(this.folder, `${id}.damaged-${number}`);
  }

  /** The session whose journal has this name; undefined for anything else that lies in the folder. */
  static idOf(fileName: string): SessionId | undefined {
    return fileName.endsWith(ENDING) ? parseSessionId(fileName.slice(0, -ENDING.length)) : undefined;
  }

  /** Left over from a stop in the middle of a rewrite; what it was to replace is still there. */
  static isLeftover(fileName: string): boolean {
    return (
      fileName.startsWith(TEMPORARY) && SessionPaths.idOf(fileName.slice(TEMPORARY.length)) !== undefined
    );
  }
}
