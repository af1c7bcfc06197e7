import { describe, expect, it } from 'vitest';
import type { Details } from '../tune.types.js';
import { settingsIn as sut } from './to-run.js';

const details = (more: object): Details => ({ negative: [], technical: {}, ...more }) as unknown as Details;

describe('settingsIn', () => {
  it('takes what is never written into a prompt, as the form has it', () => {
    const said = { negative: ['people', 'text'], technical: { width: 640, seed: 0, aspect_ratio: '16:9' } };
    expect(sut(details(said))).toEqual({ width: '640', seed: '0', negative_prompt: 'people, text' });
  });

  it('adds what a template says must not be seen, once', () => {
    expect(sut(details({ negative: ['text'] }), ' text ')).toEqual({ negative_prompt: 'text' });
    expect(sut(details({}), 'colour')).toEqual({ negative_prompt: 'colour' });
  });

  it('says nothing where nothing is said', () => {
    expect(sut(details({}))).toEqual({});
  });
});
