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

function readFlag(reading: Reading, flag: string, value: string, [start, end]: [number, number]): void {
  const { technical, negative } = reading.parameters;
  const size = /^(\d{3,5})[x×*](\d{3,5})$/i.exec(value);
  if (NEGATIVE_FLAG.has(flag)) {
    for (const item of value.split(/,\s?/)) addTo(negative, item.trim());
    reading.found('negative', value, start, end);
  } else if (['ar', 'aspect', 'aspect-ratio', 'aspect_ratio', 'ratio'].includes(flag)) {
    const [width, height] = value.split(/[:x]/);
    if (isAspect(reading, width, height)) reading.found('technical.aspect_ratio', value, start, end);
  } else if (flag === 'seed' && /^\d{1,10}$/.test(value)) {
    if (isSeed(reading, value)) reading.found('technical.seed', value, start, end);
  } else if (['fps', 'framerate', 'frame-rate'].includes(flag) && Number(value) > 0 && Number(value) <= 240) {
    technical.fps ??= Number(value);
    reading.found('technical.fps', value, start, end);
  } else if (['size', 'resolution', 'res'].includes(flag) && size !== null) {
    technical.width ??= Number(size[1]);
    technical.height ??= Number(size[2]);
    reading.found('technical.width', value, start, end);
    reading.found('technical.height', value, start, end);
  } else readLength(reading, flag, value, [start, end]);
}

function readLength(reading: Reading, flag: string, value: string, [start, end]: [number, number]): void {
  const { technical, timing } = reading.parameters;
  const number = Number(value.replace(/s$/, ''));
  if (!Number.isFinite(number) || number <= 0) return;
  if ((flag === 'w' || flag === 'width') && Number.isInteger(number) && isSize(number)) {
    technical.width ??= number;
    reading.found('technical.width', value, start, end);
  } else if ((flag === 'h' || flag === 'height') && Number.isInteger(number) && isSize(number)) {
    technical.height ??= number;
    reading.found('technical.height', value, start, end);
  } else if (['dur', 'duration', 'seconds', 'length'].includes(flag) && number <= 3600) {
    timing.duration_seconds ??= number;
    reading.found('timing.duration_seconds', value, start, end);
  }
}
