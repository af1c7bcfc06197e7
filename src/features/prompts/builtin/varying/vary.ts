import { type FieldPath, fieldValue, type Parameters, withField } from '../../../sessions/index.js';
import type { Variation, VaryInput } from '../../provider/prompt-provider.port.js';
import { Draft } from '../editing/draft.js';
import { readPrompt } from '../reading/extract.js';
import type { Finding, Reading } from '../reading/reading.js';
import type { Language } from '../text/language.js';
import { sayField } from '../text/say.js';
import { OPTIONS, USUAL } from './options.js';
import { randomFrom } from './random.js';

/** Tries for each variation that is wanted before fewer are given. */
const TRIES = 40;
/** Fields that change together where nothing is named. */
const AT_ONCE = 3;

/** Prompts that keep the core and differ in what surrounds it. The same seed gives the same ones. */
export function vary(input: VaryInput, language: Language): Variation[] {
  const [main = ''] = input.prompts;
  const reading = readPrompt(main, language);
  const locks = new Set(input.locks);
  const named = input.fields.length > 0 ? input.fields : USUAL;
  const fields = named.filter((path) => !locks.has(path) && OPTIONS[path] !== undefined);
  const random = randomFrom(input.seed);
  const seen = new Set(input.prompts.map(normal));
  const variations: Variation[] = [];
  for (
    let tries = 0;
    tries < input.count * TRIES && variations.length < input.count && fields.length > 0;
    tries += 1
  ) {
    const chosen = choose(fields, reading.parameters, random, input.fields.length > 0);
    const prompt = applied(main, reading, chosen, [language, input.protectedTexts]);
    if (prompt === undefined || seen.has(normal(prompt))) continue;
    seen.add(normal(prompt));
    let parameters: Parameters = input.parameters;
    for (const [path, value] of chosen) parameters = withField(parameters, path, value);
    variations.push({ prompt, parameters });
  }
  return variations;
}

function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

type Choice = readonly [path: FieldPath, value: string | string[]];

function choose(
  fields: readonly FieldPath[],
  known: Parameters,
  random: () => number,
  isNamed: boolean,
): Choice[] {
  const order = fields
    .map((path) => [random(), path] as const)
    .sort(([a], [b]) => a - b)
    .map(([, path]) => path);
  const some =
    isNamed && fields.length <= AT_ONCE ? order : order.slice(0, 1 + Math.floor(random() * AT_ONCE));
  return some.flatMap((path): Choice[] => {
    const options = (OPTIONS[path] ?? []).filter(
      (value) =>
        JSON.stringify(value) !== JSON.stringify(fieldValue(known, path)) && isFitting(path, value, known),
    );
    const value = options[Math.floor(random() * options.length)];
    return value === undefined ? [] : [[path, typeof value === 'string' ? value : [...value]]];
  });
}

const DARK = new Set(['night', 'midnight', 'blue hour', 'dusk']);

/** No sun at night, no moon at noon. */
function isFitting(path: FieldPath, value: string | readonly string[], known: Parameters): boolean {
  const source = known.lighting.source ?? '';
  if (path === 'time_of_day') {
    const isDark = DARK.has(String(value));
    if (isDark) return !known.weather.includes('clear') && !/sun|day/i.test(source);
    return !/moon|star/i.test(source);
  }
  if (path === 'weather') return !(DARK.has(known.time_of_day ?? '') && value[0] === 'clear');
  if (path !== 'lighting.source') return true;
  const isNight = DARK.has(known.time_of_day ?? '');
  return isNight ? value !== 'sunlight' : known.time_of_day === undefined || value !== 'moonlight';
}

function applied(
  main: string,
  reading: Reading,
  chosen: readonly Choice[],
  [language, kept]: [Language, readonly string[]],
): string | undefined {
  const changes: { finding: Finding; words: string }[] = [];
  const clauses: string[] = [];
  for (const [path, value] of chosen) {
    const finding = reading.findings.find((one) => one.path === path);
    if (finding === undefined) clauses.push(sayField(path, value));
    else changes.push({ finding, words: inPlace(main, finding, path, value) });
  }
  let text = main;
  for (const { finding, words } of changes.toSorted((a, b) => b.finding.start - a.finding.start))
    text = `${text.slice(0, finding.start)}${words}${text.slice(finding.end)}`;
  const draft = new Draft(text, reading.parameters, { language, locks: new Set(), protectedTexts: [] });
  if (clauses.length > 0) draft.append(clauses.join(', '));
  return kept.every((part) => !main.includes(part) || draft.text.includes(part)) ? draft.text : undefined;
}

const ADJECTIVES: Readonly<Record<string, string>> = {
  clear: 'sunny',
  cloudy: 'cloudy',
  overcast: 'overcast',
  rain: 'rainy',
  storm: 'stormy',
  snow: 'snowy',
  fog: 'foggy',
  wind: 'windy',
};

function inPlace(text: string, { start, end }: Finding, path: FieldPath, value: string | string[]): string {
  const old = text.slice(start, end).toLowerCase();
  if (path === 'time_of_day') return /^(?:at|in)\b/.test(old) ? sayField(path, value) : String(value);
  if (path === 'weather')
    return /(?:y|swept|soaked|slicked)$/.test(old) && !old.endsWith('sky')
      ? (ADJECTIVES[value[0] ?? ''] ?? '')
      : sayField(path, value);
  if (path === 'setting.location')
    return /^(?:an?|the)\b/i.test(old) ? `a ${String(value)}`.replace(/^a (?=[aeio])/, 'an ') : String(value);
  return path === 'mood' || path === 'palette' ? listInPlace(old, path, value) : sayField(path, value);
}

function listInPlace(old: string, path: FieldPath, value: string | string[]): string {
  if (!Array.isArray(value)) return value;
  return /(?:mood|palette|colou?rs?|tones|hues|atmosphere)/.test(old)
    ? sayField(path, value)
    : value.join(' and ');
}
