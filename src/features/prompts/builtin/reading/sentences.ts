import { isAnimate } from '../lexicon/beings.js';
import { CLOTHES, PLACES } from '../lexicon/things.js';
import { tokensOf } from '../text/tokens.js';
import { beginDeed, pieceOf } from './deed.js';
import { type Deed, isScenery, type Mention, type Sentences } from './mention.js';
import { isPhraseEnd, prepositionAt } from './prepositions.js';
import { antecedentsOf, isNominative, objectText } from './pronouns.js';
import type { Reading } from './reading.js';
import { ACTION_SPEEDS, type Speed } from './speed.js';
import type { Thing, ThingRead } from './thing.js';
import { thingAt } from './things.js';
import { isOf, type Unit } from './unit.js';
import { unitsOf } from './units.js';
import { isEmptyParticiple, isHappening, isMadeOf, isWearing, opensAction } from './verb-words.js';

/** The longest phrase of speed, in units. */
const LONGEST_SPEED = 4;

/** Walks along the words and keeps who acts, what is done, and which things are named how. */
export class SentenceWalk {
  readonly #units: readonly Unit[];
  readonly #mentions: Mention[] = [];
  readonly #deeds: Deed[] = [];
  #agents: readonly Thing[] = [];
  /** Those of the sentence before. */
  #lastAgents: readonly Thing[] = [];
  /** What was named last, and what an action was last done to. */
  #last: Thing | undefined;
  #object: Thing | undefined;
  #deed: Deed | undefined;
  #preposition = '';
  /** A speed that was said before its action. */
  #waiting: Speed | undefined;
  #isListOpen = false;
  /** Which verb of state stands before: `is` says what something is like. */
  #stateBefore: 'is' | 'other' | undefined;

  constructor(readonly reading: Reading) {
    this.#units = unitsOf(reading);
  }

  walk(): Sentences {
    for (let at = 0; at < this.#units.length; at += 1) {
      const unit = this.#units[at];
      if (unit !== undefined) at = this.#step(unit, at);
    }
    this.#close();
    return { mentions: this.#mentions, deeds: this.#deeds };
  }

  /** @returns the last unit that was read; so do the methods below that take where they are */
  #step(unit: Unit, at: number): number {
    const speed = isOf(unit, 'noun') ? undefined : ACTION_SPEEDS.matchAt(this.#tokensFrom(at), 0);
    if (speed !== undefined) {
      this.#takeSpeed(speed.value);
      return at + speed.length - 1;
    }
    const read = this.#thingAt(unit, at);
    if (read === undefined) return this.#word(unit, at);
    this.#thing(read);
    return read.next - 1;
  }

  #tokensFrom(at: number) {
    const units = this.#units.slice(at, at + LONGEST_SPEED);
    return tokensOf(units.map(({ lower }) => lower).join(' '));
  }

  #takeSpeed(speed: Speed): void {
    if (this.#deed === undefined) this.#waiting = speed;
    else this.#deed.speed ??= speed;
  }

  #thingAt(unit: Unit, at: number): ThingRead | undefined {
    const isVerb = isOf(unit, 'past') && !isOf(this.#units[at + 1], 'noun', 'adjective');
    if (isVerb || !isOf(unit, 'determiner', 'number', 'adjective', 'noun', 'past', 'adverb'))
      return undefined;
    return thingAt(this.#units, at, this.reading.text, this.reading.language);
  }

  #word(unit: Unit, at: number): number {
    switch (unit.kind) {
      case 'gap':
        this.#preposition = '';
        return at;
      case 'comma':
        this.#close();
        this.#isListOpen = isOf(this.#units[at - 1], 'noun');
        return at;
      case 'stop':
        this.#endSentence();
        return at;
      case 'then':
        this.#close();
        this.#isListOpen = false;
        return at;
      case 'and':
        this.#and(at);
        return at;
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
        this.#addPiece(unit.text);
        return at;
    }
  }

