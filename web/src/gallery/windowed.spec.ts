import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf, stepTo } from './windowed.js';

const TILE = { minWidth: 200, height: 100 };

describe('layoutOf', () => {
  it('renders what is in view and a little more, of ten thousand', () => {
    const layout = layoutOf(10_000, { width: 1000, height: 600, scrollTop: 50_000 }, TILE);
    expect(layout).toEqual({ columns: 5, rows: 2000, from: 498, to: 509, lastSeen: 506 });
  });

  it('has room for one column on the narrowest screen, and nothing to render without tiles', () => {
    expect(layoutOf(3, { width: 90, height: 600, scrollTop: 0 }, TILE)).toMatchObject({
      columns: 1,
      from: 0,
      to: 3,
    });
    expect(layoutOf(0, { width: 900, height: 600, scrollTop: 0 }, TILE)).toMatchObject({
      rows: 0,
      from: 0,
      to: 0,
    });
  });

  it('covers every pixel in view, wherever it is scrolled to', () => {
    const length = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        length,
        length,
        fc.nat(60_000),
        (count, width, height, at) => {
          const { columns, rows, from, to } = layoutOf(count, { width, height, scrollTop: at }, TILE);
          const end = rows * TILE.height;
          const seen = { from: Math.min(at, end - 1), to: Math.min(at + height, end) };
          expect(rows * columns).toBeGreaterThanOrEqual(count);
          expect(from * TILE.height).toBeLessThanOrEqual(seen.from);
          expect(to * TILE.height).toBeGreaterThanOrEqual(seen.to);
        },
      ),
    );
  });
});

describe('stepTo', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowDown', 1, 5],
    ['ArrowUp', 1, undefined],
    ['ArrowLeft', 0, undefined],
    ['End', 2, 9],
    ['Home', 9, 0],
    ['Tab', 2, undefined],
  ])('%s from %i leads to %s', (key, index, target) => {
    expect(stepTo(key, index, 10, 4)).toBe(target);
  });
});
