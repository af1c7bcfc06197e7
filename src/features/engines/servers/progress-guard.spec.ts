import { beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../engine.port.js';
import { ProgressGuard } from './progress-guard.js';

describe('ProgressGuard', () => {
  let reports: Progress[];
  let sut: ProgressGuard;

  beforeEach(() => {
    reports = [];
    sut = new ProgressGuard((progress) => reports.push(progress));
  });

  it('lets nothing fall, nothing end too early, and no nonsense through', () => {
    for (const fraction of [0.5, 0.2, Number.NaN, 7, -3])
      sut.report({ kind: 'running', progress: { stage: 'denoising', fraction } });
    expect(reports.map((progress) => progress.fraction)).toEqual([0.5, 0.5, 0.5, 0.99, 0.99]);
  });

  it.each([
    [3, 20, { step: 3, totalSteps: 20 }],
    [21, 20, {}],
    [1.5, 20, {}],
    [-1, 20, {}],
  ])('passes steps on that make sense: %d of %d', (step, totalSteps, steps) => {
    sut.report({ kind: 'running', progress: { stage: 'denoising', fraction: 0, step, totalSteps } });
    expect(reports).toEqual([{ stage: 'denoising', fraction: 0, ...steps }]);
  });

  it('says that it runs where nothing else is known', () => {
    sut.report({ kind: 'waiting' });
    sut.report({ kind: 'running' });
    sut.report({ kind: 'unknown', word: 'what' });
    sut.beat();
    expect(reports.map((progress) => progress.stage)).toEqual([
      'waiting',
      'denoising',
      'denoising',
      'denoising',
    ]);
  });
});
