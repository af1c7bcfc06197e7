import { describe, expect, it } from 'vitest';
import { loadTuneDraft, saveTuneDraft } from './tune-storage.js';
import { emptyTuneDraft, tuneReducer } from './tune.reducer.js';
import type { Proposal, Step, TuneAction, TuneDraft } from './tune-draft.types.js';

const report = { kept: ['a cat'], added: ['soft light'], changed: [], dropped: [], putBack: [] };
const compared = {
  diff: [{ kind: 'same', text: 'a cat' } as const],
  report,
  provider: 'builtin',
  degraded: false,
  protectedTexts: [{ kind: 'name', text: 'Tom' } as const],
};
const proposal: Omit<Proposal, 'edited'> = { original: 'a cat', enhanced: 'a cat, soft light', ...compared };
const step: Step = {
  revisionId: 'r1',
  title: 'Initial prompt',
  changes: [],
  diff: [],
  report,
  provider: 'builtin',
  degraded: false,
};
const after = (...actions: TuneAction[]): TuneDraft => actions.reduce(tuneReducer, emptyTuneDraft());
const begun: TuneAction = { type: 'stepped', sessionId: 's', step, done: 'begin' };

describe('a proposal', () => {
  it('leaves the idea alone, whether it is edited or refused', () => {
    const draft = after(
      { type: 'idea-typed', text: 'a cat' },
      { type: 'proposed', proposal },
      { type: 'proposal-edited', text: 'a cat, hard light' },
    );
    expect([draft.idea, draft.proposal?.enhanced, draft.proposal?.edited]).toEqual([
      'a cat',
      'a cat, soft light',
      'a cat, hard light',
    ]);
    expect(tuneReducer(draft, { type: 'proposal-refused' })).toMatchObject({
      idea: 'a cat',
      proposal: undefined,
    });
  });

  it('takes a comparison only of the text that was compared', () => {
    const edited = after({ type: 'proposed', proposal }, { type: 'proposal-edited', text: 'x' });
    const late = tuneReducer(edited, { type: 'proposal-compared', text: 'w', proposal: compared });
    expect(late.proposal?.edited).toBe('x');
    const done = tuneReducer(edited, {
      type: 'proposal-compared',
      text: 'x',
      proposal: { ...compared, provider: 'user' },
    });
    expect(done.proposal).toMatchObject({
      enhanced: 'x',
      edited: undefined,
      provider: 'user',
      original: 'a cat',
    });
  });
});

describe('a template', () => {
  it('can be taken off again, until something is typed', () => {
    const laid = after(
      { type: 'idea-typed', text: 'a cat' },
      { type: 'template-laid', original: 'a cat', prompt: 'Noir. a cat', negative: 'colour' },
    );
    expect([laid.idea, laid.negative]).toEqual(['Noir. a cat', 'colour']);
    expect(tuneReducer(laid, { type: 'template-taken-off' }).idea).toBe('a cat');
    const typed = tuneReducer(laid, { type: 'idea-typed', text: 'Noir. a black cat' });
    expect(tuneReducer(typed, { type: 'template-taken-off' }).idea).toBe('Noir. a black cat');
  });

  it('is not laid over what was typed meanwhile', () => {
    const draft = after(
      { type: 'idea-typed', text: 'a dog' },
      { type: 'template-laid', original: 'a cat', prompt: 'x', negative: '' },
    );
    expect(draft.idea).toBe('a dog');
  });
});

describe('words from a video', () => {
  it('take the place of the idea, which can be brought back', () => {
    const draft = after({ type: 'idea-typed', text: 'a cat' }, { type: 'idea-restored', text: 'a dog' });
    expect(draft.idea).toBe('a dog');
    expect(tuneReducer(draft, { type: 'template-taken-off' }).idea).toBe('a cat');
  });
});

