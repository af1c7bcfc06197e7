import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import type { Parameters } from '../../../sessions/index.js';

const edited = await loadBuiltinEdits();

const deeds = ({ actions }: Parameters) => actions.map(({ agent = '', action }) => `${agent}: ${action}`);
const things = ({ subjects }: Parameters) =>
  subjects.map(({ name, attributes, clothing = '' }) => [name, ...attributes, clothing].join(' ').trim());

const STREET = 'A nurse in a white apron feeds a goat while a sailor juggles, a lorry passes, dusk';

describe('who does it, said first or last', () => {
  it.each([
    ["it's the sailor who should feed it", ['sailor: juggling', 'lorry: passing', 'sailor: feeding a goat']],
    [
      'the sailor should be the one who feeds the goat',
      ['sailor: juggling', 'lorry: passing', 'sailor: feeding a goat'],
    ],
    ["it's a butcher who should juggle", ['nurse: feeding a goat', 'butcher: juggling', 'lorry: passing']],
    [
      'the goat should be chased by the sailor',
      ['nurse: feeding a goat', 'sailor: chasing the goat', 'lorry: passing'],
    ],
    [
      'have the goat be painted by the nurse',
      ['nurse: painting the goat', 'sailor: juggling', 'lorry: passing'],
    ],
    [
      'the sailor should be pushed by a bull',
      ['nurse: feeding a goat', 'sailor: juggling', 'lorry: passing', 'bull: pushing the sailor'],
    ],
    [
      'he whistles while he juggles',
      ['nurse: feeding a goat', 'sailor: juggling', 'lorry: passing', 'sailor: whistling'],
    ],
    ['make the nurse sneeze', ['nurse: sneezing', 'sailor: juggling', 'lorry: passing']],
  ])('%s', (request, expected) => {
    expect(deeds(edited(STREET, request).parameters).toSorted()).toEqual(expected.toSorted());
  });
});

describe('what is to be done to a thing', () => {
  it.each([
    ['the lorry should be painted orange', ['nurse white apron', 'goat', 'sailor', 'lorry orange']],
    ['have the lorry painted orange', ['nurse white apron', 'goat', 'sailor', 'lorry orange']],
    ['the goat needs to be replaced with a sheep', ['nurse white apron', 'sheep', 'sailor', 'lorry']],
    ["I'd like the lorry to be swapped for a tram", ['nurse white apron', 'goat', 'sailor', 'tram']],
    ['the apron must be turned into a red cape', ['nurse red cape', 'goat', 'sailor', 'lorry']],
    ['a parrot should be added', ['nurse white apron', 'goat', 'sailor', 'lorry', 'parrot']],
    ['make the lorry green and the goat black', ['nurse white apron', 'goat black', 'sailor', 'lorry green']],
    ['make the goat and the lorry black', ['nurse white apron', 'goat black', 'sailor', 'lorry black']],
    ['swap the goat for a pig and the lorry for a van', ['nurse white apron', 'pig', 'sailor', 'van']],
    ['remove the goat, the lorry', ['nurse white apron', 'sailor']],
    ["it's the sailor who should wear the apron", ['nurse', 'goat', 'sailor white apron', 'lorry']],
  ])('%s', (request, expected) => {
    expect(things(edited(STREET, request).parameters)).toEqual(expected);
  });

  it.each(['what I want is dawn', 'all I need is dawn', 'the thing I want to see is dawn'])(
    '%s',
    (request) => {
      expect(edited(STREET, request).parameters.time_of_day).toBe('dawn');
    },
  );
});

describe('a name for somebody', () => {
  it.each([
    'call the goat Billy',
    'name the goat Billy',
    'the goat should be called Billy',
    'give the goat the name Billy',
  ])('%s', (request) => {
    const { parameters, prompt } = edited(STREET, request);
    expect(parameters.protected).toEqual(['Billy']);
    expect(things(parameters)).toEqual(things(edited(STREET, 'make it night').parameters));
    expect(prompt).toContain('goat named Billy');
  });

  it.each([
    'rename Otto to Hugo Brandt',
    "change Otto's name to Hugo Brandt",
    'Otto should be called Hugo Brandt',
  ])('%s', (request) => {
    const prompt = 'In a kitchen, Otto peels an apple, a sign reads "Otto was here"';
    const after = edited(prompt, request);
    expect(after.prompt).toBe('In a kitchen, Hugo Brandt peels an apple, a sign reads "Otto was here"');
    expect(after.parameters.protected.toSorted()).toEqual(['Hugo Brandt', 'Otto was here']);
    expect(deeds(after.parameters)).toEqual(['Hugo Brandt: peeling an apple']);
  });
});

