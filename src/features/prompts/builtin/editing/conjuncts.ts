import { COLOURS, SHADES } from '../lexicon/looks.js';
import { gapped, namedBefore, predicatesOfOne, sharedSubject } from './shared-subject.js';
import { isLook, isNuanced } from './values.js';

const THE = '(?:the|his|her|its|their|my|our|both|all|every|each|this|that|these|those)';
const AN = '(?:an?|some|two|three|four|five|six|seven|eight|nine|ten|several|more|another|\\d+)';
const MAKE = /^((?:make|paint|colou?r|dye|turn|render|have|let|get|want|keep) )(.+)$/i;
const AND_THE = new RegExp(`^(.+?),? and (${THE} .+)$`, 'iu');
const FINITE =
  /\b(?:is|are|was|were|should|must|has|have|needs?|can|could|would|will|looks?|wears?|says?|reads?|gets?|becomes?|instead|than|to be)\b/i;
const LINKED = /\b(?:at|in|on|of|with|to|into|from|by|for|under|over|behind|near|as|while|and|or)\b/i;
const TAKING =
  /^((?:remove|delete|drop|lose|erase|omit|get rid of|take (?:out|away|off)|leave out|cut(?: out)?|no more|no|without) )(.+)$/i;
const PUTTING = /^((?:add|include|insert|put in|throw in|bring in) )(.+)$/i;
const EXCHANGE =
  /^((?:swap|replace|exchange|substitute|change|turn|switch)(?: out)? )(.+?) (for|with|by|to|into) (.+?),? and (.+?) (?:for|with|by|to|into) (.+)$/i;

/**
 * What stands behind `and` or a comma and shares its verb, as a part of its own: `make the car red and the boat blue`,
 * `remove the hat, the bag`, `swap the cat for a fox and the bed for a sofa`.
 */
export function conjunctsOf(clauses: readonly string[]): string[] {
  const parts: string[] = [];
  for (const clause of clauses) {
    if (isCorrected(parts, clause)) continue;
    const before = parts.at(-1);
    const newcomer = before === undefined ? undefined : newcomerIn(before, clause);
    if (newcomer !== undefined) {
      parts[parts.length - 1] = newcomer;
      continue;
    }
    const shared = sharedSubject(before, clause) ?? namedBefore(before, clause);
    if (shared !== undefined) {
      parts.push(shared);
      continue;
    }
    const kept = before === undefined ? undefined : KEPT.exec(before)?.[1];
    if (kept !== undefined && OF_THE_KEPT.test(clause)) {
      parts.push(`make ${kept} ${clause}`);
      continue;
    }
    const verb = sharedVerb(parts.at(-1), clause);
    parts.push(...partsOf(verb === undefined ? clause : `${verb}${clause}`));
  }
  return parts;
}

/** `add a guest, nodding`: what the new one does. */
const DOING =
  /^(?!(?:during|nothing|morning|evening|something|everything|lighting|string)\b)\p{L}{2,}ing\b(?! (?:shot|camera|light|mood|music)\b)/iu;
const NEW_ONE =
  /^(?:please )?(?:(?:add|include|insert|put in|bring in|show|i want|we need|i'd like)|there (?:should|must|could|can|needs to) (?:also )?be|there(?:'s| is)) (?:also )?(?:an?|some|two|three|four|five|one|another) [\p{L} -]+?(?:,? (?:too|as well|also))?$/iu;
/** `a mouse too`, with nothing in front. */
const ONE_TOO = /^(?:an?|some|two|three|four|five|one|another) [\p{L} -]+?,? (?:too|as well|also)$/iu;
const THEY_ARE = /^(?:they|he|she|it)(?:'re|'s| are| is) (?=\p{L}{2,}ing\b)/iu;

/** Somebody new and what is said to be done, as one; undefined where the part before brings nobody. */
function newcomerIn(before: string, clause: string): string | undefined {
  const doing = clause.replace(THEY_ARE, '');
  if (!DOING.test(doing)) return undefined;
  const bare = before.replace(/,? (?:too|as well|also)$/i, '');
  if (ONE_TOO.test(before)) return `add ${bare.charAt(0).toLowerCase()}${bare.slice(1)} ${doing}`;
  return NEW_ONE.test(before) ? `${bare} ${doing}` : undefined;
}

/** `keep the hiker but in a red jacket`. */
const KEPT = /^(?:.*, )?(?:keep|leave) ((?:the|his|her|its|their) [\p{L} -]+|him|her|it|them)$/iu;
const OF_THE_KEPT = /^(?:in|with|without|wearing|as) /i;

/** `a tie for the frog. No, sorry, for the newt.` */
function isCorrected(parts: string[], clause: string): boolean {
  const [, how = ''] =
    /^(?:(?:no|sorry|i mean|actually|rather|make that),? )*(for|on|to|in|behind|under|next to) (?:the|his|her) [\p{L} ]+[.!]?$/iu.exec(
      clause,
    ) ?? [];
  const isSorry = /^(?:no|nope|sorry|no,? sorry|wait|no,? wait|i mean|actually)[.,!]?$/i.test(
    parts.at(-1) ?? '',
  );
  const at =
    how === '' || !isSorry
      ? -1
      : parts.findLastIndex((part) => new RegExp(` ${how} (?:the|his|her) [\\p{L} ]+$`, 'iu').test(part));
  if (at < 0) return false;
  const phrase = clause.slice(clause.toLowerCase().indexOf(`${how} `));
  parts[at] = (parts[at] ?? '').replace(
    new RegExp(` ${how} (?:the|his|her) [\\p{L} ]+$`, 'iu'),
    () => ` ${phrase}`,
  );
  return true;
}

