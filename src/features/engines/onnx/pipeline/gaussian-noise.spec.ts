import { describe, expect, it } from 'vitest';
import { gaussianNoise, philox } from './gaussian-noise.js';

describe('philox', () => {
  // The published vectors of Random123 for philox4x32-10.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('turns counter %j with key %j into %j', (counter, [key0, key1], expected) => {
    const words = new Uint32Array(counter);
    philox(words, [key0 ?? 0, key1 ?? 0]);
    expect([...words]).toEqual(expected);
  });
});

describe('gaussianNoise', () => {
  // Computed once in Python from the same definition. These numbers must never change: seeds are a promise.
  it.each([
    [
      42,
      [
        -0.9701898097991943, 0.19401895999908447, -1.2356207370758057, 1.9239267110824585,
        -0.07318150997161865, 0.13913749158382416, -1.106665015220642, 0.3266829550266266,
      ],
    ],
    [2 ** 32 - 1, [0.27956193685531616, -0.03415849059820175, -0.7082447409629822, 0.040430307388305664]],
  ])('begins with known values for seed %d', (seed, expected) => {
    const noise = gaussianNoise(seed, expected.length);
    expected.forEach((value, at) => expect(noise[at]).toBeCloseTo(value, 6));
  });

  it('gives the same values however many are asked for', () => {
    expect([...gaussianNoise(3, 6)]).toEqual([...gaussianNoise(3, 1000).subarray(0, 6)]);
  });

  it.each([0, 1, 7, 2 ** 32 - 1])('has the moments of the normal distribution for seed %d', (seed) => {
    const count = 400_000;
    const noise = gaussianNoise(seed, count);
    const moment = (power: number) => noise.reduce((sum, value) => sum + value ** power, 0) / count;
    // Five standard errors of each estimate.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  it('is not correlated between neighbours or between seeds', () => {
    const count = 400_000;
    const one = gaussianNoise(1, count);
    const two = gaussianNoise(2, count);
    const limit = 5 / Math.sqrt(count);
    const mean = (product: (at: number) => number) =>
      one.reduce((sum, _, at) => sum + product(at), 0) / count;
    expect(Math.abs(mean((at) => (one[at] ?? 0) * (one[at + 1] ?? 0)))).toBeLessThan(limit);
    expect(Math.abs(mean((at) => (one[at] ?? 0) * (two[at] ?? 0)))).toBeLessThan(limit);
  });
});
