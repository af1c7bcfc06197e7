import { describe, expect, it } from 'vitest';
import { type Parameters, parametersSchema } from '../../sessions/index.js';
import { putBackUnasked as sut } from './put-back.js';

const before = parametersSchema.parse({
  subjects: [
    { name: 'car', attributes: ['red'] },
    { name: 'dog', attributes: ['brown'] },
  ],
  time_of_day: 'midday',
  camera: { angle: 'low angle' },
  mood: ['calm'],
});

const rules = { request: 'make it night', named: ['time_of_day'] as const, locks: [] };

function changed(change: Partial<Parameters>): Parameters {
  return { ...structuredClone(before), ...change };
}

describe('what a provider changed', () => {
  it('stays where the request names it', () => {
    const result = sut(before, changed({ time_of_day: 'night' }), rules);
    expect([result.parameters.time_of_day, result.changed, result.putBack]).toEqual([
      'night',
      ['time_of_day'],
      [],
    ]);
  });

  it('is put back where the request does not, and said so', () => {
    const result = sut(before, changed({ time_of_day: 'night', mood: ['eerie'] }), rules);
    expect(result.parameters.mood).toEqual(['calm']);
    expect(result.putBack).toEqual(["'mood' was not named by the request: it stays 'calm', not 'eerie'."]);
  });

  it('is put back where it was added unasked', () => {
    const result = sut(before, changed({ weather: ['fog'] }), rules);
    expect([result.parameters, result.changed]).toEqual([before, []]);
  });

  it('is put back where it is locked, even if the request names it', () => {
    const result = sut(before, changed({ time_of_day: 'night' }), { ...rules, locks: ['time_of_day'] });
    expect(result.parameters.time_of_day).toBe('midday');
    expect(result.putBack[0]).toContain('is locked');
  });

  it('counts as named where the request says the new value itself', () => {
    const request = 'in ukiyo-e style, please';
    const result = sut(before, changed({ style: { artistic: 'ukiyo-e' } }), {
      request,
      named: [],
      locks: [],
    });
    expect(result.changed).toEqual(['style.artistic']);
  });

  it('of another subject than the one that the request is about is put back', () => {
    const proposed = changed({
      subjects: [
        { name: 'car', attributes: ['blue'] },
        { name: 'dog', attributes: ['black'] },
      ],
    });
    const result = sut(before, proposed, { request: 'make the car blue', named: ['subjects'], locks: [] });
    expect(result.parameters.subjects.map(({ attributes }) => attributes)).toEqual([['blue'], ['brown']]);
    expect(result.putBack[0]).toContain('(dog)');
  });

  it('never touches the old description', () => {
    const copy = structuredClone(before);
    sut(before, changed({ mood: ['eerie'], camera: { angle: 'overhead' } }), rules);
    expect(before).toEqual(copy);
  });
});
