import { describe, expect, it } from 'vitest';
import { JobLine } from './job-line.js';

describe('JobLine', () => {
  it('has the job first that came first', () => {
    const sut = new JobLine();
    const [one, other] = [sut.enter(), sut.enter()];
    expect([sut.length, one.isFirst, other.isFirst]).toEqual([2, true, false]);
  });

  it('tells the next one when it becomes the first', () => {
    const sut = new JobLine();
    const told: string[] = [];
    const [one, other, last] = [sut.enter(), sut.enter(), sut.enter()];
    other.whenFirst = () => told.push('other');
    last.whenFirst = () => told.push('last');
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    expect([told, sut.length, other.isFirst]).toEqual([['other'], 2, true]);
  });

  it('tells nothing when a job leaves from behind another', () => {
    const sut = new JobLine();
    const told: string[] = [];
    const [one, other] = [sut.enter(), sut.enter()];
    one.whenFirst = () => told.push('one');
    other[Symbol.dispose]();
    one[Symbol.dispose]();
    expect([told, sut.length]).toEqual([[], 0]);
  });
});
