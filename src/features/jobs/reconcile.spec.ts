import { describe, expect, it } from 'vitest';
import { EVENTS, recordAfter, VIDEO } from '../../../test/support/job-records.js';
import { applyEvent, isFinal } from './job-fold.js';
import type { JobEvent } from './job-event.js';
import { reconcile } from './reconcile.js';

const { started, sealed, interrupted, succeeded, failed, cancelRequested, cancelled, expired, removed } =
  EVENTS;

const RECORDS: Record<string, JobEvent[]> = {
  queued: [],
  'queued, cancel asked': [cancelRequested()],
  'queued again': [started(), interrupted()],
  running: [started()],
  'running, cancel asked': [started(), cancelRequested()],
  sealed: [started(), sealed()],
  'sealed, cancel asked': [started(), sealed(), cancelRequested()],
  succeeded: [started(), sealed(), succeeded()],
  'succeeded, removed': [started(), sealed(), succeeded(), removed()],
  failed: [started(), failed()],
  cancelled: [cancelled()],
  expired: [expired()],
};

const FILES = {
  none: undefined,
  whole: new Map([[VIDEO.fileName, VIDEO.size]]),
  short: new Map([[VIDEO.fileName, VIDEO.size - 1]]),
  empty: new Map<string, number>(),
};
type Found = keyof typeof FILES;

function decide(name: string, published: Found, work: Found, maxAttempts = 3) {
  const record = recordAfter(...(RECORDS[name] ?? []));
  const found = { published: FILES[published], work: FILES[work] };
  const decision = reconcile(record, found, { maxAttempts }, 9000);
  const after = decision.events.reduce(applyEvent, record);
  return { ...decision, state: after.state, before: record.state, after };
}

describe('reconciling', () => {
  const names = Object.keys(RECORDS);
  const kinds = Object.keys(FILES) as Found[];
  const all = names.flatMap((name) =>
    kinds.flatMap((published) => kinds.map((work) => ({ name, published, work }))),
  );

  it.each(all)(
    'leaves nothing open: $name, published $published, work $work',
    ({ name, published, work }) => {
      const { state, before, next } = decide(name, published, work);

      // Every job is final, waits again, or is published right now.
      expect(isFinal(state) || next === 'queue' || next === 'publish').toBe(true);
      // A result is told if and only if its whole file is visible.
      const isResult = state === 'succeeded' && name !== 'succeeded, removed';
      expect(!isResult || published === 'whole').toBe(true);
      // What was final stays as it is; only a missing file turns success into failure.
      const isKept = state === before || (before === 'succeeded' && state === 'failed');
      expect(!isFinal(before) || isKept).toBe(true);
      // Files that count for nothing do not stay visible.
      const isStray =
        isFinal(before) && published !== 'none' && (before !== 'succeeded' || name.endsWith('removed'));
      expect(next === 'remove-files').toBe(isStray);
    },
  );

  it.each([
    ['queued', 'none', 'none', 'queued', 'queue'],
    ['queued again', 'none', 'whole', 'queued', 'queue'],
    ['running', 'none', 'whole', 'queued', 'queue'],
    ['sealed', 'whole', 'none', 'succeeded', 'adopt'],
    ['sealed', 'none', 'whole', 'running', 'publish'],
    ['sealed', 'none', 'short', 'queued', 'queue'],
    ['sealed', 'short', 'none', 'queued', 'queue'],
    ['sealed, cancel asked', 'whole', 'none', 'succeeded', 'adopt'],
    ['sealed, cancel asked', 'none', 'whole', 'cancelled', 'nothing'],
    ['running, cancel asked', 'none', 'none', 'cancelled', 'nothing'],
    ['succeeded', 'none', 'none', 'failed', 'nothing'],
    ['succeeded', 'short', 'none', 'failed', 'nothing'],
    ['succeeded, removed', 'whole', 'none', 'succeeded', 'remove-files'],
  ] as const)(
    '%s with published %s and work %s becomes %s, then %s',
    (name, published, work, state, next) => {
      const decision = decide(name, published, work);

      expect([decision.state, decision.next]).toEqual([state, next]);
    },
  );

  it('gives up at MAX_ATTEMPTS interruptions, not before', () => {
    expect(decide('running', 'none', 'none', 2).next).toBe('queue');
    const last = decide('running', 'none', 'none', 1);
    expect([last.next, last.after.failure?.code]).toEqual(['nothing', 'attempts_used_up']);
  });
});
