import { describe, expect, it } from 'vitest';
import { createSimulatedEngine, SIMULATED_CAPABILITIES } from '../../../test/support/simulated-engine.js';
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

  it('offers every able engine in order, each with its own defaults and all with one seed', () => {
    const wide = { ...SIMULATED_CAPABILITIES.defaults, width: 32, steps: 9 };
    const other = createSimulatedEngine(parts, { name: 'other', capabilities: { defaults: wide } });
    const choices = new EnginesService([first, other, second]).choices({ prompt: 'a', steps: 2 });

    expect(choices.map(({ engine, spec }) => [engine.name, spec.width, spec.steps])).toEqual([
      ['first', 16, 2],
      ['other', 32, 2],
      ['second', 16, 2],
    ]);
    expect(new Set(choices.map(({ spec }) => spec.seed)).size).toBe(1);
  });

  it('leaves out engines that would make an image where the first makes a video', () => {
    const images = createSimulatedEngine(parts, {
      name: 'images',
      capabilities: { tasks: ['text-to-image'] },
    });
    const names = (engines: EnginePort[]) =>
      new EnginesService(engines).choices({ prompt: 'a' }).map(({ engine }) => engine.name);

    expect(names([first, images])).toEqual(['first']);
    expect(names([images, first])).toEqual(['images']);
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

describe('models in memory', () => {
  class Loading extends EnginePort {
    readonly capabilities = SIMULATED_CAPABILITIES;
    readonly devices = [];
    isBusy = false;
    constructor(
      readonly name: string,
      private loaded: boolean,
    ) {
      super();
    }
    override get isLoaded(): boolean {
      return this.loaded;
    }
    override async unload(): Promise<void> {
      this.loaded = this.isBusy;
    }
    async open(): Promise<void> {}
    async start(): Promise<void> {}
    async stop(): Promise<void> {}
    generate(): Promise<never> {
      return Promise.reject(new Error('not here'));
    }
  }

  it('are freed, but for those of running jobs and of other servers', async () => {
    const [idle, busy] = [new Loading('idle', true), new Loading('busy', true)];
    busy.isBusy = true;
    const all = new EnginesService([idle, busy, first]);
    expect(all.isLoaded).toBe(true);
    expect(await all.unload()).toEqual(['busy', 'first']);
    expect([idle.isLoaded, busy.isLoaded]).toEqual([false, true]);
  });

  it('are all free once nothing is loaded', async () => {
    const all = new EnginesService([new Loading('idle', true), new Loading('new', false)]);
    expect([all.isLoaded, await all.unload(), all.isLoaded]).toEqual([true, [], false]);
  });
});
