import type { Action, Parameters, Subject } from '../../src/features/sessions/index.ts';
import { sameAction, samePhrase, sameVerbatim } from './normalise.ts';

/** What was right, what was labelled, what was answered. */
export interface Counts {
  right: number;
  labelled: number;
  answered: number;
}

/** Pairs each label with one answer at most; answers are used once. */
export function pair<T>(
  labels: readonly T[],
  answers: readonly T[],
  isSame: (label: T, answer: T) => boolean,
): [T, T][] {
  const free = [...answers];
  const pairs: [T, T][] = [];
  for (const label of labels) {
    const at = free.findIndex((answer) => isSame(label, answer));
    if (at < 0) continue;
    const [answer] = free.splice(at, 1);
    if (answer !== undefined) pairs.push([label, answer]);
  }
  return pairs;
}

export function countList<T>(
  labels: readonly T[],
  answers: readonly T[],
  isSame: (label: T, answer: T) => boolean,
): Counts {
  const right = pair(labels, answers, isSame).length;
  return { right, labelled: labels.length, answered: answers.length };
}

const asList = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
const equal = (one: unknown, other: unknown) => one === other;
const phrase = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && samePhrase(one, other);
const verbatim = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && sameVerbatim(one, other);

/** Of one subject's own fields: for subjects that were found; all of a label's own are missed for the others. */
function countSubjects(
  labels: readonly Subject[],
  answers: readonly Subject[],
  read: (subject: Subject) => unknown[],
  isSame: (one: unknown, other: unknown) => boolean,
): Counts {
  const pairs = pair(labels, answers, (one, other) => samePhrase(one.name, other.name));
  const right = pairs.reduce(
    (sum, [label, answer]) => sum + countList(read(label), read(answer), isSame).right,
    0,
  );
  const size = (subjects: readonly Subject[]) =>
    subjects.reduce((sum, subject) => sum + read(subject).length, 0);
  return { right, labelled: size(labels), answered: size(answers) };
}

/** Of actions that were found: how fast. */
function countSpeeds(label: Parameters, answer: Parameters): Counts {
  const found = pair(label.actions, answer.actions, (one, other) => isSameAction(one, other, label));
  const speeds = (actions: readonly Action[]) => actions.filter(({ speed }) => speed !== undefined).length;
  const right = found.filter(([one, other]) => one.speed !== undefined && one.speed === other.speed).length;
  return { right, labelled: speeds(label.actions), answered: speeds(answer.actions) };
}

function isSameAction(one: Action, other: Action, label: Parameters): boolean {
  return sameAction(one, other, label.setting.location);
}

type Read = (parameters: Parameters) => unknown;
const row =
  (read: Read, isSame: (one: unknown, other: unknown) => boolean) => (l: Parameters, a: Parameters) =>
    countList(asList(read(l)), asList(read(a)), isSame);
const subject =
  (read: (one: Subject) => unknown[], isSame: (one: unknown, other: unknown) => boolean) =>
  (l: Parameters, a: Parameters) =>
    countSubjects(l.subjects, a.subjects, read, isSame);

interface Segment {
  start?: number | undefined;
  end?: number | undefined;
  description: string;
}
const sameSegment = (one: unknown, other: unknown) => {
  const [first, second] = [one as Segment, other as Segment];
  return (
    first.start === second.start &&
    first.end === second.end &&
    samePhrase(first.description, second.description)
  );
};

