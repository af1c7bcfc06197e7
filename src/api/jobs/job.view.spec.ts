import { describe, expect, it } from 'vitest';
import type { JobView } from '../../features/jobs/index.js';
import { newBatchId, newJobId } from '../../kernel/ids.js';
import { toJobBody } from './job.view.js';

const id = newJobId();
const batchId = newBatchId();

const view: JobView = {
  request: {
    id,
    owner: 'alice',
    engine: 'onnx',
    createdAt: 0,
    batch: { id: batchId, index: 2 },
    idempotency: { key: 'k'.repeat(64), body: 'b'.repeat(64) },
    spec: {
      task: 'text-to-video',
      prompt: ' as it came \n',
      negativePrompt: 'blur',
      seed: 7,
      steps: 20,
      guidanceScale: 4.5,
      width: 64,
      height: 48,
      numFrames: 17,
      fps: 8,
    },
  },
  state: 'succeeded',
  attempts: [
    {
      number: 1,
      device: 'cpu:0',
      startedAt: 1500,
      endedAt: 1600,
      problem: { reason: 'interrupted', message: 'a crash' },
    },
    {
      number: 2,
      device: 'cpu:1',
      startedAt: 2000,
      generatedAt: 4000,
      endedAt: 5000,
      stageMs: { denoising: 1800 },
    },
  ],
  artifacts: [{ role: 'video', fileName: 'video.mp4', size: 10, sha256: 'ab', crc32: 0xabc }],
  cancelRequested: false,
  starred: true,
  rating: 3,
  finishedAt: 5000,
  videoUrl: '/static/videos/x/video.mp4',
};

describe('toJobBody', () => {
  it('shows a finished job', () => {
    expect(toJobBody(view)).toMatchObject({
      id,
      state: 'succeeded',
      prompt: ' as it came \n',
      negative_prompt: 'blur',
      guidance_scale: 4.5,
      num_frames: 17,
      batch: { id: batchId, index: 2 },
      starred: true,
      rating: 3,
      created_at: '1970-01-01T00:00:00.000Z',
      finished_at: '1970-01-01T00:00:05.000Z',
      queue_seconds: 1.5,
      run_seconds: 3,
      device: 'cpu:1',
      attempts: [
        { problem: { reason: 'interrupted', message: 'a crash' } },
        { stage_ms: { denoising: 1800 }, problem: null },
      ],
      artifacts: [{ file_name: 'video.mp4', crc32: '00000abc' }],
      failure: null,
      files_removed: null,
      video_url: '/static/videos/x/video.mp4',
      poster_url: null,
    });
  });

  it('keeps to itself who it belongs to and under which key it came', () => {
    expect(JSON.stringify(toJobBody(view))).not.toMatch(/alice|kkkk|bbbb/);
  });

  it('shows what is only known while a job waits or runs', () => {
    const { finishedAt: _, videoUrl: __, ...rest } = view;
    const waiting = toJobBody({
      ...rest,
      state: 'queued',
      attempts: [],
      queuePosition: 4,
      etaSeconds: { low: 1, high: 2 },
    });
    expect(waiting).toMatchObject({
      queue_position: 4,
      eta_seconds: { low: 1, high: 2 },
      queue_seconds: null,
      run_seconds: null,
      device: null,
      progress: null,
    });
    const running = toJobBody({
      ...rest,
      state: 'running',
      progress: { stage: 'denoising', fraction: 0.4, step: 8, totalSteps: 20 },
    });
    expect(running.progress).toEqual({
      stage: 'denoising',
      estimated: false,
      fraction: 0.4,
      step: 8,
      total_steps: 20,
    });
  });

  it('counts the wait of a job that never ran up to its end', () => {
    expect(toJobBody({ ...view, state: 'expired', attempts: [] })).toMatchObject({
      queue_seconds: 5,
      run_seconds: null,
    });
  });
});
