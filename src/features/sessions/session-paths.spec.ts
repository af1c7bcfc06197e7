import { describe, expect, it } from 'vitest';
import { SessionPaths } from './session-paths.js';

const ID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

describe('the name of a file', () => {
  it('leads to a session only if it is an id and nothing else', () => {
    expect(SessionPaths.idOf(`${ID}.jsonl`)).toBe(ID);
  });

  it.each([
    '.gitkeep',
    'portal.json',
    ID,
    `${ID}.damaged-1`,
    `x${ID}.jsonl`,
    `${ID.toUpperCase()}.jsonl`,
    '.jsonl',
  ])('leads to none: %s', (name) => {
    expect([SessionPaths.idOf(name), SessionPaths.isLeftover(name)]).toEqual([undefined, false]);
  });

  it('tells what a rewrite left behind', () => {
    expect([`.tmp-${ID}.jsonl`, '.tmp-notes'].map((name) => SessionPaths.isLeftover(name))).toEqual([
      true,
      false,
    ]);
  });
});
