// `npm run test:faults [-- kill|redis|engines [its options]]`: the suites that kill, halt and cut. Without a name all of
// them, one after another, each as often as promised: 1,000 cycles, 100 runs of 500 jobs, every kind of server.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SUITES: Readonly<Record<string, readonly string[]>> = {
  kill: ['--cycles', '1000'],
  redis: ['--runs', '100', '--jobs', '500'],
  engines: [],
};

/** 0 if the suite found nothing. It says itself what it found. */
function run(name: string, options: readonly string[]): number {
  const suite = join(import.meta.dirname, `${name}.fault-suite.ts`);
  const { status } = spawnSync(process.execPath, [suite, ...options], { stdio: 'inherit' });
  return status ?? 1;
}

const [name, ...options] = process.argv.slice(2);
if (name === undefined) {
  const failed = Object.keys(SUITES).filter((each) => run(each, SUITES[each] ?? []) !== 0);
  console.log(failed.length === 0 ? 'fault suites: all good' : `fault suites: failed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} else if (Object.hasOwn(SUITES, name)) {
  process.exitCode = run(name, options);
} else {
  console.error(`usage: npm run test:faults [-- ${Object.keys(SUITES).join('|')} [options]]`);
  process.exitCode = 2;
}
