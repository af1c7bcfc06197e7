import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A module of the build, which child processes run; `npm run build` makes it.
 * @param path below `dist/`, or below the folder that `BUILD_DIR` names
 */
export function builtModule(path: string): string {
  const file = join(resolve(root, process.env['BUILD_DIR'] ?? 'dist'), path);
  if (!existsSync(file)) throw new Error(`${file} does not exist: run "npm run build" first`);
  return file;
}

export const TINY_ONNX_MODEL = join(root, 'test/support/tiny-onnx-model');
/** Its VAE loses nothing: what goes in comes out again. All tasks. See `models/tools/mosaic_model.py`. */
export const MOSAIC_ONNX_MODEL = join(root, 'test/support/mosaic-onnx-model');
