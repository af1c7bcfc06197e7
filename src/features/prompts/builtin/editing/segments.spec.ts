import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

const PARTS = '0-3s: a young waiter carries a tray. 3-6s: pigeons land on the tray. Day, square.';

function told(request: string, prompt = PARTS) {
  const { parameters, prompt: text } = edited(prompt, request);
  return {
    text,
    parts: parameters.timing.segments.map(({ start, end, description }) => `${start}-${end} ${description}`),
  };
}

describe('what happens when', () => {
  it.each([
    ['make the first part last until second 4', '0-4', '4-6'],
    ['the second part should start at second 4', '0-4', '4-6'],
    ['the first segment should take 2 seconds', '0-2', '2-6'],
    ['the last part ends at second 8', '0-3', '3-8'],
    ['the first half goes from 0 to 5', '0-5', '5-6'],
  ])('%s', (request, first, second) => {
    expect(told(request)).toEqual({
      parts: [`${first} a young waiter carries a tray`, `${second} pigeons land on the tray`],
      text: `${first}s: a young waiter carries a tray. ${second}s: pigeons land on the tray. Day, square.`,
    });
  });

  it.each([
    'the first part should last until second 9',
    'the fifth part ends at second 9',
    'the first part is dark',
  ])('keeps its times on: %s', (request) => {
    expect(told(request).parts.map((part) => part.split(' ')[0])).toEqual(['0-3', '3-6']);
  });

  it('writes times as a clock has them', () => {
    const { text, parts } = told(
      'the first part ends at 5',
      '0:00-0:03: a boy runs. 0:03-0:08: a dog barks.',
    );
    expect(parts).toEqual(['0-5 a boy runs', '5-8 a dog barks']);
    expect(text).toBe('0:00-0:05: a boy runs. 0:05-0:08: a dog barks.');
  });
});

describe('what a part tells', () => {
  it.each([
    ['crows, not pigeons, in the second part', 'a young waiter carries a tray', 'crows land on the tray'],
    ['it should be a nun who carries the tray', 'a nun carries a tray', 'pigeons land on the tray'],
    ['swap the waiter for an old butler', 'an old butler carries a tray', 'pigeons land on the tray'],
    ['replace the tray with a cake', 'a young waiter carries a cake', 'pigeons land on the cake'],
  ])('%s', (request, first, second) => {
    expect(told(request).parts).toEqual([`0-3 ${first}`, `3-6 ${second}`]);
  });
});
