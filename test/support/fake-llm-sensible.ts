import { type FakeReply, replies } from './fake-llm-replies.js';
import type { FakeLlmRequest } from './fake-llm-server.js';

/** A field with its value, as the portal's instructions ask for them. */
interface Field {
  field: string;
  value: unknown;
}

const TIMES = [
  'dawn',
  'sunrise',
  'morning',
  'midday',
  'afternoon',
  'golden hour',
  'sunset',
  'dusk',
  'evening',
  'night',
];
const WEATHERS: Readonly<Record<string, string>> = {
  rain: 'rain',
  rainy: 'rain',
  raining: 'rain',
  snow: 'snow',
  snowy: 'snow',
  snowing: 'snow',
  fog: 'fog',
  foggy: 'fog',
  storm: 'storm',
  cloudy: 'cloudy',
};
const COLOURS = ['red', 'blue', 'green', 'yellow', 'black', 'white', 'golden', 'orange', 'silver', 'brown'];
const THINGS = [
  'car',
  'truck',
  'cat',
  'dog',
  'robot',
  'woman',
  'man',
  'child',
  'boat',
  'bird',
  'horse',
  'train',
  'drone',
];
const PLACES = [
  'beach',
  'street',
  'city',
  'forest',
  'kitchen',
  'desert',
  'mountain',
  'park',
  'harbour',
  'warehouse',
];
const SPOKEN: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  the: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
};

/** The sections of the portal's message, by name. */
export function sectionsOf(user: string): Readonly<Record<string, string>> {
  const code = /^Code: (\S+)$/m.exec(user)?.[1] ?? '';
  const found = user.split(`\n<<<END ${code}>>>`).flatMap((part) => {
    const match = new RegExp(`<<<(\\w+) ${code}>>>\\n`).exec(part);
    return match === null ? [] : [[match[1] ?? '', part.slice(match.index + match[0].length)] as const];
  });
  return Object.fromEntries(found);
}

/** Plausible answers to every task, by simple rules from what is in the request, and the same every time. */
export function sensibleReply({ body }: FakeLlmRequest): FakeReply {
  const system = body.messages[0]?.content ?? '';
  const parts = sectionsOf(body.messages[1]?.content ?? '');
  const task = /^Task (\w+):/m.exec(system)?.[1];
  const prompt = parts['PROMPT'] ?? '';
  const request = parts['REQUEST'] ?? '';
  switch (task) {
    case 'extract':
      return replies.json({ fields: fieldsOf(prompt) });
    case 'enhance':
      return replies.json({ prompt: enhanced(prompt) });
    case 'update':
      return replies.json(updated(prompt, request));
    case 'regenerate':
      return replies.json({ prompt: updated(prompt, request).prompt });
    case 'vary':
      return replies.json({ variations: variations(parts) });
    default:
      return replies.text('I do not know what you want of me.');
  }
}

function fieldsOf(prompt: string): Field[] {
  const words = prompt.toLowerCase().match(/\p{L}+/gu) ?? [];
  const subjects = words.flatMap((word, index) => {
    const name = THINGS.find((thing) => word === thing || word === `${thing}s`);
    if (name === undefined) return [];
    const before = words.slice(Math.max(0, index - 3), index);
    const count = before.map((item) => SPOKEN[item]).find((number) => number !== undefined) ?? 1;
    const attributes = before.filter((item) => COLOURS.includes(item));
    return [{ name, count, attributes, clothing: null, expression: null, role: null }];
  });
  const place = words.find((word) => PLACES.includes(word));
  const time = timeIn(prompt);
  const weather = weatherIn(words);
  const quotes = [...prompt.matchAll(/["“]([^"”]{1,200})["”]/g)].map(([, quoted]) => quoted);
  return [
    ...(subjects.length > 0 ? [{ field: 'subjects', value: subjects }] : []),
    ...(place === undefined ? [] : [{ field: 'setting.location', value: place }]),
    ...(time === undefined ? [] : [{ field: 'time_of_day', value: time }]),
    ...(weather === undefined ? [] : [{ field: 'weather', value: [weather] }]),
    ...(quotes.length > 0 ? [{ field: 'protected', value: quotes }] : []),
  ];
}

function timeIn(text: string): string | undefined {
  const word = timeWordIn(text);
  return word === 'noon' ? 'midday' : word;
}

/** As the text has it. */
function timeWordIn(text: string): string | undefined {
  return [...TIMES, 'noon'].find((time) => new RegExp(`\\b${time}\\b`, 'i').test(text));
}

function weatherIn(words: readonly string[]): string | undefined {
  return words.map((word) => WEATHERS[word]).find((weather) => weather !== undefined);
}

function enhanced(prompt: string): string {
  const joint = /[.!?]["”]?\s*$/.test(prompt) ? ' ' : '. ';
  return `${prompt}${joint}Soft light rests on every surface, with fine texture and rich colour.`;
}

function updated(prompt: string, request: string): { changes: Field[]; prompt: string; notes: string[] } {
  const words = request.toLowerCase().match(/\p{L}+/gu) ?? [];
  const changes: Field[] = [];
  const notes: string[] = [];
  let text = prompt;
  const time = timeIn(request);
  if (time !== undefined) {
    changes.push({ field: 'time_of_day', value: time });
    notes.push(`Time of day is now ${time}.`);
    text = replacedOrAdded(text, timeWordIn(text), time, `at ${time}`);
  }
  const weather = weatherIn(words);
  if (weather !== undefined) {
    const isGone = /\b(?:remove|without|no|stop)\b/i.test(request);
    changes.push({ field: 'weather', value: isGone ? null : [weather] });
    notes.push(isGone ? `No more ${weather}.` : `The weather is now ${weather}.`);
    if (!isGone) text = replacedOrAdded(text, undefined, weather, `in ${weather}`);
    else text = text.replace(new RegExp(`[, ]+(?:in|with)?(?: the)? ?${weather}\\b`, 'i'), '');
  }
  return { changes, prompt: text, notes };
}

function replacedOrAdded(text: string, old: string | undefined, now: string, phrase: string): string {
  if (old !== undefined) return text.replace(new RegExp(`\\b${old}\\b`, 'i'), now);
  return /[.!?]\s*$/.test(text) ? text.replace(/\s*([.!?])\s*$/, `, ${phrase}$1`) : `${text}, ${phrase}`;
}

function variations(parts: Readonly<Record<string, string>>) {
  const [main = ''] = JSON.parse(parts['PROMPTS'] ?? '[]') as string[];
  const { count } = JSON.parse(parts['SETTINGS'] ?? '{"count":0}') as { count: number };
  const skies = ['clear', 'rain', 'snow', 'fog', 'storm'];
  return Array.from({ length: count }, (_, index) => {
    const time = TIMES[index % TIMES.length] ?? 'night';
    const weather = skies[Math.floor(index / TIMES.length + index) % skies.length] ?? 'clear';
    return {
      prompt: `${replacedOrAdded(main, timeWordIn(main), time, `at ${time}`)} ${weather === 'clear' ? 'Under a clear sky.' : `In ${weather}.`}`,
      changes: [
        { field: 'time_of_day', value: time },
        { field: 'weather', value: [weather] },
      ],
    };
  });
}