/** The verb of the part before, for a part that only names one more thing. */
function sharedVerb(before: string | undefined, clause: string): string | undefined {
  if (before === undefined || FINITE.test(clause) || isNounWithLook(clause)) return undefined;
  const taking = TAKING.exec(before)?.[1];
  if (taking !== undefined && new RegExp(`^(?:(?:and|or) )?${THE} `, 'iu').test(clause)) return taking;
  const putting = PUTTING.exec(before)?.[1];
  return putting !== undefined && new RegExp(`^(?:and )?${AN} `, 'iu').test(clause) ? putting : undefined;
}

function partsOf(clause: string): string[] {
  if (isNounWithLook(clause)) return [`make ${clause}`];
  return (
    coloured(clause) ??
    exchanged(clause) ??
    gapped(clause) ??
    predicatesOfOne(clause) ??
    taken(clause) ??
    looked(clause) ?? [clause]
  );
}

/** `car in pearl white`. */
function coloured(clause: string): string[] | undefined {
  const match =
    /^((?:the |his |her |its |their )?[\p{L}-]+(?: [\p{L}-]+)?) in ([\p{L}-]+(?: [\p{L}-]+)?)(?:,? (?:please|instead|now))?$/iu.exec(
      clause,
    );
  if (match === null) return undefined;
  const [, thing = '', colour = ''] = match;
  return isColour(colour) &&
    !MAKE.test(`${thing} `) &&
    !/^(?:do|shoot|film|render|show|set) (?:it|this|that)$/i.test(thing)
    ? [`make ${the(thing)} ${colour}`]
    : undefined;
}

/** `swap the cat for a fox and the bed for a sofa` are two. */
function exchanged(clause: string): string[] | undefined {
  const match = EXCHANGE.exec(clause);
  if (match === null) return undefined;
  const [verb = '', old = '', by = '', fresh = '', other = '', next = ''] = match.slice(1);
  const isNamed = new RegExp(`^(?:${THE}|${AN}) `, 'iu').test(other);
  return isNamed ? [`${verb}${old} ${by} ${fresh}`, `${verb}${other} ${by} ${next}`] : undefined;
}

/** `sage green`, `red`: a colour, and nothing else. */
function isColour(words: string): boolean {
  const list = words.toLowerCase().split(' ');
  return (
    COLOURS.has(list.at(-1) ?? '') && (list.length === 1 || isNuanced(list) || SHADES.has(list[0] ?? ''))
  );
}

function the(thing: string): string {
  return new RegExp(`^${THE} `, 'iu').test(thing) ? thing : `the ${thing}`;
}

/** `remove the hat and the bag` are two. */
function taken(clause: string): string[] | undefined {
  const [, verb, things = ''] = TAKING.exec(clause) ?? [];
  const [, first, second] = new RegExp(`^(.+?),? (?:and|or) (${THE} .+)$`, 'iu').exec(things) ?? [];
  if (verb === undefined || first === undefined || second === undefined || FINITE.test(things))
    return undefined;
  return [`${verb}${first}`, ...partsOf(`${verb}${second}`)];
}

/** `make it night and the ball blue`; `make the hat and the coat red` is said of both. */
function looked(clause: string): string[] | undefined {
  const [, first = '', second = ''] = AND_THE.exec(clause) ?? [];
  if (!isNounWithLook(second)) return undefined;
  const [, verb, what = ''] = MAKE.exec(first) ?? [];
  if (verb === undefined) return FINITE.test(first) ? [first, `make ${second}`] : undefined;
  const isBare = new RegExp(`^${THE} [\\p{L} -]+$`, 'iu').test(what) && !isLook(lastOf(what));
  return [isBare ? `${verb}${what} ${lookOf(second)}` : first, `make ${second}`];
}

/** `the ball blue`, `his shoes dark red`: a thing, and how it is to look. */
function isNounWithLook(phrase: string): boolean {
  if (!new RegExp(`^${THE} [\\p{L}' -]+$`, 'iu').test(phrase) || FINITE.test(phrase) || LINKED.test(phrase))
    return false;
  const look = lookOf(phrase);
  const noun = phrase.slice(0, phrase.length - look.length).trim();
  return look !== '' && noun.includes(' ') && !isLook(lastOf(noun));
}

/** The looks at the end of a phrase; empty where it ends in anything else. */
function lookOf(phrase: string): string {
  const words = phrase.split(' ');
  let at = words.length;
  while (at > 0 && isLook(words[at - 1] ?? '')) at -= 1;
  return words.slice(at).join(' ');
}

function lastOf(phrase: string): string {
  return phrase.split(' ').at(-1) ?? '';
}
