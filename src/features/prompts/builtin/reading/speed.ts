import type { SPEEDS } from '../../../sessions/index.js';
import { PhraseTable } from '../text/phrase-table.js';

export type Speed = (typeof SPEEDS)[number];

const CAMERA_ONLY = 'slow,gentle,gently,gradual,gradually';
const WORDS: Record<Speed, string> = {
  'very slow':
    'very slowly,very slow,extremely slowly,extremely slow,barely moving,ever so slowly,painfully slowly,imperceptibly,super slow,very gently,very gradually,ultra slow',
  slow: 'slowly,in slow motion,in slow-motion,slow motion,slow-motion,slow-mo,slow mo,at a slow pace,at slow speed,leisurely,at walking pace,unhurriedly',
  moderate:
    'at a moderate pace,at moderate speed,at a moderate speed,at medium speed,moderately,at a steady pace,moderate',
  fast: 'quickly,rapidly,swiftly,fast,speedily,quick,rapid,swift,briskly,hurriedly,at high speed,at a fast pace,at speed',
  'very fast':
    'very fast,very quickly,at full speed,at top speed,extremely fast,extremely quickly,at breakneck speed,at lightning speed,very rapidly,very rapid,super fast,at full throttle,at full tilt,at maximum speed',
};

const entries = (Object.entries(WORDS) as [Speed, string][]).flatMap(([value, words]) =>
  words.split(',').map((phrase): [string, Speed] => [phrase, value]),
);

/** Words of speed for what beings do. */
export const ACTION_SPEEDS = new PhraseTable<Speed>(entries);

/** For the camera, which is also slow where it is gentle. */
export const CAMERA_SPEEDS = new PhraseTable<Speed>([
  ...entries,
  ...CAMERA_ONLY.split(',').map((word): [string, Speed] => [word, 'slow']),
]);

/** Single words that may stand between those of a camera movement. */
export const SPEED_WORDS: ReadonlySet<string> = new Set(
  'very slowly slow gently gentle gradually gradual quickly quick rapidly rapid swiftly swift fast smoothly smooth steadily subtly subtle extremely moderate moderately then'.split(
    ' ',
  ),
);
