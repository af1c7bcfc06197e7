import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('who is bidden to do something else', () => {
  const BERRIES = 'Strawberries falling into cream';
  it.each([
    'let them fall into melted chocolate instead of cream',
    "I'd like them falling into melted chocolate rather than cream",
    'have the strawberries fall into melted chocolate, not cream',
    'they should fall into melted chocolate instead of cream',
    'I want them to fall into melted chocolate, not into cream',
  ])('%s', (request) => {
    const { parameters, prompt } = edited(BERRIES, request);
    expect(parameters.actions.map(({ action }) => action)).toEqual(['falling into melted chocolate']);
    expect(prompt).toBe('Strawberries falling into melted chocolate');
  });

  const SHIP = 'Pixel art spaceship landing on a purple planet';
  it.each([
    ["I'd like it hovering over the planet instead of landing", 'hovering over the planet'],
    ["I'd love it to circle the planet rather than landing on it", 'circling the planet'],
    ['I want it to take off instead of landing', 'taking off'],
    ['have the spaceship hover over the planet, not land on it', 'hovering over the planet'],
    ['I want to see it explode instead of landing', 'exploding on a purple planet'],
  ])('%s', (request, action) => {
    expect(edited(SHIP, request).parameters.actions).toEqual([{ agent: 'spaceship', action }]);
  });

  const PLAYER = 'A violinist in a grey coat plays a violin';
  it.each([
    ['let him play a cello, not a violin', { actions: [{ action: 'playing a cello' }] }],
    ["let the violinist's coat be red, not grey", { actions: [{ action: 'playing a violin' }] }],
    ['get him into a red coat', { subjects: [{ name: 'violinist', clothing: 'red coat' }] }],
    ['put the blame on him', { setting: { props: ['violin'] } }],
  ])('%s', (request, expected) => {
    expect(edited(PLAYER, request).parameters).toMatchObject(expected);
  });

  it('knows where the old deed ends', () => {
    const request = "I'd prefer them standing in a queue instead of falling into cream with a spoon";
    expect(edited(BERRIES, request).prompt).toBe('Strawberries standing in a queue');
  });

  const ROBOT = 'A robot picks up a green circuit board and places it into a black tray';
  it.each([
    ['let it pick up a battery pack, not a circuit board', 'picking up a battery pack', 'battery pack'],
    ['I want the robot to pick up a pen instead of the circuit board', 'picking up a pen', 'pen'],
    ['have it place it into a red box instead of a black tray', 'placing it into a red box', 'red box'],
    ['pick up a pen rather than a circuit board', 'picking up a pen', 'pen'],
  ])('%s', (request, action, thing) => {
    const { actions, setting } = edited(ROBOT, request).parameters;
    expect(actions.map((one) => one.action)).toContain(action);
    expect(setting.props).toContain(thing);
    expect(setting.props).toHaveLength(2);
  });

  it.each([
    ['let it snow instead of rain', { weather: ['snow'] }],
    ["I'd like it white instead of black", { subjects: [{ attributes: ['white'] }] }],
    ['let it sleep instead of playing', { actions: [{ action: 'sleeping' }] }],
  ])('takes no light, weather, look for a deed: %s', (request, expected) => {
    expect(edited('A black cat plays with a ball in the rain', request).parameters).toMatchObject(expected);
  });

  it.each([
    'let them frobnicate it instead of cream',
    "I'd like it the way my aunt does instead of cream",
    'let him let them fall instead of cream',
    'have them be let go instead of cream',
    'let us have it instead of cream',
    'I want them to go home instead of the cream',
    'I want them to go home instead of falling',
    'have them walk away, not falling into cream',
    'a purple one, not the cream',
    'let a small dog sleep instead of the cream',
  ])('never says a request in a scene: %s', (request) => {
    const { parameters, prompt } = edited(BERRIES, request);
    expect(`${prompt} ${JSON.stringify(parameters)}`).not.toMatch(
      /\b(?:let|I'd|instead|aunt|us|them|home|not|one|add)\b/,
    );
  });
});

describe('the thing that a deed is done to', () => {
  it.each([
    ['A woman reading a letter', 'she should read a newspaper', ['newspaper']],
    ['A woman reading a letter', 'let her read a map, not a letter', ['map']],
    ['A woman reading a letter', 'she should read aloud', ['letter']],
    ['A robot folds towels', 'it should fold shirts instead of towels', ['shirts']],
    ['A robot folds towels', 'get it to fold napkins', ['napkins']],
    ['A robot soldering a chip', 'it should solder a circuit board rather than a chip', ['circuit board']],
    ['A cat plays with a ball', 'I want it playing with a mouse, not with a ball', []],
    ['A boy drinks from a cup, a girl drinks from a cup', 'he should drink from a bottle', ['cup', 'bottle']],
  ])('%s: %s', (prompt, request, props) => {
    expect(edited(prompt, request).parameters.setting.props).toEqual(props);
  });
});

describe('the place that a deed is done in', () => {
  it.each([
    ['Close-up of a courier', 'let her run down an alley', 'alley'],
    ['Close-up of a courier', 'make her walk along a beach', 'beach'],
    ['Close-up of a courier', 'she should sit on a bench', 'bench'],
    ['A courier in a street', 'let her run down an alley', 'street'],
    [
      'Astronaut drifting past a shattered space station',
      'drifting past a moon instead of the station',
      'moon',
    ],
    [
      'Astronaut drifting past a shattered space station',
      'let her drift past a comet, not a station',
      'comet',
    ],
  ])('%s: %s', (prompt, request, place) => {
    expect(edited(prompt, request).parameters.setting.location).toBe(place);
  });

  it.each([
    ['have him go down the stairs', 'going down the stairs'],
    ['he goes through a tunnel', 'going through a tunnel'],
    ['he should go up a ladder', 'going up a ladder'],
  ])('%s', (request, action) => {
    const { parameters, prompt } = edited('A monk climbs the stairs', request);
    expect(parameters.actions).toEqual([{ agent: 'monk', action }]);
    expect(prompt).toMatch(/^A monk goes /);
  });
});
