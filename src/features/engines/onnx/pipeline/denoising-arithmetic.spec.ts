import { describe, expect, it } from 'vitest';
import {
  denormalise,
  eulerStep,
  guide,
  isFinite32,
  normalise,
  predictedClean,
} from './denoising-arithmetic.js';
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

describe('guide', () => {
  it('moves from the negative prediction towards and beyond the positive one', () => {
    // Positive predictions, then negative ones.
    const predictions = new Float32Array([2, 3, 1, 1]);
    guide(predictions, 4);
    expect([...predictions.subarray(0, 2)]).toEqual([1 + 4 * 1, 1 + 4 * 2]);
  });

  it('keeps the positive prediction at a scale of 1', () => {
    const predictions = new Float32Array([0.75, 0.5, 0.25, 0.125]);
    guide(predictions, 1);
    expect([...predictions.subarray(0, 2)]).toEqual([0.75, 0.5]);
  });
});

describe('normalise', () => {
  it('is undone by denormalise', () => {
    const latents = new Float32Array([1, -2, 3, 4.5]);
    normalise(latents, [0.5, -1], [2, 4]);
    expect([...latents]).toEqual([0.25, -1.25, 1, 1.375]);
    denormalise(latents, [0.5, -1], [2, 4]);
    expect([...latents]).toEqual([1, -2, 3, 4.5]);
  });
});

describe('predictedClean', () => {
  it('takes the noise of the level away', () => {
    expect([...predictedClean(new Float32Array([1, 2]), new Float32Array([0.5, -1]), 0.5)]).toEqual([
      0.75, 2.5,
    ]);
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
