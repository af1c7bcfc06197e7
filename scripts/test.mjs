// `npm test`: sets up what is missing, then runs every test that needs nothing but npm.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { node, root, setUp } from './setup.mjs';

setUp();

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(node, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
