import { describe, expect, it } from 'vitest';
import { loadDraft, saveDraft } from './draft-storage.js';
import { draftReducer, emptyDraft } from './draft.reducer.js';

function memory(initial?: string) {
  let kept = initial;
  return {
    getItem: () => kept ?? null,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
}

describe('draft storage', () => {
  it('gives back prompts and settings', () => {
    const storage = memory();
    let draft = draftReducer(emptyDraft(), { type: 'prompt-typed', id: 'p1', text: 'a' });
    draft = draftReducer(draft, { type: 'shared-setting-typed', field: 'fps', text: '8' });
    const file = { id: 'f1', name: 'a.png', detail: '64×64' };
    draft = draftReducer(draft, { type: 'own-file-set', id: 'p1', role: 'image', file });
    draft = draftReducer(draft, { type: 'wildcards-set', wildcards: { isOn: true, count: '3' } });
    saveDraft(draft, storage);
    expect(loadDraft(storage)).toEqual({ ...draft, nextNumber: 2 });
  });

  it.each(['{', '[]', 'null', '{"prompts":3}', '{"prompts":[null,4]}'])('starts empty from %s', (text) => {
    expect(loadDraft(memory(text))).toEqual(emptyDraft());
  });

  it('drops what is not text and what is too much', () => {
    const rows = Array.from({ length: 20 }, () => ({
      text: 5,
      own: { steps: 3, fps: '8', evil: 'x' },
      files: { image: { id: 1 } },
    }));
    const draft = loadDraft(memory(JSON.stringify({ prompts: rows })));
    expect(draft.prompts).toHaveLength(8);
    expect(draft.prompts[0]).toMatchObject({ text: '', own: { steps: '', fps: '8' }, files: {} });
    expect(draft.prompts[0]?.own).not.toHaveProperty('evil');
  });

  it('works without storage', () => {
    const broken = {
      getItem: (): string => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    };
    expect(() => saveDraft(emptyDraft(), broken)).not.toThrow();
    expect(loadDraft(broken)).toEqual(emptyDraft());
  });
});
