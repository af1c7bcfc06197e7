import type { Scene } from './scene.js';
import { type DetailKind, isStated } from './stated-kinds.js';

/** Additions, in the order in which they are written: shot and camera, then light, then style. */
export interface Additions {
  shot?: string;
  camera?: string;
  light?: string;
  style?: string;
}

const EYE_LEVEL = 'at eye level';

const SHOTS: Record<Scene['subject'], { size: string; angle?: string }> = {
  landscape: { size: 'wide shot' },
  'hands-on': { size: 'medium close-up' },
  vehicle: { size: 'wide shot', angle: EYE_LEVEL },
  group: { size: 'wide shot', angle: EYE_LEVEL },
  flying: { size: 'wide shot' },
  moving: { size: 'full shot', angle: EYE_LEVEL },
  one: { size: 'medium shot', angle: EYE_LEVEL },
  other: { size: 'medium shot' },
};

/** Only what the prompt leaves open. The same prompt always gives the same additions. */
export function additionsFor(prompt: string, scene: Scene, isShort: boolean): Additions {
  const open = (kind: DetailKind) => !isStated(kind, prompt);
  const additions: Additions = {};
  if (open('shot')) additions.shot = shotFor(scene, isShort);
  if (open('camera')) additions.camera = 'steady camera';
  const light = open('light') ? lightFor(scene) : undefined;
  if (light !== undefined) additions.light = light;
  if (open('style')) additions.style = styleFor(prompt, scene, isShort);
  return additions;
}

function shotFor({ subject, place }: Scene, isShort: boolean): string {
  const { size, angle } = SHOTS[subject];
  const hasEyeLevel = angle !== undefined && isShort && place !== 'underwater' && place !== 'space';
  return hasEyeLevel ? `${size} ${angle}` : size;
}

/** Light follows from the time, weather and place that are stated; where these disagree, nothing is said. */
function lightFor(scene: Scene): string | undefined {
  const { place, time, weather } = scene;
  if (time === 'mixed' || weather === 'mixed') return undefined;
  if (time === 'night' && weather === 'sun') return undefined;
  if (place === 'underwater') return 'soft light filtering through the water';
  if (place === 'space') return 'hard, directional light with crisp shadows';
  if (time === 'night') return nightLight(scene);
  if (place === 'indoors' && (time === 'unknown' || time === 'midday')) return 'soft, even interior light';
  if (weather !== 'unknown') return WEATHER_LIGHT[weather](time);
  return TIME_LIGHT[time];
}

function nightLight({ place, weather }: Scene): string {
  if (place === 'indoors') return 'low, soft interior light with deep shadows';
  return weather === 'rain' || weather === 'storm'
    ? 'low night-time light reflecting off wet surfaces'
    : 'low, cool night-time light with deep shadows';
}

const WEATHER_LIGHT: Record<
  Exclude<Scene['weather'], 'mixed' | 'unknown'>,
  (time: Scene['time']) => string
> = {
  rain: (time) => `soft, diffused ${partOfDay(time)}light`,
  snow: (time) => `soft, diffused ${partOfDay(time)}light`,
  fog: (time) => `soft, hazy ${partOfDay(time)}light`,
  cloud: (time) => `soft, diffused ${partOfDay(time)}light`,
  storm: (time) => `soft, overcast ${partOfDay(time)}light`,
  sun: (time) => `clear ${partOfDay(time)}sunlight`,
};

function partOfDay(time: Scene['time']): string {
  return time === 'morning' || time === 'evening' ? `${time} ` : '';
}

const TIME_LIGHT: Record<Exclude<Scene['time'], 'mixed' | 'night'>, string> = {
  'low-sun': 'warm, low sunlight with long shadows',
  twilight: 'soft, fading light',
  morning: 'soft morning light',
  midday: 'natural daylight',
  evening: 'soft evening light',
  unknown: 'soft, natural light',
};

const COLOURS =
  /\b(?:colou?r(?:s|ed|ful)?|red|blue|green|yellow|orange|purple|violet|pink|teal|turquoise|gold|golden|crimson|scarlet|magenta|cyan)\b/i;

function styleFor(prompt: string, { isOrdinary }: Scene, isShort: boolean): string {
  if (!isOrdinary) return 'clean, detailed style';
  return isShort && !COLOURS.test(prompt) ? 'realistic style with natural colors' : 'realistic style';
}
