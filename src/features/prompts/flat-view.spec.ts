import { describe, expect, it } from 'vitest';
import { emptyParameters, parametersSchema } from '../sessions/index.js';
import { flatView as sut } from './flat-view.js';

describe('the flat view', () => {
  it('says in nine strings what they can hold', () => {
    const parameters = parametersSchema.parse({
      subjects: [
        { name: 'dog', count: 2, attributes: ['brown', 'small'] },
        { name: 'cat', count: 1, attributes: ['white'] },
      ],
      actions: [{ agent: 'dog', action: 'running', speed: 'fast' }],
      setting: { location: 'beach', background: 'cliffs' },
      time_of_day: 'sunset',
      weather: ['wind'],
      lighting: { quality: 'soft', color_temperature: 'warm' },
      mood: ['calm'],
      palette: ['teal', 'orange'],
      style: { medium: 'film', artistic: 'noir' },
    });
    expect(sut(parameters)).toEqual({
      subjects: '2 dog, cat',
      subject_attributes: 'dog: brown, small; cat: white',
      actions: 'dog running (fast)',
      location: 'beach, cliffs',
      time_of_day: 'sunset',
      lighting: 'soft, warm',
      atmosphere: 'calm, wind',
      colors: 'teal, orange',
      style: 'film, noir',
    });
  });

  it('has no key for what nothing is said of', () => {
    expect(sut(emptyParameters())).toEqual({});
  });
});
