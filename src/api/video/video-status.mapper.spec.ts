import { describe, expect, it } from 'vitest';
import type { BatchView } from '../../features/batches/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { newBatchId, newJobId } from '../../kernel/ids.js';
import { batchAsVideoState, batchStatusOf, gpuIdOf, videoStateOf } from './video-status.mapper.js';

const ID = newJobId();

function job(change: Partial<JobView> = {}, request: Partial<JobView['request']> = {}): JobView {
  return {
    request: {
      id: ID,
      owner: 'local',
      engine: 'onnx',
      createdAt: 1000,
      spec: {
        task: 'text-to-video',
        prompt: 'p',
        negativePrompt: '',
        seed: 7,
        steps: 20,
        guidanceScale: 4,
        width: 64,
        height: 64,
        numFrames: 17,
        fps: 8,
      },
      ...request,
    },
    state: 'queued',
    attempts: [],
    artifacts: [],
    cancelRequested: false,
    starred: false,
    ...change,
  };
}

const attempt = { number: 1, device: 'cuda:3', startedAt: 2000 };

describe('videoStateOf', () => {
  it.each<[string, Partial<JobView>, object]>([
    [
      'waits',
      { queuePosition: 3 },
      { status: 'pending', progress: 0, message: 'Waiting in the queue at position 3' },
    ],
    [
      'waits again after a crash',
      { attempts: [attempt, { ...attempt, number: 2 }] },
      { status: 'pending', message: 'Waiting in the queue after 2 interrupted attempts' },
    ],
    [
      'starts',
      { state: 'running', attempts: [attempt] },
      { status: 'generating', progress: 10, message: 'Starting' },
    ],
    [
      'is half done',
      {
        state: 'running',
        attempts: [attempt],
        progress: { stage: 'denoising', fraction: 0.5, step: 10, totalSteps: 20 },
      },
      { status: 'generating', progress: 50, message: 'Generating video: denoising 10/20' },
    ],
    [
      'is half done, in words that the model does not know',
      {
        state: 'running',
        attempts: [{ ...attempt, remark: 'tiny 1 passes over words it does not know: fjord.' }],
        progress: { stage: 'denoising', fraction: 0.5, step: 10, totalSteps: 20 },
      },
      {
        message: 'Generating video: denoising 10/20. tiny 1 passes over words it does not know: fjord.',
      },
    ],
    [
      'is nearly done',
      { state: 'running', progress: { stage: 'decoding', fraction: 1 } },
      { status: 'generating', progress: 90, message: 'Generating video: decoding' },
    ],
    [
      'has left the device',
      {
        state: 'running',
        attempts: [{ ...attempt, generatedAt: 9 }],
        progress: { stage: 'decoding', fraction: 1 },
      },
      { status: 'processing', progress: 95 },
    ],
    [
      'is being written',
      { state: 'running', progress: { stage: 'writing', fraction: 1 } },
      { status: 'processing', progress: 95 },
    ],
    [
      'has succeeded',
      { state: 'succeeded', videoUrl: '/static/videos/x/video.mp4' },
      {
        status: 'complete',
        progress: 100,
        video_url: '/static/videos/x/video.mp4',
        message: 'Video generation complete. Video available at: /static/videos/x/video.mp4',
      },
    ],
    [
      'has succeeded without some words, with the address at the end',
      {
        state: 'succeeded',
        videoUrl: '/static/videos/x/video.mp4',
        attempts: [{ ...attempt, remark: 'tiny 1 draws dog as cat.' }],
      },
      {
        message:
          'Video generation complete. tiny 1 draws dog as cat. Video available at: /static/videos/x/video.mp4',
        video_url: '/static/videos/x/video.mp4',
      },
    ],
    ['has succeeded but lost its file', { state: 'succeeded' }, { status: 'failed', video_url: null }],
    [
      'has lost its file on purpose',
      { state: 'succeeded', filesRemoved: { at: 0, reason: 'deleted' } },
      { status: 'expired', message: 'The video was removed on request at 1970-01-01T00:00:00.000Z' },
    ],
    [
      'has failed',
      { state: 'failed', failure: { code: 'engine_refused', message: 'no' } },
      { status: 'failed', progress: 0, message: 'Error generating video: no' },
    ],
    [
      'was cancelled',
      { state: 'cancelled' },
      { status: 'failed', message: 'Error generating video: the job was cancelled' },
    ],
    [
      'has expired',
      { state: 'expired', finishedAt: 301_520 },
      { status: 'expired', progress: 0, message: 'Job expired after waiting in queue for 300.5 seconds' },
    ],
  ])('tells that a job %s', (_, change, expected) => {
    expect(videoStateOf(job(change))).toMatchObject({ video_url: null, ...expected });
  });

  it('keeps progress between 10 and 90 while a job generates, whatever the engine says', () => {
    for (const fraction of [-1, 0, 0.3333, 1, 7, NaN]) {
      const { progress } = videoStateOf(
        job({ state: 'running', progress: { stage: 'denoising', fraction } }),
      );
      expect(progress).toSatisfy((value: number) => Number.isInteger(value) && value >= 10 && value <= 90);
    }
  });
});

