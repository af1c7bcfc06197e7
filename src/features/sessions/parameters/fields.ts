import { plainCopy } from './copy.js';
import type { Parameters } from './parameters.schema.js';

/** Every field that can be locked, edited and has a source. A list is one field: its items move together. */
export const FIELD_PATHS = [
  'subjects',
  'actions',
  'setting.location',
  'setting.background',
  'setting.props',
  'composition.relations',
  'composition.position',
  'time_of_day',
  'weather',
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
  'camera.movement_speed',
  'camera.lens',
  'camera.depth_of_field',
  'camera.focus',
  'style.medium',
  'style.artistic',
  'style.grade',
  'audio.dialogue',
  'audio.effects',
  'audio.ambience',
  'audio.music',
  'on_screen_text',
  'timing.duration_seconds',
  'timing.segments',
  'timing.transitions',
  'negative',
  'technical.width',
  'technical.height',
  'technical.aspect_ratio',
  'technical.fps',
  'technical.seed',
  'protected',
] as const;
export type FieldPath = (typeof FIELD_PATHS)[number];

/** `stated` in the user's words, `inferred` by a provider, `edited` by hand or on request. */
export const FIELD_SOURCES = ['stated', 'inferred', 'edited'] as const;
export type FieldSource = (typeof FIELD_SOURCES)[number];

export type FieldSources = Partial<Record<FieldPath, FieldSource>>;

const PARTS = new Map<FieldPath, readonly string[]>(FIELD_PATHS.map((path) => [path, path.split('.')]));

/** The value of a field; undefined where nothing is said, an empty list included. */
export function fieldValue(parameters: Parameters, path: FieldPath): unknown {
  const [group = '', leaf] = PARTS.get(path) ?? [];
  const outer: unknown = Reflect.get(parameters, group);
  const value: unknown = leaf === undefined ? outer : Reflect.get(outer as object, leaf);
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** A copy with one field set to `value`, which must be of the field's type; undefined empties it. */
export function withField(parameters: Parameters, path: FieldPath, value: unknown): Parameters {
  const [group = '', leaf] = PARTS.get(path) ?? [];
  const copy = plainCopy(parameters);
  const target = leaf === undefined ? copy : (Reflect.get(copy, group) as object);
  const key = leaf ?? group;
  const isList = Array.isArray(Reflect.get(target, key));
  if (value === undefined && !isList) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, value ?? []);
  return copy;
}
