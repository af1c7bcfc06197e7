import type { Language } from '../text/language.js';
import { Recent } from '../text/recent.js';
import { thirdOf } from './agreement.js';
import { bareClause, clausesOf } from './clauses.js';
import { cleftOf } from './clefts.js';
import { isLack, topicOf } from './complaints.js';
import { conceptNoun, isPronoun, unframed } from './framing.js';
import { momentsApart } from './moments.js';
import { rephrased } from './phrasings.js';
import { type Wish, wishOf } from './request.js';
import { isForeign, isIdle } from './silence.js';
import { active } from './voice.js';

/** What earlier clauses of a request leave to the later ones. */
interface Thread {
  /** What a complaint was about. */
  topic: string | undefined;
  /** What is complained about is not to be had: what is named next takes its place. */
  isLacking: boolean;
  isOfCamera: boolean;
  isOfLight: boolean;
}

/** A part of a request: the words of it, and what they ask for; no wish where that is not understood. */
export interface Asked {
  words: string;
  wish: Wish | undefined;
}

/** Splits a request into its wishes; none where it asks for nothing, or is not understood at all. */
export function wishesOf(request: string, language: Language): readonly Wish[] {
  return askedIn(request, language).flatMap(({ wish }) => wish ?? []);
}

/** The parts of a request that ask for something, in their order. */
export function askedIn(request: string, language: Language): readonly Asked[] {
  const recent = known.get(language) ?? new Recent<string, Asked[]>(MOST_KNOWN);
  known.set(language, recent);
  return recent.of(request, () => askedAnew(request, language));
}

/** An update asks twice for the same request: what it names, and what it does. */
const MOST_KNOWN = 16;
const known = new WeakMap<Language, Recent<string, Asked[]>>();

function askedAnew(request: string, language: Language): Asked[] {
  if (isForeign(request, language)) return [{ words: request.trim(), wish: undefined }];
  const thread: Thread = { topic: undefined, isLacking: false, isOfCamera: false, isOfLight: false };
  let complaint: string | undefined;
  let last: Wish | undefined;
  const asked: Asked[] = [];
  for (const words of clausesOf(request)) {
    if (FORGET.test(words)) asked.pop();
    // What stands between quotation marks is no part of the sentence.
    const quotes: string[] = [];
    const clause = words.replace(QUOTES, (quote) => `\uE000${quotes.push(quote) - 1}\uE001`);
    const { topic } = thread;
    const wish = wishIn(clause, thread, language);
    complaint = wish === undefined ? (thread.topic === topic ? complaint : words) : undefined;
    // `they are distracting`, behind a wish, is why.
    if (asked.length > 0 && isPronoun(thread.topic ?? '')) complaint = undefined;
    if (wish === undefined || isSaidTwice(last, wish)) continue;
    asked.push({ words, wish: unmasked(wish, quotes) });
    last = wish;
  }
  // A complaint that no wish follows asks for something, but nobody knows for what.
  return complaint === undefined ? asked : [...asked, { words: complaint, wish: undefined }];
}

/** Takes back what was asked for just before. */
const FORGET =
  /^(?:(?:no|oh|ah|actually|wait|but|and|well),? )*(?:forget (?:it|that)|never ?mind(?: that)?|scratch that|ignore that|cancel that)[.!]*$/i;

/** `we don't need the drone, delete it`: the same thing, once more. */
function isSaidTwice(last: Wish | undefined, wish: Wish): boolean {
  return last?.kind === 'remove' && wish.kind === 'remove' && isPronoun(wish.old);
}

