import { beforeAll, describe, expect, it } from 'vitest';
import { sampleParameters } from '../../../../test/support/parameter-samples.js';
import {
  emptyParameters,
  FIELD_PATHS,
  type FieldPath,
  fieldValue,
  type Parameters,
} from '../../sessions/index.js';
import { renderPlain } from '../dialects/plain.js';
import { fieldsNamedBy, update } from './editing/update.js';
import { enhance } from './enhancing/enhance.js';
import { extract } from './reading/extract.js';
import { type Language, loadLanguage } from './text/language.js';
import { vary } from './varying/vary.js';

let language: Language;

beforeAll(async () => {
  language = await loadLanguage();
}, 30_000);

const read = (prompt: string) => extract(prompt, language).parameters;

describe('extract', () => {
  it.each<[prompt: string, path: FieldPath, value: unknown]>([
    ['a city street at night', 'time_of_day', 'night'],
    ['sundown over the fields', 'time_of_day', 'sunset'],
    ['a rainy city street', 'weather', ['rain']],
    ['a rainy city street', 'setting.location', 'city street'],
    ['a fox, from a low angle', 'camera.angle', 'low angle'],
    ['closeup of a fox', 'camera.shot_size', 'close-up'],
    ['the camera slowly pushes in on a cake', 'camera.movement', 'dolly in'],
    ['the camera slowly pushes in on a cake', 'camera.movement_speed', 'slow'],
    ['a fox, 85mm lens', 'camera.lens', '85mm'],
    ['a fox, bokeh', 'camera.depth_of_field', 'shallow'],
    ['a fox, watercolor painting', 'style.medium', 'watercolor painting'],
    ['a fox, soft window light', 'lighting.source', 'window light'],
    ['a fox, soft window light', 'lighting.quality', 'soft'],
    ['a fox in teal and orange tones', 'palette', ['teal', 'orange']],
    ['a fox, eerie mood', 'mood', ['eerie']],
    ['a fox, gentle piano music', 'audio.music', 'gentle piano'],
    ['a street without text or people', 'negative', ['text', 'people']],
    ['a neon sign that says "OPEN"', 'on_screen_text', ['OPEN']],
    ['a fox --ar 9:16 --seed 7', 'technical.aspect_ratio', '9:16'],
    ['a fox, 24 fps', 'technical.fps', 24],
    ['an 8-second clip of a fox', 'timing.duration_seconds', 8],
    ['a fox, <lora:neon_v2:0.8>', 'protected', ['<lora:neon_v2:0.8>']],
  ])('%s: %s', (prompt, path, value) => {
    expect(fieldValue(read(prompt), path)).toEqual(value);
  });

  it('counts subjects and keeps their attributes apart', () => {
    expect(read('Two dogs chase a small black cat across a park').subjects).toEqual([
      { name: 'dog', count: 2, attributes: [] },
      { name: 'cat', count: 1, attributes: ['small', 'black'] },
    ]);
  });

  it('says who does what, in order', () => {
    expect(read('A woman opens a door and walks slowly into the garden').actions).toEqual([
      { agent: 'woman', action: 'opening a door' },
      { agent: 'woman', action: 'walking into the garden', speed: 'slow' },
    ]);
  });

  it('never takes a negated thing for a subject', () => {
    expect(read('An empty street, no people, no cars').subjects).toEqual([]);
  });

  it.each([
    '',
    '?!',
    '{"a": [1, 2]}',
    '一只猫在海滩上行走',
    '\uD800 a cat',
    '🐈🐈',
    'a'.repeat(20_000),
    '("'.repeat(10_000),
    'no '.repeat(6000),
    'and '.repeat(5000),
    '-'.repeat(20_000),
    'a, '.repeat(6000),
  ])('answers for text of any kind (%#)', (prompt) => {
    expect(read(prompt).version).toBe(1);
  });
});

