import type { Parameters } from '../../sessions/index.js';
import type { Rendering } from './dialect.types.js';
import { fit } from './fit.js';
import * as say from './sentences.js';
import { beat, subjectsPhrase } from './subjects.js';

const MOST_WORDS = 200;

const MOVEMENTS: say.MovementVocabulary = {
  static: 'The camera remains static',
  'pan left': 'The camera {pace}pans left',
  'pan right': 'The camera {pace}pans right',
  'tilt up': 'The camera {pace}tilts up',
  'tilt down': 'The camera {pace}tilts down',
  'zoom in': 'The camera {pace}zooms in',
  'zoom out': 'The camera {pace}zooms out',
  'dolly in': 'The camera {pace}dollies in',
  'dolly out': 'The camera {pace}dollies out',
  'truck left': 'The camera {pace}trucks left',
  'truck right': 'The camera {pace}trucks right',
  'pedestal up': 'The camera {pace}rises',
  'pedestal down': 'The camera {pace}lowers',
  orbit: 'The camera {pace}circles around the subject',
  tracking: 'The camera {pace}tracks the subject',
  handheld: 'The handheld camera {pace}moves along',
  aerial: 'The camera {pace}flies overhead',
  arc: 'The camera {pace}arcs around the subject',
};

/** Style first, then what happens in order, then what is heard. */
function compose(parameters: Parameters): string[] {
  const [first, ...later] = parameters.actions;
  const style = say.styleTerms(parameters);
  return [
    style.length === 0 ? '' : `Style: ${style.join(', ')}`,
    say.shotSentence(parameters),
    subjectsPhrase(parameters, { first }),
    say.sceneSentence(parameters),
    say.compositionSentence(parameters),
    say.lightingSentence(parameters),
    say.paletteSentence(parameters),
    say.moodSentence(parameters),
    ...later.map((action) => `Then ${beat(action, parameters.subjects, parameters.protected)}`),
    ...parameters.timing.segments.map(({ description }) => description),
    say.movementSentence(parameters, MOVEMENTS),
    say.transitionSentence(parameters),
    say.onScreenSentence(parameters),
    ...say.dialogueSentences(parameters),
    ...say.soundSentences(parameters),
  ];
}

/** LTX-2: at most 200 words; camera, speech and sound only where they are stated. */
export function renderLtx(parameters: Parameters): Omit<Rendering, 'negative'> {
  return fit(parameters, compose, MOST_WORDS);
}
