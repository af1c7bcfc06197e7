import type { Parameters } from '../../sessions/index.js';
import type { Rendering } from './dialect.types.js';
import { fit } from './fit.js';
import * as say from './sentences.js';
import { beat, subjectsPhrase } from './subjects.js';

const FEWEST_WORDS = 60;
const MOST_WORDS = 200;
const MOST_TERMS = 4;

type Camera = Parameters['camera'];

const SHOTS: Readonly<Record<NonNullable<Camera['shot_size']>, string>> = {
  'extreme close-up': 'extreme close-up shot',
  'close-up': 'close-up shot',
  'medium close-up': 'medium close-up shot',
  'medium shot': 'medium shot',
  'cowboy shot': 'medium wide shot',
  'full shot': 'wide shot',
  'wide shot': 'wide shot',
  'extreme wide shot': 'extreme wide shot',
};

const ANGLES: Readonly<Record<NonNullable<Camera['angle']>, string>> = {
  'eye level': 'eye-level shot',
  'low angle': 'low angle shot',
  'high angle': 'high angle shot',
  overhead: 'top-down shot',
  "bird's-eye view": 'aerial shot',
  'dutch angle': 'dutch angle shot',
  'over-the-shoulder': 'over-the-shoulder shot',
  'point of view': 'point-of-view shot',
};

const TIMES: Readonly<Record<NonNullable<Parameters['time_of_day']>, string>> = {
  dawn: 'dawn time',
  sunrise: 'sunrise time',
  morning: 'morning time',
  midday: 'midday daylight',
  afternoon: 'afternoon daylight',
  'golden hour': 'golden hour',
  sunset: 'sunset time',
  dusk: 'dusk time',
  'blue hour': 'blue hour',
  evening: 'evening time',
  night: 'night time',
  midnight: 'midnight',
};

const LIGHTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:backlit|back ?light(?:ing)?|backlighting)$/i, 'backlighting'],
  [/^(?:side ?-?(?:lit|light|lighting))$/i, 'side lighting'],
  [/^(?:top ?-?(?:lit|light|lighting))$/i, 'top lighting'],
  [/^(?:under ?-?(?:lit|light|lighting))$/i, 'underlighting'],
  [/^(?:rim|edge) ?-?(?:lit|light|lighting)$/i, 'edge lighting'],
];

const COMPOSITIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:cent(?:er|re)(?:ed|d)?|in the (?:center|centre|middle))$/i, 'center composition'],
  [/^(?:on the |in the )?left(?: third| side)?$/i, 'left-heavy composition'],
  [/^(?:on the |in the )?right(?: third| side)?$/i, 'right-heavy composition'],
  [/^symmetrical?$/i, 'symmetrical composition'],
  [/^balanced$/i, 'balanced composition'],
];

const MOVEMENTS: say.MovementVocabulary = {
  static: 'The camera is fixed',
  'pan left': 'The camera {pace}pans left',
  'pan right': 'The camera {pace}pans right',
  'tilt up': 'The camera {pace}tilts up',
  'tilt down': 'The camera {pace}tilts down',
  'zoom in': 'The camera {pace}zooms in',
  'zoom out': 'The camera {pace}zooms out',
  'dolly in': 'The camera {pace}pushes in',
  'dolly out': 'The camera {pace}pulls back',
  'truck left': 'The camera {pace}moves to the left',
  'truck right': 'The camera {pace}moves to the right',
  'pedestal up': 'The camera {pace}rises',
  'pedestal down': 'The camera {pace}descends',
  orbit: 'The camera {pace}orbits the subject',
  tracking: 'A tracking shot, the camera {pace}follows the subject',
  handheld: 'A handheld camera, {pace}moving',
  aerial: 'An aerial camera {pace}flies over the scene',
  arc: 'The camera {pace}moves in an arc',
};

interface Term {
  field: string;
  term: string;
  /** The parameters without what the term says, so that no sentence says it again. */
  without: (parameters: Parameters) => Parameters;
}

