import { isAnimate, PEOPLE } from '../lexicon/beings.js';
import { CLOTHES, PLACES, SURFACES } from '../lexicon/things.js';
import { SPEECH, STARTS } from '../lexicon/verbs.js';
import type { Reading } from './reading.js';
import { ACTION_SPEEDS, type Speed } from './speed.js';
import type { Thing } from './thing.js';
import { thingAt } from './things.js';
import type { Unit } from './unit.js';
import { unitsOf } from './units.js';
import { tokensOf } from '../text/tokens.js';

/** How a thing stands in its sentence. */
export interface Mention {
  thing: Thing;
  role: 'lead' | 'object' | 'phrase';
  preposition: string;
  /** What the phrase is about: the thing in front of it, or who acts. */
  owner: Thing | undefined;
  inAction: Deed | undefined;
  start: number;
}

/** An action while it is read. */
export interface Deed {
  agents: Thing[];
  verb: string;
  base: string;
  pieces: { text: string; isPlace: boolean }[];
  speed?: Speed;
  start: number;
  end: number;
  /** A state: `wearing a coat` is no action. */
  isState: boolean;
}

export interface Sentences {
  mentions: Mention[];
  deeds: Deed[];
}

const PLACING = new Set(
  'in at on under inside within near by beside outside atop upon beneath below above against underneath amid amidst among between behind aboard in-front-of'.split(
    ' ',
  ),
);
const POSTURE = new Set(
  'sit stand lie rest kneel lean perch land hang crouch sleep nap squat lay put place set climb'.split(' '),
);
const DROPPED = new Set(
  'text camera view frame scene shot video clip footage image picture background foreground distance middle center centre left right side screen front top viewer lens style film movie format quality detail details way time day time-of-day light'.split(
    ' ',
  ),
);

export function isScenery(head: string): boolean {
  return DROPPED.has(head);
}

/** Walks along the words and keeps who acts, what is done, and which things are named how. */
export class SentenceWalk {
  readonly #units: Unit[];
  readonly mentions: Mention[] = [];
  readonly deeds: Deed[] = [];
  #agents: Thing[] = [];
  #lastAgents: Thing[] = [];
  #last: Thing | undefined;
  #deed: Deed | undefined;
  #preposition = '';
  #isListOpen = false;
  #isAfterState = '';

  constructor(readonly reading: Reading) {
    this.#units = unitsOf(reading);
  }

  walk(): Sentences {
    for (let at = 0; at < this.#units.length; at += 1) {
      const unit = this.#units[at];
      if (unit !== undefined) at = this.#step(unit, at);
    }
    this.#close();
    return { mentions: this.mentions, deeds: this.deeds };
  }

  #step(unit: Unit, at: number): number {
    const speed = ACTION_SPEEDS.matchAt(this.#lowers(at), 0);
    if (speed !== undefined && unit.kind !== 'noun' && this.#takeSpeed(speed.value, at))
      return at + speed.length - 1;
    if (/^(?:determiner|number|adjective|noun|past|adverb)$/.test(unit.kind)) {
      const read = this.#isPastVerb(unit, at)
        ? undefined
        : thingAt(this.#units, at, this.reading.text, this.reading.language);
      if (read !== undefined) {
        this.#thing(read.thing, read.next);
        return read.next - 1;
      }
    }
    return this.#word(unit, at);
  }

  #isPastVerb(unit: Unit, at: number): boolean {
    return (
      unit.kind === 'past' &&
      this.#units[at + 1]?.kind !== 'noun' &&
      this.#units[at + 1]?.kind !== 'adjective'
    );
  }

  #lowers(at: number) {
    return tokensOf(
      this.#units
        .slice(at, at + 4)
        .map(({ lower }) => lower)
        .join(' '),
    );
  }

