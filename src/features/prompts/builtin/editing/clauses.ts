import { lookUp } from '../../look-up.js';
import { conjunctsOf } from './conjuncts.js';
import { reworded } from './framing.js';

/** Words that lead to a wish, and are none of it. */
const POLITE =
  /^(?:(?:please|kindly|pls|plz|hey|hi|hello|ok|okay|(?:no|nah|nope|sorry|oops)(?:,| wait,?| sorry,?)|(?:wait|hold on|hang on|scratch that|never ?mind|on second thought|oops|yes|yeah|nah|nope|one more thing|last thing|quick one|small thing|also|btw|alright|right),|no wait|well|sure|oh|hmm+|um|can (?:you|we|i)(?: please)?(?: have| get(?! rid\b)| see)?|could (?:you|we|i)(?: please)?(?: have| get(?! rid\b)| see)?|would (?:you|it be possible to)(?: please)?(?: mind)?|will you|may i(?: have| see)?|i(?:'d| would)? (?:really )?(?:like|love|prefer|want|need|wish)(?: you)?(?: to)?(?: (?:see|have|get(?! rid\b)|go with|use))?(?! (?:it|this|that)\b)|i(?:'d| would) (?:rather|sooner) (?:see|have)(?: (?=.* than ))?|i want you to|i think (?:we|you|it) should|we (?:need|want|should)(?: to)?(?: have)?|you should|let's|let us|just|now|simply|also|plus|and|then|maybe|perhaps|possibly|but|instead|consider|go (?:with|for)|what if|how about|what about|why not|try(?: to)?|actually|rather|so|make sure(?: that)?|in addition|additionally|finally|next|furthermore|this time|for (?:this|the) (?:one|shot|scene))\b[,:]?\s+)+/i;
const ENDINGS =
  /,?\s+(?:please|pls|plz|now|for once|somewhere(?: in (?:there|here|it|the (?:scene|shot|frame|picture)))?|thanks|thank you|instead|here|if possible|if you can|for me|this time|as well|too|though|then|would be (?:nice|great|good|cool|better)|if you don't mind|maybe|perhaps|possibly|for a change|after all|hihi|haha|lol|tbh|imo|imho|in my (?:book|opinion|view|eyes)|to me|if you ask me|i think|either|from now on|at this point|for the client|in this one|in general|real quick|quickly please|if (?:it )?is possible|when you can|a tad|right\?|(?:anywhere|whatsoever)(?: (?:in|on) (?:it|screen|the (?:video|shot|frame|picture|image)))?|for (?:tiktok|instagram|insta|reels|shorts|youtube|stories|social(?: media)?|mobile|the (?:web|feed|billboard|campaign|ad|launch|client)))$/i;
/** Small pictures say how somebody feels about it. */
const PICTURES =
  /(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})(?:\uFE0F|\u200D|\p{Emoji_Modifier})*(?![^"]*"(?:[^"]*"[^"]*")*[^"]*$)/gu;
const TYPOS: Readonly<Record<string, string>> = {
  teh: 'the',
  hte: 'the',
  thet: 'that',
  pls: 'please',
  plz: 'please',
  adn: 'and',
  nad: 'and',
  mkae: 'make',
  maek: 'make',
  amke: 'make',
  chnage: 'change',
  cahnge: 'change',
  chagne: 'change',
  repalce: 'replace',
  relpace: 'replace',
  remvoe: 'remove',
  remov: 'remove',
  delte: 'delete',
  backgroud: 'background',
  backround: 'background',
  wiht: 'with',
  form: 'form',
  insted: 'instead',
  intead: 'instead',
  camra: 'camera',
  ligth: 'light',
  nigth: 'night',
  nite: 'night',
  evning: 'evening',
  morining: 'morning',
  blu: 'blue',
  gren: 'green',
  yelow: 'yellow',
  wont: "won't",
  dont: "don't",
  doesnt: "doesn't",
  shouldnt: "shouldn't",
  id: "i'd",
  lets: "let's",
  im: "i'm",
  shes: "she's",
  u: 'you',
  ur: 'your',
  thx: 'thanks',
  tnx: 'thanks',
  wanna: 'want to',
  gimme: 'give me',
  gonna: 'going to',
  bg: 'background',
  gray: 'grey',
};

const VERB_LEAD =
  "make|change|swap|replace|exchange|trade|turn|remove|throw out|throw in|circle|orbit|end|add|delete|drop|lose|get rid|set|use|put|place|move|give|take|paint|no|without|keep|rename|switch|have|let|shoot|film|also|then|but|include|insert|show|cut|stop|dress|leave|let's|don't|do not|it should|he should|she should|they should|render|zoom|pan|tilt|push|pull|dolly|start|convert|transform|throw|bring|increase|decrease|reduce|slow|speed|brighten|darken|blur|erase|clear|relocate|shift|name|christen|dub|call (?:the|him|it)|play (?=[^,.;]*\\b(?:music|song|tune|soundtrack|score)\\b)";

const LINK = String.raw`\s+(?:because|since|as)\s+(?:now\s+)?(?=it(?:'s| is)? (?:now )?(?:rain|snow|pour|drizzl|storm))|\s*[,;:](?!\s*(?:and |but )?not \p{L})\s*(?:and\s+|but\s+)?|[.!?]\s+|\s+[–—]\s+|\s+(?:and|but|then|plus)\s+(?=(?:${VERB_LEAD})\b)|\s+but\s+|\s+(?=plus\s)|\s+and\s+(?=(?:it|he|she|they|there|the \p{L}+)(?:'s| is| are| should| must| has| have| wears?)\s)`;

/** `a darker, brooding mood` is one thing. */
const TWO_LOOKS =
  /(?<=^(?:make it |give it |with )?(?:an? |more )?)(\p{L}+), (\p{L}+ (?:mood|atmosphere|vibe|feeling|tones?|colou?rs|palette|light(?:ing)?)\b)/giu;

/** Wishes of one request that are carried out: each of them reads the text again. */
const MOST_CLAUSES = 24;

/** One thing after another, and never inside quotation marks. */
export function clausesOf(request: string): string[] {
  const quotes: string[] = [];
  const text = request
    .replace(PICTURES, ' ')
    .trim()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .slice(0, 2000)
    .replace(
      /"[^"]*"|“[^”]*”|«[^»]*»|(?<![\p{L}\p{N}])'[^']{2,}'(?![\p{L}\p{N}])/gu,
      (quote) => `\uE000${quotes.push(quote) - 1}\uE001`,
    );
  const spelled = text
    .replace(/ [+&] /g, ' and ')
    // A polite question is a wish: its last part is no question of its own.
    .replace(
      /^(?=(?:can|could|would|will|may|shall|should|what if|how about|what about|why not)\b)(.*?)\s*\?+$/i,
      '$1',
    )
    .replace(/\p{L}+/gu, (word) => lookUp(TYPOS, word.toLowerCase()) ?? word)
    .replace(TWO_LOOKS, '$1 and $2');
  const parts = reworded(spelled)
    .split(new RegExp(LINK.replace('[,;:]', '(?:[,;]|:(?!\\d|\\s*\\uE000))'), 'iu'))
    .map((clause) =>
      clause.replace(/\uE000(\d+)\uE001/g, (_, index: string) => quotes[Number(index)] ?? '').trim(),
    )
    .flatMap(predicatesOf)
    .filter((clause) => clause !== '')
    .slice(0, MOST_CLAUSES);
  return conjunctsOf(parts).slice(0, MOST_CLAUSES);
}

const TWO_PREDICATES =
  /^((?:the|his|her|its|their) [\p{L} -]+?|it|he|she|they) ((?:is|are|should be|looks?|wears?|has|have) .+?) and ((?:is|are|wears?|has|have|looks?|holds|carries) .+)$/iu;

/** `the rider is wounded and wears a cape` is said of one, twice. */
function predicatesOf(clause: string): string[] {
  const [, who = '', first = '', second = ''] = TWO_PREDICATES.exec(clause) ?? [];
  return who === '' ? [clause] : [`${who} ${first}`, `${who} ${second}`];
}

/** A clause without the words of politeness around it. */
export function bareClause(clause: string): string {
  let bare = clause
    .replace(/[.!?,;\s]+$/g, '')
    .replace(POLITE, '')
    .replace(/,? because .*$/i, '');
  for (let round = 0; round < 3; round += 1) bare = bare.replace(ENDINGS, '');
  return bare.replace(/[.!?,;\s]+$/g, '').trim();
}
