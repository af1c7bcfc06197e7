import { join } from 'node:path';
import type { ConditioningInput } from '../engines/index.js';

/** Names in the store are hashes of content with a known extension; nothing else becomes a path. */
const STORED_NAME = /^[0-9a-f]{64}\.[a-z0-9]{1,5}$/;

/** Where a stored input lies: `<DATA_DIR>/inputs/<first two hex digits>/<sha-256>.<extension>`. */
export function inputPath(dataDir: string, { fileName }: Pick<ConditioningInput, 'fileName'>): string {
  if (!STORED_NAME.test(fileName)) throw new Error('not the name of a stored input');
  return join(dataDir, 'inputs', fileName.slice(0, 2), fileName);
}
