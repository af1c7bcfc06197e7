import { describe, expect, it } from 'vitest';
import { draftReducer as sut, emptyDraft } from './draft.reducer.js';
import type { Draft, DraftAction } from './draft.types.js';

function after(...actions: DraftAction[]): Draft {
  return actions.reduce(sut, emptyDraft());
}

const texts = (draft: Draft) => draft.prompts.map((prompt) => prompt.text);

describe('draftReducer: prompts', () => {
  it('starts with one empty prompt', () => {
    expect(texts(emptyDraft())).toEqual(['']);
  });

  it('adds at most eight', () => {
    const draft = after(...Array.from({ length: 12 }, (): DraftAction => ({ type: 'prompt-added' })));
    expect(draft.prompts).toHaveLength(8);
  });

  it('never gives two prompts the same id', () => {
    const draft = after(
      { type: 'prompt-added' },
      { type: 'prompt-removed', id: 'p1' },
      { type: 'prompt-added' },
      { type: 'lines-pasted', id: 'p2', before: '', after: '', pasted: 'a\nb\nc' },
      { type: 'prompt-added' },
    );
    expect(new Set(draft.prompts.map((prompt) => prompt.id)).size).toBe(draft.prompts.length);
  });

  it('keeps one field when the last prompt is removed', () => {
    const draft = after({ type: 'prompt-typed', id: 'p1', text: 'a' }, { type: 'prompt-removed', id: 'p1' });
    expect(texts(draft)).toEqual(['']);
  });

  it('puts the prompt of an earlier job into the first empty field, with its settings', () => {
    const draft = after({
      type: 'prompts-handed',
      prompts: [{ text: 'a red ball', settings: { seed: '7' } }],
    });
    expect(texts(draft)).toEqual(['a red ball']);
    expect(draft.prompts[0]?.own.seed).toBe('7');
  });

  it('says that there is no room when all eight are written', () => {
    const eight = after({
      type: 'lines-pasted',
      id: 'p1',
      before: '',
      after: '',
      pasted: '1\n2\n3\n4\n5\n6\n7\n8',
    });
    const draft = sut(eight, { type: 'prompts-handed', prompts: [{ text: 'a ninth' }] });
    expect(texts(draft)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(draft.error).toContain('8');
  });
});

describe('draftReducer: prompts from elsewhere', () => {
  const handed = (...texts: string[]): DraftAction => ({
    type: 'prompts-handed',
    prompts: texts.map((text) => ({ text, sessionId: 's1' })),
  });

  it('fills the empty fields first, then adds, and remembers the session', () => {
    const draft = after(
      { type: 'prompt-typed', id: 'p1', text: 'mine' },
      { type: 'prompt-added' },
      handed('a', 'b'),
    );
    expect(texts(draft)).toEqual(['mine', 'a', 'b']);
    expect(draft.prompts.map((prompt) => prompt.sessionId)).toEqual([undefined, 's1', 's1']);
  });

  it('takes as many as there is room for, and says how many were left out', () => {
    const draft = after(handed('1', '2', '3', '4', '5', '6'), handed('7', '8', '9', '10'));
    expect(texts(draft)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(draft.error).toContain('2 more prompts');
  });
});

describe('draftReducer: files', () => {
  const file = { id: 'f1', name: 'a.png', detail: '64×64' };

  it('keeps the files of all prompts and of one apart', () => {
    const draft = after(
      { type: 'shared-file-set', role: 'image', file },
      { type: 'own-file-set', id: 'p1', role: 'audio', file },
      { type: 'shared-file-set', role: 'image', file: undefined },
    );
    expect(draft.sharedFiles).toEqual({});
    expect(draft.prompts[0]?.files).toEqual({ audio: file });
  });
});

describe('draftReducer: pasting several lines', () => {
  const paste: DraftAction = {
    type: 'lines-pasted',
    id: 'p1',
    before: 'big ',
    after: '!',
    pasted: 'cat\r\n\n dog \nfox',
  };

  it('makes one prompt of each line and keeps the text around the cursor', () => {
    expect(texts(after(paste))).toEqual(['big cat', 'dog', 'fox!']);
  });

  it('puts them between the prompts around', () => {
    const draft = after({ type: 'prompt-added' }, { type: 'prompt-typed', id: 'p2', text: 'last' }, paste);
    expect(texts(draft)).toEqual(['big cat', 'dog', 'fox!', 'last']);
  });

  it('counts the lines for which there was no room', () => {
    const draft = after({ ...paste, pasted: Array.from({ length: 11 }, (_, i) => `line ${i}`).join('\n') });
    expect(draft.prompts).toHaveLength(8);
    expect(draft.split).toMatchObject({ placed: 8, leftOut: 3 });
  });

  it('can be taken back, leaving everything in one prompt', () => {
    expect(texts(after(paste, { type: 'split-taken-back' }))).toEqual(['big cat\r\n\n dog \nfox!']);
  });
});

describe('draftReducer: enhancing', () => {
  const asked: DraftAction[] = [
    { type: 'prompt-typed', id: 'p1', text: 'a cat' },
    { type: 'enhance-asked', id: 'p1' },
  ];
  const answered: DraftAction = {
    type: 'enhance-answered',
    id: 'p1',
    original: 'a cat',
    enhanced: 'a grey cat',
  };

  it('shows a proposal without touching the text', () => {
    const draft = after(...asked, answered);
    expect(texts(draft)).toEqual(['a cat']);
    expect(draft.prompts[0]?.enhancement).toEqual({
      kind: 'proposed',
      original: 'a cat',
      enhanced: 'a grey cat',
    });
  });

  it('changes the text only when accepted, and can undo it', () => {
    const accepted = after(...asked, answered, { type: 'proposal-accepted', id: 'p1' });
    expect(texts(accepted)).toEqual(['a grey cat']);
    expect(texts(sut(accepted, { type: 'proposal-undone', id: 'p1' }))).toEqual(['a cat']);
  });

  it('leaves the text alone when refused', () => {
    const draft = after(...asked, answered, { type: 'proposal-refused', id: 'p1' });
    expect(texts(draft)).toEqual(['a cat']);
    expect(draft.prompts[0]?.enhancement.kind).toBe('none');
  });

  it('drops an answer for a text that has changed meanwhile', () => {
    const draft = after(...asked, { type: 'prompt-typed', id: 'p1', text: 'a dog' }, answered);
    expect(draft.prompts[0]?.enhancement.kind).toBe('none');
  });

  it('drops a failure for a text that has changed meanwhile', () => {
    const failed: DraftAction = { type: 'enhance-failed', id: 'p1', original: 'a cat', message: 'no' };
    const draft = after(...asked, { type: 'prompt-typed', id: 'p1', text: 'a dog' }, failed);
    expect(draft.prompts[0]?.enhancement.kind).toBe('none');
  });
});

describe('draftReducer: refusals', () => {
  const two: DraftAction[] = [
    { type: 'prompt-typed', id: 'p1', text: 'a' },
    { type: 'prompt-added' },
    { type: 'prompt-typed', id: 'p2', text: 'b' },
    { type: 'own-setting-typed', id: 'p2', field: 'steps', text: '900' },
    { type: 'shared-setting-typed', field: 'width', text: '5' },
  ];
  const refusal = (...problems: { path: string; message: string }[]): DraftAction => ({
    type: 'refused',
    problems,
    message: 'The request is not valid',
    sentIds: ['p1', 'p2'],
  });

  it('shows a problem beside the prompt that was sent at that place', () => {
    const draft = after(...two, refusal({ path: 'prompts.1', message: 'too long' }));
    expect(draft.prompts.map((prompt) => prompt.errors)).toEqual([{}, { prompt: 'too long' }]);
  });

  it('shows a problem beside the own setting where the prompt has one', () => {
    const draft = after(...two, refusal({ path: 'prompts.1.steps', message: 'at most 50' }));
    expect(draft.prompts[1]?.errors).toEqual({ steps: 'at most 50' });
    expect(draft.sharedErrors).toEqual({});
  });

  it('shows a problem beside the shared setting where the value came from there', () => {
    const draft = after(...two, refusal({ path: 'prompts.1.width', message: 'at least 64' }));
    expect(draft.sharedErrors).toEqual({ width: 'at least 64' });
    expect(draft.prompts[1]?.errors).toEqual({});
  });

  it('says for the whole form what belongs to no field', () => {
    const draft = after(...two, refusal({ path: 'engine', message: 'no such engine' }));
    expect(draft.error).toBe('no such engine');
  });

  it('shows the message where there are no single problems', () => {
    expect(after(...two, refusal()).error).toBe('The request is not valid');
  });

  it('takes a note away once its field is typed in', () => {
    const draft = after(
      ...two,
      refusal({ path: 'prompts.1.steps', message: 'x' }, { path: 'prompts.0.width', message: 'y' }),
      { type: 'own-setting-typed', id: 'p2', field: 'steps', text: '9' },
      { type: 'shared-setting-typed', field: 'width', text: '64' },
    );
    expect(draft.prompts[1]?.errors).toEqual({});
    expect(draft.sharedErrors).toEqual({});
  });

  it('forgets every note when the batch was taken', () => {
    const draft = after(...two, refusal({ path: 'prompts.0', message: 'x' }), { type: 'submitted' });
    expect(draft.error).toBeUndefined();
    expect(draft.prompts[0]?.errors).toEqual({});
    expect(texts(draft)).toEqual(['a', 'b']);
  });
});
