import { parametersSchema } from '../../../sessions/index.js';
import type { Extraction } from '../../provider/prompt-provider.port.js';
import type { Language } from '../text/language.js';
import { readNegation } from './negation.js';
import { readMovements, readPhrases } from './phrases.js';
import { readQuotes } from './quotes.js';
import { addTo, Reading } from './reading.js';
import { readScene } from './scene.js';
import { readAtmosphere, readMeasures } from './scene-words.js';
import { readSettings } from './settings.js';
import { readLight } from './light.js';
import { CAMERA_SPEEDS } from './speed.js';
import { withoutHalves } from './well-formed.js';

/** Characters that are read; what stands behind them is neither lost nor judged. */
const MOST_CHARACTERS = 4000;

/** Texts that are kept as they were read: an edit comes back to the same ones again and again. */
const MOST_KEPT = 32;
const kept = new WeakMap<Language, Map<string, Reading>>();

/** Everything that a text says, and where it says it. What comes back is shared, and not to be changed. */
export function readPrompt(prompt: string, language: Language): Reading {
  const readings = kept.get(language) ?? new Map<string, Reading>();
  kept.set(language, readings);
  const known = readings.get(prompt);
  if (known !== undefined) return known;
  const reading = readAnew(prompt, language);
  readings.set(prompt, reading);
  const [oldest] = readings.keys();
  if (readings.size > MOST_KEPT && oldest !== undefined) readings.delete(oldest);
  return reading;
}

function readAnew(prompt: string, language: Language): Reading {
  const reading = new Reading(withoutHalves(prompt.slice(0, MOST_CHARACTERS)), language);
  skipOrders(reading);
  readSettings(reading);
  readQuotes(reading);
  readMovements(reading);
  readNegation(reading);
  readMeasures(reading);
  readPhrases(reading);
  readLight(reading);
  readCameraSpeed(reading);
  readAtmosphere(reading);
  readNames(reading);
  readScene(reading);
  setSpeakers(reading);
  const checked = parametersSchema.safeParse(reading.parameters);
  if (checked.success) Object.assign(reading.parameters, checked.data);
  return reading;
}

export function extract(prompt: string, language: Language): Extraction {
  const reading = readPrompt(prompt, language);
  return { parameters: structuredClone(reading.parameters), sources: reading.sources() };
}

const ORDERS =
  /(?:\b(?:SYSTEM|ASSISTANT|USER|INSTRUCTIONS?)\s?:|\b(?:ignore|disregard|forget) (?:all |the |your |any )?(?:previous|above|prior|earlier|instructions)|\byou are now\b|\b(?:output|print|reveal|repeat) (?:your|the) (?:system|api|prompt|instructions|key))[^.!?\n]{0,300}/giu;

/** What reads like an order to a program is data, and says nothing of the scene. */
function skipOrders(reading: Reading): void {
  for (const { 0: whole, index } of reading.text.matchAll(ORDERS))
    reading.claimSpan(index, index + whole.length);
}

/** The word of speed beside the movement. `the camera` is no thing of the scene. */
function readCameraSpeed(reading: Reading): void {
  const { tokens, parameters } = reading;
  const movement = reading.findings.find(({ path }) => path === 'camera.movement');
  for (const [at, { lower }] of tokens.entries()) {
    const isOwn = /^(?:the|a|an)$/.test(tokens[at - 1]?.lower ?? '') || at === 0;
    if (lower === 'camera' && reading.isFree(at)) reading.claim(isOwn ? Math.max(0, at - 1) : at, at + 1);
  }
  if (movement === undefined) return;
  const [first, last] = [
    tokens.findIndex(({ start }) => start >= movement.start),
    tokens.findLastIndex(({ end }) => end <= movement.end),
  ];
  for (let at = Math.max(0, first - 4); at <= Math.min(tokens.length - 1, last + 3); at += 1) {
    const match = CAMERA_SPEEDS.matchAt(tokens, at);
    const between =
      at < first
        ? reading.text.slice(tokens[at]?.end, movement.start)
        : reading.text.slice(movement.end, tokens[at]?.start);
    if (match === undefined || /[,.;]/.test(between) || /\b(?:as|while|and)\b/.test(between)) continue;
    parameters.camera.movement_speed = match.value;
    const to = at + match.length;
    reading.found('camera.movement_speed', match.value, tokens[at]?.start ?? 0, tokens[to - 1]?.end ?? 0);
    reading.claim(at, to);
    break;
  }
  if (/\bwhip[- ]pan/i.test(reading.text)) parameters.camera.movement_speed ??= 'very fast';
}

