import { BODY_PARTS, PLACES, SUBSTANCES, SURFACES } from '../lexicon/things.js';
import type { Speed } from './speed.js';
import type { Thing } from './thing.js';

/** How a thing stands in its sentence. */
export interface Mention {
  thing: Thing;
  role: 'lead' | 'object' | 'phrase';
  preposition: string;
  /** What the phrase is about: the thing in front of it, or who acts. */
  owner: Thing | undefined;
  inAction: Deed | undefined;
  start: number;
}

/** An action while it is read. */
export interface Deed {
  agents: readonly Thing[];
  verb: string;
  base: string;
  pieces: Piece[];
  speed?: Speed;
  start: number;
  end: number;
  /** A state: `wearing a coat` is no action. */
  isState: boolean;
}

/** What follows the verb; a place is said in the setting rather than in the action. */
export interface Piece {
  text: string;
  isPlace: boolean;
}

export interface Sentences {
  mentions: Mention[];
  deeds: Deed[];
}

const SCENERY = new Set(
  'text camera view frame scene shot video clip footage image picture background foreground distance middle center centre left right side screen front top viewer lens style film movie format quality detail details way time day time-of-day light'.split(
    ' ',
  ),
);

/** What speaks of the picture itself rather than of something in it. */
export function isScenery(head: string): boolean {
  return SCENERY.has(head);
}

/** A thing that neither acts nor is a place, a surface, a stuff or a part. */
export function isInert({ thing: { head } }: Mention): boolean {
  return !PLACES.has(head) && !SURFACES.has(head) && !SUBSTANCES.has(head) && !BODY_PARTS.has(head);
}
