// `npm run check`: format, lint, types, import rules, tests; all of them run, and every failure is told at the end.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { node, root, setUp } from './setup.mjs';

setUp();

const bin = (name) => join(root, 'node_modules', '.bin', name);
/** @type {[name: string, command: string, args: string[]][]} */
const STEPS = [
  ['format', bin('prettier'), ['--check', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['types', bin('tsc'), ['--noEmit']],
  ['types of the page', bin('tsc'), ['--noEmit', '-p', 'web/tsconfig.json']],
  ['import rules', bin('depcruise'), ['src', '--config', '.dependency-cruiser.mjs']],
  ['tests', node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run']],
];

const only = process.argv.slice(2);
const failed = [];
for (const [name, command, args] of STEPS) {
  if (only.length > 0 && !only.includes(name)) continue;
  process.stdout.write(`== ${name}\n`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
    },
  });
  if (status !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? 'check: all good\n' : `check: failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
