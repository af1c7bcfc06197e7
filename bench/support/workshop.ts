import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.ts';
import type { Bench, Options } from './figure.ts';

/** The folder and the duties of one figure. */
export class Workshop implements Bench {
  readonly isQuick: boolean;
  readonly isCold: boolean;
  readonly #folder: string;
  readonly #duties: (() => Promise<void> | void)[] = [];

  constructor(options: Options) {
    this.isQuick = options.isQuick;
    this.isCold = options.isCold;
    // Not the system's folder for temporary files: that may be memory, where an fsync costs nothing.
    const parent = process.env['BENCH_DIR'] ?? join(root, 'data');
    mkdirSync(parent, { recursive: true });
    this.#folder = mkdtempSync(join(parent, 'bench-'));
  }

  folder(name: string): string {
    const path = join(this.#folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  onEnd(clean: () => Promise<void> | void): void {
    this.#duties.push(clean);
  }

  log(line: string): void {
    process.stderr.write(`  ${line}\n`);
  }

  async close(): Promise<void> {
    for (const duty of this.#duties.splice(0).toReversed()) await duty();
    this.removeFolder();
  }

  removeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
