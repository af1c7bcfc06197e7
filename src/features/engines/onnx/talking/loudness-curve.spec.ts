import { describe, expect, it } from 'vitest';
import { livelinessOf, opennessOf } from './loudness-curve.js';

const FPS = 25;
const levels = (...parts: [seconds: number, level: number][]) =>
  Float32Array.from(parts.flatMap(([seconds, level]) => Array<number>(seconds * FPS).fill(level)));

describe('opennessOf', () => {
  it('is closed in silence, and in what is as quiet as that', () => {
    expect(new Set(opennessOf(levels([2, 0]), FPS))).toEqual(new Set([0]));
    expect(new Set(opennessOf(levels([2, 0.002]), FPS))).toEqual(new Set([0]));
  });

  it('opens with the loudness, whatever the recording is scaled to', () => {
    const open = opennessOf(levels([1, 0.05], [1, 0.2]), FPS);
    expect(open[20]).toBeGreaterThan(0.2);
    expect(open[45]).toBeGreaterThan((open[20] ?? 0) + 0.3);
    const quieter = opennessOf(levels([1, 0.025], [1, 0.1]), FPS);
    quieter.forEach((value, at) => expect(value).toBeCloseTo(open[at] ?? -1, 3));
  });

  it('opens within two frames and closes within a few more', () => {
    const open = opennessOf(levels([1, 0], [1, 0.3], [1, 0]), FPS);
    expect(open[24]).toBe(0);
    expect(open[26]).toBeGreaterThan(0.8);
    expect(open[52]).toBeLessThan(0.5);
    expect(open[70]).toBe(0);
  });

  it('stays between 0 and 1', () => {
    const open = opennessOf(
      Float32Array.from({ length: 500 }, (_, at) => Math.abs(Math.sin(at * 7)) * 3),
      FPS,
    );
    for (const value of open) expect(value >= 0 && value <= 1).toBe(true);
  });
});

describe('livelinessOf', () => {
  it('follows slowly, and ends in rest', () => {
    const lively = livelinessOf(levels([1, 0], [2, 1], [5, 0]), FPS);
    expect(lively[24]).toBe(0);
    expect(lively[27]).toBeLessThan(0.3);
    expect(lively[74]).toBeGreaterThan(0.9);
    expect(lively.at(-1)).toBe(0);
  });
});
