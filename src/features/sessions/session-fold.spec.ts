import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revised } from '../../../test/support/session-bench.js';
import { newRevisionId, newSessionId, type RevisionId } from '../../kernel/ids.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';
import type { SessionEvent } from './session-event.js';
import { applyEvent, foldSession, headOf, pathOf, redoTarget, titleOf, undoTarget } from './session-fold.js';
import type { Session } from './session.types.js';

const ID = newSessionId();
const OPENED: SessionEvent = { type: 'opened', at: 1, id: ID, owner: 'me' };
/** Letters for ids, so that a tree can be read. */
const IDS = new Map<string, RevisionId>();
function idOf(name: string): RevisionId {
  const id = IDS.get(name) ?? newRevisionId();
  IDS.set(name, id);
  return id;
}

function revision(name: string, parent: string | null, at = 2): SessionEvent {
  const id = idOf(name);
  return {
    type: 'revised',
    at,
    revision: {
      ...revised(name),
      id,
      parent: parent === null ? null : idOf(parent),
      createdAt: at,
    },
  };
}

function move(to: string, by: 'undo' | 'redo' | 'restore' = 'restore'): SessionEvent {
  return { type: 'moved', at: 3, to: idOf(to), by };
}

function fold(...events: SessionEvent[]): Session {
  const session = foldSession([OPENED, ...events]);
  if (session === undefined) throw new Error('it does not fold');
  return session;
}

const prompts = (session: Session) => pathOf(session).map(({ prompt }) => prompt);
const nameOf = (session: Session, id: RevisionId | undefined) =>
  id === undefined ? undefined : session.revisions.get(id)?.prompt;

describe('a session', () => {
  it('is empty when it has been opened', () => {
    const session = fold();

    expect(session).toMatchObject({ id: ID, owner: 'me', createdAt: 1, lastUsedAt: 1, head: undefined });
    expect([session.revisions.size, headOf(session), pathOf(session), titleOf(session)]).toEqual([
      0,
      undefined,
      [],
      '',
    ]);
  });

  it('is none without its opening', () => {
    expect([foldSession([]), foldSession([revision('a', null)])]).toEqual([undefined, undefined]);
  });

  it('has every new revision as its head', () => {
    expect(prompts(fold(revision('a', null), revision('b', 'a')))).toEqual(['a', 'b']);
  });

  it('branches off from where the head was moved to, and keeps the other branch', () => {
    const session = fold(revision('a', null), revision('b', 'a'), move('a', 'undo'), revision('c', 'a'));

    expect(prompts(session)).toEqual(['a', 'c']);
    expect([...session.revisions.values()].map(({ prompt }) => prompt)).toEqual(['a', 'b', 'c']);
  });

  it('begins anew with a revision that has no parent', () => {
    const session = fold(revision('a', null), revision('b', 'a'), revision('n', null));

    expect([prompts(session), undoTarget(session)]).toEqual([['n'], undefined]);
  });

  it('redoes into the branch that was left last', () => {
    const tree = [revision('a', null), revision('b', 'a'), move('a', 'undo'), revision('c', 'a')];

    const afterUndo = fold(...tree, move('a', 'undo'));
    const afterVisit = fold(...tree, move('b'), move('a', 'undo'));

    expect([nameOf(afterUndo, redoTarget(afterUndo)), nameOf(afterVisit, redoTarget(afterVisit))]).toEqual([
      'c',
      'b',
    ]);
  });

  it('redoes all the way back down to where a jump to the first revision came from', () => {
    const deep = [revision('a', null), revision('b', 'a'), revision('c', 'b'), revision('d', 'a')];
    const session = fold(...deep, move('c'), move('a'), move('b', 'redo'));

    expect(nameOf(session, redoTarget(session))).toBe('c');
  });

  it('keeps its head, and what redo leads to, where a revision is put aside', () => {
    const before = fold(revision('a', null), revision('b', 'a'), move('a', 'undo'));
    const session = applyEvent(before, { ...revision('x', 'a'), aside: true } as SessionEvent);

    expect([session.head, session.redoTargets]).toEqual([before.head, before.redoTargets]);
    expect([...session.revisions.values()].map(({ prompt }) => prompt)).toEqual(['a', 'b', 'x']);
  });

  it('knows nothing to redo at the end of a branch, nor to undo at its first revision', () => {
    const session = fold(revision('a', null));

    expect([undoTarget(session), redoTarget(session)]).toEqual([undefined, undefined]);
  });

  it('is not changed by a revision of an unknown parent, one that is there, or a move to nowhere', () => {
    const session = fold(revision('a', null));

    for (const event of [revision('z', 'unknown'), revision('a', null), move('nowhere')]) {
      expect({ ...applyEvent(session, event), lastUsedAt: 2 }).toEqual(session);
    }
  });

  it('was last used at its latest event, even if the clock was set back', () => {
    expect(fold(revision('a', null, 50), { type: 'used', at: 20 }).lastUsedAt).toBe(50);
  });

  it('is named by the beginning of its first prompt, cut between characters', () => {
    const session = fold(revision(`two\n\nlines ${'🚗'.repeat(100)}`, null));

    expect(titleOf(session)).toBe(`two lines ${'🚗'.repeat(70)}`);
  });
});