const NAME =
  /(?<=[\p{L}\p{N},;:)"”'’-]\s)\p{Lu}[\p{L}\p{M}’'-]+(?:\s(?:(?:of|the|de|von|van|da|di)\s)?\p{Lu}[\p{L}\p{M}’'-]+){0,4}/gu;
const FIRST_NAME = /(?:^|[.!?]\s)(\p{Lu}[\p{L}\p{M}’'-]+(?:\s\p{Lu}[\p{L}\p{M}’'-]+){1,3})/gu;
const NO_NAME =
  /^(?:(?:An?|The|In|On|At|This|That|Two|Three|I|POV|CGI|VHS|HDR|UHD|FPV|DSLR|CCTV|LED|USB|Art|Deco|Nouveau|Victorian|Gothic|Japanese|Chinese|French|Italian|German|Spanish|British|English|American|European|African|Asian|Korean|Russian|Roman|Greek|Egyptian|Christmas|Halloween|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Style|Shot|Camera|Close|Wide|Medium|Mexican|Nordic|Indian|Persian|Viking|Medieval|Baroque|Renaissance|Moroccan|Tibetan|Dutch|Turkish|Scandinavian|Mediterranean|Cinematic|Film|Noir|Golden|Hour|Low|High|Slow|Motion)[\s-]?){1,5}$/;

function readNames(reading: Reading): void {
  const free = reading.freeText();
  const add = (name: string, at: number) => {
    const clean = name.replace(/['’]s$/, '').trim();
    if (NO_NAME.test(clean) || (/^\p{Lu}+$/u.test(clean) && clean.length > 6)) return;
    addTo(reading.parameters.protected, clean);
    reading.found('protected', clean, at, at + clean.length);
  };
  for (const match of free.matchAll(NAME)) add(match[0], match.index);
  for (const match of free.matchAll(FIRST_NAME))
    if (!NO_NAME.test((match[1] ?? '').split(' ')[0] ?? '')) add(match[1] ?? '', match.index);
  for (const { path, value, start, end } of [...reading.findings])
    if (
      path.startsWith('style.') &&
      /^\p{Lu}/u.test(value) &&
      !NO_NAME.test(value) &&
      !/^\p{Lu}\p{Ll}+ (?:painting|drawing|animation|film|grade|render|style|shot)$/u.test(value) &&
      start > 0 &&
      !/[.!?:]\s*$/.test(reading.text.slice(0, start))
    )
      add(reading.text.slice(start, end).includes(value) ? value : '', start);
}

/** Who speaks is the subject that is named last before the words, or acts behind them. */
function setSpeakers(reading: Reading): void {
  const { audio, subjects } = reading.parameters;
  for (const line of audio.dialogue) {
    const at =
      reading.findings.find(({ path, value }) => path === 'audio.dialogue' && value === line.text)?.start ??
      0;
    const before = reading.findings.findLast(({ path, end }) => path === 'subjects' && end <= at);
    const after = reading.findings.find(
      ({ path, start, end }) => path === 'subjects' && start > at && end < at + line.text.length + 60,
    );
    const speaker = before ?? after;
    if (speaker !== undefined && subjects.some(({ name }) => name === speaker.value))
      line.speaker = speaker.value;
  }
}
