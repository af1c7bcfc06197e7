import { describe, expect, it } from 'vitest';
import { batchId, jobId } from '../../../test/support/job-records.js';
import { findExpired } from './expiry.js';

const batch = batchId();
const waiting = (number: number, since = 0, ofBatch?: typeof batch) => ({
  id: jobId(number),
  engines: ['sim', 'more'],
  batch: ofBatch,
  since,
});
const running = (number: number, ofBatch?: typeof batch, engine = 'sim') => ({
  id: jobId(number),
  engine,
  batch: ofBatch,
});

describe('expiry', () => {
  it('comes after the limit, not at it', () => {
    expect(findExpired([waiting(1)], [], 300, 300)).toEqual([]);
    expect(findExpired([waiting(1)], [], 300, 301)).toEqual([waiting(1)]);
  });

  it('spares a job while an older one makes progress on its devices', () => {
    expect(findExpired([waiting(2)], [running(1)], 300, 999)).toEqual([]);
    expect(findExpired([waiting(2)], [running(1, undefined, 'more')], 300, 999)).toEqual([]);
    expect(findExpired([waiting(2)], [running(3)], 300, 999)).toEqual([waiting(2)]);
    expect(findExpired([waiting(2)], [running(1, undefined, 'other')], 300, 999)).toEqual([waiting(2)]);
  });

  it('spares a job while its own batch makes progress, also by a younger job', () => {
    expect(findExpired([waiting(2, 0, batch)], [running(3, batch)], 300, 999)).toEqual([]);
    expect(findExpired([waiting(2, 0, batch)], [running(3, batchId())], 300, 999)).toHaveLength(1);
  });

  it('counts from the moment at which the waiting began', () => {
    expect(findExpired([waiting(1, 900), waiting(2, 100)], [], 300, 1000)).toEqual([waiting(2, 100)]);
  });
});
