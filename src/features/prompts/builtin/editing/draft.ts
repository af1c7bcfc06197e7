import { type FieldPath, fieldValue, type Parameters, withField } from '../../../sessions/index.js';
import { readPrompt } from '../reading/extract.js';
import type { Finding, Reading } from '../reading/reading.js';
import { NUMBERS } from '../reading/units.js';
import type { Language } from '../text/language.js';
import { capital, sayField } from '../text/say.js';

const WEATHER_ADJECTIVES: Readonly<Record<string, string>> = {
  clear: 'sunny',
  cloudy: 'cloudy',
  overcast: 'overcast',
  rain: 'rainy',
  storm: 'stormy',
  snow: 'snowy',
  fog: 'foggy',
  wind: 'windy',
};

export interface DraftRules {
  language: Language;
  locks: ReadonlySet<FieldPath>;
  protectedTexts: readonly string[];
}

/** A prompt and its parameters while they are edited: each step changes one field, and as little text as it can. */
export class Draft {
  readonly changes: string[] = [];
  /** How often a field was to get the value that it has, and how often a lock kept one from changing. */
  same = 0;
  locked = 0;
  #reading: Reading | undefined;

  readonly language: Language;
  readonly #locks: ReadonlySet<FieldPath>;
  readonly #kept: Set<string>;
  /** Without a text only the parameters are edited. */
  readonly #isTextless: boolean;

  constructor(
    public text: string,
    public parameters: Parameters,
    { language, locks, protectedTexts }: DraftRules,
  ) {
    this.language = language;
    this.#locks = locks;
    // A number goes with what it counts; whether one is lost that stays is checked by the service.
    this.#kept = new Set(protectedTexts.filter((one) => !NUMBER.test(one)));
    this.#isTextless = text === '';
  }

  get reading(): Reading {
    this.#reading ??= readPrompt(this.text, this.language);
    return this.#reading;
  }

