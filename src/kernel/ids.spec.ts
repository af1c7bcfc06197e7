import { v4 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { newBatchId, newJobId, parseBatchId, parseJobId, shardOf } from './ids.js';

describe('ids', () => {
  it('rise with time, also within one millisecond', () => {
    const ids = Array.from({ length: 1000 }, () => newJobId());

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
  });

  it('are recognised', () => {
    const [job, batch] = [newJobId(), newBatchId()];

    expect([parseJobId(job), parseBatchId(batch)]).toEqual([job, batch]);
  });

  it.each([
    '',
    'job_0',
    v4(),
    newJobId().toUpperCase(),
    `${newJobId()}/..`,
    `../${newJobId()}`,
    ` ${newJobId()}`,
    `${newJobId()}\n`,
    `{${newJobId()}}`,
    `${newJobId().slice(0, -1)}*`,
  ])('are nothing else, such as %j', (text) => {
    expect([parseJobId(text), parseBatchId(text)]).toEqual([undefined, undefined]);
  });

  it('lie in folders that are plain names', () => {
    expect(shardOf(newJobId())).toMatch(/^[0-9a-f]{6}$/);
  });
});
