import { describe, expect, it } from 'vitest';
import { EVENTS, recordAfter } from '../../../test/support/job-records.js';
import type { JobEvent } from './job-event.js';
import { uploadPauseMs, uploadStepOf } from './upload-step.js';

const { started, sealed, succeeded, removed, uploadStarted, uploaded, uploadLost } = EVENTS;
const { localCopyRemoved, objectsRemoved } = EVENTS;
const done = [started(), sealed(), succeeded()];

describe('what object storage wants of a job', () => {
  it.each<[string, JobEvent[], 'upload' | 'remove' | undefined]>([
    ['waits', [], undefined],
    ['has sealed files that are not published', [started(), sealed()], undefined],
    ['is done', done, 'upload'],
    ['was being uploaded', [...done, uploadStarted()], 'upload'],
    ['is uploaded', [...done, uploadStarted(), uploaded()], undefined],
    ['is uploaded, and gone there', [...done, uploadStarted(), uploaded(), uploadLost()], 'upload'],
    ['has moved', [...done, uploadStarted(), uploaded(), localCopyRemoved()], undefined],
    ['was removed before anything was uploaded', [...done, removed()], undefined],
    ['was removed while it was being uploaded', [...done, uploadStarted(), removed()], 'remove'],
    ['was uploaded and removed', [...done, uploadStarted(), uploaded(), removed()], 'remove'],
    ['is gone everywhere', [...done, uploadStarted(), uploaded(), removed(), objectsRemoved()], undefined],
  ])('of one that %s', (_, events, step) => {
    expect(uploadStepOf(recordAfter(...events))).toBe(step);
  });

  it('waits longer with each failure, up to five minutes, and never all at the same moment', () => {
    expect([1, 2, 3, 9, 50].map((failures) => uploadPauseMs(failures, 0.5))).toEqual([
      1000, 2000, 4000, 256_000, 300_000,
    ]);
    expect([uploadPauseMs(3, 0), uploadPauseMs(3, 1)]).toEqual([3000, 5000]);
  });
});
