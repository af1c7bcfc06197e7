import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CAMERA_ANGLES,
  CAMERA_MOVEMENTS,
  type Parameters,
  parametersSchema,
  SHOT_SIZES,
  SPEEDS,
  TIMES_OF_DAY,
  WEATHERS,
} from '../../sessions/index.js';
import { cosmos3Schema, DIALECTS, renderPrompt } from './index.js';

fc.configureGlobal({ seed: 3, numRuns: 200 });

const SAMPLE = parametersSchema.parse({
  subjects: [{ name: 'dog', count: 2, attributes: ['brown'] }],
  actions: [
    { agent: 'dog', action: 'running along the beach' },
    { agent: 'dog', action: 'jumping over a log', speed: 'slow' },
  ],
  setting: { location: 'sandy beach' },
  time_of_day: 'sunset',
  lighting: { quality: 'soft', direction: 'backlit' },
  mood: ['joyful'],
  camera: { shot_size: 'wide shot', angle: 'low angle', movement: 'dolly in', movement_speed: 'slow' },
  style: { artistic: 'film noir' },
  audio: { ambience: 'waves' },
  on_screen_text: ['OPEN 24h'],
  negative: ['people'],
  technical: { fps: 16, seed: 987654 },
});

const word = fc.constantFrom(
  'amber',
  'stone',
  'river',
  'tall',
  'quiet',
  'paper',
  'lamp',
  'north',
  'glass',
  'tiger',
);
const phrase = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const phrases = fc.array(phrase, { maxLength: 5 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const subjects = fc.array(
  fc.record({
    name: word,
    count: maybe(fc.integer({ min: 1, max: 30 })),
    attributes: phrases,
    clothing: maybe(phrase),
    expression: maybe(phrase),
    role: maybe(phrase),
  }),
  { maxLength: 4 },
);
const parameters: fc.Arbitrary<Parameters> = fc
  .record({
    subjects,
    actions: fc.array(
      fc.record({
        agent: maybe(word),
        action: phrase.map((text) => `running ${text}`),
        speed: maybe(fc.constantFrom(...SPEEDS)),
      }),
      { maxLength: 5 },
    ),
    setting: fc.record({ location: maybe(phrase), background: maybe(phrase), props: phrases }),
    composition: fc.record({ relations: phrases, position: maybe(phrase) }),
    time_of_day: maybe(fc.constantFrom(...TIMES_OF_DAY)),
    weather: fc.uniqueArray(fc.constantFrom(...WEATHERS), { maxLength: 3 }),
    lighting: fc.record({ source: maybe(phrase), quality: maybe(phrase), direction: maybe(phrase) }),
    mood: phrases,
    palette: phrases,
    camera: fc.record({
      shot_size: maybe(fc.constantFrom(...SHOT_SIZES)),
      angle: maybe(fc.constantFrom(...CAMERA_ANGLES)),
      movement: maybe(fc.constantFrom(...CAMERA_MOVEMENTS)),
      movement_speed: maybe(fc.constantFrom(...SPEEDS)),
      lens: maybe(phrase),
    }),
    style: fc.record({ medium: maybe(phrase), artistic: maybe(phrase) }),
    audio: fc.record({
      dialogue: fc.array(
        fc.record({ speaker: maybe(word), text: fc.constantFrom('Hello,  there!', 'say "no"', '  x') }),
        { maxLength: 2 },
      ),
      effects: phrases,
    }),
    on_screen_text: fc.uniqueArray(fc.constantFrom('OPEN', 'a "b" c', 'Nr. 5,'), { maxLength: 2 }),
    timing: fc.record({
      duration_seconds: maybe(fc.integer({ min: 1, max: 900 })),
      segments: fc.array(fc.record({ description: phrase }), { maxLength: 3 }),
    }),
    technical: fc.record({
      width: maybe(fc.constantFrom(7777, 832)),
      fps: maybe(fc.constantFrom(211.5, 7)),
      seed: maybe(fc.constant(99999999)),
    }),
    protected: fc.uniqueArray(fc.constantFrom('sks_dog', 'anna', 'O.K.'), { maxLength: 2 }),
  })
  .map((value) =>
    parametersSchema.parse(
      JSON.parse(JSON.stringify(value), (_, item: unknown) => (item === '  x' ? 'x' : item)) as object,
    ),
  );

const LONGEST = { 'wan-2.2': 200, 'ltx-2': 200, 'hunyuanvideo-1.5': 140 } as const;
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];
const readable = (text: string, dialect: string) =>
  dialect === 'cosmos-3' ? textsIn(JSON.parse(text)).join('\n') : text;

describe('renderPrompt', () => {
  it('writes Wan 2.2 with its terms first, at most four', () => {
    const { text, warnings, negative } = renderPrompt(SAMPLE, 'wan-2.2');
    expect(text).toBe(
      'Wide shot, low angle shot, sunset time, soft lighting. Two brown dogs running along the beach. Then the dogs are jumping over a log at a slow pace. The setting is a sandy beach. The camera slowly pushes in. The mood is joyful. The style is film noir. The text "OPEN 24h" is visible.',
    );
    expect(negative).toBe('people');
    expect(warnings.join(' ')).toMatch(/left out: lighting\.direction\..*no sound.*Nothing was invented/);
  });

  it('writes LTX-2 with the style first and the sound last', () => {
    const { text, warnings } = renderPrompt(SAMPLE, 'ltx-2');
    expect(text).toMatch(
      /^Style: film noir\. A wide shot from a low angle\. Two brown dogs running.*Then the dogs are/,
    );
    expect(text).toMatch(/Ambient sound: waves\.$/);
    expect(warnings).toEqual([]);
  });

  it('writes HunyuanVideo 1.5 in its order, several actions as a sequence', () => {
    expect(renderPrompt(SAMPLE, 'hunyuanvideo-1.5').text).toBe(
      'Two brown dogs. Initially, the dogs are running along the beach. Finally, the dogs are jumping over a log at a slow pace. The setting is a sandy beach at sunset. The text "OPEN 24h" is visible. A wide shot from a low angle. The camera slowly moves forward. Soft lighting, backlit. The overall style is film noir. The mood is joyful.',
    );
  });

  it('writes Cosmos 3 as JSON with its own defaults for what is not said', () => {
    const { text, warnings } = renderPrompt(SAMPLE, 'cosmos-3');
    expect(cosmos3Schema.parse(JSON.parse(text))).toMatchObject({
      subjects: [{ description: 'two brown dogs', number_of_subjects: 2, pose: '' }],
      text_and_signage_elements: [{ text: 'OPEN 24h' }],
      resolution: { H: 720, W: 1280 },
      aspect_ratio: '16,9',
      duration: '10s',
      fps: 16,
    });
    expect(warnings.at(-1)).toContain('subjects.pose');
  });

  it('says nothing of camera, speech or sound that nobody stated', () => {
    const plain = parametersSchema.parse({ subjects: [{ name: 'cat', count: 1 }] });
    for (const dialect of ['wan-2.2', 'ltx-2', 'hunyuanvideo-1.5'] as const)
      expect(renderPrompt(plain, dialect).text).toBe('A cat.');
  });

  it('wants at most three of what nobody counted, for HunyuanVideo 1.5', () => {
    const many = parametersSchema.parse({ subjects: [{ name: 'bird' }] });
    expect(renderPrompt(many, 'hunyuanvideo-1.5')).toMatchObject({
      text: 'Two or three birds.',
      warnings: [expect.stringContaining('bird')],
    });
  });

  it.each(DIALECTS)('keeps quoted and protected texts verbatim, and technical values out: %s', (dialect) => {
    fc.assert(
      fc.property(parameters, (value) => {
        const { text } = renderPrompt(value, dialect);
        const words = readable(text, dialect);
        for (const kept of [
          ...value.on_screen_text,
          ...value.audio.dialogue.map((line) => line.text),
          ...value.protected,
        ])
          expect(words).toContain(kept);
        for (const { name } of value.subjects) expect(words).toContain(name.slice(0, -1));
        expect(words).not.toMatch(/7777|211\.5|99999999/);
      }),
    );
  });

  it.each(['wan-2.2', 'ltx-2', 'hunyuanvideo-1.5'] as const)(
    'stays within its length, or says that it cannot: %s',
    (dialect) => {
      fc.assert(
        fc.property(parameters, (value) => {
          const { words, text, warnings } = renderPrompt(value, dialect);
          expect(words <= LONGEST[dialect] || warnings.join(' ').includes('never cut')).toBe(true);
          expect(words).toBe(text.split(/\s+/).filter(Boolean).length);
          expect(renderPrompt(value, dialect)).toEqual({ words, text, warnings });
          const own = text.replace(/"[^"]*"|“[^”]*”|Nr\. 5,|O\.K\./g, 'Q');
          expect(own).not.toMatch(/ {2}|\s[.,;]|,\s*[.,;]|,$/);
        }),
      );
    },
  );

  it('is valid JSON of the schema, for whatever parameters', () => {
    fc.assert(
      fc.property(parameters, (value) => {
        const { text } = renderPrompt(value, 'cosmos-3');
        expect(JSON.stringify(cosmos3Schema.parse(JSON.parse(text)))).toBe(text);
      }),
    );
  });
});

describe('docs/dialects.md', () => {
  it.each(DIALECTS.filter((dialect) => dialect !== 'plain'))(
    'shows what is really written: %s',
    (dialect) => {
      const docs = readFileSync(new URL('../../../../docs/dialects.md', import.meta.url), 'utf8');
      const example = new RegExp(`<!-- ${dialect} -->\\s+\`\`\`\\w+\\n([^\`]+)\n\`\`\``).exec(docs)?.[1];
      const { text } = renderPrompt(SAMPLE, dialect);
      const shown = dialect === 'cosmos-3' ? JSON.stringify(JSON.parse(example ?? '')) : example;
      expect(shown).toBe(text);
    },
  );
});