/** What the guide has a fixed word for, the most telling first. */
function termsOf({ camera, time_of_day, lighting, composition }: Parameters): Term[] {
  const direction = mapped(LIGHTS, lighting.direction);
  const position = mapped(COMPOSITIONS, composition.position);
  const quality = /^(soft|hard)(?: light(?:ing)?)?$/i.exec(lighting.quality ?? '')?.[1]?.toLowerCase();
  const tone = /^(warm|cool)(?: tones?)?$/i.exec(lighting.color_temperature ?? '')?.[1]?.toLowerCase();
  const terms: (Term | undefined)[] = [
    term('camera.shot_size', camera.shot_size && SHOTS[camera.shot_size], (p) => ({
      ...p,
      camera: omit(p.camera, 'shot_size'),
    })),
    term('camera.angle', camera.angle && ANGLES[camera.angle], (p) => ({
      ...p,
      camera: omit(p.camera, 'angle'),
    })),
    term('time_of_day', time_of_day && TIMES[time_of_day], (p) => omit(p, 'time_of_day')),
    term('lighting.quality', quality && `${quality} lighting`, (p) => ({
      ...p,
      lighting: omit(p.lighting, 'quality'),
    })),
    term('lighting.direction', direction, (p) => ({ ...p, lighting: omit(p.lighting, 'direction') })),
    term('lighting.color_temperature', tone && `${tone} tones`, (p) => ({
      ...p,
      lighting: omit(p.lighting, 'color_temperature'),
    })),
    term('composition.position', position, (p) => ({ ...p, composition: omit(p.composition, 'position') })),
  ];
  return terms.filter((one) => one !== undefined);
}

function term(field: string, text: string | undefined, without: Term['without']): Term | undefined {
  return text === undefined ? undefined : { field, term: text, without };
}

function omit<T extends object, Key extends keyof T>(value: T, key: Key): T {
  const copy = { ...value };
  delete copy[key];
  return copy;
}

function mapped(
  table: readonly (readonly [RegExp, string])[],
  value: string | undefined,
): string | undefined {
  return value === undefined ? undefined : table.find(([pattern]) => pattern.test(value))?.[1];
}

/** Terms of its fixed vocabulary first, then subject, motion and scene, then style, then the camera. */
function compose(parameters: Parameters): string[] {
  const terms = termsOf(parameters);
  const rest = terms.reduce((left, { without }) => without(left), parameters);
  const [first, ...later] = rest.actions;
  const style = say.styleTerms(rest);
  return [
    terms
      .slice(0, MOST_TERMS)
      .map(({ term }) => term)
      .join(', '),
    subjectsPhrase(rest, { first }),
    ...later.map((action) => `Then ${beat(action, rest.subjects, rest.protected)}`),
    ...rest.timing.segments.map(({ description }) => description),
    say.sceneSentence(rest),
    say.compositionSentence(rest),
    say.lightingSentence(rest),
    say.shotSentence(rest),
    say.movementSentence(rest, MOVEMENTS),
    say.paletteSentence(rest),
    say.moodSentence(rest),
    style.length === 0 ? '' : `The style is ${style.join(', ')}`,
    say.transitionSentence(rest),
    say.onScreenSentence(rest),
    ...say.dialogueSentences(rest),
  ];
}

/** Wan 2.2: at most four aesthetic terms, 60 to 200 words; it makes no sound. */
export function renderWan(parameters: Parameters): Omit<Rendering, 'negative'> {
  const fitted = fit(parameters, compose, MOST_WORDS);
  const { effects, ambience, music } = parameters.audio;
  const warnings = [...fitted.warnings];
  const surplus = termsOf(parameters).slice(MOST_TERMS);
  if (surplus.length > 0) {
    warnings.push(
      `Wan 2.2 wants at most ${MOST_TERMS} aesthetic terms; left out: ${surplus.map(({ field }) => field).join(', ')}.`,
    );
  }
  if (effects.length > 0 || ambience !== undefined || music !== undefined) {
    warnings.push('Wan 2.2 makes no sound: audio effects, ambience and music were left out.');
  }
  if (fitted.words < FEWEST_WORDS) {
    warnings.push(
      `The text has ${fitted.words} words; Wan 2.2 does best with ${FEWEST_WORDS} to ${MOST_WORDS}. Nothing was invented to fill it up.`,
    );
  }
  return { ...fitted, warnings };
}
