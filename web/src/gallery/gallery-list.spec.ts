import { describe, expect, it } from 'vitest';
import { sampleJob } from '../api/samples.js';
import type { Job, JobList } from '../api/types.js';
import { EMPTY_LIST, NO_FILTER, withEvent, withNewest, withPage } from './gallery-list.js';

const job = (id: string, values: Partial<Job> = {}) => sampleJob({ id, ...values });
const page = (next_cursor: string | null, ...ids: string[]): JobList => ({
  items: ids.map((id) => job(id)),
  next_cursor,
});
const known = withPage(EMPTY_LIST, page('5', '7', '6', '5'));

describe('the list of the gallery', () => {
  it('grows page by page, newest first, each job once', () => {
    const list = withPage(known, page(null, '5', '4'));
    expect([list.ids, list.cursor]).toEqual([['7', '6', '5', '4'], null]);
  });

  it('takes a new job in at its place, and a change where it is', () => {
    const list = withEvent(withEvent(known, job('8'), NO_FILTER), job('6', { state: 'running' }), NO_FILTER);
    expect(list.ids).toEqual(['8', '7', '6', '5']);
    expect(list.jobs.get('6')?.state).toBe('running');
  });

  it('leaves what lies behind its last page to that page', () => {
    expect(withEvent(known, job('3'), NO_FILTER)).toBe(known);
  });

  it('takes in only what the filter asks for, and lets nothing vanish', () => {
    const filter = { ...NO_FILTER, search: 'RED', isStarred: true };
    expect(withEvent(known, job('8', { prompt: 'a red ball' }), filter).ids).toEqual(known.ids);
    const starred = withEvent(known, job('8', { prompt: 'a red ball', starred: true }), filter);
    expect(starred.ids[0]).toBe('8');
    expect(withEvent(starred, job('8', { prompt: 'a red ball' }), filter).ids[0]).toBe('8');
  });

  it('never takes a job back from its end', () => {
    const ended = withEvent(known, job('6', { state: 'succeeded' }), NO_FILTER);
    expect(withEvent(ended, job('6', { state: 'running' }), NO_FILTER).jobs.get('6')?.state).toBe(
      'succeeded',
    );
  });

  it('adds what is new after a lost connection, and begins anew where too much is', () => {
    const few = withNewest(known, page('6', '8', '7', '6'));
    expect([few.ids, few.cursor]).toEqual([['8', '7', '6', '5'], '5']);
    const many = withNewest(known, page('91', '93', '92', '91'));
    expect([many.ids, many.cursor]).toEqual([['93', '92', '91'], '91']);
  });
});
