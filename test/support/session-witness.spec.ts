import { beforeEach, describe, expect, it } from 'vitest';
import { SessionWitness } from './session-witness.js';

const A = { id: 'a', parent: null, prompt: 'a car' };
const B = { id: 'b', parent: 'a', prompt: 'a red car' };

let sut: SessionWitness;
beforeEach(() => {
  sut = new SessionWitness();
  for (const revision of [A, B]) {
    sut.announce('s');
    sut.confirm('s', revision);
  }
});

describe('a witness of sessions', () => {
  it('is content with what it was told', () => {
    expect(sut.check('s', { head: 'b', revisions: [A, B] })).toEqual([]);
  });

  it.each([
    ['a lost revision', { head: 'a', revisions: [A] }],
    ['a revision that has changed', { head: 'b', revisions: [A, { ...B, prompt: 'a blue car' }] }],
    ['a head that moved by itself', { head: 'a', revisions: [A, B] }],
    ['a revision that nobody asked for', { head: 'b', revisions: [A, B, { ...B, id: 'c' }] }],
    ['a lost session', undefined],
  ])('notices %s', (_, now) => {
    expect(sut.check('s', now)).not.toEqual([]);
  });

  it('allows what was asked for and not answered, once', () => {
    const c = { ...B, id: 'c' };
    sut.announce('s');

    expect(sut.check('s', { head: 'c', revisions: [A, B, c] })).toEqual([]);
    expect(sut.check('s', { head: 'b', revisions: [A, B] })).not.toEqual([]);
  });

  it('allows a deletion that was not answered, but not that the session comes back', () => {
    sut.announceDeletion('s');

    expect(sut.check('s', { head: 'b', revisions: [A, B] })).toEqual([]);
    sut.announceDeletion('s');
    expect(sut.check('s', undefined)).toEqual([]);
    expect(sut.check('s', { head: 'b', revisions: [A, B] })).not.toEqual([]);
  });

  it('does not allow a confirmed deletion to be undone', () => {
    sut.announceDeletion('s');
    sut.confirmDeletion('s');

    expect(sut.check('s', { head: 'b', revisions: [A, B] })).not.toEqual([]);
  });
});
