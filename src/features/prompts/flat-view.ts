import type { Parameters } from '../sessions/index.js';
import { actionText } from './report/field-changes.js';

/** The nine keys of seed 004, in its order. */
export const FLAT_KEYS = [
  'subjects',
  'subject_attributes',
  'actions',
  'location',
  'time_of_day',
  'lighting',
  'atmosphere',
  'colors',
  'style',
] as const;
export type FlatKey = (typeof FLAT_KEYS)[number];
export type FlatParameters = Partial<Record<FlatKey, string>>;

/** What the nine keys can say of a description; a key is there only where something is said. */
export function flatView(parameters: Parameters): FlatParameters {
  const { setting, lighting, style } = parameters;
  const all: Record<FlatKey, string> = {
    subjects: joined(parameters.subjects.map(({ name, count }) => named(name, count))),
    subject_attributes: attributesOf(parameters),
    actions: joined(parameters.actions.map(actionText)),
    location: joined([setting.location, setting.background]),
    time_of_day: parameters.time_of_day ?? '',
    lighting: joined([
      lighting.source,
      lighting.quality,
      lighting.direction,
      lighting.intensity,
      lighting.color_temperature,
    ]),
    atmosphere: joined([...parameters.mood, ...parameters.weather]),
    colors: joined(parameters.palette),
    style: joined([style.medium, style.artistic, style.grade]),
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
}

function joined(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join(', ');
}

function named(name: string, count: number | undefined): string {
  return count === undefined || count === 1 ? name : `${count} ${name}`;
}

/** With the name of the subject in front where there are several. */
function attributesOf({ subjects }: Parameters): string {
  const described = subjects.map(({ name, attributes, clothing, expression, role }) => ({
    name,
    text: joined([...attributes, clothing, expression, role]),
  }));
  return described
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => (subjects.length > 1 ? `${name}: ${text}` : text))
    .join('; ');
}
