import { type FieldPath, fieldValue, type Parameters, withField } from '../../sessions/index.js';
import { countWords } from './grammar.js';
import { joinSentences, standsIn, verbatimTexts } from './tidy.js';
import type { Composer } from './dialect.types.js';

/** Left out in this order where a text is too long: the least important first. What is missing here is never cut. */
const CUT_ORDER: readonly FieldPath[] = [
  'timing.transitions',
  'style.grade',
  'camera.focus',
  'camera.lens',
  'camera.depth_of_field',
  'composition.position',
  'audio.music',
  'audio.ambience',
  'audio.effects',
  'palette',
  'lighting.color_temperature',
  'lighting.intensity',
  'lighting.quality',
  'lighting.direction',
  'lighting.source',
  'mood',
  'setting.props',
  'setting.background',
  'weather',
  'timing.segments',
  'camera.movement_speed',
  'camera.movement',
  'camera.angle',
  'camera.shot_size',
  'style.artistic',
  'style.medium',
  'composition.relations',
  'time_of_day',
  'setting.location',
];

interface Cut {
  name: string;
  /** Undefined where there is nothing to cut. */
  apply: (parameters: Parameters) => Parameters | undefined;
}

function fieldCut(path: FieldPath): Cut {
  return {
    name: path,
    apply: (parameters) => {
      const value = fieldValue(parameters, path);
      return value === undefined || holdsVerbatim(value, parameters)
        ? undefined
        : withField(parameters, path, undefined);
    },
  };
}

function subjectCut(key: 'role' | 'expression' | 'clothing'): Cut {
  return {
    name: `subjects.${key}`,
    apply: (parameters) => {
      if (parameters.subjects.every((subject) => subject[key] === undefined)) return undefined;
      const subjects = parameters.subjects.map((subject) => {
        const { [key]: value, ...rest } = subject;
        return value === undefined || holdsVerbatim(value, parameters) ? subject : rest;
      });
      return { ...parameters, subjects };
    },
  };
}

const CUTS: readonly Cut[] = [
  ...CUT_ORDER.map(fieldCut),
  subjectCut('role'),
  subjectCut('expression'),
  subjectCut('clothing'),
  {
    name: 'subjects.attributes',
    apply: (parameters) => ({
      ...parameters,
      subjects: parameters.subjects.map((subject) => ({
        ...subject,
        attributes: subject.attributes.filter((attribute) => holdsVerbatim(attribute, parameters)),
      })),
    }),
  },
  {
    name: 'actions after the first',
    apply: (parameters) => ({
      ...parameters,
      actions: parameters.actions.filter((action, index) => index === 0 || holdsVerbatim(action, parameters)),
    }),
  },
];

function holdsVerbatim(value: unknown, parameters: Parameters): boolean {
  const verbatim = verbatimTexts(parameters);
  return textsOf(value).some((text) => verbatim.some((kept) => text.includes(kept)));
}

/** Every text in a value, at any depth. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

export interface Fitted {
  text: string;
  words: number;
  warnings: string[];
}

/**
 * The text of the parameters within a number of words: whole fields are left out, the least important first, and
 * named. Subjects, counts, the first action, quoted and protected texts are never cut, whatever the length.
 * @param parameters tidied
 */
export function fit(parameters: Parameters, compose: Composer, longest: number): Fitted {
  let kept = parameters;
  let text = write(kept, compose);
  const cut: string[] = [];
  for (const { name, apply } of CUTS) {
    if (countWords(text) <= longest) break;
    const shorter = apply(kept);
    if (shorter === undefined) continue;
    const shorterText = write(shorter, compose);
    // Some fields are not worded in every dialect: leaving them out would help nobody.
    if (countWords(shorterText) >= countWords(text)) continue;
    kept = shorter;
    text = shorterText;
    cut.push(name);
  }
  const words = countWords(text);
  const warnings = cut.length === 0 ? [] : [`Left out to stay within ${longest} words: ${cut.join(', ')}.`];
  if (words > longest) {
    warnings.push(
      `The text has ${words} words, more than the ${longest} of the guide; what is left is never cut.`,
    );
  }
  return { text, words, warnings };
}

function write(parameters: Parameters, compose: Composer): string {
  const text = joinSentences(compose(parameters), parameters);
  const missing = verbatimTexts(parameters).filter(
    (kept) => !standsIn(kept, text) && !parameters.negative.some((item) => standsIn(kept, item)),
  );
  if (missing.length === 0) return text;
  return `${text} ${[...new Set(missing)].join(', ')}`.trimStart();
}
