import { describe, expect, it } from 'vitest';
import { fromWorkerSchema, toWorkerSchema } from './worker-messages.js';

const spec = {
  task: 'text-to-video',
  prompt: 'a',
  negativePrompt: '',
  seed: 1,
  steps: 2,
  guidanceScale: 4,
  width: 96,
  height: 96,
  numFrames: 17,
  fps: 8,
};
const output = {
  kind: 'frames',
  fileName: 'frames.rgb',
  width: 2,
  height: 2,
  numFrames: 1,
  fps: 8,
  stageMs: { denoising: 3 },
};

describe('messages to a worker', () => {
  it('accepts a job', () => {
    const message = {
      type: 'generate',
      job: 1,
      spec: { ...spec, strength: 0.5, resizeMode: 'letterbox' },
      inputs: { video: '/data/clip.mp4' },
      workDir: '/tmp/x',
    };
    expect(toWorkerSchema.parse(message)).toEqual(message);
  });

  it.each([
    undefined,
    'generate',
    { type: 'generate', job: 1, spec: { ...spec, seed: -1 }, inputs: {}, workDir: '/tmp/x' },
    { type: 'generate', job: 1, spec: { ...spec, prompt: 7 }, inputs: {}, workDir: '/tmp/x' },
    { type: 'generate', job: 1, spec, inputs: { subtitles: '/a' }, workDir: '/tmp/x' },
    { type: 'generate', job: 1, spec: { ...spec, strength: 1.5 }, inputs: {}, workDir: '/tmp/x' },
    { type: 'load', modelDir: '/m', provider: 'tpu', threads: 1, maxAudioSeconds: 600 },
    { type: 'abort', job: 1, extra: true },
    { type: 'shutdown' },
  ])('rejects %j', (message) => {
    expect(toWorkerSchema.safeParse(message).success).toBe(false);
  });
});

describe('messages from a worker', () => {
  it('accepts a result', () => {
    const message = { type: 'finished', job: 1, output };
    expect(fromWorkerSchema.parse(message)).toEqual(message);
  });

  it.each([
    null,
    { type: 'finished', job: 1, output: { ...output, fileName: '../../etc/passwd' } },
    { type: 'finished', job: 1, output: { ...output, fileName: '/frames.rgb' } },
    { type: 'progress', job: 1, progress: { stage: 'denoising', fraction: 1.5 } },
    { type: 'progress', job: 1, progress: { stage: 'thinking', fraction: 0.5 } },
    {
      type: 'progress',
      job: 1,
      progress: { stage: 'denoising', fraction: 0.5, preview: new Uint8Array(65_537) },
    },
    { type: 'failed', job: 1, message: 'x'.repeat(5000) },
  ])('rejects %j', (message) => {
    expect(fromWorkerSchema.safeParse(message).success).toBe(false);
  });
});