  #addPiece(text: string): void {
    this.#deed?.pieces.push({ text, isPlace: false });
  }

  #predicate({ lower, text }: Unit): void {
    if (this.#stateBefore === 'is') for (const agent of this.#agents) agent.attributes.push(lower);
    else this.#addPiece(text);
  }

  #endSentence(): void {
    this.#close();
    if (this.#agents.length > 0) this.#lastAgents = this.#agents;
    this.#agents = [];
    this.#isListOpen = false;
  }

  #close(): void {
    const deed = this.#deed;
    if (deed !== undefined && !deed.isState) this.#deeds.push(deed);
    this.#deed = undefined;
    this.#preposition = '';
    this.#stateBefore = undefined;
  }

  #and(at: number): void {
    const next = this.#units[at + 1];
    const isVerb = isOf(next, 'verb', 'ing', 'past', 'state', 'then');
    if (isVerb || isOf(next, 'pronoun') || this.#isNewSubject(at + 1)) {
      this.#close();
      if (!isVerb) this.#isListOpen = false;
    } else if (this.#deed === undefined) this.#isListOpen = true;
    else this.#addPiece('and');
  }

  /** A thing that does something itself: `... and a dog runs after it`. */
  #isNewSubject(at: number): boolean {
    if (this.#deed === undefined) return false;
    const read = thingAt(this.#units, at, this.reading.text, this.reading.language);
    return read !== undefined && isOf(this.#units[read.next], 'verb', 'state');
  }

  #pronoun({ lower, text }: Unit): void {
    const deed = this.#deed;
    if (
      deed !== undefined &&
      (this.#preposition !== '' || deed.pieces.length === 0 || !isNominative(lower))
    ) {
      this.#addPiece(`${this.#preposition} ${objectText(text, this.#object, this.reading.text)}`.trim());
      this.#preposition = '';
      return;
    }
    this.#close();
    const known = this.#agents.length > 0 ? this.#agents : this.#lastAgents;
    const named = this.#mentions.map(({ thing }) => thing);
    this.#agents = antecedentsOf(lower, known, named);
  }

  #prepositionAt(unit: Unit, at: number): number {
    const { words, length } = prepositionAt(this.#units, at);
    if (this.#preposition !== '') this.#addPiece(this.#preposition);
    this.#preposition = words;
    if (isPhraseEnd(this.#units[at + length])) {
      this.#addPiece(words);
      if (this.#deed !== undefined) this.#deed.end = unit.end;
      this.#preposition = '';
    }
    return at + length - 1;
  }

  #state({ lower }: Unit): void {
    this.#close();
    if (/^wear|^wore/.test(lower)) this.#preposition = 'wearing';
    else if (/^(?:has|have|had|having)$/.test(lower)) this.#preposition = 'with';
    this.#stateBefore = /^(?:is|are|was|were|be|being)$/.test(lower) ? 'is' : 'other';
    this.#isListOpen = false;
  }

  #verb(unit: Unit, at: number): number {
    const [previous, next] = [this.#units[at - 1], this.#units[at + 1]];
    if (isWearing(unit.lower)) {
      this.#close();
      this.#preposition = 'wearing';
      return isOf(next, 'preposition') ? at + 1 : at;
    }
    if (opensAction(this.#units, at)) {
      this.#close();
      return next?.lower === 'to' ? at + 1 : at;
    }
    if (isOf(unit, 'past')) return this.#participle(unit, at);
    if (previous?.lower === 'to' && this.#deed !== undefined) {
      this.#addPiece(`to ${unit.text}`);
      this.#preposition = '';
    } else this.#startDeed(unit, at);
    return at;
  }

  #participle(unit: Unit, at: number): number {
    const next = this.#units[at + 1];
    if (isMadeOf(unit, next)) {
      this.#preposition = 'made of';
      return at + 1;
    }
    if (isEmptyParticiple(unit.lower)) return at;
    if (this.#stateBefore === 'is' && this.#agents.length > 0 && isHappening(unit, next))
      this.#startDeed(unit, at);
    else this.#describe(unit, next);
    return at;
  }

  /** `a car covered in snow`: how something is. */
  #describe({ lower, text }: Unit, next: Unit | undefined): void {
    if (this.#deed !== undefined) {
      this.#addPiece(text);
      return;
    }
    this.#owner()?.attributes.push(lower);
    if (next?.lower === 'in' && this.#stateBefore === undefined) this.#preposition = '';
  }

  #owner(): Thing | undefined {
    return this.#last ?? this.#agents[0];
  }

  #startDeed(unit: Unit, at: number): void {
    const named = this.#doersOf(unit, at);
    this.#close();
    const doers = { named, recent: this.#lastAgents };
    this.#deed = beginDeed(unit, this.#units[at + 1], doers, this.reading.language);
    if (this.#waiting !== undefined) this.#deed.speed = this.#waiting;
    this.#waiting = undefined;
    this.#isListOpen = false;
  }

  /** Who does what a verb says; `a man watching a dog running`: the thing right before it. */
  #doersOf(unit: Unit, at: number): readonly Thing[] {
    const last = this.#last;
    const isRightAfter = isOf(unit, 'ing') && isOf(this.#units[at - 1], 'noun');
    if (last === undefined || !isRightAfter || this.#stateBefore !== undefined) return this.#agents;
    const isLast = this.#deed === undefined ? this.#agents.length <= 1 : isAnimate(last.head);
    return isLast ? [last] : this.#agents;
  }

  #thing({ thing, next }: ThingRead): void {
    const preposition = this.#preposition;
    this.#preposition = '';
    this.#waiting = undefined;
    const after = this.#units[next];
    if (preposition === '') this.#closeBefore(after);
    const role = this.#roleAfter(preposition);
    this.#mention(thing, role, preposition);
    if (role === 'object') this.#object = thing;
    if (role === 'lead') this.#lead(thing);
    else if (this.#deed !== undefined) this.#intoDeed(this.#deed, thing, preposition, after);
    else if (this.#isWhatIsShown(preposition)) this.#agents = [thing];
    this.#remember(thing, preposition);
    this.#isListOpen = false;
  }

  /** A thing in front of a verb acts itself: `a man walks, a dog runs`. */
  #closeBefore(after: Unit | undefined): void {
    const hasObject = this.#deed !== undefined && this.#deed.pieces.length > 0;
    if (hasObject && isOf(after, 'verb', 'state')) this.#close();
  }

  #roleAfter(preposition: string): Mention['role'] {
    if (preposition !== '') return 'phrase';
    return this.#deed === undefined ? 'lead' : 'object';
  }

  #mention(thing: Thing, role: Mention['role'], preposition: string): void {
    this.#mentions.push({
      thing,
      role,
      preposition,
      owner: ownerFor(preposition, this.#agents, this.#owner()),
      inAction: this.#deed,
      start: thing.start,
    });
  }

  /** `a close view of a fox`: the fox is who acts. */
  #isWhatIsShown(preposition: string): boolean {
    if (preposition !== 'of' || this.#agents.length > 0) return false;
    return this.#last !== undefined && isScenery(this.#last.head);
  }

  #remember(thing: Thing, preposition: string): void {
    if (/^(?:with|wearing|made of|of|in)$/.test(preposition) && isPart(thing)) return;
    if (preposition !== 'of' || this.#last === undefined) this.#last = thing;
  }

  #lead(thing: Thing): void {
    if (this.#stateBefore === 'is' && this.#agents.length > 0) return;
    this.#agents = this.#isListOpen ? [...this.#agents, thing] : [thing];
    this.#lastAgents = this.#agents;
  }

  #intoDeed(deed: Deed, thing: Thing, preposition: string, after: Unit | undefined): void {
    deed.pieces.push(pieceOf(deed, thing, { preposition, after, text: this.reading.text }));
    deed.end = thing.end;
  }
}

function isPart({ head }: Thing): boolean {
  return !isAnimate(head) && !PLACES.has(head);
}

/** Clothes are those of who acts, rather than of other clothes. */
function ownerFor(
  preposition: string,
  [agent]: readonly Thing[],
  last: Thing | undefined,
): Thing | undefined {
  if (preposition !== 'wearing') return last;
  return last === undefined || CLOTHES.has(last.head) ? agent : last;
}
