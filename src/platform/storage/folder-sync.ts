import type { FileSystemPort } from './file-system.port.js';

/**
 * Shares fsyncs of a folder: all that ask while one is under way get the next one, together. A sync that began before
 * a name was added does not count for that name, hence never the current one.
 */
export class FolderSync {
  readonly #current = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  constructor(private readonly files: FileSystemPort) {}

  /** Resolves when every name that was in the folder at the time of the call is on disk. */
  sync(path: string): Promise<void> {
    const waiting = this.#next.get(path);
    if (waiting !== undefined) return waiting;
    const running = this.#current.get(path);
    if (running === undefined) return this.#run(path);
    const next = running.then(
      () => this.#promote(path),
      () => this.#promote(path),
    );
    this.#next.set(path, next);
    return next;
  }

  #promote(path: string): Promise<void> {
    this.#next.delete(path);
    return this.#run(path);
  }

  #run(path: string): Promise<void> {
    const run = this.files.syncFolder(path).finally(() => {
      if (this.#current.get(path) === run) this.#current.delete(path);
    });
    this.#current.set(path, run);
    return run;
  }
}
