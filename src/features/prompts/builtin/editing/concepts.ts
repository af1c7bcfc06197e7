import { FIELD_PATHS, type FieldPath } from '../../../sessions/index.js';

/** What people call a field when they name it without a value. */
const CONCEPTS: readonly [pattern: RegExp, path: FieldPath][] = [
  [/\b(?:time of day|time|hour)\b/i, 'time_of_day'],
  [/\bweather\b/i, 'weather'],
  [/\b(?:location|setting|place|scene|environment)\b/i, 'setting.location'],
  [/\b(?:background|backdrop)\b/i, 'setting.background'],
  [/\b(?:light source)\b/i, 'lighting.source'],
  [/\b(?:lighting|light)\b/i, 'lighting.quality'],
  [/\b(?:mood|atmosphere|vibe|feeling)\b/i, 'mood'],
  [/\b(?:palette|colou?r scheme|colou?rs)\b/i, 'palette'],
  [/\b(?:shot size|shot|framing)\b/i, 'camera.shot_size'],
  [/\b(?:angle|viewpoint|perspective)\b/i, 'camera.angle'],
  [
    /\b(?:(?:tracking|dolly|pan|panning|zoom|tilt|orbit|truck|crane|push-in|pull-out)(?: (?:move|movement|in|out|left|right|up|down))?|camera movement|camera move|camera motion|camera|movement)\b/i,
    'camera.movement',
  ],
  [/\b(?:camera speed|speed)\b/i, 'camera.movement_speed'],
  [/\b(?:lens|focal length)\b/i, 'camera.lens'],
  [/\b(?:depth of field|bokeh|blur)\b/i, 'camera.depth_of_field'],
  [/\bfocus\b/i, 'camera.focus'],
  [/\bmedium\b/i, 'style.medium'],
  [/\b(?:style|look|aesthetic)\b/i, 'style.artistic'],
  [/\b(?:grade|grading|grain|film stock)\b/i, 'style.grade'],
  [/\b(?:music|soundtrack|score)\b/i, 'audio.music'],
  [/\b(?:ambience|background noise)\b/i, 'audio.ambience'],
  [/\b(?:sound effects?|sfx|sounds?)\b/i, 'audio.effects'],
  [/\b(?:dialogue|line|speech)\b/i, 'audio.dialogue'],
  [
    /\b(?:sign|title|caption|text on|label|banner|lettering|writing|inscription|slogan|tagline|headline|lower third|chyron|ticker|(?:text )?overlay|(?:title|end) card|(?:painted|written|printed) (?:words|text))\b/i,
    'on_screen_text',
  ],
  [/\b(?:duration|length)\b/i, 'timing.duration_seconds'],
  [/\b(?:transitions?)\b/i, 'timing.transitions'],
  [/\b(?:aspect ratio|aspect|ratio)\b/i, 'technical.aspect_ratio'],
  [/\b(?:frame rate|fps)\b/i, 'technical.fps'],
  [/\bseed\b/i, 'technical.seed'],
];

export function conceptOf(phrase: string): FieldPath | undefined {
  return CONCEPTS.find(([pattern]) => pattern.test(phrase))?.[1];
}

const STRUCTURED = new Set<FieldPath>([
  'subjects',
  'actions',
  'setting.location',
  'setting.props',
  'composition.relations',
  'composition.position',
  'audio.dialogue',
  'timing.segments',
  'protected',
]);

/** Fields that are said in a few words, wherever they stand in a text. */
export const SCALAR_FIELDS: readonly FieldPath[] = FIELD_PATHS.filter((path) => !STRUCTURED.has(path));
