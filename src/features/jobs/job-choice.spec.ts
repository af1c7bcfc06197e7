import { describe, expect, it } from 'vitest';
import { recordAfter, requestOf, SPEC } from '../../../test/support/job-records.js';
import { choicesOf, openChoices, usedChoice } from './job-choice.js';
import type { JobEvent } from './job-event.js';
import { foldJob } from './job-fold.js';
import type { AttemptProblem } from './job.types.js';

const alternatives = [
  { engine: 'second', spec: { ...SPEC, width: 32 } },
  { engine: 'third', spec: { ...SPEC, steps: 9 } },
];
const request = requestOf({ engine: 'first', alternatives });

function recordWith(...events: JobEvent[]) {
  const record = foldJob([{ type: 'submitted', at: 1, request }, ...events]);
  if (record === undefined) throw new Error('a submission always folds');
  return record;
}

const started = (engine: string, attempt = 1): JobEvent => ({
  type: 'attempt-started',
  at: 2,
  attempt,
  device: `${engine}:0`,
  engine,
  model: `${engine} 1`,
});
const endedBy = (reason: AttemptProblem, attempt = 1): JobEvent => ({
  type: 'attempt-ended',
  at: 3,
  attempt,
  reason,
  message: 'because',
});
const names = (record: ReturnType<typeof recordWith>, isRemote = true) =>
  openChoices(record, () => isRemote).map(({ engine }) => engine);

describe('the engines of a job', () => {
  it('are in order, the first one first', () => {
    expect(choicesOf(request).map(({ engine }) => engine)).toEqual(['first', 'second', 'third']);
  });

  it('are told apart: what really ran, with its values, its model and the seed that it used', () => {
    const sealed: JobEvent = {
      type: 'output-sealed',
      at: 3,
      attempt: 1,
      generatedAt: 3,
      stageMs: {},
      artifacts: [{ role: 'video', fileName: 'video.mp4', size: 1, sha256: 'a'.repeat(64), crc32: 1 }],
      seed: 99,
    };

    expect(usedChoice(recordWith())).toEqual({ engine: 'first', spec: SPEC });
    expect(usedChoice(recordWith(started('second'), sealed))).toEqual({
      engine: 'second',
      spec: { ...SPEC, width: 32, seed: 99 },
      model: 'second 1',
    });
  });

  it('of a record without engines in its attempts are that of the request', () => {
    const old = recordAfter({ type: 'attempt-started', at: 2, attempt: 1, device: 'sim:0' });

    expect(usedChoice(old)).toEqual({ engine: 'sim', spec: SPEC });
  });

  it.each(['not-accepted', 'lost', 'shutdown'] as const)('are all open again after %s', (reason) => {
    expect(names(recordWith(started('second'), endedBy(reason)))).toEqual(['first', 'second', 'third']);
  });

  it.each(['failed', 'device-fault', 'interrupted'] as const)(
    'are only the one that may still be at work after %s',
    (reason) => {
      expect(names(recordWith(started('second'), endedBy(reason)))).toEqual(['second']);
    },
  );

  it('are open after a fault of this machine, whose worker is surely gone', () => {
    expect(names(recordWith(started('second'), endedBy('device-fault')), false)).toHaveLength(3);
    expect(names(recordWith(started('second'), endedBy('failed')), false)).toEqual(['second']);
  });
});
