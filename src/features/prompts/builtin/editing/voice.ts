import { isAnimate, VEHICLES } from '../lexicon/beings.js';
import type { Language } from '../text/language.js';
import { isNoise } from './noisy-verbs.js';
import { gerundOf, withGerund } from './verbs.js';

/** `should be`, `has to get`, `is`, or only `be` behind `make`, `have`, `let`. */
const BE =
  '(?:(?:should|must|shall|could|can|might|will|has to|have to|had to|needs? to|ought to|is to|are to|to)(?: now| also| rather| all| please)? (?:be|get|have been)|be|gets?|is|are|was|were|is being|are being)(?: now| also| all)?';
const LEAD = '^(?:(?:make|have|let|get|want|see|need|prefer) )?';
const WHOM = `${LEAD}(.+?) ${BE} `;
const NP = '((?:the|his|her|its|their|both|all|this|that|these|those|him|her|it|them)\\b[\\p{L} -]*?)';

type Turn = readonly [pattern: RegExp, put: (parts: readonly string[]) => string];

const REPLACED =
  '(?:replaced|swapped|exchanged|substituted|switched|traded|superseded)(?: out)? (?:with|by|for)';
const CHANGED = '(?:changed|turned|transformed|converted|morphed|switched|made) (?:in)?to(?: be)?';
const COLOURED =
  '(?:(?:re)?painted|(?:re)?colou?red|dyed|tinted|sprayed|rendered|stained|varnished|turned|made)(?: in(?: the colou?r)?)?';
const PUT =
  '(?:placed|put|moved|positioned|set|located|relocated|shifted|brought|taken|parked|seated|hung|hidden) ((?:back |over |right )?(?:in|at|on|to|into|inside|onto|under|against|outside|near|behind|beside|next to|above|below|between|by)\\b.+)';
const REMOVED =
  '(?:removed|deleted|erased|dropped|hidden|omitted|excluded|eliminated|cropped out|edited out|painted out|taken (?:out|away|off)|left out|cut(?: out)?|cleared|lost|gone|got rid of|scrapped|ditched)';
const ADDED = '(?:added|included|inserted|introduced|put in|thrown in|brought in|mixed in|visible|seen)';

/** What is to be done to a thing, as it is asked for directly: `the car should be painted red`. */
const TURNS: readonly Turn[] = [
  [new RegExp(`${WHOM}${REPLACED} (.+)$`, 'iu'), ([what = '', by = '']) => `replace ${what} with ${by}`],
  [
    new RegExp(`^(?:have|get|want|see|need) ${NP} ${REPLACED} (.+)$`, 'iu'),
    ([what = '', by = '']) => `replace ${what} with ${by}`,
  ],
  [new RegExp(`${WHOM}${CHANGED} (.+)$`, 'iu'), ([what = '', to = '']) => `change ${what} to ${to}`],
  [
    new RegExp(`^(?:have|get|want|see|need) ${NP} ${CHANGED} (.+)$`, 'iu'),
    ([what = '', to = '']) => `change ${what} to ${to}`,
  ],
  [
    new RegExp(`${WHOM}(?:re)?(?:named|called|christened|titled) (\\p{Lu}.*)$`, 'iu'),
    ([what = '', name = '']) => `rename ${what} to ${name}`,
  ],
  [
    new RegExp(`${WHOM}${COLOURED} (?!(?:by|with|of|from|out)\\b)(.+)$`, 'iu'),
    ([what = '', look = '']) => `make ${what} ${look}`,
  ],
  [
    new RegExp(
      `^(?:have|get|want|see|need) ${NP} (?:re)?(?:painted|colou?red|dyed|tinted)(?: in)? (?!by\\b)(.+)$`,
      'iu',
    ),
    ([what = '', look = '']) => `make ${what} ${look}`,
  ],
  [
    new RegExp(`${WHOM}(?:given|handed|equipped with|fitted with|provided with) (.+)$`, 'iu'),
    ([what = '', gift = '']) => `give ${what} ${gift}`,
  ],
  [
    new RegExp(`${WHOM}(?:dressed|clad|clothed) (?:in|with) (.+)$`, 'iu'),
    ([what = '', worn = '']) => `dress ${what} in ${worn}`,
  ],
  [new RegExp(`${WHOM}${REMOVED}(?: (?:from|out of|in) .+)?$`, 'iu'), ([what = '']) => `remove ${what}`],
  [new RegExp(`${WHOM}${PUT}$`, 'iu'), ([what = '', where = '']) => `put ${what} ${where}`],
  [
    new RegExp(
      `^((?:an?|some|two|three|four|five|several|more|another) .+?) ${BE} ${ADDED}(?: (?:to|into|in) .+)?$`,
      'iu',
    ),
    ([what = '']) => `add ${what}`,
  ],
  [
    /^there (?:should|must|could|can|needs to|has to) be ((?:an?|some|two|three|four|five|several|more|another) .+?) (?:added|included|inserted)(?: (?:to|into|in) .+)?$/iu,
    ([what = '']) => `add ${what}`,
  ],
];

