import { describe, expect, it } from 'vitest';
import { createSimulatedEngine } from '../../../test/support/simulated-engine.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from './engine.port.js';
import { EnginesService } from './engines.service.js';

const parts = { EnginePort, EngineRefusedError, DeviceFaultError };
const first = createSimulatedEngine(parts, { name: 'first' });
const second = createSimulatedEngine(parts, { name: 'second' });
const sut = new EnginesService([first, second]);

describe('finding an engine', () => {
  it('takes the first that is able, or the one that is named', () => {
    expect(sut.resolve({ prompt: 'a' }).engine.name).toBe('first');
    expect(sut.resolve({ prompt: 'a' }, 'second').engine.name).toBe('second');
  });

  it('refuses with the reason of each engine', () => {
    const reasons =
      'width must be a whole number of the form 16k between 16 and 64; steps must be a whole number between 1 and 100';
    const ask = () => sut.resolve({ prompt: 'a', width: 17, steps: 0 });

    expect(ask).toThrow(`No engine can run this. first: ${reasons}. second: ${reasons}.`);
    expect(ask).toThrow(expect.objectContaining({ code: 'no_capable_engine' }));
  });

  it('refuses a name that no engine has, and says which there are', () => {
    expect(() => sut.resolve({ prompt: 'a' }, 'third')).toThrow('Engines: first, second.');
  });

  it('gives each request without a seed one of its own', () => {
    const seeds = Array.from({ length: 20 }, () => sut.resolve({ prompt: 'a' }).spec.seed);

    expect(new Set(seeds).size).toBeGreaterThan(15);
    expect(sut.resolve({ prompt: 'a', seed: 5 }).spec.seed).toBe(5);
  });
});
