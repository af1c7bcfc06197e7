import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('the camera', () => {
  const FISHER = 'An elderly fisherman mending a net on a pier';
  it.each([
    ['put the focus on his hands', { focus: 'hands' }],
    ['pull the focus to the net', { focus: 'net' }],
    ['keep the focus on his face, not on the pier', { focus: 'face' }],
    ['let the focus rest on his face', { focus: 'face' }],
    ['film it from a drone', { movement: 'aerial' }],
    ['shoot the fisherman from a helicopter', { movement: 'aerial' }],
    ['orbit around him slowly', { movement: 'orbit', movement_speed: 'slow' }],
    ['circle the fisherman quickly', { movement: 'orbit', movement_speed: 'fast' }],
    ['follow him very slowly', { movement: 'tracking', movement_speed: 'very slow' }],
    ['the camera should orbit him slowly', { movement: 'orbit', movement_speed: 'slow' }],
    ['pan left slowly', { movement: 'pan left', movement_speed: 'slow' }],
    ['show the fisherman in close-up', { shot_size: 'close-up' }],
  ])('%s', (request, camera) => {
    expect(edited(FISHER, request).parameters).toMatchObject({ camera, setting: { location: 'pier' } });
  });
});

describe('the light', () => {
  it.each([
    ['make the spotlight soft', { quality: 'soft', source: 'spotlight' }],
    ['the spotlight should be dim', { intensity: 'dim', source: 'spotlight' }],
    ['make the light soft and let it come from the left', { quality: 'soft', direction: 'from the left' }],
    ['make the light soft, it should fall from above', { quality: 'soft', direction: 'from above' }],
    ['soft light, and have it shine from behind', { quality: 'soft', direction: 'from behind' }],
  ])('%s', (request, lighting) => {
    const { camera, lighting: lit } = edited('Boxers fight under a hard spotlight', request).parameters;
    expect(lit).toMatchObject(lighting);
    expect(camera).toEqual({});
  });
});

describe('what is heard', () => {
  it.each([
    ['engine hum as ambience', { ambience: 'engine hum' }],
    ['use city traffic as background noise', { ambience: 'city traffic' }],
    ['soft jazz as background music', { music: 'soft jazz' }],
    ['play a waltz as the soundtrack', { music: 'waltz' }],
    ['add gulls crying as a sound effect', { effects: ['gulls crying'] }],
  ])('%s', (request, audio) => {
    expect(edited('A man on a pier', request).parameters.audio).toMatchObject(audio);
  });
});

describe('what is to be read', () => {
  it.each([
    'it should say "SLOW DOWN" on the truck',
    'write "SLOW DOWN" on the truck',
    'let the truck read "SLOW DOWN"',
    'the truck should say "SLOW DOWN"',
    'there should be "SLOW DOWN" painted on the truck',
  ])('%s', (request) => {
    const { parameters } = edited('A truck with "FRESH FISH" painted on its side drives by', request);
    expect(parameters.on_screen_text).toEqual(['SLOW DOWN']);
    expect(parameters.actions).toEqual([{ agent: 'truck', action: 'driving by' }]);
  });
});

describe('two wishes in one breath', () => {
  const CUBE = 'A red cube to the left of a blue sphere, white tabletop';
  it.each([
    ['a black tabletop and seed 1234', { setting: { props: ['black tabletop'] }, technical: { seed: 1234 } }],
    [
      'a green cube and a low angle',
      { subjects: [{ attributes: ['green'] }, {}], camera: { angle: 'low angle' } },
    ],
    ['24 fps and a yellow sphere', { subjects: [{}, { attributes: ['yellow'] }], technical: { fps: 24 } }],
    ['a black and white sphere', { subjects: [{}, { attributes: ['black', 'white'] }], technical: {} }],
  ])('%s', (request, expected) => {
    expect(edited(CUBE, request).parameters).toMatchObject(expected);
  });
});

describe('what a thing that goes leaves behind', () => {
  it.each([
    ['A dog watches calmly from a fallen log', 'get rid of the log', 'watching calmly'],
    ['A dog looks proudly at a shiny new ball', 'remove the ball', 'looking proudly'],
    ['A dog sniffs loudly at a freshly washed rug', 'delete the rug', 'sniffing loudly'],
  ])('%s: %s', (prompt, request, action) => {
    expect(edited(prompt, request).parameters.actions).toEqual([{ agent: 'dog', action }]);
  });
});

describe('when somebody is to be seen', () => {
  it.each([
    'ambulance 0-3s, taxi 3-5s',
    'the ambulance until second 3',
    'the taxi from 3 to 5 seconds',
    'the ambulance should last 3 seconds',
    'the taxi 3-5s',
  ])('%s', (request) => {
    const { parameters, prompt } = edited('0-2s: an ambulance approaches. 2-5s: a taxi yields.', request);
    expect(parameters.timing.segments).toEqual([
      { start: 0, end: 3, description: 'an ambulance approaches' },
      { start: 3, end: 5, description: 'a taxi yields' },
    ]);
    expect(prompt).toBe('0-3s: an ambulance approaches. 3-5s: a taxi yields.');
  });

  it('a look is no time', () => {
    const { parameters } = edited('0-2s: a bus stops. 2-5s: a taxi yields.', 'the taxi should be yellow');
    expect(parameters.subjects).toContainEqual({ name: 'taxi', count: 1, attributes: ['yellow'] });
  });
});