/** `the lamp should be held by the boy`. */
const DONE_BY = new RegExp(
  `${WHOM}(\\p{L}+)(?: (at|after|into|to|on|away|up|out|off|down|around|along))? by (.+)$`,
  'iu',
);
const HELD_BY = new RegExp(
  `^(?:have|get|want|see|need) ${NP} (\\p{L}+)(?: (at|after|into|to|on|away|up|out|off|down|around|along))? by (.+)$`,
  'iu',
);
const AFTER_OBJECT = /^(?:away|up|out|off|down|around|along)$/i;
const AGENTS: Readonly<Record<string, string>> = { him: 'he', her: 'she', them: 'they', it: 'it' };

/** A participle is in all of them. */
const DONE =
  /(?:\p{L}ed|\p{L}{3,}en|\b(?:put|set|made|brought|hung|cut|lost|gone|got|thrown|left|clad|hid|dyed))\b/iu;

/** A clause in the passive voice as one that says who does it; as it is where nothing is done to anything. */
export function active(clause: string, language: Language): string {
  for (const [pattern, put] of DONE.test(clause) ? TURNS : []) {
    const match = pattern.exec(clause);
    if (match !== null) return put(match.slice(1));
  }
  return doneBy(clause, language) ?? newDoer(clause, language) ?? clause;
}

function doneBy(clause: string, language: Language): string | undefined {
  const match = DONE_BY.exec(clause) ?? HELD_BY.exec(clause);
  if (match === null) return undefined;
  const [what = '', done = '', particle, by = ''] = match.slice(1);
  const verb = language.verbForm(done);
  if (verb?.form !== 'past' || !isAgent(by, language)) return undefined;
  const object = withParticle(what, particle);
  if (/^(?:an?|some|one|two|three|another)\s/i.test(by))
    return `add ${by} ${language.gerund(verb.base) ?? verb.base} ${object}`;
  return `${AGENTS[by.toLowerCase()] ?? by} should ${verb.base} ${object}`;
}

/** `have a jellyfish follow the whale`: somebody new, who does it; `let a bell toll`: something that does. */
function newDoer(clause: string, language: Language): string | undefined {
  // Instead of somebody else: whose place is taken is only known of the scene.
  if (/ (?:instead of|rather than|in place of) |, (?:and )?not /i.test(clause)) return undefined;
  const [, bid = '', words = ''] =
    /^(have|let|make|get) ((?:an?|some|two|three|four|another) .+)$/i.exec(clause) ?? [];
  const { who, verb, rest } = whoDoes(words, /^let$/i.test(bid), language);
  if (verb === undefined) return undefined;
  if (isAgent(who, language)) return `add ${[who, verb, ...rest].join(' ')}`;
  return isNoise(verb) || /^let$/i.test(bid) ? `${who} should be ${[verb, ...rest].join(' ')}` : undefined;
}

interface Doing {
  who: string;
  /** In -ing; undefined where none is found. */
  verb: string | undefined;
  rest: readonly string[];
}

/** @param isLet whether a verb has to come, so that it may be any that the language library knows */
function whoDoes(words: string, isLet: boolean, language: Language): Doing {
  const list = words.split(' ');
  for (let at = 2; at < Math.min(list.length, MOST_WORDS); at += 1) {
    const [who, word = '', rest] = [list.slice(0, at).join(' '), list[at], list.slice(at + 1)];
    const isBase = language.verbForm(word)?.form === 'base';
    const known = isBase ? language.gerund(word) : isNoise(gerundOf(word)) ? gerundOf(word) : undefined;
    const other = isLet && known === undefined ? gerundIn(language, list.slice(at).join(' '), who) : word;
    const verb = known ?? (other === word ? undefined : other);
    if (verb !== undefined) return { who, verb, rest };
  }
  return { who: words, verb: undefined, rest: [] };
}

function gerundIn(language: Language, words: string, who: string): string {
  return withGerund(language, words, who).split(' ')[0] ?? words;
}

/** Of whoever does it, before the verb. */
const MOST_WORDS = 8;

/** `look at the cat`, but `carry the cat away`. */
function withParticle(what: string, particle: string | undefined): string {
  if (particle === undefined) return what;
  return AFTER_OBJECT.test(particle) ? `${what} ${particle}` : `${particle} ${what}`;
}

/** Whoever can do a thing: `by the river` nobody does. */
function isAgent(by: string, language: Language): boolean {
  const head = by.toLowerCase().split(' ').at(-1) ?? '';
  const single = language.singular(head);
  return Object.hasOwn(AGENTS, head) || /^\p{Lu}/u.test(by) || isAnimate(single) || VEHICLES.has(single);
}