  setText(text: string): void {
    if (
      text === this.text ||
      [...this.#kept].some((kept) => this.text.includes(kept) && !text.includes(kept))
    )
      return;
    this.rewriteText(text);
  }

  /** Sets the text where it is a protected part of it that changes. */
  rewriteText(text: string): void {
    if (this.#isTextless) return;
    this.text = text;
    this.#reading = undefined;
  }

  /** A protected text that the request itself takes away. */
  release(text: string): void {
    for (const one of this.#kept) if (one === text || QUOTED.exec(one)?.[1] === text) this.#kept.delete(one);
    this.store(
      'protected',
      this.parameters.protected.filter((one) => one !== text),
    );
  }

  /** Names in a value that another one takes the place of: they may go from the text. */
  releaseIn(old: string, fresh = ''): void {
    for (const text of this.#kept) if (old.includes(text) && !fresh.includes(text)) this.release(text);
  }

  /** Takes a step back as a whole where it loses a protected text that it does not release; true where it was kept. */
  keepTexts(step: () => void): boolean {
    const { text, parameters } = this;
    const [count, kept] = [this.changes.length, [...this.#kept]];
    step();
    const isLost = [...this.#kept].some((one) => text.includes(one) && !this.text.includes(one));
    if (!isLost) return true;
    this.rewriteText(text);
    this.parameters = parameters;
    this.changes.length = count;
    for (const one of kept) this.#kept.add(one);
    return false;
  }

  findings(path: FieldPath): Finding[] {
    return this.reading.findings.filter((finding) => finding.path === path).sort((a, b) => a.start - b.start);
  }

  /** True where the field has changed. */
  store(path: FieldPath, value: unknown): boolean {
    const before = fieldValue(this.parameters, path);
    if (JSON.stringify(before) === JSON.stringify(value)) {
      this.same += 1;
      return false;
    }
    if (this.#locks.has(path)) {
      this.locked += 1;
      return false;
    }
    if (!isPlausible(path, before, value)) return false;
    this.parameters = withField(this.parameters, path, value);
    const after = fieldValue(this.parameters, path);
    if (JSON.stringify(before) === JSON.stringify(after)) return false;
    this.changes.push(`Updated '${path}' from '${shown(before)}' to '${shown(after)}'.`);
    return true;
  }

  /** Sets a field that is said in a few words, and puts them where the old ones stood, else at the end. */
  set(
    path: FieldPath,
    value: unknown,
    words = value === undefined ? '' : sayField(path, value, this.parameters),
  ): void {
    const old = fieldValue(this.parameters, path);
    if (!this.store(path, value)) return;
    // `35mm` goes with the lens that it was.
    if (OWN_NUMBERS.has(path)) this.releaseIn(textsIn(old).join(), textsIn(value).join());
    if (value === undefined || (Array.isArray(value) && value.length === 0)) {
      this.cut(path);
      return;
    }
    if (this.#isTextless) return;
    if (this.#keepsOnly(path, value)) return;
    const before = this.text;
    this.#putInPlace(path, value, words);
    if (this.#says(path, value) || words === '') return;
    this.setText(before);
    this.cut(path);
    this.append(words);
  }

  /** Takes out of what is kept out what is no more; true where the text says the list then. */
  #keepsOnly(path: FieldPath, value: unknown): boolean {
    if (path !== 'negative') return false;
    const kept = new Set(textsIn(value));
    this.cut(path, (finding) => !kept.has(finding.value));
    return this.#says(path, value);
  }

  #putInPlace(path: FieldPath, value: unknown, words: string): void {
    const [first, ...others] = this.findings(path);
    if (first === undefined) {
      this.append(words);
      return;
    }
    const fitting = this.#fit(path, value, first, words);
    let text = `${this.text.slice(0, first.start)}${fitting}${this.text.slice(first.end)}`;
    const shift = fitting.length - (first.end - first.start);
    for (const other of others.toReversed())
      if (other.start >= first.end) text = without(text, other.start + shift, other.end + shift);
    this.setText(text);
  }

  /** `a rainy street` becomes `a snowy street`, `at dawn` becomes `at night`. */
  #fit(path: FieldPath, value: unknown, { start, end }: Finding, words: string): string {
    const old = this.text.slice(start, end).toLowerCase();
    switch (path) {
      case 'weather':
        return weatherIn(old, value) ?? words;
      case 'time_of_day':
        return /^(?:at|in|as)\b/.test(old) ? words : String(value);
      case 'camera.movement_speed':
        return old.endsWith('ly') ? adverb(String(value)) : String(value);
      case 'lighting.quality':
      case 'lighting.intensity':
        return /^[\p{L}-]+$/u.test(old) && /^\s\p{L}+/u.test(this.text.slice(end)) ? String(value) : words;
      case 'camera.movement':
        return this.#fitMovement(words, this.text.slice(Math.max(0, start - 25), end));
      default:
        return words;
    }
  }

  /** A speed that has words of its own is not said twice. */
  #fitMovement(words: string, around: string): string {
    if (/\bcamera\b/i.test(around) || this.findings('camera.movement_speed').length === 0) return words;
    return words.replace(/^(?:very slow|slow|moderate|fast|very fast) /, '');
  }

  #says(path: FieldPath, value: unknown): boolean {
    const said = fieldValue(this.reading.parameters, path);
    return JSON.stringify(said)?.toLowerCase() === JSON.stringify(value).toLowerCase();
  }

  /** Takes the words of a field out of the text. */
  cut(path: FieldPath, isMeant: (finding: Finding) => boolean = () => true): void {
    for (const { start, end } of this.findings(path).toReversed()) {
      const finding = this.findings(path).find((one) => one.start === start && one.end === end);
      if (finding === undefined || !isMeant(finding)) continue;
      const led = path === 'negative' ? (NEGATED.exec(this.text.slice(0, start))?.[0].length ?? 0) : 0;
      this.setText(without(this.text, start - led, end));
    }
  }

  append(words: string): void {
    const clause = words.trim();
    if (clause === '') return;
    const flag = this.text.search(/(?:^|\s)--?[a-z][\w-]*(?:[ =]|$)/i);
    const body = (flag < 0 ? this.text : this.text.slice(0, flag)).trimEnd();
    const rest = flag < 0 ? '' : ` ${this.text.slice(flag).trimStart()}`;
    if (body === '') this.setText(`${capital(clause)}${rest}`);
    else if (/[.!?…]["”’)]*$/u.test(body)) this.setText(`${body} ${capital(clause)}.${rest}`);
    else this.setText(`${body}${/[,;:]$/.test(body) ? '' : ','} ${clause}${rest}`);
  }

  replaceSpan(start: number, end: number, words: string): void {
    this.setText(
      words === ''
        ? without(this.text, start, end)
        : `${this.text.slice(0, start)}${words}${this.text.slice(end)}`,
    );
  }

  /** What an edit took away that it did not mean to is said again at the end. */
  sayAgain(before: Parameters, paths: readonly FieldPath[]): void {
    for (const path of paths) {
      const [was, is] = [fieldValue(before, path), fieldValue(this.reading.parameters, path)];
      if (
        was === undefined ||
        is !== undefined ||
        JSON.stringify(was) !== JSON.stringify(fieldValue(this.parameters, path))
      )
        continue;
      this.append(sayField(path, was, this.parameters));
    }
  }
}

/** Goes with what it keeps out. */
const NEGATED = /\b(?:no|without|free of|avoid)(?: any)? $/i;

/** Fields whose values are numbers in the text: one asked for stands in the place of the old one. */
const OWN_NUMBERS = new Set<FieldPath>(['camera.lens', 'technical.aspect_ratio']);

const QUOTED = /^["“„«'‘](.+)["”“»'’]$/u;
const NUMBER = new RegExp(`^(?:\\d{1,3}|${Object.keys(NUMBERS).join('|')}|hundred|thousand)$`, 'i');

/** Words of a request, not of a scene: where a value has one, the request was not understood. */
const NO_VALUE =
  /(?:^|\s)(?:I|me|we|us|you|should|would|could|may|might|must|shall|please|imagine|want|instead|too|it's|don't|isn't|anymore|(?:[Ii]|[Ww]e)'(?:d|ll|m|re|ve)|rather than|(?:[Ll]et|[Mm]ake|[Hh]ave) (?:it|him|her|them|the|us)|(?:it|him|her|them|us) be)(?:\s|$)|, not |ing be |^(?:it|him|her|them|he|she|they)$|→|->|=>/;
const VERBATIM = new Set<FieldPath>(['on_screen_text', 'audio.dialogue', 'protected', 'timing.segments']);

function isPlausible(path: FieldPath, before: unknown, value: unknown): boolean {
  if (VERBATIM.has(path)) return true;
  const known = new Set(textsIn(before));
  return textsIn(value).every((text) => known.has(text) || !NO_VALUE.test(text));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function adverb(speed: string): string {
  return (
    { 'very slow': 'very slowly', slow: 'slowly', fast: 'quickly', 'very fast': 'very quickly' }[speed] ??
    'moderately'
  );
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value))
    return value
      .map((item: unknown) => (typeof item === 'string' ? item : shownItem(item)))
      .join(', ')
      .slice(0, 200);
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';
}

function shownItem(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.values(item).flat().map(String).join(' ');
}

const LEADS =
  /(?:\s*,\s*|\s+)?(?:\b(?:and|with|in|at|on|under|during|of|through|from|against|by|into|to|as|the|a|an|very|some)\s+)*$/i;

/** The text without a part of it, and without the words that only led to it. */
export function without(text: string, start: number, end: number): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const isAdjective =
    /^\s+\p{L}/u.test(after) &&
    /(?:\b(?:a|an|the)|,)\s+$/i.test(before) &&
    !/^\s+(?:and|with|in|at|on|as|while|for)\b/i.test(after);
  const lead = isAdjective ? before : before.replace(LEADS, '');
  const rest = lead === '' ? after.replace(/^[\s,;.]+/, '') : after;
  const joint = lead === '' || /^[\s.,;:!?]/.test(rest) || rest === '' || /\s$/.test(lead) ? '' : ' ';
  const tidy = `${lead}${joint}${rest}`
    .replace(/\s+,/g, ',')
    .replace(/,\s*,/g, ',')
    .replace(/,\s*([.!?])/g, '$1')
    .replace(/ {2,}/g, ' ')
    .replace(/([.!?])\s*[,.]/g, '$1')
    .replace(/\b([Aa])n?(?= [a-z])/g, '$&');
  return tidy.trim().replace(/,$/, '');
}

/** `snowy` in the place of `rainy`. */
function weatherIn(old: string, value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const [one] = value.map(String);
  const lead = /^(?:in|through|during) the (?=\p{L}+$)/u.exec(old)?.[0];
  if (lead !== undefined && one !== undefined && /^(?:rain|snow|fog|wind|storm)$/.test(one))
    return `${lead}${one}`;
  const isAdjective = /(?:y|lit|swept|slicked|soaked)$/.test(old) && !old.endsWith('sky');
  return isAdjective && one !== undefined ? WEATHER_ADJECTIVES[one] : undefined;
}
