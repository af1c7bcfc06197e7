import { CAMERA_ANGLES, type Parameters } from '../../sessions/index.js';
import { definite, listed, quoted, withArticle } from './grammar.js';

type Value<Key extends 'time_of_day'> = NonNullable<Parameters[Key]>;

const TIMES: Readonly<Record<Value<'time_of_day'>, string>> = {
  dawn: 'at dawn',
  sunrise: 'at sunrise',
  morning: 'in the morning',
  midday: 'at midday',
  afternoon: 'in the afternoon',
  'golden hour': 'during golden hour',
  sunset: 'at sunset',
  dusk: 'at dusk',
  'blue hour': 'during blue hour',
  evening: 'in the evening',
  night: 'at night',
  midnight: 'at midnight',
};

const WEATHERS: Readonly<Record<Parameters['weather'][number], string>> = {
  clear: 'under a clear sky',
  cloudy: 'under a cloudy sky',
  overcast: 'under an overcast sky',
  rain: 'in the rain',
  storm: 'in a storm',
  snow: 'in the snow',
  fog: 'in fog',
  wind: 'in the wind',
};

const PREPOSITION =
  /^(?:in|on|at|inside|outside|under|over|above|below|near|by|along|across|between|behind|beside|through|around|atop|aboard)\s/i;

/** Where and when: `The setting is a beach at dusk, in fog`. */
export function sceneSentence({ setting, time_of_day, weather }: Parameters, hasTime = true): string {
  const { location, background, props } = setting;
  const circumstances = [
    ...(time_of_day === undefined || !hasTime ? [] : [TIMES[time_of_day]]),
    ...weather.map((kind) => WEATHERS[kind]),
  ].join(' ');
  const additions = [
    ...(background === undefined ? [] : [`${withArticle(background)} in the background`]),
    ...props.map(withArticle),
  ];
  const place = location === undefined ? '' : placed(location);
  const base = [place, circumstances].filter((part) => part !== '').join(' ');
  if (base === '') return additions.length === 0 ? '' : `The scene has ${listed(additions)}`;
  const start = place === '' ? `The scene is ${base}` : base;
  return additions.length === 0 ? start : `${start}, with ${listed(additions)}`;
}

function placed(location: string): string {
  return PREPOSITION.test(location) ? `The scene is ${location}` : `The setting is ${withArticle(location)}`;
}

/** `Dim, soft lighting from neon signs, backlit` */
export function lightingSentence({ lighting }: Parameters): string {
  const { source, quality, direction, intensity, color_temperature } = lighting;
  const kinds = [intensity, quality, color_temperature].filter((kind) => kind !== undefined);
  const rest = direction === undefined ? '' : `, ${direction}`;
  if (kinds.length === 0 && source === undefined)
    return direction === undefined ? '' : `Lighting: ${direction}`;
  const named = [...kinds.slice(0, -1), kinds.at(-1) ?? ''].map((kind) =>
    kind.replace(/ light(?:ing)?$/i, ''),
  );
  const light = kinds.length === 0 ? 'The light comes' : `${named.join(', ')} lighting`;
  return `${light}${source === undefined ? '' : ` from ${withArticle(source)}`}${rest}`;
}

export function styleTerms({ style }: Parameters): string[] {
  return [style.medium, style.artistic, style.grade].filter((term) => term !== undefined);
}

export function moodSentence({ mood }: Parameters): string {
  return mood.length === 0 ? '' : `The mood is ${listed(mood)}`;
}

export function paletteSentence({ palette }: Parameters): string {
  return palette.length === 0 ? '' : `The color palette is ${listed(palette)}`;
}

export function compositionSentence({ composition }: Parameters): string {
  const terms = [
    ...composition.relations,
    ...(composition.position === undefined ? [] : [composition.position]),
  ];
  return terms.length === 0 ? '' : `Composition: ${terms.join(', ')}`;
}

const ANGLES: Readonly<Record<(typeof CAMERA_ANGLES)[number], string>> = {
  'eye level': 'at eye level',
  'low angle': 'from a low angle',
  'high angle': 'from a high angle',
  overhead: 'from overhead',
  "bird's-eye view": "from a bird's-eye view",
  'dutch angle': 'with a dutch angle',
  'over-the-shoulder': 'from over the shoulder',
  'point of view': 'from a first-person point of view',
};

/** `A close-up from a low angle, with a 35mm lens, with shallow depth of field`; without the movement. */
export function shotSentence({ camera }: Parameters): string {
  const { shot_size, angle, lens, depth_of_field, focus } = camera;
  const details = [
    ...(lens === undefined ? [] : [/\blens\b/i.test(lens) ? lens : `${lens} lens`]),
    ...(depth_of_field === undefined ? [] : [`${depth_of_field} depth of field`]),
    ...(focus === undefined ? [] : [/focus/i.test(focus) ? focus : `focus on ${focus}`]),
  ];
  const view = angle === undefined ? '' : ANGLES[angle];
  const shot =
    shot_size === undefined
      ? view === ''
        ? ''
        : `The view is ${view}`
      : withArticle(`${shot_size} ${view}`.trim());
  if (details.length === 0) return shot;
  return shot === '' ? details.join(', ') : `${shot}, ${details.join(', ')}`;
}

const PACES: Readonly<Record<NonNullable<Parameters['camera']['movement_speed']>, string>> = {
  'very slow': 'very slowly ',
  slow: 'slowly ',
  moderate: 'steadily ',
  fast: 'quickly ',
  'very fast': 'very quickly ',
};

/** How a model's guide words each movement; `{pace}` is where its speed goes. */
export type MovementVocabulary = Readonly<Record<NonNullable<Parameters['camera']['movement']>, string>>;

/** Empty unless a movement is stated: no dialect invents one. */
export function movementSentence({ camera }: Parameters, vocabulary: MovementVocabulary): string {
  if (camera.movement === undefined) return '';
  const pace = camera.movement_speed === undefined ? '' : PACES[camera.movement_speed];
  return vocabulary[camera.movement].replace('{pace}', pace);
}

export function onScreenSentence({ on_screen_text: texts }: Parameters): string {
  if (texts.length === 0) return '';
  const all = listed(texts.map(quoted));
  return texts.length === 1 ? `The text ${all} is visible` : `The texts ${all} are visible`;
}

/** `The man says in Spanish, "Hola"`; each in its own sentence. */
export function dialogueSentences({ audio }: Parameters): string[] {
  return audio.dialogue.map(({ speaker, text, language }) => {
    const inLanguage = language === undefined ? '' : ` in ${language}`;
    const words = quoted(text);
    return speaker === undefined
      ? `Spoken words${inLanguage}: ${words}`
      : `${definite(speaker)} says${inLanguage}, ${words}`;
  });
}

export function soundSentences({ audio }: Parameters): string[] {
  const { effects, ambience, music } = audio;
  return [
    ...(effects.length === 0 ? [] : [`Sound of ${listed(effects)}`]),
    ...(ambience === undefined ? [] : [`Ambient sound: ${ambience}`]),
    ...(music === undefined ? [] : [`Music: ${music}`]),
  ];
}

export function transitionSentence({ timing }: Parameters): string {
  return timing.transitions.length === 0 ? '' : `Transitions: ${timing.transitions.join(', ')}`;
}
