import { describe, expect, it } from 'vitest';
import { type UniPcConfig, UniPcSolver, uniPcSchedule } from './unipc-solver.js';

const CONFIG: UniPcConfig = {
  shift: 3,
  numTrainTimesteps: 1000,
  prediction: 'flow',
  order: 2,
  type: 'bh2',
  disableCorrector: [],
};

describe('uniPcSchedule', () => {
  it('begins just below all noise, ends with none, and tells whole timesteps', () => {
    const { sigmas, timesteps } = uniPcSchedule(CONFIG, 4);
    expect(sigmas[0]).toBeCloseTo(0.999999, 7);
    expect(sigmas.at(-1)).toBe(0);
    expect([...timesteps]).toEqual([999, 900, 750, 500]);
  });
});

describe('UniPcSolver', () => {
  it('ends at the clean latents where the predictions are right, after any number of steps', () => {
    const clean = Float32Array.of(0.5, -1.25, 2);
    const noise = Float32Array.of(1, 0.3, -0.7);
    for (const steps of [1, 2, 3, 10]) {
      const sut = new UniPcSolver(CONFIG, steps);
      const latents = noise.slice();
      for (let step = 0; step < steps; step += 1) {
        const sigma = sut.schedule.sigmas[step] ?? 0;
        const flow = latents.map((value, i) => (value - (clean[i] ?? 0)) / sigma);
        sut.step(step, latents, flow);
      }
      latents.forEach((value, i) => expect(value).toBeCloseTo(clean[i] ?? 0, 5));
    }
  });

  it.each([1, 2, 5])('goes the same way in %i steps for a network that names the clean latents', (steps) => {
    const start = Float32Array.of(1, 0.3, -0.7);
    const flowing = { solver: new UniPcSolver(CONFIG, steps), latents: start.slice() };
    const naming = {
      solver: new UniPcSolver({ ...CONFIG, prediction: 'sample' }, steps),
      latents: start.slice(),
    };
    for (let step = 0; step < steps; step += 1) {
      const sigma = flowing.solver.schedule.sigmas[step] ?? 0;
      const clean = flowing.latents.map((value) => Math.sin(3 * value));
      const flow = flowing.latents.map((value, i) => (value - (clean[i] ?? 0)) / sigma);
      expectClose(flowing.solver.clean(step, flowing.latents, flow), clean);
      expect([...naming.solver.clean(step, naming.latents, clean)]).toEqual([...clean]);
      flowing.solver.step(step, flowing.latents, flow);
      naming.solver.step(step, naming.latents, clean);
      expectClose(naming.latents, flowing.latents);
    }
  });

  it('cannot correct a step that it has not seen', () => {
    const sut = new UniPcSolver(CONFIG, 4);
    const latents = Float32Array.of(1);
    sut.step(2, latents, Float32Array.of(0.5));
    expect(Number.isFinite(latents[0])).toBe(true);
  });
});

function expectClose(found: Float32Array, expected: Float32Array): void {
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 0, 5));
}
