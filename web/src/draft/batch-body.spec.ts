import { describe, expect, it } from 'vitest';
import { toBatchBody as sut } from './batch-body.js';
import { draftReducer, emptyDraft } from './draft.reducer.js';
import type { Draft, DraftAction } from './draft.types.js';

const draftOf = (...actions: DraftAction[]): Draft => actions.reduce(draftReducer, emptyDraft());
const typed = (text: string): DraftAction => ({ type: 'prompt-typed', id: 'p1', text });

describe('toBatchBody', () => {
  it('sends plain text where nothing else is set, exactly as typed', () => {
    expect(sut(draftOf(typed(' a "red" ball ')))).toMatchObject({ body: { prompts: [' a "red" ball '] } });
  });

  it('leaves empty prompts out and remembers which were sent', () => {
    const draft = draftOf({ type: 'prompt-added' }, { type: 'prompt-typed', id: 'p2', text: 'b' });
    expect(sut(draft)).toMatchObject({ body: { prompts: ['b'] }, sentIds: ['p2'] });
  });

  it('prefers the own setting of a prompt to the shared one', () => {
    const draft = draftOf(
      typed('a'),
      { type: 'shared-setting-typed', field: 'steps', text: '10' },
      { type: 'shared-setting-typed', field: 'guidance_scale', text: '2,5' },
      { type: 'own-setting-typed', id: 'p1', field: 'steps', text: '20' },
    );
    expect(sut(draft)).toMatchObject({
      body: { prompts: [{ prompt: 'a', steps: 20, guidance_scale: 2.5 }] },
    });
  });

  it('keeps a seed of zero', () => {
    const draft = draftOf(typed('a'), { type: 'own-setting-typed', id: 'p1', field: 'seed', text: '0' });
    expect(sut(draft)).toMatchObject({ body: { prompts: [{ prompt: 'a', seed: 0 }] } });
  });

  it.each(['ten', '1e3', '0x10', '1 2', '--1'])('refuses %s as a number', (text) => {
    const draft = draftOf(typed('a'), { type: 'shared-setting-typed', field: 'steps', text });
    expect(sut(draft)).toMatchObject({
      kind: 'refused',
      refusal: { problems: [{ path: 'prompts.0.steps' }] },
    });
  });

  it('expands choices in braces only where that is wanted and there are any', () => {
    const on = (count = ''): DraftAction => ({ type: 'wildcards-set', wildcards: { isOn: true, count } });
    const bodyOf = (...actions: DraftAction[]) => {
      const result = sut(draftOf(...actions));
      return result.kind === 'body' ? result.body : result.refusal;
    };
    const text = 'a {red|blue} ball';
    expect(bodyOf(typed(text))).toEqual({ prompts: [text] });
    expect(bodyOf(typed(text), on())).toEqual({ prompts: [text], wildcards: true });
    expect(bodyOf(typed(text), on(' 2 '))).toEqual({ prompts: [text], wildcards: true, wildcard_count: 2 });
    expect(bodyOf(typed(text), on('two'))).toMatchObject({ problems: [{ path: 'wildcard_count' }] });
    expect(bodyOf(typed('{"a": 1}'), on('two'))).toEqual({ prompts: ['{"a": 1}'] });
  });

  it('refuses a form without any prompt, at its first field', () => {
    const result = sut(draftOf({ type: 'prompt-added' }));
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { sentIds: ['p1'], problems: [{ path: 'prompts.0.prompt' }] },
    });
  });
});
