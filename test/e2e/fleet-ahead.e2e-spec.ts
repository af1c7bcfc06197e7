import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type JobBody, type PortalProcess, startFleet, until } from '../support/fleet/fleet.js';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.js';

const hasRedis = findRedis() !== undefined;
const SLOW = { role: 'worker', engines: [{ devices: 1, msPerStep: 500 }] } as const;
const FAST = { role: 'worker', engines: [{ devices: 1, msPerStep: 1 }] } as const;

describe.skipIf(!hasRedis)(
  `a job that a busy worker has taken${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`,
  () => {
    let fleet: Fleet;
    let api: PortalProcess;
    let busy: PortalProcess;
    let running: JobBody;
    let next: JobBody;

    /** Jobs that workers hold for the time when they are free, oldest first. */
    function ahead(): string[] {
      const keys = fleet.redis.command('keys', '*:ahead');
      return keys === '' ? [] : fleet.redis.command('zrange', keys, '0', '-1').split('\n').filter(Boolean);
    }

    const isTaken = (id: string) =>
      until(
        () => Promise.resolve(ahead()),
        (members) => members.some((member) => member.startsWith(id)),
      );

    beforeEach(async () => {
      fleet = await startFleet();
      [api, busy] = await Promise.all([fleet.start({ role: 'api' }), fleet.start(SLOW)]);
      await api.knowsEngines();
      running = await api.submit('runs', { steps: 100 });
      await until(
        () => api.job(running.id),
        ({ state }) => state === 'running',
      );
      next = await api.submit('comes next', { steps: 1 });
      await isTaken(next.id);
    });
    afterEach(async () => {
      await fleet.remove();
    });

    const isFree = () => api.call('DELETE', `/api/jobs/${running.id}`);

    it('waits by its record, and runs there next: one, not all that wait', async () => {
      const third = await api.submit('comes last', { steps: 1 });
      expect(await api.job(next.id)).toMatchObject({ state: 'queued', queue_position: 1 });
      expect(await api.job(third.id)).toMatchObject({ state: 'queued', queue_position: 2 });
      expect(ahead()).toHaveLength(1);
      await isFree();
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      expect(await api.ended(third.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      await until(
        () => Promise.resolve(ahead()),
        (members) => members.length === 0,
      );
    });

    it('goes to another one that is free', async () => {
      await fleet.start(FAST);
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      expect((await api.job(running.id)).state).toBe('running');
    });

    it('is given back when it is told to stop', async () => {
      busy.signal('SIGTERM');
      await fleet.start(FAST);
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      // It goes on with what it runs.
      expect((await api.job(running.id)).state).toBe('running');
    });

    it('is run elsewhere within 30 seconds when it is killed', async () => {
      await busy.end('SIGKILL');
      const killedAt = Date.now();
      await fleet.start(FAST);
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      expect(Date.now() - killedAt).toBeLessThan(30_000);
    });

    it('does not start there when it has been taken over while that was halted', async () => {
      busy.signal('SIGSTOP');
      await fleet.start(FAST);
      const done = await api.ended(next.id, 40_000);
      expect(done).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
      busy.signal('SIGCONT');
      await isFree();
      const last = await api.submit('after all', { steps: 1 });
      await api.ended(last.id);
      expect(await api.job(next.id)).toEqual(done);
    });

    it('does not run once it is cancelled', async () => {
      const { state } = await api.json<JobBody>('DELETE', `/api/jobs/${next.id}`);
      expect(state).toBe('cancelled');
      await until(
        () => Promise.resolve(ahead()),
        (members) => members.length === 0,
      );
      await isFree();
      const last = await api.submit('after all', { steps: 1 });
      await api.ended(last.id);
      expect(await api.job(next.id)).toMatchObject({ state: 'cancelled', attempts: [] });
    });

    it('stays where it is while its queue is paused', async () => {
      await api.json('POST', '/api/jobs/queue/pause', {});
      await until(
        () => Promise.resolve(ahead()),
        (members) => members.length === 0,
      );
      await isFree();
      await fleet.start(FAST);
      expect((await api.job(next.id)).state).toBe('queued');
      await api.json('POST', '/api/jobs/queue/resume', {});
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    });

    it('is not lost when Redis has forgotten it', async () => {
      fleet.redis.command('flushall');
      await fleet.start(FAST);
      expect(await api.ended(next.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    });
  },
);
