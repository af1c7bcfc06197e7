import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseDevice, type EngineDevices } from './device-choice.js';

const COUNT = 4;
const ENGINES = ['a', 'b', 'c'];

/** What is free: by engine, the load of the devices at these places. */
type Free = Record<string, Record<number, number>>;

function devicesOf(free: Free): Map<string, EngineDevices> {
  return new Map(
    Object.entries(free).map(([engine, loads]) => [
      engine,
      {
        count: COUNT,
        free: Object.entries(loads).map(([place, load]) => ({
          name: `${engine}${place}`,
          place: Number(place),
          load,
        })),
      },
    ]),
  );
}

function choose(free: Free, job: { engines?: string[]; preferred?: number; avoid?: string[] } = {}) {
  const { engines = ['a'], preferred, avoid = [] } = job;
  return chooseDevice({ engines, preferred, avoid: new Set(avoid) }, devicesOf(free))?.device;
}

describe('the choice of a device', () => {
  it('finds one whenever one is free, never one that is not, and one to be avoided only if there is no other', () => {
    const names = ENGINES.flatMap((engine) =>
      Array.from({ length: COUNT }, (_, place) => `${engine}${place}`),
    );
    const loads = fc.dictionary(fc.constantFrom('0', '1', '2', '3'), fc.nat({ max: 2 }));
    fc.assert(
      fc.property(
        fc.subarray(ENGINES, { minLength: 1 }),
        fc.option(fc.nat({ max: 9 }), { nil: undefined }),
        fc.subarray(names),
        fc.record({ a: loads, b: loads, c: loads }),
        (engines, preferred, avoid, free) => {
          const choice = choose(free, { engines, avoid, ...(preferred === undefined ? {} : { preferred }) });
          const possible = engines.flatMap((engine) =>
            Object.keys(free[engine as 'a']).map((n) => engine + n),
          );

          expect(choice !== undefined).toBe(possible.length > 0);
          if (choice === undefined) return;
          expect(possible).toContain(choice);
          expect(!avoid.includes(choice) || possible.every((name) => avoid.includes(name))).toBe(true);
        },
      ),
    );
  });

  it('takes the first engine that has a free device, whatever is free elsewhere', () => {
    expect(choose({ a: { 3: 1 }, b: { 0: 0 } }, { engines: ['a', 'b'] })).toBe('a3');
    expect(choose({ b: { 0: 0 }, c: { 0: 0 } }, { engines: ['a', 'c', 'b'] })).toBe('c0');
    expect(choose({ b: { 0: 0 } }, { engines: ['a'] })).toBeUndefined();
  });

  it('takes the least busy device, and of those the first from where round robin points', () => {
    expect(choose({ a: { 0: 0, 1: 0, 2: 0, 3: 0 } }, { preferred: 2 })).toBe('a2');
    expect(choose({ a: { 0: 0, 1: 0, 3: 0 } }, { preferred: 2 })).toBe('a3');
    expect(choose({ a: { 0: 0, 1: 0 } }, { preferred: 2 })).toBe('a0');
    expect(choose({ a: { 0: 1, 1: 0, 2: 1 } }, { preferred: 2 })).toBe('a1');
    expect(choose({ a: { 1: 1, 2: 1 } }, { preferred: 6 })).toBe('a2');
  });

  it('goes to another engine before it goes back to a device that broke', () => {
    const avoid = ['a0'];
    expect(choose({ a: { 0: 0 }, b: { 1: 0 } }, { engines: ['a', 'b'], avoid })).toBe('b1');
    expect(choose({ a: { 0: 0 } }, { engines: ['a', 'b'], avoid })).toBe('a0');
  });
});