/** The fields of the table; a subject's own and an action's speed apart, since they fail apart. */
export const ROWS: Readonly<Record<string, (label: Parameters, answer: Parameters) => Counts>> = {
  subjects: subject(({ name }) => [name], phrase),
  'subjects.count': subject(({ count }) => [count ?? 'many'], equal),
  'subjects.attributes': subject(({ attributes }) => attributes, phrase),
  'subjects.clothing': subject(({ clothing }) => asList(clothing), phrase),
  'subjects.expression': subject(({ expression }) => asList(expression), phrase),
  actions: (l, a) => countList(l.actions, a.actions, (one, other) => isSameAction(one, other, l)),
  'actions.speed': countSpeeds,
  'setting.location': row((p) => p.setting.location, phrase),
  'setting.background': row((p) => p.setting.background, phrase),
  'setting.props': row((p) => p.setting.props, phrase),
  'composition.relations': row((p) => p.composition.relations, sameRelation),
  'composition.position': row((p) => p.composition.position, phrase),
  time_of_day: row((p) => p.time_of_day, equal),
  weather: row((p) => p.weather, equal),
  'lighting.source': row((p) => p.lighting.source, phrase),
  'lighting.quality': row((p) => p.lighting.quality, phrase),
  'lighting.direction': row((p) => p.lighting.direction, sameRelation),
  'lighting.intensity': row((p) => p.lighting.intensity, phrase),
  'lighting.color_temperature': row((p) => p.lighting.color_temperature, phrase),
  mood: row((p) => p.mood, phrase),
  palette: row((p) => p.palette, phrase),
  'camera.shot_size': row((p) => p.camera.shot_size, equal),
  'camera.angle': row((p) => p.camera.angle, equal),
  'camera.movement': row((p) => p.camera.movement, equal),
  'camera.movement_speed': row((p) => p.camera.movement_speed, equal),
  'camera.lens': row((p) => p.camera.lens, phrase),
  'camera.depth_of_field': row((p) => p.camera.depth_of_field, equal),
  'camera.focus': row((p) => p.camera.focus, phrase),
  'style.medium': row((p) => p.style.medium, phrase),
  'style.artistic': row((p) => p.style.artistic, phrase),
  'style.grade': row((p) => p.style.grade, phrase),
  'audio.dialogue': row((p) => p.audio.dialogue.map(({ text }) => text), verbatim),
  'audio.dialogue.speaker': row(
    (p) => p.audio.dialogue.flatMap(({ speaker, text }) => (speaker === undefined ? [] : [[speaker, text]])),
    (one, other) => sameSpeech(one as [string, string], other as [string, string]),
  ),
  'audio.effects': row((p) => p.audio.effects, phrase),
  'audio.ambience': row((p) => p.audio.ambience, sameAmbience),
  'audio.music': row((p) => p.audio.music, phrase),
  on_screen_text: row((p) => p.on_screen_text, verbatim),
  'timing.duration_seconds': row((p) => p.timing.duration_seconds, equal),
  'timing.segments': row((p) => p.timing.segments, sameSegment),
  'timing.transitions': row((p) => p.timing.transitions, phrase),
  negative: row((p) => p.negative, phrase),
  'technical.width': row((p) => p.technical.width, equal),
  'technical.height': row((p) => p.technical.height, equal),
  'technical.aspect_ratio': row((p) => p.technical.aspect_ratio, equal),
  'technical.fps': row((p) => p.technical.fps, equal),
  'technical.seed': row((p) => p.technical.seed, equal),
  protected: row((p) => p.protected, verbatim),
};

/** The field says what it is: `forest ambience` is `forest`. */
function sameAmbience(one: unknown, other: unknown): boolean {
  const bare = (text: unknown) => (typeof text === 'string' ? text.replace(/\s+ambience$/i, '') : text);
  return phrase(bare(one), bare(other));
}

const ARTICLES = /\b(?:a|an|the|to|on|of)\b/g;

/** Here the prepositions are what is said: `cube left of sphere` is not `cube behind sphere`. */
function sameRelation(one: unknown, other: unknown): boolean {
  const plain = (text: unknown) =>
    String(text)
      .toLowerCase()
      .replaceAll(ARTICLES, ' ')
      .replaceAll(/[\s-]+/g, ' ')
      .trim();
  return plain(one) === plain(other);
}

function sameSpeech([speaker, text]: [string, string], [otherSpeaker, otherText]: [string, string]): boolean {
  return samePhrase(speaker, otherSpeaker) && sameVerbatim(text, otherText);
}

/** Rows in which a subject or an action shows whole: what a field path says, part by part. */
const PARTS_OF: Readonly<Record<string, readonly string[]>> = {
  subjects: ['subjects', 'subjects.count', 'subjects.attributes', 'subjects.clothing', 'subjects.expression'],
  actions: ['actions', 'actions.speed'],
  'audio.dialogue': ['audio.dialogue', 'audio.dialogue.speaker'],
};

/** Whether a field says the same in both: nothing missing, nothing more. */
export function sameField(path: string, label: Parameters, answer: Parameters): boolean {
  return (PARTS_OF[path] ?? [path]).every((name) => {
    const counts = ROWS[name]?.(label, answer);
    return counts !== undefined && counts.right === counts.labelled && counts.right === counts.answered;
  });
}
