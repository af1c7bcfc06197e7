import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  code: number;
  output: string;
  errors: string;
}

/** Runs snippets of documents as they are written, in a folder of their own, with the address of a test's portal. */
export class Snippets implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'reelsmith-snippets-'));

  /** @param documented the address that the document has, `http://localhost:8000`; @param real that of the portal */
  constructor(
    private readonly documented: string,
    private readonly real: string,
  ) {}

  shell(script: string): Promise<Ran> {
    return this.#run('bash', ['-c', script]);
  }

  python(script: string): Promise<Ran> {
    return this.#run('python3', ['-c', script]);
  }

  /** As a module, so that `await` may stand outside of functions. */
  javascript(script: string): Promise<Ran> {
    return this.#run(process.execPath, ['--input-type=module', '-e', script]);
  }

  #run(program: string, args: readonly string[]): Promise<Ran> {
    const real = args.map((arg) => arg.replaceAll(this.documented, this.real));
    const options = {
      cwd: this.folder,
      timeout: 60_000,
      env: { PATH: process.env['PATH'], HOME: this.folder },
    };
    return new Promise((resolve) => {
      execFile(program, real, options, (error, output, errors) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output, errors });
      });
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Undefined where it is there; otherwise why tests that need it are left out. */
export function lackOf(what: 'curl' | 'requests'): string | undefined {
  const [program = '', ...args] =
    what === 'curl' ? ['curl', '--version'] : ['python3', '-c', 'import requests'];
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return undefined;
  } catch {
    return what === 'curl' ? 'there is no curl' : 'there is no Python with the package requests';
  }
}
