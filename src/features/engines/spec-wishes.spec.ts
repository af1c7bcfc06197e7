import { describe, expect, it } from 'vitest';
import { EnginesService } from './engines.service.js';
import type { EngineCapabilities, EnginePort } from './engine.port.js';
import { fitFrames } from './spec-wishes.js';

const WAN = { min: 1, max: 81, multipleOf: 4, plus: 1 };

describe('fitting a number of frames', () => {
  it.each([
    [32, 33],
    [33, 33],
    [35, 33],
    [36, 37],
    [3, 1],
    [80, 81],
    [1, 1],
  ])('makes %i to %i, as models in groups of four and one do', (asked, made) => {
    expect(fitFrames(asked, WAN)).toBe(made);
  });

  it.each([0, 82, 1000, 4.5, Number.NaN])('leaves %d, which no rounding brings into the range', (asked) => {
    expect(fitFrames(asked, WAN)).toBe(asked);
  });

  it('leaves a number that rounding would take out of the range', () => {
    expect(fitFrames(7, { min: 6, max: 81, multipleOf: 4, plus: 1 })).toBe(7);
  });

  it('changes nothing for a model that takes every number', () => {
    expect(fitFrames(32, { min: 1, max: 100 })).toBe(32);
  });
});

const capabilities: EngineCapabilities = {
  tasks: ['text-to-video'],
  cancel: 'step',
  progress: 'steps',
  ranges: {
    width: { min: 64, max: 64 },
    height: { min: 64, max: 64 },
    numFrames: WAN,
    fps: { min: 1, max: 24 },
    steps: { min: 1, max: 50 },
    guidanceScale: { min: 0, max: 20 },
  },
  defaults: { width: 64, height: 64, numFrames: 17, fps: 8, steps: 20, guidanceScale: 4, negativePrompt: '' },
  model: 'fake 1',
};
const sut = new EnginesService([{ name: 'fake', capabilities, devices: [] } as unknown as EnginePort]);

describe('settling a request', () => {
  it('takes each wish by itself, and only where an engine takes it', () => {
    const wishes = [{ width: 512, height: 512 }, { numFrames: 65 }, { fps: 60 }, { steps: 50 }];
    expect(sut.settle({ prompt: 'p' }, wishes)).toEqual({ prompt: 'p', numFrames: 65, steps: 50 });
  });

  it('rounds frames only where it may', () => {
    const said = { prompt: 'p', numFrames: 32 };
    expect(sut.settle(said, [], { fitsFrames: true })).toEqual({ prompt: 'p', numFrames: 33 });
    expect(() => sut.settle(said, [])).toThrow('4k + 1');
  });

  it('says what is wrong with what was said, in its own numbers', () => {
    expect(() => sut.settle({ prompt: 'p', numFrames: 200 }, [], { fitsFrames: true })).toThrow(
      'num_frames must be a whole number of the form 4k + 1 between 1 and 81',
    );
    expect(() => sut.settle({ prompt: 'p', width: 65 }, [])).toThrow('width must be 64');
  });
});
