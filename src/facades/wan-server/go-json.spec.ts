import { describe, expect, it } from 'vitest';
import { goFloat, goInt, readGoJson } from './go-json.js';

const TYPES = { prompt: 'string', num_frames: 'int', guidance_scale: 'float64' } as const;
const read = (body: unknown) => readGoJson('Request', TYPES, body);

describe('a body as Go reads it', () => {
  it('has fields in any case, and others are ignored', () => {
    expect(read({ Prompt: 'p', NUM_FRAMES: 3, other: [] })).toEqual({ prompt: 'p', num_frames: 3 });
    expect(read({ prompt: null, guidance_scale: 7 })).toEqual({ guidance_scale: 7 });
    expect(read(null)).toEqual({});
  });

  it.each<[unknown, string]>([
    [undefined, 'EOF'],
    [[], 'json: cannot unmarshal array into Go value of type types.Request'],
    ['p', 'json: cannot unmarshal string into Go value of type types.Request'],
    [{ prompt: 5 }, 'json: cannot unmarshal number into Go struct field Request.prompt of type string'],
    [
      { num_frames: '32' },
      'json: cannot unmarshal string into Go struct field Request.num_frames of type int',
    ],
    [
      { num_frames: 32.5 },
      'json: cannot unmarshal number 32.5 into Go struct field Request.num_frames of type int',
    ],
    [
      { num_frames: 1e30 },
      'json: cannot unmarshal number 1e+30 into Go struct field Request.num_frames of type int',
    ],
    [
      { guidance_scale: true },
      'json: cannot unmarshal bool into Go struct field Request.guidance_scale of type float64',
    ],
    [
      { guidance_scale: {} },
      'json: cannot unmarshal object into Go struct field Request.guidance_scale of type float64',
    ],
  ])('is refused in its words: %j', (body, message) => {
    expect(() => read(body)).toThrow(`Invalid request: ${message}`);
  });
});

describe('a text of a form', () => {
  it.each([
    ['64', 64],
    ['+5', 5],
    ['-3', -3],
    ['007', 7],
    ['64.0', 9],
    [' 64', 9],
    ['1e3', 9],
    ['99999999999999999999', 9],
    ['', 9],
    [undefined, 9],
  ])('is a whole number, or the fallback: %j', (text, number) => {
    expect(goInt(text, 9)).toBe(number);
  });

  it.each([
    ['7.5', 7.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e1', 10],
    ['NaN', 9],
    ['inf', 9],
    ['1e999', 9],
    ['7,5', 9],
    [' 1', 9],
    [undefined, 9],
  ])('is a number, or the fallback: %j', (text, number) => {
    expect(goFloat(text, 9)).toBe(number);
  });
});
