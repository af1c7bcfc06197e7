import type { Parameters } from '../../sessions/index.js';
import type { Rendering } from './dialect.types.js';
import { fit } from './fit.js';
import * as say from './sentences.js';
import { beat, isCollective, subjectsPhrase } from './subjects.js';

const MOST_WORDS = 140;

const MOVEMENTS: say.MovementVocabulary = {
  static: 'The camera remains static',
  'pan left': 'The camera {pace}pans to the left',
  'pan right': 'The camera {pace}pans to the right',
  'tilt up': 'The camera {pace}tilts up',
  'tilt down': 'The camera {pace}tilts down',
  'zoom in': 'The camera {pace}zooms in',
  'zoom out': 'The camera {pace}zooms out',
  'dolly in': 'The camera {pace}moves forward',
  'dolly out': 'The camera {pace}moves back',
  'truck left': 'The camera {pace}moves to the left',
  'truck right': 'The camera {pace}moves to the right',
  'pedestal up': 'The camera {pace}moves upward',
  'pedestal down': 'The camera {pace}moves downward',
  orbit: 'The camera {pace}circles around',
  tracking: 'The camera {pace}follows',
  handheld: 'The handheld camera {pace}moves',
  aerial: 'The camera {pace}moves in an aerial shot',
  arc: 'The camera {pace}circles around in an arc',
};

/** Subject + Motion + Scene + [Shot type] + [Camera] + [Lighting] + [Style] + [Atmosphere]. */
function compose(parameters: Parameters): string[] {
  const style = say.styleTerms(parameters);
  return [
    ...motion(parameters),
    say.sceneSentence(parameters),
    say.compositionSentence(parameters),
    say.onScreenSentence(parameters),
    ...say.dialogueSentences(parameters),
    say.shotSentence(parameters),
    say.movementSentence(parameters, MOVEMENTS),
    say.transitionSentence(parameters),
    say.lightingSentence(parameters),
    style.length === 0 ? '' : `The overall style is ${style.join(', ')}`,
    say.paletteSentence(parameters),
    say.moodSentence(parameters),
  ];
}

function motion(parameters: Parameters): string[] {
  const { actions, subjects, timing, protected: declared } = parameters;
  const vague = 'two or three';
  const [first] = actions;
  if (actions.length + timing.segments.length < 2) {
    return [
      subjectsPhrase(parameters, { vague, first }),
      ...timing.segments.map(({ description }) => description),
    ];
  }
  const beats = [
    ...actions.map((action) => beat(action, subjects, declared)),
    ...timing.segments.map(({ description }) => description),
  ];
  return [
    subjectsPhrase(parameters, { vague }),
    ...beats.map((text, index) => `${order(index, beats.length)}, ${text}`),
  ];
}

function order(index: number, total: number): string {
  if (index === 0) return 'Initially';
  return index === total - 1 ? 'Finally' : 'Then';
}

/** HunyuanVideo 1.5: at most 140 words, counts always named; it makes no sound. */
export function renderHunyuan(parameters: Parameters): Omit<Rendering, 'negative'> {
  const fitted = fit(parameters, compose, MOST_WORDS);
  const warnings = [...fitted.warnings];
  const uncounted = parameters.subjects.filter(
    ({ name, count }) => count === undefined && !isCollective(name),
  );
  if (uncounted.length > 0) {
    warnings.push(
      `HunyuanVideo 1.5 wants a count, three at most where none is said; "two or three" was written for: ${uncounted.map(({ name }) => name).join(', ')}.`,
    );
  }
  const { effects, ambience, music } = parameters.audio;
  if (effects.length > 0 || ambience !== undefined || music !== undefined) {
    warnings.push('HunyuanVideo 1.5 makes no sound: audio effects, ambience and music were left out.');
  }
  return { ...fitted, warnings };
}
