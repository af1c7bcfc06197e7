import { DomainError } from '../../../kernel/errors.js';
import { FIELD_PATHS, type FieldPath } from '../../sessions/index.js';

/** What makes a prompt this prompt; variations keep it. */
const CORE: readonly FieldPath[] = ['subjects', 'on_screen_text', 'audio.dialogue', 'negative', 'protected'];

const ALIASES: Readonly<Record<string, FieldPath>> = {
  atmosphere: 'mood',
  colors: 'palette',
  colours: 'palette',
  color: 'palette',
  colour: 'palette',
  time: 'time_of_day',
  shot: 'camera.shot_size',
  light: 'lighting.source',
};

export const VARIABLE_FIELDS: readonly FieldPath[] = FIELD_PATHS.filter(
  (path) => !CORE.includes(path) && !path.startsWith('technical.'),
);

/**
 * The fields that names stand for: a path (`camera.angle`), its last part (`angle`), a group (`camera`), or a key of
 * seed 004 (`location`, `colors`).
 * @throws DomainError invalid_request for a name that stands for nothing that can be varied
 */
export function fieldsToVary(names: readonly string[]): FieldPath[] {
  const problems = names.flatMap((name, index) =>
    matches(name).length === 0 ? [{ path: `vary.${index}`, message: unknownName(name) }] : [],
  );
  const [first] = problems;
  if (first !== undefined) throw new DomainError('invalid_request', first.message, { problems });
  const wanted = new Set(names.flatMap(matches));
  return VARIABLE_FIELDS.filter((path) => wanted.has(path));
}

function matches(name: string): FieldPath[] {
  const key = name.trim().toLowerCase();
  const alias = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
  const group = VARIABLE_FIELDS.filter((path) => path === key || path.startsWith(`${key}.`));
  if (group.length > 0 || alias !== undefined) return alias === undefined ? group : [alias];
  return VARIABLE_FIELDS.filter((path) => path.endsWith(`.${key}`));
}

function unknownName(name: string): string {
  const isCore = CORE.some((path) => path === name || path.endsWith(`.${name}`));
  const reason = isCore ? 'is the core of a prompt, which variations keep' : 'is not a field that can vary';
  const known = [...new Set(VARIABLE_FIELDS.map((path) => path.split('.')[0]))].join(', ');
  return `"${name.slice(0, 60)}" ${reason}; there are ${known}, and the fields in them such as camera.angle`;
}
