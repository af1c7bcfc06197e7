import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import type { Parameters } from '../../../sessions/index.js';

const edited = await loadBuiltinEdits();

const PLAYER =
  'A violinist in a grey coat plays a violin on a rainy bridge at dusk, gloomy mood, camera pans left, 8-second clip';
const after = (request: string): Parameters => edited(PLAYER, request).parameters;

describe('what is wanted by what it is better than', () => {
  it.each([
    'a cello would be nicer than the violin',
    'I think a cello looks much better than a violin',
    'a cello is far prettier than the violin',
    "I'd prefer a cello over the violin",
    "we'd much prefer a cello to the violin",
    "it's a cello I want, not a violin",
    'how about swapping the violin for a cello',
  ])('%s', (request) => {
    const { actions, setting } = after(request);
    expect(actions.map(({ action }) => action)).toEqual(['playing a cello']);
    expect(setting.props).toEqual(['cello']);
  });

  it.each([
    'snow would be moodier than rain',
    "it's snow I'd like to see, not rain",
    'we prefer snow to the rain',
  ])('%s', (request) => {
    expect(after(request).weather).toEqual(['snow']);
  });

  it('leaves a view over something what it is', () => {
    expect(after("I'd prefer a drone shot over the bridge")).toMatchObject({
      camera: { movement: 'aerial' },
      setting: { location: 'bridge' },
    });
  });
});

describe('what is wanted, around its verb', () => {
  it.each([
    'red is the colour I want for the coat, not grey',
    'the colour I have in mind for the coat is red',
    "red is what I'd like for the coat",
    'the coat should have been red',
    "the coat isn't what I'm looking for, it should be red",
    'the grey coat is not my taste, I want a red one',
  ])('%s', (request) => {
    expect(after(request).subjects).toMatchObject([{ name: 'violinist', clothing: 'red coat' }]);
  });

  it("it's his face I want the focus on", () => {
    expect(after("it's his face I want the focus on").camera.focus).toBe('face');
  });
});

describe('how somebody comes to a wish', () => {
  it.each([
    'how about adding a lamp',
    'have you considered adding a lamp?',
    "I'd add a lamp",
    'there has to be a lamp somewhere',
    'a lamp is missing',
    'the bridge could do with a lamp',
    'besides the violin there should be a lamp',
    'squeeze a lamp in somewhere',
  ])('%s', (request) => {
    expect(after(request).setting.props).toEqual(['violin', 'lamp']);
  });

  it.each(['apart from the music I want to hear thunder', 'can I hear thunder besides the music?'])(
    '%s',
    (request) => {
      expect(after(request).audio.effects).toEqual(['thunder']);
    },
  );

  it.each([
    ['would it be possible for the camera to tilt up?', { camera: { movement: 'tilt up' } }],
    ['is it possible for him to wear a hat?', { subjects: [{ clothing: 'hat' }] }],
    ['can we see him from below?', { camera: { angle: 'low angle' } }],
    ['four seconds would do', { timing: { duration_seconds: 4 } }],
    ['half that length', { timing: { duration_seconds: 4 } }],
    ['can the rain go?', { weather: [] }],
    ['can we get rid of the rain out there?', { weather: [] }],
    ['I imagine him in a red cape', { subjects: [{ clothing: 'red cape' }] }],
    ['make it night and name the violinist Ada', { time_of_day: 'night', protected: ['Ada'] }],
    ['I want the violinist in the right half of the frame', { composition: { position: 'right half' } }],
    ['show the text "ENCORE" in the picture', { on_screen_text: ['ENCORE'] }],
  ])('%s', (request, expected) => {
    expect(after(request)).toMatchObject(expected);
  });
});
