import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLanguage } from './builtin/text/language.js';
import { enhance } from './builtin/enhancing/enhance.js';
import { phrasesOf } from './builtin/text/phrases.js';
import { type DetailKind, isStated } from './builtin/enhancing/stated-kinds.js';
import { compareTexts } from './text-report.js';

const sut = {
  enhance: async (original: string) => {
    const language = await loadLanguage();
    const enhanced = enhance(original, language);
    const { tag } = language;
    return {
      original,
      enhanced,
      provider: 'builtin',
      ...compareTexts(original, enhanced, phrasesOf(original, tag)),
    };
  },
};
const KINDS: readonly DetailKind[] = ['shot', 'camera', 'light', 'style'];

/** Most characters that are ever added. */
const MAX_ADDED = 200;

beforeAll(async () => {
  await loadLanguage();
}, 30_000);

/** What people write, and what is put behind it. */
const REALISTIC: readonly [prompt: string, added: string][] = [
  [
    'a cat walks on the beach at sunset',
    '. Full shot at eye level with a steady camera. Warm, low sunlight with long shadows. Realistic style with natural colors.',
  ],
  [
    'robot arm picks up a red apple',
    '. Medium close-up with a steady camera. Soft, natural light. Realistic style.',
  ],
  [
    'two astronauts playing chess on Mars',
    '. Wide shot with a steady camera. Hard, directional light with crisp shadows. Realistic style with natural colors.',
  ],
  [
    'A golden retriever puppy running through a field of flowers',
    '. Full shot at eye level with a steady camera. Soft, natural light. Realistic style.',
  ],
  [
    'a woman in a yellow coat walking through rain at night',
    '. Full shot at eye level with a steady camera. Low night-time light reflecting off wet surfaces. Realistic style.',
  ],
  ['drone shot over a misty forest', '. Soft, hazy light. Realistic style with natural colors.'],
  ['cyberpunk city, neon lights, flying cars', ', wide shot, steady camera'],
  [
    'old fisherman, wooden boat, calm sea',
    ', wide shot at eye level, steady camera, soft natural light, realistic style with natural colors',
  ],
  [
    'a chef chopping onions in a busy kitchen',
    '. Medium shot at eye level with a steady camera. Soft, even interior light. Realistic style with natural colors.',
  ],
  [
    'A humanoid robot folds laundry in a bedroom',
    '. Medium shot at eye level with a steady camera. Soft, even interior light. Realistic style with natural colors.',
  ],
  [
    'a self-driving car stops for a pedestrian at a crosswalk on a rainy evening',
    '. Wide shot at eye level with a steady camera. Soft, diffused evening light. Realistic style with natural colors.',
  ],
  [
    'forklift moving pallets in a warehouse',
    '. Wide shot at eye level with a steady camera. Soft, even interior light. Realistic style with natural colors.',
  ],
  [
    'waves crashing against cliffs during a storm',
    '. Wide shot with a steady camera. Soft, overcast light. Realistic style with natural colors.',
  ],
  [
    'a dragon flying over a medieval castle',
    '. Wide shot with a steady camera. Soft, natural light. Clean, detailed style.',
  ],
  [
    'sks_dog sitting on a sofa',
    '. Medium shot with a steady camera. Soft, even interior light. Clean, detailed style.',
  ],
  [
    'a neon sign that says "OPEN 24 HOURS" above a diner',
    '. Medium shot with a steady camera. Realistic style with natural colors.',
  ],
  [
    'Anna Smith reads a letter by the window',
    '. Medium shot with a steady camera. Soft, natural light. Clean, detailed style.',
  ],
  [
    'time-lapse of a flower blooming',
    '. Medium close-up. Soft, natural light. Realistic style with natural colors.',
  ],
  [
    'a surfer rides a huge wave',
    '. Full shot at eye level with a steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
  [
    'coffee being poured into a white cup',
    '. Medium close-up with a steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
  ['red sports car', '. Wide shot at eye level with a steady camera. Soft, natural light. Realistic style.'],
  [
    'sunset',
    '. Wide shot with a steady camera. Warm, low sunlight with long shadows. Realistic style with natural colors.',
  ],
  [
    'a jellyfish drifting underwater',
    '. Medium shot with a steady camera. Soft light filtering through the water. Realistic style with natural colors.',
  ],
  [
    'day turns to night over a city skyline',
    '. Wide shot with a steady camera. Realistic style with natural colors.',
  ],
  [
    'a child blowing soap bubbles in a sunny park',
    '. Medium shot at eye level with a steady camera. Clear sunlight. Realistic style with natural colors.',
  ],
  [
    '3D render of a glass sphere on a marble table',
    '. Medium close-up with a steady camera. Soft, even interior light.',
  ],
  [
    'a wolf howls at the moon',
    '. Medium shot at eye level with a steady camera. Low, cool night-time light with deep shadows. Realistic style with natural colors.',
  ],
  [
    'a busy street market in Marrakesh, people bargaining over spices and carpets, colorful awnings above, smoke rising from food stalls, a donkey cart passing slowly',
    '. Wide shot with a steady camera. Soft, natural light. Realistic style.',
  ],
  [
    "Close-up of a watchmaker's hands assembling a tiny gear",
    '. Steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
  [
    'a train passes through a snowy mountain valley',
    '. Wide shot at eye level with a steady camera. Soft, diffused light. Realistic style with natural colors.',
  ],
  [
    'an astronaut on the moon plants a flag',
    '. Medium shot with a steady camera. Hard, directional light with crisp shadows. Realistic style with natural colors.',
  ],
  [
    'A quadruped robot climbs stairs in an office building.',
    ' Full shot at eye level with a steady camera. Soft, even interior light. Realistic style with natural colors.',
  ],
  [
    'two cars crash at an intersection at noon',
    '. Wide shot at eye level with a steady camera. Natural daylight. Realistic style with natural colors.',
  ],
  [
    'a candle flickers in a dark room',
    '. Medium close-up with a steady camera. Realistic style with natural colors.',
  ],
  [
    'the camera slowly orbits a bronze statue',
    '. Medium shot. Soft, natural light. Realistic style with natural colors.',
  ],
  [
    'skateboarder jumps over a fire hydrant',
    '. Full shot at eye level with a steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
  ['satellite view of a hurricane', '. Realistic style with natural colors.'],
  [
    'an eagle soars above the mountains at dawn',
    '. Wide shot with a steady camera. Soft morning light. Realistic style with natural colors.',
  ],
  [
    'gripper places a blue cube into a box on the left side of the table',
    '. Medium close-up with a steady camera. Soft, even interior light. Realistic style.',
  ],
  [
    'robot, warehouse, boxes,',
    ' medium shot at eye level, steady camera, soft even interior light, realistic style with natural colors',
  ],
  [
    'a boy says "Hello!"',
    ' Medium shot at eye level with a steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
  [
    'A truck merges onto the highway. Heavy traffic ahead.',
    ' Wide shot at eye level with a steady camera. Soft, natural light. Realistic style with natural colors.',
  ],
];

describe('realistic prompts', () => {
  it.each(REALISTIC)('%s', async (prompt, added) => {
    const { original, enhanced, provider } = await sut.enhance(prompt);
    expect(enhanced).toBe(prompt + added);
    expect({ original, provider }).toEqual({ original: prompt, provider: 'builtin' });
  });

  it('are told to be kept whole, with every addition named', async () => {
    const report = await sut.enhance('Two robots lift 3 boxes in a warehouse with a "FRAGILE" sign');
    expect(report).toMatchObject({
      kept: ['Two robots', 'lift', '3 boxes', 'a warehouse', '"FRAGILE"', 'sign'],
      added: [
        'Medium shot at eye level with a steady camera',
        'Soft, even interior light',
        'Realistic style with natural colors',
      ],
      changed: [],
      dropped: [],
    });
  });
});

describe('prompts that come back as they are', () => {
  const detailed = Array.from({ length: 51 }, (_, index) => (index % 2 === 0 ? 'the' : 'cat')).join(' ');
  it.each([
    detailed,
    'x'.repeat(100_000),
    '',
    '   ',
    '?!',
    '42',
    'asdf qwer zxcv',
    'eine Katze läuft am Strand',
    'ein Hund im Park',
    'un chat noir dort sur le canapé',
    'un perro corre por la playa',
    'um gato preto corre na praia',
    'una ragazza cammina nel bosco',
    'een hond rent op het strand',
    '一只猫在海滩上行走',
    'кошка идёт по пляжу',
    'a cat --ar 16:9',
    '<lora:mystyle:0.8> a cat',
    'a (red cat:1.3) on a mat',
    '{"subjects": [{"description": "a cat"}]}',
    'a {red|blue} cat',
    'shot 1: a cat\nshot 2: a dog',
    'a sign that says "open',
    'https://example.com/cat.png',
  ])('%j', async (prompt) => {
    const report = await sut.enhance(prompt);
    expect(report.enhanced).toBe(prompt);
    expect([report.added, report.changed, report.dropped]).toEqual([[], [], []]);
  });
});

describe('what a prompt states', () => {
  it.each([
    ['night', 'a dog runs at night', /day|sun|bright/i],
    ['rain', 'a dog runs in the rain', /sun|clear|warm/i],
    ['a camera move', 'a slow pan right over a car', /steady camera|static/i],
    ['a style', 'an anime girl in a park', /style|realistic|natural colors/i],
    ['a light', 'a room lit by candles', /light/i],
    ['a shot', 'close-up of a dog', /shot/i],
    ['no camera movement', 'a dog, no camera movement', /camera/i],
    ['several times of day', 'from morning until evening in a park', /light/i],
  ])('is not contradicted: %s', async (_what, prompt, contradiction) => {
    const { enhanced } = await sut.enhance(prompt);
    expect(enhanced.slice(prompt.length)).not.toMatch(contradiction);
  });
});

describe('for any text', { timeout: 30_000 }, () => {
  const words =
    'a the cat dogs robot arm Anna sks_dog runs sitting picks in on at park kitchen beach night sunset rain sunny fog noon moon ' +
    "camera pans close-up wide anime style light dark fire 3D red , . ; : ! ? - 'hi' and over from underwater Mars 5";
  const awkward = '" ( ) --ar {x} \n im der la <3';
  const word = fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...words.split(' '), '"OPEN 24"') },
    { weight: 1, arbitrary: fc.constantFrom(...awkward.split(' ')) },
  );
  const wordy = fc
    .array(word, { maxLength: 55 })
    .chain((list) => fc.constantFrom(' ', ' ', ' ', '  ').map((joint) => list.join(joint)));
  const text = fc.oneof(
    { weight: 4, arbitrary: wordy },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.constantFrom(...REALISTIC.map(([prompt]) => prompt)) },
  );

  it('the prompt stands whole at the beginning, and little is added', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (prompt) => {
        const { original, enhanced } = await sut.enhance(prompt);
        expect(original).toBe(prompt);
        expect(enhanced.startsWith(prompt)).toBe(true);
        expect(enhanced.length).toBeLessThanOrEqual(prompt.length + MAX_ADDED);
      }),
      { numRuns: 100 },
    );
  });

  it('the answer is always the same, and enhancing it again adds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (prompt) => {
        const first = await sut.enhance(prompt);
        expect(await sut.enhance(prompt)).toEqual(first);
        const second = await sut.enhance(first.enhanced);
        expect(second.enhanced).toBe(first.enhanced);
        expect(second.added).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('nothing is added of a kind that the prompt speaks of, and the report says what is new', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (prompt) => {
        const { enhanced, added, changed, dropped, kept } = await sut.enhance(prompt);
        const addition = enhanced.slice(prompt.length);
        expect(KINDS.filter((kind) => isStated(kind, prompt) && isStated(kind, addition))).toEqual([]);
        expect([changed, dropped]).toEqual([[], []]);
        expect(added.length > 0).toBe(/\p{L}/u.test(addition));
        for (const piece of added) expect(addition).toContain(piece);
        for (const phrase of kept) expect(prompt).toContain(phrase);
      }),
      { numRuns: 100 },
    );
  });
});
