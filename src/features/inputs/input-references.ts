import { Injectable } from '@nestjs/common';

/** Names of the stored inputs that are still needed; undefined while that cannot be known yet. */
export type ReferenceSource = () =>
  ReadonlySet<string> | undefined | Promise<ReadonlySet<string> | undefined>;

/**
 * Who still needs which inputs. Features that refer to inputs (jobs) import this one and not the other way round, so
 * each adds a source here. Asked at the moment of a sweep rather than told of each change: jobs are rebuilt from
 * their records after a crash, and a list kept beside them could only be wrong.
 */
@Injectable()
export class InputReferences {
  readonly #sources: ReferenceSource[] = [];

  add(source: ReferenceSource): void {
    this.#sources.push(source);
  }

  /** Undefined where a source does not know yet, or none has been added: then nothing may be removed. */
  async all(): Promise<ReadonlySet<string> | undefined> {
    if (this.#sources.length === 0) return undefined;
    const all = new Set<string>();
    for (const source of this.#sources) {
      const names = await source();
      if (names === undefined) return undefined;
      for (const name of names) all.add(name);
    }
    return all;
  }
}
