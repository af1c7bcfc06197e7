import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import settings from '../../scripts/node-settings.json' with { type: 'json' };

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The compiled server. `BENCH_DIST` measures another build, to compare two. */
export const dist = resolve(process.env['BENCH_DIST'] ?? join(root, 'dist'));

/** The Node that runs this, which npm scripts make the pinned one. */
export const node = process.execPath;

/** As `npm start` sets it. */
export const THREAD_POOL = settings.env;

/** Arguments that `npm start` gives to Node. */
export const NODE_ARGS: readonly string[] = settings.args;

/** A module of the compiled server; its type is that of its source: `load<typeof import('../src/x.js')>('x.js')`. */
export async function load<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(dist, path)).href)) as Module;
}

/** Builds what is out of date, as `npm start` does. */
export async function setUp(): Promise<void> {
  if (process.env['BENCH_DIST'] !== undefined) return;
  const setup = (await import(pathToFileURL(join(root, 'scripts', 'setup.mjs')).href)) as {
    setUp: () => void;
  };
  setup.setUp();
}

/** The embedded model, or the one that `MODEL_DIR` names. */
export const modelDir = resolve(root, process.env['MODEL_DIR'] ?? join('models', 'tiny-world'));
