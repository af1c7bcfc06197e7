import { isAnimate } from '../lexicon/beings.js';
import { PLACES, SURFACES } from '../lexicon/things.js';
import { SPEECH } from '../lexicon/verbs.js';
import type { Language } from '../text/language.js';
import { type Deed, isScenery, type Piece } from './mention.js';
import type { Thing } from './thing.js';
import { isOf, type Unit } from './unit.js';

const PLACING = new Set(
  'in at on under inside within near by beside outside atop upon beneath below above against underneath amid amidst among between behind aboard in-front-of'.split(
    ' ',
  ),
);
/** A verb of posture keeps the place that comes first: `sitting on a bench`. */
const POSTURE = new Set(
  'sit stand lie rest kneel lean perch land hang crouch sleep nap squat lay put place set climb'.split(' '),
);
/** What a thing is rather than does, unless a being does it. */
const STATES =
  /^(?:seem|appear|depict|show|feature|include|contain|remain|become|create|cast|give|add|make|reveal|fill|evoke|illuminate|reflect|surround|cover)$/;

/** Who may act: those that the sentence names, and those that the text named last. */
interface Doers {
  named: readonly Thing[];
  recent: readonly Thing[];
}

/** The action that begins with a verb. */
export function beginDeed(
  verb: Unit,
  next: Unit | undefined,
  { named, recent }: Doers,
  language: Language,
): Deed {
  const { lower, start, end, form, kind } = verb;
  const base = form?.base ?? lower;
  const agents = named.length === 0 && kind === 'ing' ? recent.slice(0, 1) : named;
  const isState = isSpeech(lower, base, next) || isStateOf(base, named) || agents.some(isOfPicture);
  return { agents, verb: gerundOf(lower, language), base, pieces: [], start, end, isState };
}

/** What is said is kept as text, not as an action. */
function isSpeech(word: string, base: string, next: Unit | undefined): boolean {
  return isOf(next, 'gap') && (SPEECH.has(word) || base === 'read');
}

function isStateOf(base: string, agents: readonly Thing[]): boolean {
  return STATES.test(base) && !agents.some(({ head, isName }) => isAnimate(head) || isName);
}

function isOfPicture({ head }: Thing): boolean {
  return head === 'camera' || head === 'light';
}

function gerundOf(word: string, language: Language): string {
  return language.gerund(word) ?? language.gerund(`${word}g`) ?? regularGerund(word);
}

function regularGerund(word: string): string {
  if (word.endsWith('ing')) return word;
  const stem = word.replace(/(?<=[^s])s$/, '').replace(/(ss|sh|ch|x|z)e$/, '$1');
  return `${stem.replace(/(?<=[^eo])e$/, '')}ing`;
}

/** A thing as it goes on the action: `across a bridge`. */
export function pieceOf(
  deed: Deed,
  thing: Thing,
  { preposition, after, text }: { preposition: string; after: Unit | undefined; text: string },
): Piece {
  const isPlace = !keepsPlace(deed, thing) && isPlaceIn(deed, thing, preposition, !isOf(after, 'noun'));
  return { text: `${preposition} ${text.slice(thing.start, thing.end)}`.trim(), isPlace };
}

function keepsPlace({ base, pieces }: Deed, { head }: Thing): boolean {
  return POSTURE.has(base) && pieces.length === 0 && !isScenery(head);
}

function isPlaceIn({ base }: Deed, { head }: Thing, preposition: string, isLast: boolean): boolean {
  if (preposition === 'against' && base !== 'lean' && base !== 'crash') return true;
  if (!isLast) return false;
  if (preposition === 'behind') return true;
  return PLACING.has(preposition) && isPlaceFor(base, head);
}

function isPlaceFor(base: string, head: string): boolean {
  return PLACES.has(head) || isScenery(head) || (SURFACES.has(head) && !POSTURE.has(base));
}
