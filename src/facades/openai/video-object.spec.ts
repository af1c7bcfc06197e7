import { describe, expect, it } from 'vitest';
import { jobView } from '../../../test/support/job-views.js';
import { type JobId, newJobId } from '../../kernel/ids.js';
import { pollAfterMs } from './poll-after.js';
import { parseVideoId, toVideoId } from './video-id.js';
import { isVideo, toVideoBody } from './video-object.js';

const FACTS = { modelOf: () => 'tiny 1', retentionMs: undefined };

describe('toVideoBody', () => {
  it('has every key of a video object, whatever the state', () => {
    for (const state of ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const)
      expect(Object.keys(toVideoBody(jobView({ state }), FACTS)).sort()).toEqual([
        'completed_at',
        'created_at',
        'error',
        'expires_at',
        'id',
        'model',
        'object',
        'progress',
        'prompt',
        'remixed_from_video_id',
        'seconds',
        'size',
        'status',
      ]);
  });

  it('never says a word that clients do not know', () => {
    const words = (['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const).map(
      (state) => toVideoBody(jobView({ state }), FACTS).status,
    );
    expect(words).toEqual(['queued', 'in_progress', 'completed', 'failed', 'failed', 'failed']);
  });

  it('tells a whole percentage that is 100 only at the end', () => {
    const at = (fraction: number) =>
      toVideoBody(jobView({ state: 'running', progress: { stage: 'denoising', fraction } }), FACTS).progress;
    expect([at(0), at(0.125), at(0.999), at(1)]).toEqual([0, 12, 99, 99]);
    expect(toVideoBody(jobView({ state: 'succeeded' }), FACTS).progress).toBe(100);
    expect(toVideoBody(jobView({ state: 'cancelled' }), FACTS).progress).toBe(100);
  });

  it('says why there is no video, in words that do not change', () => {
    const errorOf = (parts: Parameters<typeof jobView>[0]) => toVideoBody(jobView(parts), FACTS).error;
    expect(errorOf({ state: 'cancelled' })?.code).toBe('cancelled');
    expect(errorOf({ state: 'expired' })?.code).toBe('expired');
    expect(errorOf({ state: 'failed', failure: { code: 'engine_refused', message: 'no' } })).toEqual({
      code: 'invalid_request',
      message: 'no',
    });
    expect(errorOf({ state: 'failed', failure: { code: 'attempts_used_up', message: 'gone' } })?.code).toBe(
      'attempts_used_up',
    );
    expect([errorOf({}), errorOf({ state: 'running' }), errorOf({ state: 'succeeded' })]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('tells times in whole seconds, and when a kept file goes', () => {
    const done = { state: 'succeeded', finishedAt: 5999 } as const;
    const facts = { ...FACTS, retentionMs: 86_400_000 };
    expect(toVideoBody(jobView(done), facts)).toMatchObject({
      created_at: 1,
      completed_at: 5,
      expires_at: 86_405,
    });
    expect(toVideoBody(jobView(done), FACTS).expires_at).toBeNull();
    expect(toVideoBody(jobView({ ...done, starred: true }), facts).expires_at).toBeNull();
    const removed = { at: 9000, reason: 'retention' } as const;
    expect(toVideoBody(jobView({ ...done, filesRemoved: removed }), facts).expires_at).toBe(9);
  });

  it('tells the model that really made it', () => {
    const attempt = { number: 1, device: 'cpu:0', startedAt: 1, model: 'tiny 0' };
    expect(toVideoBody(jobView(), FACTS).model).toBe('tiny 1');
    expect(toVideoBody(jobView({ attempts: [attempt] }), FACTS).model).toBe('tiny 0');
    expect(toVideoBody(jobView(), { ...FACTS, modelOf: () => undefined }).model).toBe('fake');
  });
});

describe('isVideo', () => {
  it('leaves out images and what was deleted', () => {
    expect(isVideo(jobView())).toBe(true);
    expect(isVideo(jobView({ spec: { task: 'text-to-image' } }))).toBe(false);
    expect(isVideo(jobView({ filesRemoved: { at: 1, reason: 'deleted' } }))).toBe(false);
    expect(isVideo(jobView({ filesRemoved: { at: 1, reason: 'retention' } }))).toBe(true);
  });
});

describe('the id of a video', () => {
  it('leads back to its job', () => {
    const id = newJobId();
    expect(toVideoId(id)).toMatch(/^video_[0-9a-f]{32}$/);
    expect(parseVideoId(toVideoId(id))).toBe(id);
  });

  it.each(['', 'video_', 'video_1', '../video', `video_${'0'.repeat(32)}`, newJobId() as string])(
    'is nothing else: %j',
    (text) => {
      expect(parseVideoId(text)).toBeUndefined();
    },
  );

  it('keeps the order of time', () => {
    const ids = ['01890000-0000-7000-8000-000000000000', '01990000-0000-7000-8000-000000000000'] as JobId[];
    expect(ids.map(toVideoId)).toEqual(ids.map(toVideoId).toSorted());
  });
});

describe('pollAfterMs', () => {
  it.each([
    [undefined, 1000],
    [{ low: 2, high: 3 }, 2000],
    [{ low: 0, high: 2 }, 500],
    [{ low: 0, high: 0 }, 100],
    [{ low: 900, high: 1200 }, 5000],
  ])('with the expectation %j is %d', (etaSeconds, expected) => {
    expect(pollAfterMs({ state: 'running', ...(etaSeconds === undefined ? {} : { etaSeconds }) })).toBe(
      expected,
    );
  });

  it('has nothing to say about the end', () => {
    expect(pollAfterMs({ state: 'succeeded' })).toBeUndefined();
  });
});
