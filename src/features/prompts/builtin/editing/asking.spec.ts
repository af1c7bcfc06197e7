import { beforeAll, describe, expect, it } from 'vitest';
import type { FieldPath, Parameters } from '../../../sessions/index.js';
import { fieldValue } from '../../../sessions/index.js';
import { extract } from '../reading/extract.js';
import { type Language, loadLanguage } from '../text/language.js';
import { update } from './update.js';

let language: Language;
beforeAll(async () => {
  language = await loadLanguage();
}, 120_000);

function edited(prompt: string, request: string): Parameters {
  const { parameters } = extract(prompt, language);
  const input = { prompt, parameters, locks: [], protectedTexts: parameters.protected, request };
  return update(input, language).parameters;
}

const NIGHT = 'Two brothers argue in a parked pickup, rainy night, streetlight';
const WHO: readonly [request: string, expected: string][] = [
  ['bump the brothers up to four', '4 brother, 1 pickup parked'],
  ['raise the number of brothers to three', '3 brother, 1 pickup parked'],
  ['two brothers is not enough for me, I would say three', '3 brother, 1 pickup parked'],
  ["a third brother wouldn't hurt", '3 brother, 1 pickup parked'],
  ['stick a dog in there', '2 brother, 1 pickup parked, 1 dog'],
  ['get the pickup out of there', '2 brother'],
  ["we don't need the pickup, delete it", '2 brother'],
  ['I imagine the pickup as rusty and old', '2 brother, 1 pickup parked rusty old'],
  ["I'd have the pickup red", '2 brother, 1 pickup parked red'],
  ['paint it red, the pickup', '2 brother, 1 pickup parked red'],
  ['in the script the pickup is red', '2 brother, 1 pickup parked red'],
  ['both of them are laughing', '2 brother laughing, 1 pickup parked'],
  ['their faces should look angry', '2 brother angry, 1 pickup parked'],
  ['put the brothers in green raincoats', '2 brother green raincoats, 1 pickup parked'],
  ['should they wear hats? no, forget it', '2 brother, 1 pickup parked'],
];
const SCENE: readonly [request: string, path: FieldPath, value: unknown][] = [
  ['can it stop raining?', 'weather', []],
  ['rain is too sad for me, snow?', 'weather', ['snow']],
  ['set it late in the afternoon', 'time_of_day', 'afternoon'],
  ['I was thinking of something earlier in the day, dawn maybe', 'time_of_day', 'dawn'],
  ['move the pair of them to a roadside diner', 'setting.location', 'roadside diner'],
  ['the streetlight needs to go', 'lighting.source', undefined],
  ["I'd rather shoot it from above", 'camera.angle', 'high angle'],
  ['gently pull the camera back', 'camera.movement_speed', 'slow'],
  ['let the camera zoom in, slowly', 'camera.movement_speed', 'slow'],
  ['follow them with the camera', 'camera.movement', 'tracking'],
  ['everything should be in focus', 'camera.depth_of_field', 'deep'],
  ["the focus belongs on the brothers' hands, not on the wheel", 'camera.focus', "brothers' hands"],
  ['a violin on the soundtrack', 'audio.music', 'violin'],
  ['what the brothers shout is "Never!"', 'audio.dialogue', [{ speaker: 'brother', text: 'Never!' }]],
];

describe('ways of asking', () => {
  it.each(WHO)('%s', (request, expected) => {
    const { subjects } = edited(NIGHT, request);
    const said = subjects.map(({ name, count, attributes, expression, clothing }) =>
      [count, name, ...attributes, expression, clothing].filter((part) => part !== undefined).join(' '),
    );
    expect(said.join(', ')).toBe(expected);
  });

  it.each(SCENE)('%s', (request, path, value) => {
    const before = extract(NIGHT, language).parameters;
    const after = edited(NIGHT, request);
    expect(fieldValue(after, path) ?? (Array.isArray(value) ? [] : undefined)).toEqual(value);
    expect(after.subjects).toEqual(before.subjects);
    expect(after.actions).toEqual(before.actions);
  });

  it.each([
    ['Two brothers argue', 'have them hug instead', ['hugging']],
    ['Two brothers argue', 'they should weep, too', ['arguing', 'weeping']],
    ['A wolf stands and howls', 'take out the howling', ['standing']],
    ['An actress removes her mask', 'she puts on her mask', ['putting on her mask']],
  ])('of %s: %s', (prompt, request, expected) => {
    expect(edited(prompt, request).actions.map(({ action }) => action)).toEqual(expected);
  });

  it.each(['have the door say "CITY CAB"', 'what\'s on the door should be "CITY CAB"'])('%s', (request) => {
    const { on_screen_text: texts } = edited(
      'A taxi with "NIGHT OWL" on its door waits in an alley',
      request,
    );
    expect(texts).toEqual(['CITY CAB']);
  });
});
