import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import { fieldValue, type Parameters } from '../../../sessions/index.js';

const edit = await loadBuiltinEdits();

const edited = (prompt: string, request: string) =>
  edit(prompt, request, { protectedTexts: prompt.match(/\d+mm/g) ?? [] });

const CAT = 'A ginger cat sits on a red sofa in a living room, a vase on the table, night, 24 fps, 35mm lens';
const things = ({ subjects, setting }: Parameters) =>
  [...subjects.map(({ name, count }) => `${count} ${name}`), ...setting.props].join(', ');

describe('one thing for another', () => {
  it.each([
    'swap in a fox for the cat',
    'substitute a fox for the cat',
    'substitute the cat for a fox',
    'instead of the cat I want a fox',
    'instead of the cat use a fox',
    'ditch the cat, use a fox',
    'lose the cat and put a fox there instead',
    'drop the cat in favour of a fox',
    'drop the cat for a fox',
    'no cat, a fox instead',
    'not a cat, a fox',
  ])('%s', (request) => {
    expect(things(edited(CAT, request).parameters)).toBe('1 fox, red sofa, vase, table');
  });

  it.each(['instead of night use dawn', 'lose the night, use dawn', "I'd rather it be dawn"])(
    '%s',
    (request) => {
      expect(edited(CAT, request).parameters.time_of_day).toBe('dawn');
    },
  );

  it('takes the number of a lens along', () => {
    const { parameters, prompt } = edited(CAT, '85mm lens instead of 35mm');
    expect(parameters.camera.lens).toBe('85mm');
    expect(prompt).toContain('85mm lens');
    expect(prompt).not.toContain('35mm');
  });

  it('gives a bare number the unit of the old one', () => {
    expect(edited(CAT, 'switch 24 fps to 60').parameters.technical.fps).toBe(60);
  });
});

describe('what is to go', () => {
  it.each([
    'we can do without the vase',
    'leave out the vase',
    'leave the vase out',
    "the vase isn't needed any more",
    "the vase shouldn't be in the shot",
    'I want the vase gone',
    'make the vase disappear',
    'please have the vase removed',
  ])('%s', (request) => {
    expect(things(edited(CAT, request).parameters)).toBe('1 cat, red sofa, table');
  });

  it('leaves a text where the only clause was about it', () => {
    const { parameters, prompt } = edited('A cat chasing a pickup down a dirt road', 'remove the cat');
    expect(things(parameters)).toBe('1 pickup');
    expect(prompt).toContain('pickup down a dirt road');
  });
});

describe('what is to be there', () => {
  it.each(['let there be three cats', 'show three cats', 'make that three cats', 'fewer cats, just three'])(
    '%s',
    (request) => {
      expect(things(edited(CAT, request).parameters)).toBe('3 cat, red sofa, vase, table');
    },
  );

  it('knows a look without a verb', () => {
    expect(edited(CAT, 'I want the cat purple').parameters.subjects[0]?.attributes).toEqual(['purple']);
    expect(edited(CAT, 'I want the sofa blue').parameters.setting.props).toContain('blue sofa');
  });

  it.each([
    ['it should feel lonely', ['lonely']],
    ['make it feel more hopeful', ['hopeful']],
  ])('%s', (request, mood) => {
    const { parameters } = edited(CAT, request);
    expect(parameters.mood).toEqual(mood);
    expect(things(parameters)).toBe('1 cat, red sofa, vase, table');
  });

  it.each([
    ['add the cry of gulls', 'cry of gulls'],
    ['a distant rumble of thunder would be nice', 'distant rumble of thunder'],
  ])('%s', (request, sound) => {
    expect(edited(CAT, request).parameters.audio.effects).toEqual([sound]);
  });

  it('knows an age from a place', () => {
    const { parameters, prompt } = edited('A sailor on a pier', 'he is in his twenties');
    expect(parameters.subjects[0]?.attributes).toEqual(['in his twenties']);
    expect(parameters.setting.location).toBe('pier');
    expect(prompt).toContain('sailor in his twenties');
  });
});

describe('a value by itself', () => {
  it.each([
    [
      'A sedan turns left',
      'it turns right instead',
      'actions',
      [{ agent: 'sedan', action: 'turning right' }],
    ],
    ['A violinist, slow dolly in', 'faster', 'camera.movement_speed', 'fast'],
    ['A courier, dutch angle', 'level the horizon', 'camera.angle', undefined],
    ['A saloon, sepia', 'make it colour', 'style.grade', undefined],
    ['A beach, soft piano music', 'no piano', 'audio.music', undefined],
    ['A sneaker without any text or logos', 'allow text again', 'negative', ['logos']],
    ['A truck with "FISH" painted on its side', 'the truck should say "BREAD"', 'on_screen_text', ['BREAD']],
  ] as const)('of %s: %s', (prompt, request, path, expected) => {
    expect(fieldValue(edited(prompt, request).parameters, path)).toEqual(expected);
  });

  it('is of a body where a part of one is named', () => {
    expect(edited('A girl in a park', 'brown eyes').parameters.subjects[0]?.attributes).toEqual([
      'brown eyes',
    ]);
  });
});