  #takeSpeed(speed: Speed, at: number): boolean {
    const deed = this.#deed ?? (this.#units[at + 1] !== undefined || at > 0 ? undefined : undefined);
    if (deed !== undefined) {
      deed.speed ??= speed;
      return true;
    }
    this.#waiting = speed;
    return true;
  }
  #waiting: Speed | undefined;
  #object: Thing | undefined;

  #word(unit: Unit, at: number): number {
    switch (unit.kind) {
      case 'gap':
        this.#preposition = '';
        return at;
      case 'comma':
        this.#close();
        this.#isListOpen = this.#units[at - 1]?.kind === 'noun';
        return at;
      case 'stop':
        this.#endSentence();
        return at;
      case 'then':
        this.#close();
        this.#isListOpen = false;
        return at;
      case 'and':
        return this.#and(at);
      case 'relative':
        this.#close();
        if (this.#last !== undefined) this.#agents = [this.#last];
        return at;
      case 'pronoun':
        this.#pronoun(unit);
        return at;
      case 'preposition':
        return this.#prepositionAt(unit, at);
      case 'state':
        this.#state(unit);
        return at;
      case 'verb':
      case 'ing':
      case 'past':
        return this.#verb(unit, at);
      case 'adjective':
        this.#predicate(unit);
        return at;
      default:
        this.#deed?.pieces.push({ text: unit.text, isPlace: false });
        return at;
    }
  }

  #predicate(unit: Unit): void {
    if (this.#isAfterState === 'is') for (const agent of this.#agents) agent.attributes.push(unit.lower);
    else this.#deed?.pieces.push({ text: unit.text, isPlace: false });
  }

  #endSentence(): void {
    this.#close();
    if (this.#agents.length > 0) this.#lastAgents = this.#agents;
    this.#agents = [];
    this.#isListOpen = false;
  }

  #close(): void {
    const deed = this.#deed;
    if (deed !== undefined && !deed.isState) this.deeds.push(deed);
    this.#deed = undefined;
    this.#preposition = '';
    this.#isAfterState = '';
  }

  #and(at: number): number {
    const next = this.#units[at + 1];
    const isVerb = next !== undefined && /^(?:verb|ing|past|state|then)$/.test(next.kind);
    if (isVerb || next?.kind === 'pronoun' || this.#isNewSubject(at + 1)) {
      this.#close();
      if (!isVerb) this.#isListOpen = false;
      return at;
    }
    if (this.#deed === undefined) this.#isListOpen = true;
    else this.#deed.pieces.push({ text: 'and', isPlace: false });
    return at;
  }

  /** A thing that does something itself: `... and a dog runs after it`. */
  #isNewSubject(at: number): boolean {
    const read = thingAt(this.#units, at, this.reading.text, this.reading.language);
    const after = read === undefined ? undefined : this.#units[read.next];
    return this.#deed !== undefined && after !== undefined && /^(?:verb|state)$/.test(after.kind);
  }

  #pronoun({ lower, text }: Unit): void {
    if (
      this.#deed !== undefined &&
      (this.#preposition !== '' || this.#deed.pieces.length === 0 || !/^(?:he|she|they|it|who)$/.test(lower))
    ) {
      const known =
        this.#object !== undefined && /^(?:it|them)$/.test(lower)
          ? this.reading.text.slice(this.#object.start, this.#object.end)
          : text;
      this.#deed.pieces.push({ text: `${this.#preposition} ${known}`.trim(), isPlace: false });
      this.#preposition = '';
      return;
    }
    this.#close();
    const known = this.#agents.length > 0 ? this.#agents : this.#lastAgents;
    const all = [...this.mentions].toReversed().map(({ thing }) => thing);
    if (lower === 'he' || lower === 'she')
      this.#agents = [...known, ...all]
        .filter(({ head, isName }) => PEOPLE.has(head) || isName || isAnimate(head))
        .slice(0, 1);
    else if (lower === 'it')
      this.#agents = [...known, ...all].filter(({ head }) => !PEOPLE.has(head)).slice(0, 1);
    else if (lower === 'they') this.#agents = known;
    else this.#agents = known;
  }

  #prepositionAt(unit: Unit, at: number): number {
    const [next, further] = [this.#units[at + 1]?.lower ?? '', this.#units[at + 2]?.lower ?? ''];
    const words = `${unit.lower} ${next} ${further}`;
    const compound = /^(?:in front of|on top of|out of (?!control)|away from)/.exec(words)?.[0].trim() ?? '';
    if (this.#preposition !== '' && this.#deed !== undefined)
      this.#deed.pieces.push({ text: this.#preposition, isPlace: false });
    this.#preposition = compound === '' ? unit.lower : compound;
    const length = compound === '' ? 1 : compound.split(' ').length;
    const after = this.#units[at + length];
    if (after === undefined || /^(?:comma|stop|then|and|relative)$/.test(after.kind)) {
      this.#deed?.pieces.push({ text: this.#preposition, isPlace: false });
      if (this.#deed !== undefined) this.#deed.end = unit.end;
      this.#preposition = '';
    }
    return at + length - 1;
  }

  #state({ lower }: Unit): void {
    this.#close();
    if (/^wear|^wore/.test(lower)) this.#preposition = 'wearing';
    else if (/^(?:has|have|had|having)$/.test(lower)) this.#preposition = 'with';
    this.#isAfterState = /^(?:is|are|was|were|be|being)$/.test(lower) ? 'is' : 'other';
    this.#isListOpen = false;
  }

  #verb(unit: Unit, at: number): number {
    const { lower } = unit;
    if (/^(?:wearing|dressed|clad|donning|sporting)$/.test(lower)) {
      this.#close();
      this.#preposition = 'wearing';
      return this.#units[at + 1]?.kind === 'preposition' ? at + 1 : at;
    }
    if (
      STARTS.has(lower) &&
      this.#units
        .slice(at + 1, at + 3)
        .some((next) => next.kind === 'ing' || next.kind === 'verb' || next.lower === 'to')
    ) {
      this.#close();
      return this.#units[at + 1]?.lower === 'to' ? at + 1 : at;
    }
    if (unit.kind === 'past') return this.#participle(unit, at);
    if (this.#units[at - 1]?.lower === 'to' && this.#deed !== undefined) {
      this.#deed.pieces.push({ text: `to ${unit.text}`, isPlace: false });
      this.#preposition = '';
      return at;
    }
    this.#startDeed(unit, at);
    return at;
  }

  #participle(unit: Unit, at: number): number {
    const next = this.#units[at + 1];
    const owner = this.#last ?? this.#agents[0];
    if (unit.lower === 'made' && next !== undefined && /^(?:of|from|out)$/.test(next.lower)) {
      this.#preposition = 'made of';
      return at + 1;
    }
    if (
      /^(?:named|called|titled|labeled|labelled|set|shot|filmed|captured|seen|rendered|based|inspired)$/.test(
        unit.lower,
      )
    )
      return at;
    if (
      this.#isAfterState === 'is' &&
      this.#agents.length > 0 &&
      next?.kind === 'preposition' &&
      unit.form !== undefined &&
      next.lower !== 'by' &&
      !/^(?:parked|covered|filled|decorated|abandoned|seated)$/.test(unit.lower)
    ) {
      this.#startDeed(unit, at);
      return at;
    }
    if (owner !== undefined && this.#deed === undefined) owner.attributes.push(unit.lower);
    else this.#deed?.pieces.push({ text: unit.text, isPlace: false });
    if (this.#deed === undefined && next?.lower === 'in' && this.#isAfterState === '') this.#preposition = '';
    return at;
  }

  #startDeed(unit: Unit, at: number): void {
    const wasDeed = this.#deed;
    const previous = this.#units[at - 1];
    const isReduced =
      unit.kind === 'ing' &&
      previous?.kind === 'noun' &&
      this.#isAfterState === '' &&
      this.#last !== undefined;
    const agents =
      isReduced && this.#agents.length <= 1 && wasDeed === undefined ? [this.#last as Thing] : this.#agents;
    const owner =
      isReduced && wasDeed !== undefined && this.#last !== undefined && isAnimate(this.#last.head)
        ? [this.#last]
        : agents;
    this.#close();
    const base = unit.form?.base ?? unit.lower;
    const text =
      this.reading.language.gerund(unit.lower) ??
      this.reading.language.gerund(`${unit.lower}g`) ??
      gerundOf(unit.lower);
    const isSpeech = (SPEECH.has(unit.lower) || base === 'read') && this.#units[at + 1]?.kind === 'gap';
    const isVerbOfState =
      /^(?:seem|appear|depict|show|feature|include|contain|remain|become|create|cast|give|add|make|reveal|fill|evoke|illuminate|reflect|surround|cover)$/.test(
        base,
      ) && !owner.some(({ head, isName }) => isAnimate(head) || isName);
    const actors =
      owner.length > 0
        ? owner
        : this.#lastAgents.slice(0, unit.kind === 'ing' && this.#isAfterState === '' ? 1 : 0);
    const isCounted =
      !isSpeech && !isVerbOfState && !actors.some(({ head }) => head === 'camera' || head === 'light');
    this.#deed = {
      agents: actors,
      verb: text,
      base,
      pieces: [],
      start: unit.start,
      end: unit.end,
      isState: !isCounted,
    };
    if (this.#waiting !== undefined) this.#deed.speed = this.#waiting;
    this.#waiting = undefined;
    this.#isListOpen = false;
  }

  #thing(thing: Thing, next: number): void {
    const preposition = this.#preposition;
    this.#preposition = '';
    this.#waiting = undefined;
    const after = this.#units[next];
    const followsVerb = after !== undefined && (after.kind === 'verb' || after.kind === 'state');
    if (this.#deed !== undefined && preposition === '' && followsVerb && this.#deed.pieces.length > 0)
      this.#close();
    const owner =
      this.#last !== undefined && this.#deed === undefined ? this.#last : (this.#last ?? this.#agents[0]);
    const role = preposition !== '' ? 'phrase' : this.#deed === undefined ? 'lead' : 'object';
    this.mentions.push({
      thing,
      role,
      preposition,
      owner: ownerFor(preposition, this.#agents, owner),
      inAction: this.#deed,
      start: thing.start,
    });
    if (role === 'object') this.#object = thing;
    if (role === 'lead') this.#lead(thing);
    else if (this.#deed !== undefined) this.#intoDeed(this.#deed, thing, preposition, next);
    else if (
      preposition === 'of' &&
      this.#agents.length === 0 &&
      this.#last !== undefined &&
      isScenery(this.#last.head)
    )
      this.#agents = [thing];
    if (!/^(?:with|wearing|made of|of|in)$/.test(preposition) || !isOwnPart(thing))
      this.#last = preposition === 'of' && this.#last !== undefined ? this.#last : thing;
    this.#isListOpen = false;
  }

  #lead(thing: Thing): void {
    if (this.#isAfterState === 'is' && this.#agents.length > 0) return;
    if (this.#isListOpen && this.#agents.length > 0) this.#agents = [...this.#agents, thing];
    else this.#agents = [thing];
    if (this.#agents.length > 0) this.#lastAgents = this.#agents;
  }

  #intoDeed(deed: Deed, thing: Thing, preposition: string, next: number): void {
    const after = this.#units[next];
    const isPlace =
      PLACING.has(preposition) &&
      (PLACES.has(thing.head) ||
        (SURFACES.has(thing.head) && !POSTURE.has(deed.base)) ||
        isScenery(thing.head));
    const keeps = POSTURE.has(deed.base) && deed.pieces.length === 0 && !isScenery(thing.head);
    const isEnd = after === undefined || after.kind !== 'noun';
    const words = `${preposition} ${this.reading.text.slice(thing.start, thing.end)}`.trim();
    deed.pieces.push({
      text: words,
      isPlace:
        (isPlace && !keeps && isEnd) ||
        (preposition === 'behind' && isEnd && !keeps) ||
        (preposition === 'against' && !keeps && deed.base !== 'lean' && deed.base !== 'crash'),
    });
    deed.end = thing.end;
  }
}

function isOwnPart(thing: Thing): boolean {
  return !isAnimate(thing.head) && !PLACES.has(thing.head);
}

function ownerFor(preposition: string, agents: readonly Thing[], last: Thing | undefined): Thing | undefined {
  return preposition === 'wearing'
    ? last !== undefined && !CLOTHES.has(last.head)
      ? last
      : agents[0]
    : last;
}

function gerundOf(word: string): string {
  if (word.endsWith('ing')) return word;
  const stem = word.replace(/(?<=[^s])s$/, '').replace(/(ss|sh|ch|x|z)e$/, '$1');
  return `${stem.replace(/(?<=[^eo])e$/, '')}ing`;
}
