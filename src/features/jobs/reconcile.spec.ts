import { describe, expect, it } from 'vitest';
import { EVENTS, recordAfter, VIDEO } from '../../../test/support/job-records.js';
import { applyEvent, isFinal } from './job-fold.js';
import type { JobEvent } from './job-event.js';
import { reconcile, type ReconcileLimits } from './reconcile.js';

const {
  started,
  remote,
  sealed,
  interrupted,
  succeeded,
  failed,
  cancelRequested,
  cancelled,
  expired,
  removed,
  uploadStarted,
  uploaded,
  localCopyRemoved,
} = EVENTS;

const RECORDS: Record<string, JobEvent[]> = {
  queued: [],
  'queued, cancel asked': [cancelRequested()],
  'queued again': [started(), interrupted()],
  running: [started()],
  'running, cancel asked': [started(), cancelRequested()],
  sealed: [started(), sealed()],
  'sealed, cancel asked': [started(), sealed(), cancelRequested()],
  remote: [started(), remote()],
  'remote, cancel asked': [started(), remote(), cancelRequested()],
  'remote, sealed': [started(), remote(), sealed()],
  'remote, sealed, cancel asked': [started(), remote(), sealed(), cancelRequested()],
  'remote, queued again': [started(), remote(), interrupted()],
  'remote, then local': [started(), remote(), interrupted(), started(2)],
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

function decide(
  name: string,
  published: Found,
  work: Found,
  { maxAttempts = 3, canReattach = true }: Partial<ReconcileLimits> = {},
) {
  const record = recordAfter(...(RECORDS[name] ?? []));
  const found = { published: FILES[published], work: FILES[work] };
  const decision = reconcile(record, found, { maxAttempts, canReattach }, 9000);
  const after = decision.events.reduce(applyEvent, record);
  return { ...decision, state: after.state, before: record.state, after };
}

describe('reconciling', () => {
  const names = Object.keys(RECORDS);
  const kinds = Object.keys(FILES) as Found[];
  const all = names.flatMap((name) =>
    kinds.flatMap((published) =>
      kinds.flatMap((work) => [true, false].map((canReattach) => ({ name, published, work, canReattach }))),
    ),
  );

  it.each(all)(
    'leaves nothing open: $name, published $published, work $work, device there $canReattach',
    ({ name, published, work, canReattach }) => {
      const { state, before, next } = decide(name, published, work, { canReattach });

      // Every job is final, waits again, is published right now, or goes on where it is.
      expect(isFinal(state) || ['queue', 'publish', 'reattach'].includes(next)).toBe(true);
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

  it.each(all)(
    'gives nothing away that a server may still have: $name, published $published, work $work, there $canReattach',
    ({ name, published, work, canReattach }) => {
      const { state, before, next } = decide(name, published, work, { canReattach });
      const isOpenAtServer = before === 'running' && name.startsWith('remote') && !name.endsWith('local');

      expect(next === 'queue' && isOpenAtServer && canReattach).toBe(false);
      const isKept = isOpenAtServer && canReattach && state === 'running';
      expect(next === 'reattach' && !isKept).toBe(false);
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

  const done = [started(), sealed(), succeeded()];
  it.each([
    ['half uploaded', [uploadStarted()], 'none', 'failed', 'nothing'],
    ['half uploaded', [uploadStarted()], 'whole', 'succeeded', 'nothing'],
    ['uploaded', [uploadStarted(), uploaded()], 'whole', 'succeeded', 'nothing'],
    ['uploaded', [uploadStarted(), uploaded()], 'none', 'succeeded', 'remove-files'],
    ['uploaded', [uploadStarted(), uploaded()], 'short', 'succeeded', 'remove-files'],
    ['moved', [uploadStarted(), uploaded(), localCopyRemoved()], 'none', 'succeeded', 'nothing'],
    ['moved', [uploadStarted(), uploaded(), localCopyRemoved()], 'whole', 'succeeded', 'remove-files'],
  ] as const)(
    '%s, with published files %#, is judged by where its files are',
    (_, events, published, state, next) => {
      const record = recordAfter(...done, ...events);
      const found = { published: FILES[published], work: undefined };
      const decision = reconcile(record, found, { maxAttempts: 5, canReattach: true }, 9000);
      const after = decision.events.reduce(applyEvent, record);

      expect([after.state, decision.next]).toEqual([state, next]);
      expect(after.state === 'failed' || published !== 'none' || after.localCopyRemoved !== undefined).toBe(
        true,
      );
    },
  );

  it.each([
    ['remote', 'none', true, 'running', 'reattach'],
    ['remote', 'whole', true, 'running', 'reattach'],
    ['remote', 'none', false, 'queued', 'queue'],
    ['remote, cancel asked', 'none', true, 'running', 'reattach'],
    ['remote, cancel asked', 'none', false, 'cancelled', 'nothing'],
    ['remote, sealed', 'whole', true, 'running', 'publish'],
    ['remote, sealed', 'short', true, 'running', 'reattach'],
    ['remote, sealed', 'none', false, 'queued', 'queue'],
    ['remote, sealed, cancel asked', 'whole', true, 'cancelled', 'nothing'],
    ['remote, queued again', 'none', true, 'queued', 'queue'],
    ['remote, then local', 'none', true, 'queued', 'queue'],
  ] as const)(
    '%s with work %s and its device there %s becomes %s, then %s',
    (name, work, canReattach, state, next) => {
      const decision = decide(name, 'none', work, { canReattach });

      expect([decision.state, decision.next]).toEqual([state, next]);
    },
  );

  it('gives up at MAX_ATTEMPTS interruptions, not before', () => {
    expect(decide('running', 'none', 'none', { maxAttempts: 2 }).next).toBe('queue');
    const last = decide('running', 'none', 'none', { maxAttempts: 1 });
    expect([last.next, last.after.failure?.code]).toEqual(['nothing', 'attempts_used_up']);
  });
});
