import type { Subject } from '../../../sessions/index.js';
import type { Mention } from './mention.js';
import { addTo, type Reading } from './reading.js';
import type { Thing } from './thing.js';

type Subjects = ReadonlyMap<Thing, Subject>;

/** How far before a thing its relation may begin, in characters. */
const REACH = 40;
const BETWEEN =
  /\b(?:(?:to|on|at) the (?:far )?(left|right)(?: side)? of|next to|in front of|on top of|behind|beside|left of|right of|above|below|under|near|between|inside|beneath|opposite|alongside|underneath)\s+(?:(?:a|an|the|two|three)\s+)?$/i;

/** Where subjects stand to one another: `cup left of plate`. */
export function readRelations(reading: Reading, mentions: readonly Mention[], subjects: Subjects): void {
  const { relations } = reading.parameters.composition;
  for (const { thing } of mentions) {
    const other = subjects.get(thing);
    const match = other === undefined ? undefined : relationBefore(reading, thing);
    if (other === undefined || match === undefined) continue;
    const subject = subjectBefore(reading, match.at, { mentions, subjects });
    if (subject === undefined || subject === other) continue;
    const relation = `${subject.name} ${match.words} ${other.name}`;
    addTo(relations, relation);
    reading.found('composition.relations', relation, match.at, thing.end);
  }
}

function relationBefore({ text }: Reading, { start }: Thing): { words: string; at: number } | undefined {
  const before = text.slice(Math.max(0, start - REACH), start);
  const match = BETWEEN.exec(before);
  if (match === null) return undefined;
  const [whole, side] = match;
  const words = side === undefined ? withoutNumber(whole) : `${side.toLowerCase()} of`;
  return { words, at: start - (before.length - match.index) };
}

function withoutNumber(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replace(/\s(?:a|an|the|two|three)$/, '');
}

/** The subject that stands last before a place of the text, in the same sentence. */
function subjectBefore(
  { text }: Reading,
  at: number,
  { mentions, subjects }: { mentions: readonly Mention[]; subjects: Subjects },
): Subject | undefined {
  const owner = mentions.findLast(
    ({ thing }) => thing.end <= at + 1 && subjects.has(thing) && !/[.;]/.test(text.slice(thing.end, at)),
  );
  return owner === undefined ? undefined : subjects.get(owner.thing);
}

const POSITION =
  /\b(?:(?:in|at|on) the )((?:(?:lower|upper|bottom|top|far) )?(?:left|right)(?: (?:corner|third|side|half|edge|foreground))?|(?:left|right) (?:third|side|half|edge)|cent(?:er|re)|(?:extreme )?foreground)(?: of the (?:frame|screen|shot|image|picture))?(?! of)\b|\b(cent(?:er|re)d|centrally framed|off-cent(?:er|re))\b/i;

/** Where in the frame it is: `in the lower left corner`. */
export function readPosition(reading: Reading): void {
  const match = POSITION.exec(reading.freeText());
  if (match === null) return;
  const [whole, place, alone = ''] = match;
  reading.parameters.composition.position = (place ?? alone).toLowerCase();
  reading.found('composition.position', whole, match.index, match.index + whole.length);
}
