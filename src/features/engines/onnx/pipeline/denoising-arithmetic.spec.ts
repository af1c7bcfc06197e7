import { describe, expect, it } from 'vitest';
import { denormalise, eulerStep, guidedEulerStep, isFinite32 } from './denoising-arithmetic.js';
import { flowMatchSchedule, stepLength } from './flow-match-scheduler.js';

describe('eulerStep', () => {
  it('follows the steps of diffusers', () => {
    const schedule = flowMatchSchedule({ shift: 3, numTrainTimesteps: 1000 }, 4);
    const latents = new Float32Array([0.5, -1.25, 2]);
    // Predictions and results of `FlowMatchEulerDiscreteScheduler.step` in diffusers 0.42.1.
    const steps = [
      {
        prediction: [0.5984721183776855, -0.38166099786758423, 0.6569865942001343],
        result: [0.41483280062675476, -1.1956866979599, 1.9065057039260864],
      },
      {
        prediction: [0.8621013164520264, -0.4006488621234894, 0.2898060381412506],
        result: [0.1945299357175827, -1.09330415725708, 1.832448124885559],
      },
    ];
    steps.forEach(({ prediction, result }, step) => {
      eulerStep(latents, new Float32Array(prediction), stepLength(schedule, step));
      expect([...latents]).toEqual(result);
    });
  });
});

describe('guidedEulerStep', () => {
  it('moves from the negative prediction towards and beyond the positive one', () => {
    const latents = new Float32Array([1, 1]);
    // Positive predictions, then negative ones.
    guidedEulerStep(latents, new Float32Array([2, 3, 1, 1]), 4, -0.5);
    expect([...latents]).toEqual([1 - 0.5 * (1 + 4 * 1), 1 - 0.5 * (1 + 4 * 2)]);
  });

  it('is the plain step at a scale of 1', () => {
    const guided = new Float32Array([0.5, -0.25]);
    const plain = new Float32Array(guided);
    guidedEulerStep(guided, new Float32Array([0.75, 0.5, 0.25, 0.125]), 1, -0.125);
    eulerStep(plain, new Float32Array([0.75, 0.5]), -0.125);
    expect([...guided]).toEqual([...plain]);
  });
});

describe('denormalise', () => {
  it('scales and shifts each channel by its own numbers', () => {
    const latents = new Float32Array([1, 2, 1, 2]);
    denormalise(latents, [10, -10], [2, 0.5]);
    expect([...latents]).toEqual([12, 14, -9.5, -9]);
  });
});

describe('isFinite32', () => {
  it.each([
    [[1, -3e38, 0], true],
    [[1, Number.NaN], false],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], false],
  ])('%j is %s', (values, expected) => {
    expect(isFinite32(new Float32Array(values))).toBe(expected);
  });
});