describe('gpuIdOf', () => {
  it('is the number of the device that runs the job, else of the one it prefers', () => {
    const numbers = (name: string) => (name === 'cuda:3' ? 3 : undefined);
    expect(gpuIdOf(job({ attempts: [attempt] }, { preferredDevice: 1 }), numbers)).toBe(3);
    expect(gpuIdOf(job({ attempts: [{ ...attempt, device: 'cpu:5' }] }), numbers)).toBe(5);
    expect(gpuIdOf(job({}, { preferredDevice: 1 }), numbers)).toBe(1);
    expect(gpuIdOf(job({}, { batch: { id: newBatchId(), index: 6 } }), numbers)).toBe(6);
  });
});

function batch(state: BatchView['state'], jobs: JobView[]): BatchView {
  const completed = jobs.filter((one) => one.state === 'succeeded').length;
  const failed = jobs.filter((one) => ['failed', 'cancelled', 'expired'].includes(one.state)).length;
  return {
    id: newBatchId(),
    owner: 'local',
    createdAt: 1,
    state,
    total: jobs.length,
    completed,
    failed,
    jobs,
  };
}

const done = job({ state: 'succeeded', videoUrl: '/v' });
const broken = job({ state: 'failed' });

describe('batchStatusOf', () => {
  it.each([
    [batch('processing', [job(), job()]), 'Starting batch processing of 2 prompts'],
    [batch('processing', [done, job({ state: 'running' })]), 'Processing: 1/2'],
    [batch('complete', [done, done]), 'All jobs completed successfully'],
    [batch('partial', [done, broken]), 'Completed: 1/2, Failed: 1'],
    [batch('failed', [broken, broken]), 'All jobs failed'],
  ])('says how it stands %#', (view, message) => {
    expect(batchStatusOf(view, () => undefined)).toMatchObject({ status: view.state, message, total: 2 });
  });
});

describe('batchAsVideoState', () => {
  it.each([
    [batch('processing', [job(), job()]), 'pending', 0, null],
    [batch('processing', [done, job()]), 'generating', 50, null],
    [
      batch('processing', [done, job({ state: 'running', attempts: [{ ...attempt, generatedAt: 1 }] })]),
      'generating',
      95,
      null,
    ],
    [batch('complete', [done, done]), 'complete', 100, '/v'],
    [batch('partial', [broken, done]), 'complete', 100, '/v'],
    [batch('failed', [broken, broken]), 'failed', 0, null],
    [
      batch('complete', [job({ state: 'succeeded', filesRemoved: { at: 1, reason: 'retention' } })]),
      'expired',
      0,
      null,
    ],
  ])('is honest and points to batch_status %#', (view, status, progress, url) => {
    const state = batchAsVideoState(view);
    expect(state).toMatchObject({ status, progress, video_url: url });
    expect(state.message).toContain(`/api/video/batch_status/${view.id}`);
  });
});