function wishIn(clause: string, thread: Thread, language: Language): Wish | undefined {
  const plain = unframed(bareClause(momentsApart(clause)));
  if (isNoWish(clause, plain, thread)) return undefined;
  if (isComplaint(plain, thread)) return undefined;
  const alone = cleftOf(plain);
  if (alone !== undefined) return { kind: 'assign', what: alone.who, fresh: alone.words };
  const isOfCamera = thread.isOfCamera;
  thread.isOfCamera = OF_CAMERA.test(clause);
  const { isOfLight } = thread;
  thread.isOfLight = OF_LIGHT.test(clause);
  const whole = active(bareClause(unframed(plain)), language);
  const bare = rephrased(isOfLight ? whole.replace(LIT_FROM, 'the light should $1') : whole);
  if (bare === '' || isIdle(bare) || TELLS.test(bare)) return undefined;
  const pace = isOfCamera ? paceSaid(bare) : undefined;
  thread.isOfCamera ||= pace !== undefined;
  return pace === undefined
    ? wishOfBare(bare, thread, { isOfCamera, isBeside: isMore(plain, clause) })
    : { kind: 'set', what: 'the camera speed', fresh: pace };
}

/** A short question is one, unless it answers a complaint: `wide is too far, a full shot?`. */
function isNoWish(clause: string, plain: string, { topic }: Thread): boolean {
  const isAnswer = topic !== undefined && /^[^?]{1,30}\?$/.test(clause);
  return !isAnswer && isIdle(clause) && plain === bareClause(clause);
}

/** A complaint is of what is said next. */
function isComplaint(plain: string, thread: Thread): boolean {
  const topic = topicOf(plain);
  if (topic === undefined) return false;
  thread.topic = topic;
  thread.isLacking = isLack(plain);
  return true;
}

interface Manner {
  isOfCamera: boolean;
  isBeside: boolean;
}

function wishOfBare(bare: string, thread: Thread, { isOfCamera, isBeside }: Manner): Wish {
  const bid = bare.replace(CAMERA_DOES, (_, verb: string) => `the camera ${thirdOf(verb.toLowerCase())}`);
  const it = isOfCamera
    ? rephrased(bid.replace(LET_IT, (_, verb: string) => `the camera ${thirdOf(verb)}`))
    : bid;
  const wish = isBeside ? more(wishOf(it)) : wishOf(it);
  return thread.isLacking ? instead(thread.topic, wish) : about(thread.topic, it, wish);
}

/** `let it drizzle too`: beside what is there. */
function isMore(plain: string, said: string): boolean {
  return (
    /\b(?:too|also|as well|additionally|on top of that)\b[.!?]*$|^(?:also|plus)\b/i.test(said) ||
    /^also\b/i.test(plain)
  );
}

function more(wish: Wish): Wish {
  if (wish.kind === 'set') return { ...wish, fresh: `also ${wish.fresh}` };
  return wish.kind === 'state' ? { kind: 'want', fresh: wish.fresh } : wish;
}

const OF_CAMERA = /\b(?:camera|pan|tilt|zoom|dolly|truck|orbit|push in|pull back|tracking)\b/i;
const OF_LIGHT = /\b(?:\p{L}*lights?|lighting|lit|lamps?|sun)\b/iu;
/** `let it come from the left`, behind what the light is to be. */
const LIT_FROM =
  /^(?:(?:let|have|make) (?:it|them)|(?:it|they) (?:should|must|has to|have to|needs? to)) ((?:come|shine|fall|hit) .*\bfrom .+)$/iu;
const PACE =
  /^(?:but |and )?(?:do it )?(?:(very )?(?:(slow|slowly|gently|gradually)|(?:fast|quick|quickly|rapidly))|(tak(?:e|ing) (?:your|its) (?:sweet )?time))$/i;

/** `slowly`, behind what the camera is to do. */
function paceSaid(bare: string): string | undefined {
  const match = PACE.exec(bare);
  if (match === null) return undefined;
  return `${match[1] ?? ''}${match[2] === undefined && match[3] === undefined ? 'quickly' : 'slowly'}`;
}

const CAMERA_DOES =
  /^(?:make |have |let )?the camera (?:should |must |to |slowly )?(follow|track|orbit|circle|rise|pan|tilt|zoom|push|pull|fly|dolly|truck|crane|move|glide|descend)(?= |$)/i;
