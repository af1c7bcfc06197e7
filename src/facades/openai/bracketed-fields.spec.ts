import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { fromBrackets } from './bracketed-fields.js';

describe('fromBrackets', () => {
  it('builds objects and lists from bracketed names', () => {
    const sut = fromBrackets([
      ['prompt', 'a cat'],
      ['input_reference[image_url]', 'https://example.org/cat.png'],
      ['tags[]', 'a'],
      ['tags[]', 'b'],
      ['image[image_url][url]', 'x'],
      ['image[list][]', 'y'],
    ]);
    expect(JSON.parse(JSON.stringify(sut))).toEqual({
      prompt: 'a cat',
      input_reference: { image_url: 'https://example.org/cat.png' },
      tags: ['a', 'b'],
      image: { image_url: { url: 'x' }, list: ['y'] },
    });
  });

  it('lets the last of two equal names count', () => {
    expect({
      ...fromBrackets([
        ['a', '1'],
        ['a', '2'],
      ]),
    }).toEqual({ a: '2' });
  });

  it.each(['a[b', 'a]b', '[a]', 'a[b][c][d]', '', 'a[b]c'])('refuses the name %j', (name) => {
    expect(() => fromBrackets([[name, 'x']])).toThrow(InvalidRequestError);
  });

  it('refuses a name that is used as two things', () => {
    expect(() =>
      fromBrackets([
        ['a', 'x'],
        ['a[b]', 'y'],
      ]),
    ).toThrow(InvalidRequestError);
    expect(() =>
      fromBrackets([
        ['a[b]', 'x'],
        ['a[]', 'y'],
      ]),
    ).toThrow(InvalidRequestError);
  });

  it('takes no name for more than a name', () => {
    fromBrackets([
      ['__proto__[polluted]', 'x'],
      ['a[__proto__]', 'y'],
      ['constructor[prototype][z]', 'w'],
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get({}, 'z')).toBeUndefined();
  });
});
