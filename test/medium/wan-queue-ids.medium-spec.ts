import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { EnginesService } from '../../src/features/engines/index.js';
import { QueueTasks } from '../../src/facades/wan-queue/queue-tasks.service.js';
import { JobBench, OWNER } from '../support/job-bench.js';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

/** So many that two ids of one moment are the same, of the thousand that there are. */
const AT_ONCE = 150;

describe('ids made of the time, as Wan Diffusers Video Generation API has them', () => {
  it('are each their own, however many tasks come in one moment; those of the original collide', async () => {
    const portal = await bench.start();
    const sut = new QueueTasks(
      portal.jobs,
      portal.module.get(EnginesService, { strict: false }),
      bench.clock,
      loadConfig({ WAN_QUEUE_MAX: '1000' }),
    );
    const tasks = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, take) => sut.submit(OWNER, { prompt: `a red ball, take ${take}` })),
    );
    const ids = tasks.map(({ request }) => request.client?.id ?? '');
    expect(new Set(ids.map((id) => id.slice(0, -3))).size).toBe(1);
    expect(new Set(ids).size).toBe(AT_ONCE);
    for (const [take, id] of ids.entries())
      expect((await sut.get(OWNER, id)).request.spec.prompt).toBe(`a red ball, take ${take}`);
  });
});
