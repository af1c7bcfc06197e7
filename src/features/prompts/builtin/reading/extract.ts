import { plainCopy, parametersSchema } from '../../../sessions/index.js';
import type { Extraction } from '../../provider/prompt-provider.port.js';
import type { Language } from '../text/language.js';
import { Recent } from '../text/recent.js';
import { readNegation } from './negation.js';
import { spansOfOrders } from './orders.js';
import { readMovements, readPhrases } from './phrases.js';
import { readQuotes } from './quotes.js';
import { Reading } from './reading.js';
import { readScene } from './scene.js';
import { readAtmosphere, readMeasures } from './scene-words.js';
import { readSound } from './sound.js';
import { readSettings } from './settings.js';
import { readCameraSpeed } from './camera-speed.js';
import { readLight } from './light.js';
import { readNames } from './names.js';
import { withoutHalves } from './well-formed.js';

/** Characters that are read; what stands behind them is neither lost nor judged. */
const MOST_CHARACTERS = 4000;

/** Texts that are kept as they were read: an edit comes back to the same ones again and again. */
const MOST_KEPT = 256;
/** Longer texts are few, and their readings large: fewer are kept. */
const MOST_LONG_KEPT = 16;
const LONG = 1000;

interface Kept {
  short: Recent<string, Reading>;
  long: Recent<string, Reading>;
}

const kept = new WeakMap<Language, Kept>();

function keptOf(language: Language): Kept {
  const known = kept.get(language);
  if (known !== undefined) return known;
  const fresh = {
    short: new Recent<string, Reading>(MOST_KEPT),
    long: new Recent<string, Reading>(MOST_LONG_KEPT),
  };
  kept.set(language, fresh);
  return fresh;
}

/** Everything that a text says, and where it says it. What comes back is shared, and not to be changed. */
export function readPrompt(prompt: string, language: Language): Reading {
  const { short, long } = keptOf(language);
  const readings = prompt.length > LONG ? long : short;
  return readings.of(prompt, () => readAnew(prompt, language));
}

function readAnew(prompt: string, language: Language): Reading {
  const reading = new Reading(withoutHalves(prompt.slice(0, MOST_CHARACTERS)), language);
  for (const [start, end] of spansOfOrders(reading.text)) reading.claimSpan(start, end);
  readSettings(reading);
  readQuotes(reading);
  readMovements(reading);
  readNegation(reading);
  readMeasures(reading);
  readPhrases(reading);
  readLight(reading);
  readCameraSpeed(reading);
  readSound(reading);
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
  return { parameters: plainCopy(reading.parameters), sources: reading.sources() };
}

/** Only the first letter may be a capital, and there are no quotation marks. */
const PLAIN = /^\p{L}?[a-z0-9 ,.;:!?()-]*$/u;
/** What may declare other words, or be one that is known. */
const DECLARING = /trigger|token|keyword|ohwx|sks|zwx|txcl/i;

/** What of a text is kept verbatim. The texts that surely hold nothing of that kind are not read for it. */
export function protectedIn(text: string, language: Language): readonly string[] {
  const isNameless = PLAIN.test(text) && !DECLARING.test(text);
  return isNameless ? [] : readPrompt(text, language).parameters.protected;
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
