import type { Language } from '../text/language.js';
import { Recent } from '../text/recent.js';
import { thirdOf } from './agreement.js';
import { bareClause, clausesOf } from './clauses.js';
import { cleftOf } from './clefts.js';
import { conceptNoun, isLack, isPronoun, topicOf, unframed } from './framing.js';
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
  const thread: Thread = { topic: undefined, isLacking: false, isOfCamera: false };
  let complaint: string | undefined;
  const asked = clausesOf(request).flatMap((words): Asked[] => {
    // What stands between quotation marks is no part of the sentence.
    const quotes: string[] = [];
    const clause = words.replace(QUOTES, (quote) => `\uE000${quotes.push(quote) - 1}\uE001`);
    const { topic } = thread;
    const wish = wishIn(clause, thread, language);
    complaint = wish === undefined ? (thread.topic === topic ? complaint : words) : undefined;
    return wish === undefined ? [] : [{ words, wish: unmasked(wish, quotes) }];
  });
  // A complaint that no wish follows asks for something, but nobody knows for what.
  return complaint === undefined ? asked : [...asked, { words: complaint, wish: undefined }];
}

function wishIn(clause: string, thread: Thread, language: Language): Wish | undefined {
  const plain = unframed(bareClause(momentsApart(clause)));
  if (isIdle(clause) && plain === bareClause(clause)) return undefined;
  const complained = topicOf(plain);
  if (complained !== undefined) {
    thread.topic = complained;
    thread.isLacking = isLack(plain);
    return undefined;
  }
  const alone = cleftOf(plain);
  if (alone !== undefined) return { kind: 'assign', what: alone.who, fresh: alone.words };
  const isOfCamera = thread.isOfCamera;
  thread.isOfCamera = /\bcamera\b/i.test(clause);
  const bare = rephrased(active(bareClause(unframed(plain)), language));
  if (bare === '' || isIdle(bare) || TELLS.test(bare)) return undefined;
  const bid = bare.replace(CAMERA_DOES, (_, verb: string) => `the camera ${thirdOf(verb.toLowerCase())}`);
  const it = isOfCamera
    ? rephrased(bid.replace(LET_IT, (_, verb: string) => `the camera ${thirdOf(verb)}`))
    : bid;
  const wish = isMore(plain, clause) ? more(wishOf(it)) : wishOf(it);
  return thread.isLacking ? instead(thread.topic, wish) : about(thread.topic, it, wish);
}

/** `let it drizzle too`: beside what is there. */
function isMore(plain: string, said: string): boolean {
  return (
    /\b(?:too|also|as well|additionally|on top of that)\b[.!?]*$|^also\b/i.test(said) ||
    /^also\b/i.test(plain)
  );
}

function more(wish: Wish): Wish {
  return wish.kind === 'state' ? { kind: 'want', fresh: wish.fresh } : wish;
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
      return isPronoun(wish.what) ? { ...wish, what: topic } : wish;
    case 'state': {
      const named = conceptNoun(topic);
      const value = /^(?:go|make (?:it|them)|use|try|take) (.+)$/i.exec(bare)?.[1];
      if (named !== undefined && value !== undefined)
        return { kind: 'set', what: `the ${named}`, fresh: value };
      const fresh = /^(?:use|take|go(?: with| for)?|make (?:it|them)|try|choose|pick|put|have) (.+)$/i.exec(
        bare,
      )?.[1];
      return fresh === undefined ? wish : { kind: 'replace', old: topic, fresh };
    }
    default:
      return wish;
  }
}