describe('pace said of somebody', () => {
  it.each([
    ['the lorry speeds up', 'A lorry drives along a road', [['driving along a road', 'fast']]],
    ['have the lorry slow down', 'A lorry drives along a road', [['driving along a road', 'slow']]],
    ['the lorry speeds up', 'A lorry', [['speeding up', undefined]]],
    ['slow motion on the jump', 'A sailor jumps over a rope', [['jumping over a rope', 'slow']]],
  ])('%s, of %s', (request, prompt, expected) => {
    const { actions } = edited(prompt, request).parameters;
    expect(actions.map(({ action, speed }) => [action, speed])).toEqual(expected);
  });
});

const NIGHT =
  'A nurse with brown hair in a white apron feeds a goat, lantern light, overcast sky, jazz music, film grain';

describe('how somebody is to look', () => {
  const nurse = (request: string) => {
    const [first] = edited(NIGHT, request).parameters.subjects;
    return [...(first?.attributes ?? []), first?.clothing, first?.expression].filter(Boolean).join(', ');
  };

  it.each([
    ['her hair should be blonde', 'blonde hair, white apron'],
    ["make the nurse's hair red", 'red hair, white apron'],
    ['she looks worn', 'brown hair, white apron, worn'],
    ['sobbing nurse', 'brown hair, white apron, sobbing'],
    ['give her a small scar and a straw hat', 'brown hair, small scar, straw hat'],
    ['grey smock', 'brown hair, grey smock'],
    ['put her in a black cassock instead of the apron', 'brown hair, black cassock'],
    ['apron in burnt orange', 'brown hair, burnt orange apron'],
    ['she needs a silver headset', 'brown hair, silver headset'],
    ['what do you think about a green tunic?', 'brown hair, green tunic'],
  ])('%s', (request, expected) => {
    expect(nurse(request)).toBe(expected);
  });
});

describe('what happens, and when', () => {
  it.each([
    ['at the end the nurse waves', ['nurse: feeding a goat', 'nurse: waving']],
    ['then she coughs', ['nurse: feeding a goat', 'nurse: coughing']],
    ['nurse carries a bucket', ['nurse: feeding a goat', 'nurse: carrying a bucket']],
    ["she shouldn't feed it, she should comb it", ['nurse: combing it']],
    ['a stray dog jumps over a fence', ['nurse: feeding a goat', 'dog: jumping over a fence']],
    ['have a parrot follow the nurse', ['nurse: feeding a goat', 'parrot: following the nurse']],
    ['there should be a guest too, clapping', ['nurse: feeding a goat', 'guest: clapping']],
  ])('%s', (request, expected) => {
    expect(deeds(edited(NIGHT, request).parameters)).toEqual(expected);
  });
});

describe('light, sky, sound and words', () => {
  it.each([
    ['swap the lantern light for burning barrels', { lighting: { source: 'burning barrels' } }],
    ['a clear sky would be nicer', { weather: ['clear'] }],
    ['no film grain', { style: {}, negative: ['film grain'] }],
    ['samba music + a rooster crowing', { audio: { music: 'samba', effects: ['rooster crowing'] } }],
    ['SFX: hens clucking', { audio: { effects: ['hens clucking'] } }],
    ['Palette: teal, plum and sand', { palette: ['teal', 'plum', 'sand'] }],
    ['put a title on it: "Spring"', { on_screen_text: ['Spring'], protected: ['Spring'] }],
    ['the wall should say "FARM"', { on_screen_text: ['FARM'], protected: ['FARM'] }],
    [
      'could the camera track her, from a low angle?',
      { camera: { movement: 'tracking', angle: 'low angle' } },
    ],
    ['lock the camera off', { camera: { movement: 'static' } }],
    ['dim light and techno rather than jazz', { lighting: { intensity: 'dim' }, audio: { music: 'techno' } }],
  ])('%s', (request, expected) => {
    expect(edited(NIGHT, request).parameters).toMatchObject(expected);
  });

  it.each(['the lantern light is lovely, keep it that way', 'I love the apron', 'same goat'])(
    'nothing: %s',
    (request) => {
      expect(edited(NIGHT, request).changes).toEqual([]);
    },
  );
});
