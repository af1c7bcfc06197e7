/** The part of JSON Schema in which the server describes the value of a field. */
export interface FieldSchema {
  type?: string;
  enum?: readonly string[];
  items?: FieldSchema;
  properties?: Readonly<Record<string, FieldSchema>>;
  required?: readonly string[];
  maxItems?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface FormField {
  path: string;
  schema: FieldSchema;
}

/** How a field is filled in. */
export type FieldKind = 'choice' | 'choices' | 'text' | 'texts' | 'number' | 'list' | 'unknown';

export function kindOf({ type, enum: terms, items }: FieldSchema): FieldKind {
  switch (type) {
    case 'string':
      return terms === undefined ? 'text' : 'choice';
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      if (items?.type === 'object') return 'list';
      if (items?.type !== 'string') return 'unknown';
      return items.enum === undefined ? 'texts' : 'choices';
    default:
      return 'unknown';
  }
}

export interface FieldGroup {
  title: string;
  fields: FormField[];
}

const GROUPS: readonly { title: string; roots: readonly string[] }[] = [
  { title: 'Subjects and actions', roots: ['subjects', 'actions'] },
  { title: 'Setting', roots: ['setting', 'composition', 'time_of_day', 'weather'] },
  { title: 'Light and mood', roots: ['lighting', 'mood', 'palette'] },
  { title: 'Camera', roots: ['camera'] },
  { title: 'Style', roots: ['style'] },
  { title: 'Sound', roots: ['audio'] },
  { title: 'Text and timing', roots: ['on_screen_text', 'timing'] },
  { title: 'Limits and settings', roots: ['negative', 'protected', 'technical'] },
];

const rootOf = (path: string) => path.split('.')[0] ?? path;

/** Fields in groups, in the server's order within each; what fits nowhere comes last. */
export function inGroups(fields: readonly FormField[]): FieldGroup[] {
  const known = new Set(GROUPS.flatMap(({ roots }) => roots));
  const groups = GROUPS.map(({ title, roots }) => ({
    title,
    fields: fields.filter(({ path }) => roots.includes(rootOf(path))),
  }));
  const others = { title: 'Other', fields: fields.filter(({ path }) => !known.has(rootOf(path))) };
  return [...groups, others].filter((group) => group.fields.length > 0);
}

const LABELS: Readonly<Record<string, string>> = {
  'composition.position': 'Place in the frame',
  'composition.relations': 'Who stands where',
  'lighting.source': 'Light source',
  'lighting.quality': 'Light quality',
  'lighting.direction': 'Light direction',
  'lighting.intensity': 'Light intensity',
  'lighting.color_temperature': 'Light colour',
  'camera.angle': 'Camera angle',
  'camera.movement': 'Camera movement',
  'camera.movement_speed': 'Speed of movement',
  'camera.depth_of_field': 'Depth of field',
  'style.medium': 'Medium',
  'style.artistic': 'Artistic style',
  'style.grade': 'Colour grade',
  'audio.effects': 'Sound effects',
  'audio.dialogue': 'Dialogue',
  on_screen_text: 'Text in the picture',
  'timing.duration_seconds': 'Seconds',
  'timing.segments': 'What happens when',
  negative: 'Must not be seen',
  protected: 'Protected words',
  'technical.fps': 'Frames a second',
  'technical.aspect_ratio': 'Aspect ratio',
};

/** A field's or a part's name for people. */
export function labelOf(path: string): string {
  const words = (path.split('.').at(-1) ?? path).replaceAll('_', ' ');
  return LABELS[path] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The value of a field in a whole description; undefined where nothing is said, an empty list included. */
export function valueAt(details: object, path: string): unknown {
  let value: unknown = details;
  for (const name of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? Reflect.get(value, name)
        : undefined;
  }
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** One text to a line. */
export function textsOf(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The number that was typed, with a point or a comma; what is none is left for the server to refuse, as a text. */
export function numberOf(text: string): number | string | null {
  const typed = text.trim();
  if (typed === '') return null;
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(typed) ? Number(typed.replace(',', '.')) : typed;
}

export type Edits = Readonly<Record<string, unknown>>;

/** The edits with one more; none where the field is back to what it was. `null` empties a field. */
export function withEdit(edits: Edits, path: string, value: unknown, details: object): Edits {
  const rest = Object.fromEntries(Object.entries(edits).filter(([known]) => known !== path));
  const isEmpty = value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
  const wanted = isEmpty ? null : value;
  const isSame = JSON.stringify(wanted) === JSON.stringify(valueAt(details, path) ?? null);
  return isSame ? rest : { ...rest, [path]: wanted };
}

/** What the form shows: the edit, or else the value. */
export function shownValue(edits: Edits, path: string, details: object): unknown {
  return Object.hasOwn(edits, path) ? (edits[path] ?? undefined) : valueAt(details, path);
}

/** What the server says is wrong with a field (`fields.camera.angle`, `fields.subjects.0.name`). */
export function problemsOf(
  problems: readonly { path: string; message: string }[],
  path: string,
): string | undefined {
  const found = problems.filter(
    (one) => one.path === `fields.${path}` || one.path.startsWith(`fields.${path}.`),
  );
  if (found.length === 0) return undefined;
  const prefix = `fields.${path}`.length + 1;
  return found
    .map((one) =>
      one.path.length < prefix ? one.message : `${placeIn(one.path.slice(prefix))}: ${one.message}`,
    )
    .join(' ');
}

/** `0.name` as people count: `1, name`. */
function placeIn(inner: string): string {
  return inner
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replaceAll('_', ' ')))
    .join(', ');
}
