import { isOf, type Unit } from './unit.js';

/** In front of where something is. */
export const PLACE_PREPOSITIONS: ReadonlySet<string> = new Set(
  'in at on inside within under outside near by beside beneath below above atop upon among amid amidst between aboard around'.split(
    ' ',
  ),
);

/** In front of where something goes. */
export const DIRECTIONS: ReadonlySet<string> = new Set([
  ...'along across through into over toward towards past up down from onto to throughout off alongside around'.split(
    ' ',
  ),
  'out of',
  'in front of',
]);

const COMPOUNDS = /^(?:in front of|on top of|out of (?!control)|away from)/;

/** The preposition that begins at a unit, and how many units it takes. */
export function prepositionAt(units: readonly Unit[], at: number): { words: string; length: number } {
  const lowers = [0, 1, 2].map((offset) => units[at + offset]?.lower ?? '');
  const [compound] = COMPOUNDS.exec(lowers.join(' ')) ?? [];
  if (compound === undefined) return { words: lowers[0] ?? '', length: 1 };
  const words = compound.trim();
  return { words, length: words.split(' ').length };
}

/** Whether nothing follows that a preposition could lead. */
export function isPhraseEnd(unit: Unit | undefined): boolean {
  return unit === undefined || isOf(unit, 'comma', 'stop', 'then', 'and', 'relative');
}