/** A number in each step chooses among the revisions that are there. */
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('append', 'branch', 'aside', 'anew', 'undo', 'redo', 'restore', 'used'),
    pick: fc.nat(),
  }),
  { maxLength: 60 },
);

function eventOf(session: Session, { kind, pick }: { kind: string; pick: number }): SessionEvent | undefined {
  const ids = [...session.revisions.keys()];
  const any = ids[pick % Math.max(ids.length, 1)];
  const made = (parent: RevisionId | null): SessionEvent => {
    const id = newRevisionId();
    return { type: 'revised', at: 5, revision: { ...revised(id), id, parent, createdAt: 5 } };
  };
  const moved = (to: RevisionId | undefined, by: 'undo' | 'redo' | 'restore'): SessionEvent | undefined =>
    to === undefined ? undefined : { type: 'moved', at: 5, to, by };
  switch (kind) {
    case 'append':
      return made(session.head ?? null);
    case 'branch':
      return made(any ?? null);
    case 'aside':
      return { ...made(any ?? null), aside: true } as SessionEvent;
    case 'anew':
      return made(null);
    case 'undo':
      return moved(undoTarget(session), 'undo');
    case 'redo':
      return moved(redoTarget(session), 'redo');
    case 'restore':
      return moved(any, 'restore');
    default:
      return { type: 'used', at: 5 };
  }
}

function play(choices: readonly { kind: string; pick: number }[]) {
  const events: SessionEvent[] = [OPENED];
  let session = fold();
  for (const choice of choices) {
    const event = eventOf(session, choice);
    if (event === undefined) continue;
    events.push(event);
    session = applyEvent(session, event);
  }
  return { events, session };
}

describe('whatever was done in a session', () => {
  it('n times undo and n times redo change nothing', () => {
    fc.assert(
      fc.property(steps, fc.nat(20), (choices, times) => {
        const { session } = play(choices);
        let now = session;
        let undone = 0;
        for (; undone < times; undone += 1) {
          const event = eventOf(now, { kind: 'undo', pick: 0 });
          if (event === undefined) break;
          now = applyEvent(now, event);
        }
        for (let again = 0; again < undone; again += 1) {
          const event = eventOf(now, { kind: 'redo', pick: 0 });
          if (event === undefined) throw new Error('there is nothing to redo');
          now = applyEvent(now, event);
        }
        expect({ ...now, lastUsedAt: 0 }).toEqual({ ...session, lastUsedAt: 0 });
      }),
    );
  });

  it('its journal, written and read, folds to the state that was lived', () => {
    fc.assert(
      fc.property(steps, (choices) => {
        const { events, session } = play(choices);
        const text = events.map((event) => encodeEvent(event).line).join('');
        expect(foldSession(decodeJournal(text).events)).toEqual(session);
      }),
    );
  });

  it('every revision above the head leads back to it by redo', () => {
    fc.assert(
      fc.property(steps, (choices) => {
        const { session } = play(choices);
        const path = pathOf(session);
        const targets = path.slice(0, -1).map(({ id }) => session.redoTargets.get(id));
        expect(targets).toEqual(path.slice(1).map(({ id }) => id));
      }),
    );
  });
});
