import {
  type Action,
  type FieldPath,
  fieldValue,
  type Parameters,
  type Subject,
} from '../../../sessions/index.js';
import type { Language } from './language.js';
import { lookUp } from '../../look-up.js';

const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

export function article(words: string): string {
  return /^(?:[aeio]|u(?!ni|se|ti)|hour|8|11\b|18\b)/i.test(words) ? 'an' : 'a';
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function pluralName(name: string, language: Language | undefined): string {
  const words = name.split(' ');
  const last = words.pop() ?? '';
  return [...words, language?.plural(last) ?? plainPlural(last)].join(' ');
}

const ODD: Readonly<Record<string, string>> = {
  man: 'men',
  woman: 'women',
  child: 'children',
  person: 'people',
  mouse: 'mice',
  wolf: 'wolves',
  goose: 'geese',
  fish: 'fish',
  sheep: 'sheep',
  deer: 'deer',
  fisherman: 'fishermen',
  policeman: 'policemen',
  businessman: 'businessmen',
  knife: 'knives',
  leaf: 'leaves',
  ox: 'oxen',
  aircraft: 'aircraft',
};

function plainPlural(word: string): string {
  const odd = lookUp(ODD, word);
  if (odd !== undefined) return odd;
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** Of the kind that stands before the noun in two words: `dark green`. */
const GRADED = /^(?:bright|dark|light|pale|deep|slightly|partly)\b/;

/** `two small red cars`. */
export function saySubject(subject: Subject, language?: Language): string {
  const { name, count, attributes, expression, clothing } = subject;
  const isName = /^\p{Lu}/u.test(name);
  const before = attributes.filter(standsBefore);
  const after = attributes.filter((attribute) => !before.includes(attribute));
  const noun = (count === undefined || count > 1) && !isName ? pluralName(name, language) : name;
  const core = [expression ?? '', ...before, noun].filter((word) => word !== '').join(' ');
  const [aged, own] = [after.filter(isAge), after.filter((attribute) => !isAge(attribute))];
  const parts = `${aged.map((age) => ` ${age}`).join('')}${own.length === 0 ? '' : ` with ${listed(own)}`}`;
  const worn = clothing === undefined ? '' : ` wearing ${clothing}`;
  return `${isName ? '' : lead(count, core)}${core}${parts}${worn}`;
}

/** `in her sixties`. */
function isAge(attribute: string): boolean {
  return /^in (?:his|her|its|their) /.test(attribute);
}

function standsBefore(attribute: string): boolean {
  return !/\s/.test(attribute) || (/^\S+ \S+$/.test(attribute) && GRADED.test(attribute));
}

function lead(count: number | undefined, core: string): string {
  if (count === undefined) return '';
  return count === 1 ? `${article(core)} ` : `${NUMBER_WORDS[count] ?? String(count)} `;
}

const SPEED_ADVERBS: Readonly<Record<string, string>> = {
  'very slow': 'very slowly',
  slow: 'slowly',
  moderate: 'at a moderate pace',
  fast: 'quickly',
  'very fast': 'at full speed',
};

export function speedAdverb(speed: string | undefined): string {
  return speed === undefined ? '' : ` ${SPEED_ADVERBS[speed] ?? speed}`;
}

const TIMES: Readonly<Record<string, string>> = {
  morning: 'in the morning',
  afternoon: 'in the afternoon',
  evening: 'in the evening',
  midday: 'at midday',
  'golden hour': 'at golden hour',
  'blue hour': 'at blue hour',
};
const WEATHERS: Readonly<Record<string, string>> = {
  clear: 'clear sky',
  cloudy: 'cloudy sky',
  overcast: 'overcast sky',
  storm: 'stormy weather',
  wind: 'strong wind',
};
const MOVES: Readonly<Record<string, string>> = {
  static: 'static camera',
  handheld: 'handheld camera',
  tracking: 'tracking shot',
  orbit: 'orbiting camera',
  arc: 'arc shot',
  aerial: 'aerial shot',
};

/** Short words for the value of a field, that can stand between commas; empty where the field is never prose. */
export function sayField(path: FieldPath, value: unknown, parameters?: Parameters): string {
  const text = Array.isArray(value)
    ? listed(value.filter((item): item is string => typeof item === 'string'))
    : String(value);
  switch (path) {
    case 'time_of_day':
      return TIMES[text] ?? `at ${text}`;
    case 'weather':
      return Array.isArray(value)
        ? listed(value.map((item) => WEATHERS[String(item)] ?? String(item)))
        : (WEATHERS[text] ?? text);
    case 'setting.location':
      return `in ${/^\p{Lu}/u.test(text) ? text : `${article(text)} ${text}`}`;
    case 'setting.background':
      return text.endsWith('background') ? text : `${text} in the background`;
    case 'setting.props':
      return text;
    case 'mood':
      return `${text} mood`;
    case 'palette':
      return `palette of ${text}`;
    case 'camera.movement': {
      const speed = parameters?.camera.movement_speed;
      return `${speed === undefined ? '' : `${speed} `}${MOVES[text] ?? text}`;
    }
    case 'camera.movement_speed':
      return `${text} camera movement`;
    case 'camera.lens':
      return `${text} lens`;
    case 'camera.depth_of_field':
      return `${text} depth of field`;
    case 'camera.focus':
      return text.startsWith('rack') ? text : `focus on ${text}`;
    default:
      return sayRest(path, value, text);
  }
}

function sayRest(path: FieldPath, value: unknown, text: string): string {
  const parts = text.split(', ');
  switch (path) {
    case 'lighting.quality':
      return parts.map((part) => (/key|chiaroscuro/.test(part) ? part : `${part} lighting`)).join(', ');
    case 'lighting.intensity':
    case 'lighting.color_temperature':
      return parts.map((part) => `${part} light`).join(', ');
    case 'audio.music':
      return `${text} music`;
    case 'audio.effects':
      return (value as string[]).map((effect) => `sound of ${effect}`).join(', ');
    case 'audio.ambience':
      return /ambience|chatter/.test(text) ? text : `${text} ambience`;
    case 'on_screen_text':
      return (value as string[]).map((it) => `on-screen text: "${it}"`).join(', ');
    case 'timing.duration_seconds':
      return `${text} seconds`;
    case 'composition.position':
      return /^(?:cent(?:er|re)d)/.test(text) ? text : `in the ${text} of the frame`;
    case 'negative':
      return (value as string[]).map((it) => `no ${it}`).join(', ');
    case 'technical.aspect_ratio':
      return text;
    case 'technical.fps':
      return `${text} fps`;
    case 'technical.seed':
      return `seed ${text}`;
    case 'protected':
    case 'technical.width':
    case 'technical.height':
      return '';
    default:
      return text;
  }
}

/** The fields that are said one after another, in this order. */
export const SAID_IN_LIST: readonly FieldPath[] = [
  'composition.position',
  'weather',
  'setting.background',
  'lighting.source',
  'lighting.quality',
  'lighting.direction',
  'lighting.intensity',
  'lighting.color_temperature',
  'mood',
  'palette',
  'camera.shot_size',
  'camera.angle',
  'camera.movement',
  'camera.lens',
  'camera.depth_of_field',
  'camera.focus',
  'style.medium',
  'style.artistic',
  'style.grade',
  'audio.effects',
  'audio.ambience',
  'audio.music',
  'on_screen_text',
  'timing.duration_seconds',
  'timing.transitions',
];

/** Sentences for everything that is said of the picture and the sound. */
export function sayParameters(parameters: Parameters, language?: Language): string {
  const sentences = [...saySubjects(parameters, language)];
  const items = SAID_IN_LIST.flatMap((path) => {
    const value = fieldValue(parameters, path);
    return value === undefined ? [] : [sayField(path, value, parameters)];
  });
  if (parameters.camera.movement === undefined && parameters.camera.movement_speed !== undefined)
    items.push(sayField('camera.movement_speed', parameters.camera.movement_speed));
  const segments = parameters.timing.segments.map(({ start, end, description }) =>
    start === undefined || end === undefined ? description : `${start}-${end}s: ${description}`,
  );
  const lines = parameters.audio.dialogue.map(
    ({ speaker, text }) =>
      `${speaker === undefined ? 'A voice' : `The ${speaker}`.replace(/^The (?=\p{Lu})/u, '')} says "${text}"`,
  );
  const said = [...sentences, ...items.map((item) => item), ...lines, ...segments].map(capital);
  const prose = said.map((sentence) => (/[.!?]["”]?$/.test(sentence) ? sentence : `${sentence}.`)).join(' ');
  const missing = parameters.protected.filter((text) => !prose.includes(text));
  return [prose, ...missing].filter((part) => part !== '').join(' ');
}

function saySubjects(parameters: Parameters, language: Language | undefined): string[] {
  const { subjects, actions, setting, composition, time_of_day: time } = parameters;
  const said = new Set<Subject>();
  const scene = [
    ...actions.map((action) => sayAction(action, { subjects, said, language })),
    ...subjects.filter((subject) => !said.has(subject)).map((subject) => saySubject(subject, language)),
  ];
  const place = [
    setting.location === undefined ? '' : sayField('setting.location', setting.location),
    time === undefined ? '' : sayField('time_of_day', time),
  ]
    .filter((part) => part !== '')
    .join(' ');
  return [
    ...withPlace(scene, place),
    ...setting.props.map(sayProp),
    ...composition.relations.map(sayRelation),
  ];
}

/** Where and when it is belongs to the first sentence; without any it is one. */
function withPlace([first, ...rest]: readonly string[], place: string): string[] {
  if (first === undefined) return place === '' ? [] : [place];
  return [place === '' ? first : `${first} ${place}`, ...rest];
}

interface Cast {
  subjects: readonly Subject[];
  /** Whoever was introduced already; grows. */
  said: Set<Subject>;
  language: Language | undefined;
}

function sayAction({ agent, action, speed }: Action, { subjects, said, language }: Cast): string {
  const subject = subjects.find(({ name }) => name === agent);
  const isMany = subject !== undefined && (subject.count ?? 2) > 1;
  const who = subject === undefined ? (agent ?? 'there is') : mention(subject, said.has(subject), language);
  if (subject !== undefined) said.add(subject);
  return `${who} ${isMany ? 'are' : 'is'} ${action}${speedAdverb(speed)}`;
}

/** The first time in full, later `the dog`; a name has no article. */
function mention(subject: Subject, isKnown: boolean, language: Language | undefined): string {
  if (!isKnown) return saySubject(subject, language);
  const name = (subject.count ?? 2) > 1 ? pluralName(subject.name, language) : subject.name;
  return /^\p{Lu}/u.test(name) ? name : `the ${name}`;
}

function sayProp(prop: string): string {
  const isMany = /^(?:an?|the|two|three|four|five|six|some)\s/.test(prop) || /[^s]s$/.test(prop);
  return isMany ? `There are ${prop}` : `There is ${article(prop)} ${prop}`;
}

const RELATION =
  /^(.+?) (left of|right of|next to|in front of|on top of|behind|beside|above|below|under|near|between|inside) (.+)$/;

function sayRelation(relation: string): string {
  const [, one, how = '', other] = RELATION.exec(relation) ?? [];
  if (one === undefined || other === undefined) return relation;
  return `The ${one} ${/left|right/.test(how) ? `to the ${how}` : how} the ${other}`;
}
