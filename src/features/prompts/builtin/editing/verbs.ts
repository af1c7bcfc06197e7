import type { Language, Word } from '../text/language.js';

/** Words that the language library takes for verbs in any place. */
const NO_DEEDS =
  /^(?:be|is|are|was|were|been|being|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would|seem|seems|look|looks|appear|appears|feel|feels|become|becomes|get|gets|go|goes|like|need|needs|want|wants|stay|stays|remain|remains|keep|keeps|not|more|less|too|say|says|read|reads|distracts?|annoys?|bothers?|fits?|suits?|helps?|matters?|means?|sucks?|sells?|makes?|lets?|costs?|belongs?|deserves?|requires?|asks?|tells?)$/i;

/**
 * `knocks on a door` as `knocking on a door`, where the first word can only be a verb; as it is where it is none.
 * For the verbs that are in no lexicon of ours: the language library knows many more.
 * @param agent who does it, as it is said in front of the verb
 */
export function withGerund(language: Language, value: string, agent = 'they'): string {
  const compound = compoundDeed(language, value);
  if (compound !== undefined) return compound;
  const [first = '', ...rest] = value.trim().replace(/^to /i, '').split(' ');
  if (!/^\p{Ll}{3,}$/u.test(first) || NO_DEEDS.test(first)) return value;
  if (language.verbForm(first) !== undefined) return value;
  const word = language.tag(`${agent} ${[first, ...rest].join(' ')}`)[agent.split(' ').length];
  if (word?.text !== first || !isVerb(word)) return value;
  // They `knock`, and whoever `seals` is to be seals.
  const isAgreed = agent !== 'they' || word.root === first;
  return isAgreed ? [gerundOf(word.root), ...rest].join(' ') : value;
}

function isVerb({ tags }: Word): boolean {
  return tags.includes('PresentTense') || tags.includes('Infinitive');
}

/** Words that make another verb of the one behind them: `arm wrestle`, `tap dance`. */
const COMPOUNDS =
  /^(?:arm|thumb|tap|belly|break|line|square|pole|ice|roller|figure|water|sky|scuba|bungee|kite|wind|sand|mud|hand|tree|window|sword|drag|street|speed|sleep|slow|high|body|mountain|rock)$/i;

/** `arm wrestling a sailor`, of whatever form the verb has; undefined where it is not of two words. */
export function compoundDeed(language: Language, value: string): string | undefined {
  const [first = '', second = '', ...rest] = value.split(' ');
  const verb = COMPOUNDS.test(first) ? language.gerund(second) : undefined;
  return verb === undefined ? undefined : [first.toLowerCase(), verb, ...rest].join(' ');
}

/** `wilt` of `wilting`, of verbs that are in no lexicon of ours; undefined where the word is none. */
export function baseOf(language: Language, gerund: string): string | undefined {
  const root = language.tag(`they are ${gerund}`)[2]?.root;
  return root !== undefined && root !== gerund && gerundOf(root) === gerund ? root : undefined;
}

/** By the rules of spelling: `knock` -> `knocking`, `smoke` -> `smoking`, `tap` -> `tapping`, `tie` -> `tying`. */
export function gerundOf(base: string): string {
  if (base.endsWith('ie')) return `${base.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(base)) return `${base.slice(0, -1)}ing`;
  const isShort = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(base);
  return isShort ? `${base}${base.at(-1) ?? ''}ing` : `${base}ing`;
}
