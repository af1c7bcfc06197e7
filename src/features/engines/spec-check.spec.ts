import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIMULATED_CAPABILITIES } from '../../../test/support/simulated-engine.js';
import { completeSpec, MAX_SEED, problemsOf } from './spec-check.js';

const whole = completeSpec({ prompt: 'a' }, SIMULATED_CAPABILITIES, 7);
const pathsOf = (change: Partial<typeof whole>) =>
  problemsOf({ ...whole, ...change }, SIMULATED_CAPABILITIES).map(({ path }) => path);

describe('a spec', () => {
  it('takes what the request leaves open from the engine, and keeps what it says, zero too', () => {
    expect(whole).toEqual({
      ...SIMULATED_CAPABILITIES.defaults,
      task: 'text-to-video',
      prompt: 'a',
      seed: 7,
    });
    const stated = completeSpec({ prompt: 'a', seed: 0, guidanceScale: 0 }, SIMULATED_CAPABILITIES, 7);
    expect([stated.seed, stated.guidanceScale]).toEqual([0, 0]);
  });

  it('with the defaults is one that the engine can run', () => {
    expect(pathsOf({})).toEqual([]);
  });

  it.each([
    [{ width: 17 }, 'width'],
    [{ width: 80 }, 'width'],
    [{ height: 0 }, 'height'],
    [{ height: 31.5 }, 'height'],
    [{ numFrames: 6 }, 'num_frames'],
    [{ numFrames: Number.NaN }, 'num_frames'],
    [{ steps: 0 }, 'steps'],
    [{ steps: Infinity }, 'steps'],
    [{ seed: -1 }, 'seed'],
    [{ seed: MAX_SEED + 1 }, 'seed'],
    [{ fps: Number.NaN }, 'fps'],
    [{ fps: 61 }, 'fps'],
    [{ guidanceScale: -0.1 }, 'guidance_scale'],
    [{ strength: 1.1 }, 'strength'],
  ])('with %o is refused for its %s', (change, path) => {
    expect(pathsOf(change)).toEqual([path]);
  });

  it('of a task that the engine does not do, or without what its task starts from, is refused', () => {
    expect(pathsOf({ task: 'image-to-video' })).toEqual(['task', 'image']);
  });

  it('has one of the sizes, where an engine has only certain ones', () => {
    const sizes = [
      { width: 32, height: 16 },
      { width: 16, height: 32 },
    ];
    const problems = (width: number, height: number) =>
      problemsOf({ ...whole, width, height }, { ...SIMULATED_CAPABILITIES, sizes });

    expect(problems(32, 16)).toEqual([]);
    expect(problems(32, 32)).toEqual([{ path: 'width', message: 'and height must be one of 32x16, 16x32' }]);
    // Outside of the ranges, that is the reason, once.
    expect(problems(17, 16).map(({ path }) => path)).toEqual(['width']);
  });

  it('has a number of frames of the form 4k + 1, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 81 }), (numFrames) => {
        expect(pathsOf({ numFrames })).toEqual(numFrames % 4 === 1 ? [] : ['num_frames']);
      }),
    );
  });

  it('is told the limit that it breaks', () => {
    const [problem] = problemsOf({ ...whole, numFrames: 6 }, SIMULATED_CAPABILITIES);
    expect(problem?.message).toBe('must be a whole number of the form 4k + 1 between 1 and 81');
  });
});
