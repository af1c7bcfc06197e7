import { describe, expect, it } from 'vitest';
import {
  inGroups,
  kindOf,
  labelOf,
  numberOf,
  problemsOf,
  shownValue,
  textsOf,
  valueAt,
  withEdit,
} from './field-form.js';

const details = { mood: [], palette: ['red'], camera: { angle: 'eye level' }, time_of_day: 'night' };

describe('kindOf', () => {
  it.each([
    [{ type: 'string', enum: ['a', 'b'] }, 'choice'],
    [{ type: 'string' }, 'text'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'array', items: { type: 'string', enum: ['rain'] } }, 'choices'],
    [{ type: 'array', items: { type: 'string' } }, 'texts'],
    [{ type: 'array', items: { type: 'object' } }, 'list'],
    [{ type: 'boolean' }, 'unknown'],
  ])('%j is filled in as %s', (schema, kind) => {
    expect(kindOf(schema)).toBe(kind);
  });
});

describe('inGroups', () => {
  it('keeps every field, also one that the page does not know', () => {
    const fields = ['camera.angle', 'subjects', 'smell'].map((path) => ({
      path,
      schema: { type: 'string' },
    }));
    expect(
      inGroups(fields).map(({ title, fields: inside }) => [title, inside.map(({ path }) => path)]),
    ).toEqual([
      ['Subjects and actions', ['subjects']],
      ['Camera', ['camera.angle']],
      ['Other', ['smell']],
    ]);
  });
});

describe('labelOf', () => {
  it('names fields in words', () => {
    expect([labelOf('camera.shot_size'), labelOf('negative'), labelOf('technical.seed')]).toEqual([
      'Shot size',
      'Must not be seen',
      'Seed',
    ]);
  });
});

describe('valueAt', () => {
  it('finds what is said, and nothing where nothing is', () => {
    expect(valueAt(details, 'camera.angle')).toBe('eye level');
    expect(valueAt(details, 'mood')).toBeUndefined();
    expect(valueAt(details, 'camera.lens')).toBeUndefined();
    expect(valueAt(details, 'camera.angle.length')).toBeUndefined();
    expect(valueAt(details, 'constructor')).toBeUndefined();
  });
});

describe('withEdit', () => {
  it('keeps what differs, and forgets what is back to what it was', () => {
    const edited = withEdit({}, 'time_of_day', 'dawn', details);
    expect(edited).toEqual({ time_of_day: 'dawn' });
    expect(withEdit(edited, 'time_of_day', 'night', details)).toEqual({});
  });

  it('empties a field with null, whatever its kind', () => {
    expect(withEdit({}, 'time_of_day', '', details)).toEqual({ time_of_day: null });
    expect(withEdit({}, 'palette', [], details)).toEqual({ palette: null });
    expect(withEdit({}, 'mood', [], details)).toEqual({});
  });

  it('shows the edit in place of the value', () => {
    expect(shownValue({ palette: null }, 'palette', details)).toBeUndefined();
    expect(shownValue({ palette: ['blue'] }, 'palette', details)).toEqual(['blue']);
    expect(shownValue({}, 'palette', details)).toEqual(['red']);
  });
});

describe('what is typed', () => {
  it('is one text to a line', () => {
    expect(textsOf(' calm, quiet \n\nwarm\r\n')).toEqual(['calm, quiet', 'warm']);
  });

  it('is a number with a point or a comma; anything else is the server to judge', () => {
    expect(['2,5', ' 24 ', '', '1e3', 'ten'].map(numberOf)).toEqual([2.5, 24, null, '1e3', 'ten']);
  });
});

describe('problemsOf', () => {
  it('brings each problem to its field, and says where in it', () => {
    const problems = [
      { path: 'fields.camera.angle', message: 'Invalid option' },
      { path: 'fields.subjects.0.name', message: 'Too short' },
    ];
    expect(problemsOf(problems, 'camera.angle')).toBe('Invalid option');
    expect(problemsOf(problems, 'subjects')).toBe('1, name: Too short');
    expect(problemsOf(problems, 'camera')).toBe('angle: Invalid option');
    expect(problemsOf(problems, 'mood')).toBeUndefined();
  });
});
