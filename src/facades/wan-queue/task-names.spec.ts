import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFileName, newTaskId } from './task-names.js';

const AT = new Date(2024, 7, 15, 12, 34, 56, 789);

describe('the id of a task', () => {
  it('is made of the local time, to the microsecond', () => {
    expect(newTaskId(AT)).toMatch(/^task_20240815_123456_789\d{3}$/);
    expect(newTaskId(new Date(2024, 0, 2, 3, 4, 5, 0))).toMatch(/^task_20240102_030405_000\d{3}$/);
  });
});

describe('the name of a result', () => {
  it('begins with the task that was named', () => {
    expect(newFileName('t2v-1.3B', AT)).toMatch(/^t2v-1\.3B_20240815_123456_[0-9a-f-]{36}\.mp4$/);
  });

  it('is one plain name that can be downloaded, whatever the task is', () => {
    for (const task of [
      '../../etc/passwd',
      '..',
      '',
      '/',
      'a\\b',
      '\0',
      '日本',
      '-rf',
      '.hidden',
      'x'.repeat(500),
    ])
      expect(newFileName(task, AT)).toMatch(
        /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}_20240815_123456_[0-9a-f-]{36}\.mp4$/,
      );
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (task) => {
        const name = newFileName(task, AT);
        expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*\.mp4$/);
        expect(name).not.toContain('..');
      }),
    );
  });

  it('is never the same twice', () => {
    const names = Array.from({ length: 100 }, () => newFileName('t', AT));
    expect(new Set(names).size).toBe(100);
  });
});
