import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleJob } from '../api/samples.js';
import type { Job, JobList } from '../api/types.js';
import { EMPTY_LIST, type GalleryList, NO_FILTER, withEvent, withNewest, withPage } from './gallery-list.js';

const job = (id: string, values: Partial<Job> = {}) => sampleJob({ id, ...values });
const page = (next_cursor: string | null, ...ids: string[]): JobList => ({
  items: ids.map((id) => job(id)),
  next_cursor,
});
const idsOf = ({ jobs }: GalleryList) => jobs.map(({ id }) => id);
const stateOf = ({ jobs }: GalleryList, wanted: string) => jobs.find(({ id }) => id === wanted)?.state;
const known = withPage(EMPTY_LIST, page('5', '7', '6', '5'));

describe('the list of the gallery', () => {
  it('grows page by page, newest first, each job once', () => {
    const list = withPage(known, page(null, '5', '4'));
    expect([idsOf(list), list.cursor]).toEqual([['7', '6', '5', '4'], null]);
  });

  it('takes a new job in at its place, and a change where it is', () => {
    const list = withEvent(withEvent(known, job('8'), NO_FILTER), job('6', { state: 'running' }), NO_FILTER);
    expect(idsOf(list)).toEqual(['8', '7', '6', '5']);
    expect(stateOf(list, '6')).toBe('running');
  });

  it('leaves what lies behind its last page to that page', () => {
    expect(withEvent(known, job('3'), NO_FILTER)).toBe(known);
  });

  it('takes in only what the filter asks for, and lets nothing vanish', () => {
    const filter = { ...NO_FILTER, search: 'RED', isStarred: true };
    expect(withEvent(known, job('8', { prompt: 'a red ball' }), filter)).toBe(known);
    const starred = withEvent(known, job('8', { prompt: 'a red ball', starred: true }), filter);
    expect(starred.jobs[0]?.id).toBe('8');
    expect(withEvent(starred, job('8', { prompt: 'a red ball' }), filter).jobs[0]?.id).toBe('8');
  });

  it('never takes a job back from its end', () => {
    const ended = withEvent(known, job('6', { state: 'succeeded' }), NO_FILTER);
    expect(stateOf(withEvent(ended, job('6', { state: 'running' }), NO_FILTER), '6')).toBe('succeeded');
  });

  it('keeps its order and holds each job once, in whatever order jobs come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 100, max: 999 }).map(String))), (pages) => {
        const list = pages.reduce((sum, ids) => withPage(sum, page(null, ...ids)), EMPTY_LIST);
        expect(idsOf(list)).toEqual([...new Set(pages.flat())].sort().toReversed());
      }),
    );
  });

  it('adds what is new after a lost connection, and begins anew where too much is', () => {
    const few = withNewest(known, page('6', '8', '7', '6'));
    expect([idsOf(few), few.cursor]).toEqual([['8', '7', '6', '5'], '5']);
    const many = withNewest(known, page('91', '93', '92', '91'));
    expect([idsOf(many), many.cursor]).toEqual([['93', '92', '91'], '91']);
  });
});