describe('update', () => {
  const ask = (prompt: string, request: string, locks: FieldPath[] = []) =>
    update({ prompt, parameters: read(prompt), locks, protectedTexts: [], request }, language);

  it.each([
    ['a red car on a street at sunset', 'make it night', 'a red car on a street at night'],
    [
      'A red car drives down a street',
      'swap the red car for a blue truck',
      'A blue truck drives down a street',
    ],
    ['a dog in a park', 'make the dog brown', 'a brown dog in a park'],
    ['One dog runs in a park', 'two dogs instead of one', 'Two dogs run in a park'],
    ['a dog in a park, rain', 'remove the rain', 'a dog in a park'],
    ['a dog in a park', 'no people', 'a dog in a park, no people'],
    ['a dog in a park', 'low angle', 'a dog in a park, low angle'],
  ])('%s + %s', (prompt, request, expected) => {
    expect(ask(prompt, request).prompt).toBe(expected);
  });

  it.each(['thanks!', 'is it good enough?', 'leave it as it is', 'undo that'])(
    'changes nothing for %j',
    (request) => {
      const { prompt, parameters, changes } = ask('a dog in a park at night', request);
      expect({ prompt, changes }).toEqual({ prompt: 'a dog in a park at night', changes: [] });
      expect(parameters).toEqual(read('a dog in a park at night'));
    },
  );

  it('leaves locked fields alone', () => {
    expect(ask('a dog at sunset', 'make it night', ['time_of_day']).changes).toEqual([]);
  });

  it('changes only what the request names', () => {
    const requests = [
      'make it night',
      'wide shot',
      'use a 50mm lens',
      'make it snow',
      'watercolor style',
      'dolly out',
      'no text',
    ];
    for (let seed = 1; seed <= 40; seed += 1) {
      const parameters = sampleParameters(seed);
      const request = requests[seed % requests.length] ?? '';
      const after = update(
        {
          prompt: renderPlain(parameters),
          parameters,
          locks: [],
          protectedTexts: parameters.protected,
          request,
        },
        language,
      ).parameters;
      expect(fieldsNamedBy(request, parameters, language)).toEqual(
        expect.arrayContaining(changed(parameters, after)),
      );
    }
  });
});

function changed(before: Parameters, after: Parameters): FieldPath[] {
  return FIELD_PATHS.filter(
    (path) => JSON.stringify(fieldValue(before, path)) !== JSON.stringify(fieldValue(after, path)),
  );
}

describe('vary', () => {
  const input = (count: number, seed: number, fields: FieldPath[] = []) => ({
    prompts: ['Two robots lift a "FRAGILE" box at sunset'],
    parameters: emptyParameters(),
    count,
    fields,
    locks: [],
    protectedTexts: ['"FRAGILE"'],
    seed,
  });

  it('gives as many as asked for, all different, with the core kept', () => {
    const prompts = vary(input(20, 7), language).map(({ prompt }) => prompt);
    expect(new Set(prompts).size).toBe(20);
    for (const prompt of prompts) expect(prompt).toMatch(/^Two robots lift a "FRAGILE" box/);
  });

  it('gives the same for the same seed', () => {
    expect(vary(input(8, 3), language)).toEqual(vary(input(8, 3), language));
  });

  it('varies only the fields that are named', () => {
    for (const { parameters } of vary(input(5, 1, ['camera.angle']), language))
      expect(changed(emptyParameters(), parameters)).toEqual(['camera.angle']);
  });
});

describe('enhance', () => {
  it('adds nothing a second time', () => {
    const once = enhance('a cat walks on the beach at sunset', language);
    expect(once).not.toBe('a cat walks on the beach at sunset');
    expect(enhance(once, language)).toBe(once);
  });
});

describe('the plain dialect', () => {
  it('is read back as what it was made of', () => {
    const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);
    const same = seeds.filter((seed) => {
      const wanted = sampleParameters(seed);
      const got = read(renderPlain(wanted));
      return FIELD_PATHS.every(
        (path) => unordered(fieldValue(wanted, path)) === unordered(fieldValue(got, path)),
      );
    });
    expect(same.length).toBeGreaterThanOrEqual(190);
  });
});

/** Lists are compared without their order. */
function unordered(value: unknown): string {
  if (!Array.isArray(value)) return String(value).toLowerCase();
  return value
    .map((item: unknown) =>
      (typeof item === 'object' && item !== null
        ? JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : String(item)
      ).toLowerCase(),
    )
    .sort((a, b) => (a < b ? -1 : 1))
    .join('|');
}
