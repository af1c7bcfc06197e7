import type { FieldPath } from '../../../sessions/index.js';
import { EFFECT_NOUNS, INSTRUMENTS } from '../lexicon/things.js';
import { tokensOf } from '../text/tokens.js';
import { addTo, type Reading } from './reading.js';
import { withoutArticle } from './scene-words.js';

const MUSIC =
  /\b(?:(?:with|set to|accompanied by|over) )?(?:an? |the )?((?:[\p{L}-]+ ){0,4}?)((?:background |instrumental )?(?:music|soundtrack|score|melody)|[\p{L}-]+ (?:beat|tune|song|track))(?: (?:playing|plays|swells|in the background|fades in|softly|playing softly))*(?=$|[^\p{L}])/giu;
const SOUND_OF =
  /\b(?:(?:with|and) )?(?:the |a |faint |distant )?(?:sounds?|sfx|sound effects?|audio|noise)(?: effects?)?(?::| of(?: the| a| an)?| from) ([\p{L}'’ -]{3,60}?)(?=$|[.;!?\n]|, | and |\bwhile\b)/giu;
const AMBIENCE =
  /\b(?:with |over |and )?(?:an? |the )?(?:faint |soft |low |gentle |distant )?((?:[\p{L}-]+ ){1,3})(ambience|ambient sounds?|background noise|atmosphere sounds?|room tone|soundscape|ambient noise|chatter|background chatter)\b/giu;

/** What is heard: ambience, music and effects. */
export function readSound(reading: Reading): void {
  readAmbience(reading);
  readMusic(reading);
  for (const match of reading.freeText().matchAll(SOUND_OF)) {
    const value = withoutArticle(match[1] ?? '');
    addTo(reading.parameters.audio.effects, value);
    claim(reading, 'audio.effects', value, match);
  }
  readLoneSounds(reading);
}

function readAmbience(reading: Reading): void {
  for (const match of reading.freeText().matchAll(AMBIENCE)) {
    const noun = match[2] ?? '';
    const kind = trimLead(match[1] ?? '');
    if (kind === '') continue;
    const value = /ambience|chatter/i.test(noun) ? `${kind} ${noun.replace(/^background /i, '')}` : kind;
    reading.parameters.audio.ambience ??= value;
    claim(reading, 'audio.ambience', value, match);
  }
}

function readMusic(reading: Reading): void {
  for (const match of reading.freeText().matchAll(MUSIC)) {
    const kind = trimLead(match[1] ?? '');
    const noun = (match[2] ?? '').toLowerCase();
    const value = /^(?:background |instrumental )?music$/.test(noun) ? kind : `${kind} ${noun}`.trim();
    if (value === '' || !isMusical(noun)) continue;
    reading.parameters.audio.music ??= value;
    claim(reading, 'audio.music', value, match);
  }
}

/** `song of a bird` and `race track` are none. */
function isMusical(noun: string): boolean {
  return /music|soundtrack|score/.test(noun) || INSTRUMENTS.has(noun.split(' ')[0] ?? '');
}

function claim(reading: Reading, path: FieldPath, value: string, match: RegExpExecArray): void {
  const end = match.index + match[0].length;
  reading.found(path, value, match.index, end);
  reading.claimSpan(match.index, end);
}

const DESCRIBES =
  /^(?:with|and|to|of|a|an|the|in|on|plays|playing|by|over|while|as|some|set|his|her|its|accompanied)$/i;

function trimLead(words: string): string {
  const list = words.trim().split(/\s+/);
  const from = list.findLastIndex((word) => DESCRIBES.test(word)) + 1;
  return list.slice(from).join(' ').trim();
}

/** Words that a lone sound may have: `gentle rain on a roof` is more. */
const MOST_WORDS = 4;

/** `gentle piano`, `distant thunder` between commas. */
function readLoneSounds(reading: Reading): void {
  let start = 0;
  for (const part of reading.text.split(/(?<=[,.;!?\n])/)) {
    readLoneSound(reading, part, start);
    start += part.length;
  }
}

function readLoneSound(reading: Reading, part: string, offset: number): void {
  const words = tokensOf(part).filter(({ isWord }) => isWord);
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || words.length > MOST_WORDS) return;
  const [start, end] = [offset + first.start, offset + last.end];
  if (!reading.isFreeSpan(start, end)) return;
  const kind = soundKind(words.map(({ lower }) => lower));
  if (kind === undefined) return;
  const { audio } = reading.parameters;
  const value = withoutArticle(part.slice(first.start, last.end));
  if (kind === 'music') audio.music ??= value;
  else addTo(audio.effects, value);
  reading.found(`audio.${kind}`, value, start, end);
  reading.claimSpan(start, end);
}

function soundKind(words: readonly string[]): 'music' | 'effects' | undefined {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (INSTRUMENTS.has(last)) {
    if (words.length < 2) return undefined;
    const isPlayed = words.includes('playing') || words.includes('plays');
    if (!isPlayed && !/^(?:a|an|the|two)$/.test(first)) return 'music';
  }
  // These are seen rather than heard.
  const isSeen = last === 'birds' || last === 'bells' || /^(?:a|an|two|three)$/.test(first);
  return EFFECT_NOUNS.has(last) && !isSeen ? 'effects' : undefined;
}
