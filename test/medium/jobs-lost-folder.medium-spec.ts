import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ended, JobBench, submit } from '../support/job-bench.js';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

it('runs a job again whose work folder was cleared away before its result was stored', async () => {
  const portal = await bench.start({ engine: { devices: 1 } });
  const job = await submit(portal);
  const run = await portal.engine.started(1);
  let cleared = 0;
  bench.disk.fault = (_, path) => {
    if (cleared > 0 || !path.endsWith('poster.jpg')) return undefined;
    cleared += 1;
    rmSync(dirname(path), { recursive: true });
    return undefined;
  };
  run.end();
  (await portal.engine.started(2)).end();

  const done = await ended(portal, job);
  expect(cleared).toBe(1);
  expect(done.state).toBe('succeeded');
  expect(done.attempts.map(({ problem }) => problem?.reason)).toEqual(['failed', undefined]);
  expect(done.attempts[0]?.problem?.message).toMatch(/could not be stored: .*ENOENT/u);
});
