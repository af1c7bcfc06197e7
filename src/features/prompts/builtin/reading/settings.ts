import { addTo, type Reading } from './reading.js';

const RESOLUTION = /(?<![\w.])(\d{3,5})\s?[x×]\s?(\d{3,5})(?![\w.])/gi;
const HEIGHT = /(?<![\w.])(\d{3,4})[pP](?!\w)/g;
const ASPECT =
  /(?<![\w.:])(\d{1,2}):(\d{1,2})(?![\w:])(?!\s?[ap]m)(?:\s(?:aspect ratio|aspect|format|frame|ratio))?/gi;
const FPS = /(?<![\w.])(\d{1,3}(?:\.\d{1,3})?)\s?(?:fps|frames per second)\b|\bfps[:= ]\s?(\d{1,3})\b/gi;
const SEED = /\bseed(?: number)?\s?[:=]?\s?(?:of )?(\d{1,10})\b/gi;
const FLAG =
  /(?<!\S)--?([a-z][\w-]{0,30})(?:[= ]\s?("[^"]{0,200}"|(?!-)[^\s]{1,200}(?:,\s?[^\s,-]{1,60}){0,12}))?/gi;
const LONE_FLAG = new Set('tile raw hd fast turbo loop relax video niji'.split(' '));
const NEGATIVE_FLAG = new Set(['no', 'neg', 'negative', 'negative-prompt', 'n']);

/** Settings of the generation that stand in the text: never prose, never carried out. */
export function readSettings(reading: Reading): void {
  readFlags(reading);
  const { technical } = reading.parameters;
  each(reading, RESOLUTION, 'technical.width', ([, width, height]) => {
    if (!isSize(Number(width)) || !isSize(Number(height))) return false;
    technical.width ??= Number(width);
    technical.height ??= Number(height);
    return true;
  });
  each(reading, HEIGHT, 'technical.height', ([, height]) => {
    technical.height ??= Number(height);
    return true;
  });
  each(reading, ASPECT, 'technical.aspect_ratio', ([, width, height]) => isAspect(reading, width, height));
  each(reading, FPS, 'technical.fps', ([, first, second]) => {
    const fps = Number(first ?? second);
    if (fps <= 0 || fps > 240) return false;
    technical.fps ??= fps;
    return true;
  });
  each(reading, SEED, 'technical.seed', ([, seed]) => isSeed(reading, seed));
}

type FieldOf = Parameters<Reading['found']>[0];

function each(
  reading: Reading,
  pattern: RegExp,
  path: FieldOf,
  take: (match: RegExpMatchArray) => boolean,
): void {
  for (const match of reading.text.matchAll(pattern)) {
    const [whole] = match;
    if (!reading.isFreeSpan(match.index, match.index + whole.length) || !take(match)) continue;
    reading.found(path, match[1] ?? whole, match.index, match.index + whole.length);
    if (path === 'technical.width')
      reading.found('technical.height', match[2] ?? '', match.index, match.index + whole.length);
    reading.claimSpan(match.index, match.index + whole.length);
  }
}

function isSize(pixels: number): boolean {
  return pixels > 0 && pixels <= 16384;
}

const RATIOS = new Set(
  '16:9 9:16 4:3 3:4 1:1 21:9 9:21 3:2 2:3 4:5 5:4 2:1 1:2 18:9 16:10 5:3 3:5 32:9'.split(' '),
);

function isAspect(reading: Reading, width = '', height = ''): boolean {
  const ratio = `${Number(width)}:${Number(height)}`;
  if (!RATIOS.has(ratio)) return false;
  reading.parameters.technical.aspect_ratio ??= ratio;
  return true;
}

function isSeed(reading: Reading, seed = ''): boolean {
  if (Number(seed) > 2 ** 32 - 1) return false;
  reading.parameters.technical.seed ??= Number(seed);
  return true;
}

function readFlags(reading: Reading): void {
  for (const match of reading.text.matchAll(FLAG)) {
    const [whole, name = '', value = ''] = match;
    const flag = name.toLowerCase();
    const isLone = LONE_FLAG.has(flag) || value === '';
    const end = match.index + (isLone ? whole.length - (match[2]?.length ?? 0) : whole.length);
    if (!isLone) readFlag(reading, flag, value.replace(/^"|"$/g, ''), [match.index, end]);
    reading.claimSpan(match.index, end);
  }
}

/** What a flag sets: false where its value is none that it can have. */
type FlagReader = (reading: Reading, value: string) => boolean;

const FLAGS: readonly { names: ReadonlySet<string>; paths: readonly FieldOf[]; read: FlagReader }[] = [
  { names: NEGATIVE_FLAG, paths: ['negative'], read: takeNegative },
  {
    names: new Set(['ar', 'aspect', 'aspect-ratio', 'aspect_ratio', 'ratio']),
    paths: ['technical.aspect_ratio'],
    read: (reading, value) => {
      const [width, height] = value.split(/[:x]/);
      return isAspect(reading, width, height);
    },
  },
  {
    names: new Set(['seed']),
    paths: ['technical.seed'],
    read: (reading, value) => /^\d{1,10}$/.test(value) && isSeed(reading, value),
  },
  { names: new Set(['fps', 'framerate', 'frame-rate']), paths: ['technical.fps'], read: takeFps },
  {
    names: new Set(['size', 'resolution', 'res']),
    paths: ['technical.width', 'technical.height'],
    read: takeSize,
  },
  { names: new Set(['w', 'width']), paths: ['technical.width'], read: takeSide('width') },
  { names: new Set(['h', 'height']), paths: ['technical.height'], read: takeSide('height') },
  {
    names: new Set(['dur', 'duration', 'seconds', 'length']),
    paths: ['timing.duration_seconds'],
    read: takeDuration,
  },
];

function readFlag(reading: Reading, flag: string, value: string, [start, end]: [number, number]): void {
  const known = FLAGS.find(({ names }) => names.has(flag));
  if (known === undefined || !known.read(reading, value)) return;
  for (const path of known.paths) reading.found(path, value, start, end);
}

function takeNegative({ parameters }: Reading, value: string): boolean {
  for (const item of value.split(/,\s?/)) addTo(parameters.negative, item.trim());
  return true;
}

function takeFps({ parameters }: Reading, value: string): boolean {
  const fps = Number(value);
  if (!(fps > 0 && fps <= 240)) return false;
  parameters.technical.fps ??= fps;
  return true;
}

function takeSize({ parameters }: Reading, value: string): boolean {
  const [, width, height] = /^(\d{3,5})[x×*](\d{3,5})$/i.exec(value) ?? [];
  if (width === undefined) return false;
  parameters.technical.width ??= Number(width);
  parameters.technical.height ??= Number(height);
  return true;
}

function takeSide(side: 'width' | 'height'): FlagReader {
  return ({ parameters }, value) => {
    const length = lengthOf(value);
    if (!Number.isInteger(length) || !isSize(length)) return false;
    parameters.technical[side] ??= length;
    return true;
  };
}

function takeDuration({ parameters }: Reading, value: string): boolean {
  const seconds = lengthOf(value);
  if (!(seconds > 0 && seconds <= 3600)) return false;
  parameters.timing.duration_seconds ??= seconds;
  return true;
}

/** `8s` and `8` alike. */
function lengthOf(value: string): number {
  return Number(value.replace(/s$/, ''));
}
