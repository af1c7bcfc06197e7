import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, recordAfter } from '../../../test/support/job-records.js';
import { type JobEvent, jobEventSchema } from './job-event.js';
import { applyEvent, foldJob, isFinal } from './job-fold.js';
import type { JobState } from './job.types.js';

const {
  started,
  remote,
  withdrawn,
  sealed,
  interrupted,
  succeeded,
  failed,
  cancelRequested,
  cancelled,
  expired,
  removed,
  starred,
  uploadStarted,
  uploaded,
  uploadLost,
  localCopyRemoved,
  objectsRemoved,
  rated,
} = EVENTS;

/** The events on the way to each state. */
const WAYS: Record<JobState, JobEvent[]> = {
  queued: [],
  running: [started()],
  succeeded: [started(), sealed(), succeeded()],
  failed: [started(), failed()],
  cancelled: [started(), cancelled()],
  expired: [expired()],
};

/** Where each event leads from each state; nothing said means that the state stays. */
const STEPS: [from: JobState, event: JobEvent, to: JobState][] = [
  ['queued', started(), 'running'],
  ['queued', failed(), 'failed'],
  ['queued', cancelled(), 'cancelled'],
  ['queued', expired(), 'expired'],
  ['running', interrupted(), 'queued'],
  ['running', withdrawn(), 'queued'],
  ['running', failed(), 'failed'],
  ['running', cancelled(), 'cancelled'],
  ['succeeded', { type: 'failed', at: 9, code: 'artifact_missing', message: 'gone' }, 'failed'],
];

const ALL_EVENTS: JobEvent[] = [
  started(1),
  started(2),
  remote(1),
  remote(2),
  withdrawn(1),
  withdrawn(2),
  sealed(1),
  sealed(2),
  interrupted(1),
  interrupted(2),
  succeeded(1),
  succeeded(2),
  failed(),
  cancelRequested(),
  cancelled(),
  expired(),
  removed(),
  starred(),
  uploadStarted(),
  uploaded(),
  uploadLost(),
  localCopyRemoved(),
  objectsRemoved(),
  rated(4),
  rated(null),
];

describe('the record of a job', () => {
  it.each(STEPS)('steps from %s by %o to %s', (from, event, to) => {
    expect(applyEvent(recordAfter(...WAYS[from]), event).state).toBe(to);
  });

  it('remembers the newest rating, and that it was taken back', () => {
    expect(recordAfter(rated(4), rated(2)).rating).toBe(2);
    expect(recordAfter(rated(4), rated(null))).not.toHaveProperty('rating');
  });

  it('knows of each attempt what its engine remarked on the prompt', () => {
    const remarked: JobEvent = {
      type: 'attempt-started',
      at: 2000,
      attempt: 1,
      device: 'sim:0',
      remark: 'no fjords',
    };
    expect(jobEventSchema.parse(JSON.parse(JSON.stringify(remarked)))).toEqual(remarked);
    const { attempts } = recordAfter(remarked, EVENTS.interrupted(), EVENTS.started(2));
    expect(attempts.map(({ remark }) => remark)).toEqual(['no fjords', undefined]);
  });

  it('goes from running to succeeded only with sealed files', () => {
    expect(recordAfter(started(), succeeded()).state).toBe('running');
    expect(recordAfter(started(), sealed(), succeeded()).state).toBe('succeeded');
  });

  it.each(['failed', 'cancelled', 'expired'] as const)('%s is the end, whatever comes', (state) => {
    const record = recordAfter(...WAYS[state]);
    for (const event of ALL_EVENTS) {
      const after = applyEvent(record, event);

      expect(after.state).toBe(state);
      expect([after.attempts, after.artifacts, after.failure, after.finishedAt]).toEqual([
        record.attempts,
        record.artifacts,
        record.failure,
        record.finishedAt,
      ]);
    }
  });

  it('never goes back from a final state, in any order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALL_EVENTS), { maxLength: 12 }), (events) => {
        let record = recordAfter();
        for (const event of events) {
          const before = record;
          record = applyEvent(record, event);
          if (!isFinal(before.state)) continue;
          expect([before.state, before.state === 'succeeded' ? 'failed' : before.state]).toContain(
            record.state,
          );
        }
        expect(record.state === 'succeeded' ? record.artifacts.length : 1).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('never loses sight of the only copy, in any order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALL_EVENTS), { maxLength: 30 }), (events) => {
        let record = recordAfter(started(), sealed(), succeeded());
        for (const event of events) {
          record = applyEvent(record, event);
          if (record.state !== 'succeeded' || record.filesRemoved !== undefined) continue;
          const isOnDisk = record.localCopyRemoved === undefined;
          expect(isOnDisk || record.objects?.uploadedAt !== undefined).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does not hear late events of an attempt that was given up', () => {
    const second = recordAfter(started(1), interrupted(1), started(2));

    for (const late of [sealed(1), succeeded(1), interrupted(1), started(1)]) {
      expect(applyEvent(second, late)).toBe(second);
    }
    const sealedBySecond = applyEvent(second, sealed(2));
    expect(applyEvent(sealedBySecond, succeeded(1)).state).toBe('running');
    expect(applyEvent(sealedBySecond, succeeded(2)).state).toBe('succeeded');
  });

  it('does not fail by an attempt that was given up, only by the one that runs', () => {
    const failedIn = (attempt: number) => ({ ...failed(), attempt });
    expect(recordAfter(started(1), interrupted(1), failedIn(1)).state).toBe('queued');
    expect(recordAfter(started(1), interrupted(1), started(2), failedIn(1)).state).toBe('running');
    expect(recordAfter(started(1), failedIn(1)).state).toBe('failed');
    // Its start could not be written down: the disk was full.
    expect(recordAfter(failedIn(1)).state).toBe('failed');
  });

  it('forgets sealed files when their attempt ends without a result', () => {
    expect(recordAfter(started(), sealed(), interrupted()).artifacts).toEqual([]);
    expect(recordAfter(started(), sealed(), failed()).artifacts).toEqual([]);
  });

  it('takes a repeated wish for what it is', () => {
    const wished = recordAfter(started(), cancelRequested());
    expect(applyEvent(wished, cancelRequested())).toBe(wished);

    const gone = recordAfter(...WAYS.succeeded, removed());
    expect(applyEvent(gone, { type: 'files-removed', at: 9999, reason: 'deleted' })).toBe(gone);
  });

  it('keeps the files of a job that is not final', () => {
    const running = recordAfter(...WAYS.running);
    expect(applyEvent(running, removed())).toBe(running);
  });

  it('needs a submission to begin with', () => {
    expect(foldJob([])).toBeUndefined();
    expect(foldJob([started()])).toBeUndefined();
  });

  it('keeps its request, whatever is submitted again', () => {
    const record = recordAfter();
    const other = recordAfter();
    expect(applyEvent(record, { type: 'submitted', at: 1, request: other.request })).toBe(record);
  });
});