describe('a step', () => {
  it('clears only what it took', () => {
    const typed = after(
      begun,
      { type: 'request-typed', text: 'make it night' },
      { type: 'rewriting-typed', text: 'a cat runs' },
      { type: 'field-edited', path: 'mood', value: ['calm'], details: {} },
    );
    const asked = tuneReducer(typed, { ...begun, done: 'request' });
    expect([asked.request, asked.rewriting, asked.edits]).toEqual(['', 'a cat runs', { mood: ['calm'] }]);
    const moved = tuneReducer(typed, { ...begun, done: 'move' });
    expect([moved.request, moved.rewriting]).toEqual(['make it night', 'a cat runs']);
    expect(tuneReducer(typed, { ...begun, done: 'edits' }).edits).toEqual({});
  });

  it('into another session leaves the old one behind, and the idea where it is', () => {
    const draft = after({ type: 'idea-typed', text: 'a cat' }, begun, { type: 'request-typed', text: 'x' });
    const other = tuneReducer(draft, { type: 'session-opened', id: 't' });
    expect(other).toMatchObject({ sessionId: 't', idea: 'a cat', request: '', step: undefined });
    expect(tuneReducer(draft, { type: 'session-opened', id: 's' })).toBe(draft);
  });
});

describe('a session that is gone', () => {
  it('is followed by another one without losing what was typed', () => {
    const typed = after(
      begun,
      { type: 'request-typed', text: 'make it night' },
      { type: 'rewriting-typed', text: 'b' },
    );
    const revived = tuneReducer(typed, { type: 'stepped', sessionId: 't', step, done: 'revive' });
    expect(revived).toMatchObject({ sessionId: 't', request: 'make it night', rewriting: 'b' });
  });
});

describe('picking variations', () => {
  it('keeps them in order', () => {
    const round = { seed: 1, cards: [], picked: [], warnings: [] };
    const draft = after(
      { type: 'varied', round },
      { type: 'picked', place: 2, isPicked: true },
      { type: 'picked', place: 0, isPicked: true },
      { type: 'picked', place: 2, isPicked: true },
    );
    expect(draft.round?.picked).toEqual([0, 2]);
    expect(tuneReducer(draft, { type: 'picked', place: 0, isPicked: false }).round?.picked).toEqual([2]);
  });
});

describe('storage', () => {
  const stored = (text: string | null) => loadTuneDraft({ getItem: () => text });
  const roundTrip = (draft: TuneDraft) => {
    let text = '';
    saveTuneDraft(draft, { setItem: (_key, value) => (text = value) });
    return stored(text);
  };

  it('brings everything back', () => {
    const card = {
      prompt: 'a cat',
      details: { mood: [] },
      selected: false,
      baseRevisionId: 'r',
      diff: compared.diff,
      provider: 'builtin',
      degraded: false,
    };
    const draft = after(
      begun,
      { type: 'idea-typed', text: 'a "cat" 🐈 مرحبا' },
      { type: 'proposed', proposal },
      { type: 'session-seen', id: 's', last: { prompt: 'a cat', protectedWords: ['Tom'] } },
      { type: 'field-edited', path: 'mood', value: ['calm'], details: {} },
      { type: 'varied', round: { seed: 7, cards: [card], picked: [0], warnings: ['w'] } },
      { type: 'vary-changed', form: { fields: ['camera'] } },
    );
    expect(roundTrip(draft)).toEqual(draft);
  });

  it.each([
    null,
    '',
    '{',
    '[]',
    '7',
    '{"idea":7,"proposal":{"original":"a"},"vary":[],"round":{"cards":[{}]},"edits":[]}',
  ])('begins empty with %j', (text) => {
    expect(stored(text)).toEqual(emptyTuneDraft());
  });

  it('does without, where storage is full', () => {
    const setItem = () => {
      throw new Error('QuotaExceededError');
    };
    expect(() => saveTuneDraft(emptyTuneDraft(), { setItem })).not.toThrow();
  });
});
