import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceDescription } from './device.js';
import { type Lease, LeasePool } from './lease-pool.js';

function device(index: number): DeviceDescription {
  return { name: `cpu:${index}`, kind: 'cpu', index };
}

describe('the pool of leases', () => {
  it('never gives out more slots than there are, and every freed one again', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), (list, concurrency) => {
        const sut = new LeasePool(concurrency, () => undefined);
        const held: Lease[][] = [[], [], []];
        for (const index of [0, 1, 2]) sut.add(device(index));
        for (const [index, isTaking] of list) {
          const mine = held[index] ?? [];
          expect(sut.isFree(`cpu:${index}`)).toBe(mine.length < concurrency);
          if (!isTaking) {
            mine.pop()?.release();
            continue;
          }
          const lease = sut.tryAcquire(`cpu:${index}`);
          expect(lease !== undefined).toBe(mine.length < concurrency);
          if (lease !== undefined) mine.push(lease);
        }
      }),
    );
  });

  it('asks a device with slots of its own each time how many there are now', () => {
    const sut = new LeasePool(1, () => undefined);
    let slots = 2;
    sut.add(device(0), () => slots);
    const leases = [sut.tryAcquire('cpu:0'), sut.tryAcquire('cpu:0')];
    expect([leases.includes(undefined), sut.isFree('cpu:0')]).toEqual([false, false]);

    slots = 1;
    leases[0]?.release();
    expect(sut.isFree('cpu:0')).toBe(false);
    slots = 3;
    expect(
      [sut.tryAcquire('cpu:0'), sut.tryAcquire('cpu:0'), sut.tryAcquire('cpu:0')].includes(undefined),
    ).toBe(true);
  });

  it('gives a slot that is offered to one other, and takes it back with the lease', () => {
    const freed: string[] = [];
    const sut = new LeasePool(1, ({ name }) => freed.push(name));
    sut.add(device(0));
    const first = sut.tryAcquire('cpu:0');
    first?.offer(true);
    first?.offer(true);
    const second = sut.tryAcquire('cpu:0');

    expect([second !== undefined, sut.tryAcquire('cpu:0'), sut.used('cpu:0')]).toEqual([true, undefined, 2]);
    first?.release();
    first?.offer(true);
    expect([sut.isFree('cpu:0'), sut.used('cpu:0')]).toEqual([false, 1]);
    second?.release();
    expect([sut.isFree('cpu:0'), freed.length]).toEqual([true, 3]);
  });

  it('gives a slot to nobody once the offer is taken back', () => {
    const sut = new LeasePool(1, () => undefined);
    sut.add(device(0));
    const lease = sut.tryAcquire('cpu:0');
    lease?.offer(true);
    lease?.offer(false);

    expect(sut.tryAcquire('cpu:0')).toBeUndefined();
    lease?.release();
    expect(sut.isFree('cpu:0')).toBe(true);
  });

  it('takes a lease back once, however often and by whatever way it is released', () => {
    const freed: string[] = [];
    const sut = new LeasePool(1, ({ name }) => freed.push(name));
    sut.add(device(0));
    {
      using lease = sut.tryAcquire('cpu:0');
      lease?.release();
      lease?.release();
    }

    expect(freed).toEqual(['cpu:0']);
    expect([sut.tryAcquire('cpu:0') !== undefined, sut.tryAcquire('cpu:0')]).toEqual([true, undefined]);
  });

  it('has the device free already when it says so', () => {
    let wasFree = false;
    const sut: LeasePool = new LeasePool(1, ({ name }) => {
      wasFree = sut.isFree(name);
    });
    sut.add(device(0));
    sut.tryAcquire('cpu:0')?.release();

    expect(wasFree).toBe(true);
  });

  it('knows no other devices, and no two of one name', () => {
    const sut = new LeasePool(1, () => undefined);
    sut.add(device(0));

    expect([sut.isFree('cpu:1'), sut.tryAcquire('cpu:1')]).toEqual([false, undefined]);
    expect(() => sut.add(device(0))).toThrow('cpu:0');
    expect(() => new LeasePool(0, () => undefined)).toThrow(RangeError);
  });
});
