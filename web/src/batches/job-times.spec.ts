import { describe, expect, it } from 'vitest';
import { sampleJob } from '../api/samples.js';
import { timesOf } from './job-times.js';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const attempt = (number: number, started: number) => ({
  number,
  engine: 'onnx',
  model: null,
  remark: null,
  device: 'cpu:0',
  started_at: at(started),
  generated_at: null,
  ended_at: null,
  stage_ms: null,
  problem: null,
});

describe('the times of a job', () => {
  it('tells how long it has waited, and when it may be ready', () => {
    const job = sampleJob({ created_at: at(0), eta_seconds: { low: 20, high: 30 } });
    expect(timesOf(job, 65_000)).toEqual(['waiting 1:05', 'ready in 20 to 30 s']);
  });

  it('keeps waiting and running apart', () => {
    const job = sampleJob({ state: 'running', attempts: [attempt(1, 10)], queue_seconds: 10 });
    expect(timesOf(job, 52_000)).toEqual(['running 0:42', 'waited 0:10']);
  });

  it('tells what it took in the end, and in how many attempts', () => {
    const attempts = [attempt(1, 1), attempt(2, 3)];
    const job = sampleJob({ state: 'succeeded', run_seconds: 2.25, queue_seconds: 0.5, attempts });
    expect(timesOf(job, 0)).toEqual(['ran 2.3 s', 'waited 0.5 s', 'attempt 2']);
  });
});
