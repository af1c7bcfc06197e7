import type { Parameters } from '../../../sessions/index.js';
import type { WordPattern } from '../text/word-pattern.js';
import type { Draft } from './draft.js';

type Segment = Parameters['timing']['segments'][number];

/** What happens in a part of the video is told in the new words, too. */
export function retell(
  draft: Draft,
  pattern: WordPattern | RegExp,
  put: (whole: string, ...parts: string[]) => string,
): void {
  const { segments } = draft.parameters.timing;
  draft.store(
    'timing.segments',
    segments.map((one) => ({ ...one, description: one.description.replace(pattern, put) })),
  );
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const PART =
  /^(?:the )?(first|second|third|fourth|fifth|sixth|last|final) (?:part|segment|section|half|bit|scene|shot|sequence)(?: (?:should|must|has to|needs to|can|could|may))?(?: just| only)? (.+)$/iu;
const AT =
  '(?:(?:the )?seconds? |second mark |the )?(\\d+(?:\\.\\d+)?)(?:th)?(?:[ -]?(?:seconds?|secs?|s))?(?: mark)?';
const FROM_TO = new RegExp(
  `^(?:(?:last|run|go|be|play|take place|happen)(?:s|es)? )?(?:from|between) ${AT} ?(?:to|until|till|-|–|and) ?${AT}$`,
  'iu',
);
/** `0-3s`, with nothing in front. */
const RANGE =
  /^(\d+(?:\.\d+)?) ?(?:s|secs?|seconds?)? ?(?:-|–|to|until|till) ?(\d+(?:\.\d+)?) ?(?:s|secs?|seconds?)?$/iu;
const UNTIL = new RegExp(
  `^(?:(?:last|run|go|end|stop|be over|finish|continue|stay)(?:s|es)? )?(?:until|till|to|at|by|up to|with|on) ${AT}$`,
  'iu',
);
const SINCE = new RegExp(`^(?:start|begin|come|set in)s? (?:at|from|on|with|only at|after) ${AT}$`, 'iu');
const LASTS =
  /^(?:(?:last|run|go|take|be|get|have|need)(?:s|es)? )(?:for )?(\d+(?:\.\d+)?)[ -]?(?:seconds?|secs?|s)(?: long)?$/iu;

/** `the first part should last until second 5`: when a part of the video begins and ends; false where none is named. */
export function setSegment(draft: Draft, words: string): boolean {
  const { segments } = draft.parameters.timing;
  if (segments.length === 0) return false;
  const { at, said } = partNamed(segments, words.trim());
  const old = segments[at];
  const times = old === undefined ? undefined : timesIn(said, old);
  if (old === undefined || times === undefined) return false;
  const next = segments.map((one, index) =>
    index === at ? { ...one, ...times } : joined(one, index - at, { old, times }),
  );
  if (!next.every(({ start, end }) => start === undefined || end === undefined || start < end)) return false;
  if (draft.store('timing.segments', next)) retime(draft, segments, next);
  return true;
}

/** By its order, or by who is in it. */
function partNamed(segments: readonly Segment[], words: string): { at: number; said: string } {
  const [, order = '', said = ''] = PART.exec(words) ?? [];
  if (/^(?:last|final)$/i.test(order)) return { at: segments.length - 1, said };
  if (order !== '') return { at: ORDINALS.indexOf(order.toLowerCase()), said };
  const [, who = '', when = ''] = WHO.exec(words) ?? [];
  const fitting = segments.filter(({ description }) => who !== '' && hasWord(description, who));
  const [only] = fitting.length === 1 ? fitting : [];
  return { at: only === undefined ? -1 : segments.indexOf(only), said: when };
}

/** `taxi 3-5s`, `the ambulance from 0 to 3 seconds`. */
const WHO =
  /^(?:the |an? )?([\p{L}-]+(?: [\p{L}-]+){0,2}?)(?: part| shot| bit)?(?: (?:should|must|has to|needs to|can|could|may))?(?: (?:be|come|appear|play)s?)? ((?:(?:from|between|until|till|last|run|go) .+|\d).*)$/iu;

function hasWord(description: string, who: string): boolean {
  const said = ` ${description.toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, ' ')} `;
  return said.includes(` ${who.toLowerCase()} `);
}

type Times = Pick<Segment, 'start' | 'end'>;

/** Undefined where no time is said. */
function timesIn(said: string, { start = 0 }: Segment): Times | undefined {
  const range = FROM_TO.exec(said) ?? RANGE.exec(said);
  if (range !== null) return { start: Number(range[1]), end: Number(range[2]) };
  const [until, since, long] = [UNTIL, SINCE, LASTS].map((pattern) => pattern.exec(said)?.[1]);
  if (until !== undefined) return { end: Number(until) };
  if (since !== undefined) return { start: Number(since) };
  return long === undefined ? undefined : { end: start + Number(long) };
}

/** Where one part ended as the other began, they do so still. */
function joined(one: Segment, distance: number, { old, times }: { old: Segment; times: Times }): Segment {
  if (distance === 1 && one.start === old.end && times.end !== undefined) return { ...one, start: times.end };
  if (distance === -1 && one.end === old.start && times.start !== undefined)
    return { ...one, end: times.start };
  return one;
}

/** Writes the new times where the old ones stand. */
function retime(draft: Draft, before: readonly Segment[], after: readonly Segment[]): void {
  const spans = draft.findings('timing.segments');
  if (spans.length !== before.length) return;
  for (const [index, { start, end }] of [...spans.entries()].toReversed()) {
    const [was, is] = [before[index], after[index]];
    if (was === undefined || is === undefined || (was.start === is.start && was.end === is.end)) continue;
    const range = /^(\D*)\d+(?::\d+)?([^\d:]+)\d+(?::\d+)?/u;
    const said = draft.text.slice(start, end);
    const isClock = /^\D*\d+:\d/.test(said);
    draft.replaceSpan(
      start,
      end,
      said.replace(
        range,
        (_, lead: string, to: string) => `${lead}${clock(is.start, isClock)}${to}${clock(is.end, isClock)}`,
      ),
    );
  }
}

function clock(seconds = 0, isClock: boolean): string {
  if (!isClock) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}
