import { SPEECH } from '../lexicon/verbs.js';
import { addTo, type Reading } from './reading.js';

/** Straight and curly double quotes, guillemets, corner brackets, and single quotes that are no apostrophes. */
const QUOTED =
  /"([^"\n]{1,600})"|“([^”\n]{1,600})”|„([^“”\n]{1,600})[“”]|«([^»\n]{1,600})»|「([^」\n]{1,600})」|(?<![\p{L}\p{N}])['‘]([^'’\n]{1,300}(?:['’](?=\p{L})[^'’\n]{1,300}){0,8})['’](?![\p{L}\p{N}])/gu;
const LORA = /<lora:[^<>\s]{1,100}>/gi;
const DECLARED = /\b(?:trigger(?: words?)?|token|keyword)s?\s?[:=]\s?([^.,;\n]{1,80})/gi;
const TRIGGER =
  /(?<![\p{L}\p{N}_])(?:ohwx|sks|zwx|txcl|[\p{L}\p{N}]{2,30}(?:_[\p{L}\p{N}]{1,30}){1,5})(?![\p{L}\p{N}_])/gu;

const WRITTEN =
  /\b(?:signs?|signage|billboard|banner|poster|label(?:l?ed)?|labels|title|titled|caption|captioned|text|lettering|letters|words?|reads?|reading|screen|display|displays|displaying|neon|headline|placard|logo|plaque|sticker|board|chalkboard|blackboard|whiteboard|monitor|subtitle|subtitles|t-shirt|shirt|printed|written|inscribed|inscription|engraved|marked|painted|stamped|spells?|spelling|window|storefront|newspaper|page|envelope|graffiti|credits?|name ?tag|badge|ticket|menu|book|cover|box|bottle|mug|plate|side|sprayed|embroidered|stitched|flag|jersey|card|note|wall|door|marquee|clock|app|tag|ticker|letter|stating|crate|carton|van|truck|cap|hat|panel|hull|cake|map|button|package|bag)\b/i;
const MOUTHLESS =
  /\b(?:signs?|billboard|banner|poster|label|title|caption|screen|display|neon|headline|placard|logo|plaque|sticker|board|chalkboard|blackboard|whiteboard|monitor|shirt|graffiti|badge|ticket|menu|book|cover|card|note|letter|text|page|envelope|newspaper|marquee|subtitle)\b/i;
const VOICE = /\b(?:voice ?over|voice|narrator|radio|announcer|loudspeaker|speaker|dialogue|line)\b/i;

const MOST_QUOTES = 32;

interface Quote {
  inner: string;
  start: number;
  end: number;
}

export function readQuotes(reading: Reading): void {
  for (const { 0: whole, index } of reading.text.matchAll(LORA))
    declare(reading, whole, index, index + whole.length);
  const quotes = quotesIn(reading.text);
  for (const [index, quote] of quotes.entries()) {
    readQuote(reading, quote, quotes[index - 1]);
    declare(reading, quote.inner, quote.start, quote.end);
  }
  readDeclared(reading);
  for (const { 0: whole, index } of reading.text.matchAll(TRIGGER)) {
    if (!reading.isFreeSpan(index, index + whole.length)) continue;
    addTo(reading.parameters.protected, whole);
    reading.found('protected', whole, index, index + whole.length);
  }
}

function quotesIn(text: string): Quote[] {
  const quotes: Quote[] = [];
  for (const match of text.matchAll(QUOTED)) {
    const inner = match.slice(1).find((part) => part !== undefined) ?? '';
    if (!/[\p{L}\p{N}]/u.test(inner) || quotes.length >= MOST_QUOTES) continue;
    quotes.push({ inner: inner.trim(), start: match.index, end: match.index + match[0].length });
  }
  return quotes;
}

/** `trigger word: xyz`. */
function readDeclared(reading: Reading): void {
  for (const match of reading.text.matchAll(DECLARED)) {
    const word = (match[1] ?? '').trim();
    const end = match.index + match[0].length;
    if (word === '' || !reading.isFreeSpan(match.index, end)) continue;
    const start = match.index + match[0].indexOf(word);
    declare(reading, word, start, start + word.length);
    reading.claimSpan(match.index, end);
  }
}

function declare(reading: Reading, word: string, start: number, end: number): void {
  addTo(reading.parameters.protected, word);
  reading.found('protected', word, start, end);
  reading.claimSpan(start, end);
}

function readQuote(reading: Reading, { inner, start, end }: Quote, previous: Quote | undefined): void {
  const { parameters, text } = reading;
  const from = Math.max(text.lastIndexOf('.', start - 1) + 1, previous?.end ?? 0, start - 90);
  const before = text.slice(Math.max(0, from), start);
  const after = text.slice(end, end + 40);
  const speech = speechBefore(before) || speechAfter(after);
  if (speech && !MOUTHLESS.test(before.slice(-40))) {
    parameters.audio.dialogue.push({ text: inner });
    reading.found('audio.dialogue', inner, start, end);
    return;
  }
  const isList =
    previous !== undefined && /^\s*(?:,|and|or|,\s*and)\s*$/.test(text.slice(previous.end, start));
  const wasShown = isList && parameters.on_screen_text.includes(previous.inner);
  if (
    wasShown ||
    WRITTEN.test(before.slice(-60)) ||
    /^\s*(?:is |are )?(?:written|painted|printed|on (?:a|the|his|her|its) |sign|label|in neon|appears|in (?:\w+ ){0,2}letters|across the)/i.test(
      after,
    )
  ) {
    addTo(parameters.on_screen_text, inner);
    reading.found('on_screen_text', inner, start, end);
  } else if (VOICE.test(before)) {
    parameters.audio.dialogue.push({ text: inner });
    reading.found('audio.dialogue', inner, start, end);
  }
}

function speechBefore(before: string): boolean {
  const words =
    before
      .toLowerCase()
      .match(/[\p{L}']+|[,:]/gu)
      ?.slice(-5) ?? [];
  return words.some((word) => SPEECH.has(word));
}

function speechAfter(after: string): boolean {
  const words =
    after
      .toLowerCase()
      .match(/[\p{L}']+/gu)
      ?.slice(0, 4) ?? [];
  return (
    /^[\s,]*\p{L}/u.test(after) &&
    !/^\s*(?:and|while|as|then|in)\b/i.test(after) &&
    words.slice(0, 3).some((word) => SPEECH.has(word))
  );
}