const LET_IT =
  /^(?:(?:let|have|make) it (?=\p{L})|(?=(?:circle|orbit|follow|track|rise|pan|tilt|zoom|push|pull|fly)\b))(\p{L}+)/iu;
const QUOTES = /"[^"]*"|“[^”]*”|«[^»]*»/gu;

function unmasked(wish: Wish, quotes: readonly string[]): Wish {
  if (quotes.length === 0) return wish;
  const whole = (text: string) =>
    text.replace(/\uE000(\d+)\uE001/g, (_, index: string) => quotes[Number(index)] ?? '');
  const entries = Object.entries(wish).map(([key, value]) => [
    key,
    typeof value === 'string' ? whole(value) : value,
  ]);
  return Object.fromEntries(entries) as Wish;
}

/** What the writer does is no part of the scene; `we see` and the like are. */
const TELLS =
  /^(?:i|we)(?:'m|'re|'ve|'ll|'d| will| am| are| have| had| was| were)? (?!(?:see|hear|go|move|relocate|leave|cut|zoom|pan|tilt|shot|shoot|film|filmed|use|used|going for|had|could|should|start|end|follow|stay|switch|travel|head|want|need|wish|like|love|prefer|would|will|do not|don't)\b)\p{L}+/iu;

/** `we can't get a truck, a milk float will do`. */
function instead(topic: string | undefined, wish: Wish): Wish {
  const isThing = wish.kind === 'state' || wish.kind === 'want' || wish.kind === 'add';
  if (topic === undefined || !isThing) return wish;
  return { kind: 'replace', old: topic, fresh: wish.fresh };
}

/** `twelve is too much, I'd say three`. */
const SO_MANY =
  /^(?:only |just )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})$/i;

/** `I want brighter ones`, of what was complained about. */
const ANOTHER = /^(?:an? |some )?(?:[\p{L}-]+ )+ones?$/iu;

/** `epic` of `epic isn't right`: a value, and no thing that another value could be said of. */
function isValue(topic: string): boolean {
  return (
    !/^(?:the|an?|his|her|its|their|this|that|these|those|my|our|all|both|any)\s/i.test(topic) &&
    !isPronoun(topic)
  );
}

/** `they don't fit, remove them`: what a pronoun means that follows a complaint. */
function about(topic: string | undefined, bare: string, wish: Wish): Wish {
  if (topic === undefined) return wish;
  switch (wish.kind) {
    case 'remove':
    case 'exclude':
    case 'end':
      return isPronoun(wish.old) ? { ...wish, old: topic } : wish;
    case 'replace':
      return isPronoun(wish.old) ? { ...wish, old: topic } : wish;
    case 'set':
      if (!isPronoun(wish.what)) return wish;
      return isValue(topic) ? { kind: 'replace', old: topic, fresh: wish.fresh } : { ...wish, what: topic };
    case 'state':
      return statedAbout(topic, bare, wish.fresh) ?? wish;
    default:
      return wish;
  }
}

/** A value that follows a complaint, of what it was about; undefined where it may be of anything. */
function statedAbout(topic: string, bare: string, value: string): Wish | undefined {
  if (SO_MANY.test(value) || (ANOTHER.test(value) && !isPronoun(topic)))
    return { kind: 'replace', old: topic, fresh: value };
  const named = conceptNoun(topic);
  const said = /^(?:go|make (?:it|them)|use|try|take) (.+)$/i.exec(bare)?.[1];
  if (named !== undefined && said !== undefined) return { kind: 'set', what: `the ${named}`, fresh: said };
  const fresh = /^(?:use|take|go(?: with| for)?|make (?:it|them)|try|choose|pick|put|have) (.+)$/i.exec(
    bare,
  )?.[1];
  return fresh === undefined ? undefined : { kind: 'replace', old: topic, fresh };
}
