import type { Cleft } from './clefts.js';

const LOSING =
  '(?:lose|ditch|drop|scrap|dump|remove|delete|cut|kill|forget(?: about)?|get rid of|take (?:out|away)|throw out|swap out|skip|no(?! more\\b))';
const KNOWN = "((?:the |his |her |its |their |that |those |this )?[\\p{L}\\p{N}' -]+?)";
const NEW = "((?:an?|some|one|two|three|four|five|six) [\\p{L}\\p{N}' -]+?|[\\p{L}\\p{N}' -]+?)";
const NEW_ONE = "((?:an?|some|two|three|four|five|six) [\\p{L}\\p{N}' -]+?)";
const TAKING = '(?:use|go with|go for|try|choose|pick|swap in|sub in|put in|make it)';
const BRINGING = '(?:(?:add|have|put|bring in|show|insert|place|give (?:me|us)) )?';
const THERE = '(?: there| here| in)?';
const INSTEAD = '(?: instead| in (?:his|her|its|their|that) place)';
const END = '(?= *(?:$|[.;!?]|, ))';

/** What goes and what comes in one request, as one replacement: `ditch the fox, use a wolf`. */
export const EXCHANGES: readonly Cleft[] = [
  [
    new RegExp(
      `(^|[.;,] )${LOSING} ${KNOWN}(?:,? (?:and|but|then)|[,;.]) (?:please |just |maybe |rather )?${TAKING} ${NEW}${INSTEAD}?${END}`,
      'giu',
    ),
    '$1replace $2 with $3',
  ],
  [
    new RegExp(
      `(^|[.;,] )${LOSING} ${KNOWN}(?:,? (?:and|but|then)|[,;.]) (?:please |just |maybe |rather )?${BRINGING}${NEW_ONE}${THERE}${INSTEAD}${END}`,
      'giu',
    ),
    '$1replace $2 with $3',
  ],
  [
    new RegExp(
      `(^|[.;,] )${LOSING} ${KNOWN}[,;.] (?:but |and )?(?:it|that|they) (?:should|must|has to|have to|needs? to) (?:just |rather )?be ${NEW_ONE}${INSTEAD}?${END}`,
      'giu',
    ),
    '$1replace $2 with $3',
  ],
  [new RegExp(`(^|[.;,] )${LOSING} ${KNOWN} in favou?r of ${NEW}${END}`, 'giu'), '$1replace $2 with $3'],
  [
    new RegExp(
      `(^|[.;,] )(?:lose|ditch|drop|scrap|dump) ${KNOWN} for (?!an? (?:moment|while|second|bit|change|minute)\\b)${NEW_ONE}${END}`,
      'giu',
    ),
    '$1replace $2 with $3',
  ],
  [
    /(^|[.;,] )(?:substitute|swap in|sub in|trade in|bring in|switch in) ((?:an?|some|two|three|four) [^.;,]+?|[\p{L}-]+) for ((?:the|his|her|its|their|that|those) [^.;,]+)/giu,
    '$1replace $3 with $2',
  ],
  [
    /(^|[.;,] )(?:fewer|less|more|not so many|not that many) ([\p{L}' -]+?)[,;:.] ?(?:only |just |maybe |say |make it |exactly )*(one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)(?: of them)?(?= *(?:$|[.;!?]|, ))/giu,
    '$1$3 $2',
  ],
  [
    new RegExp(
      `(^|[.;] |, no, )not ((?:an? |the )?[\\p{L}' -]+?), (?:but |rather |it's )?${NEW_ONE}${END}`,
      'giu',
    ),
    '$1replace $2 with $3',
  ],
  [
    /^(make|paint|turn|colou?r|dye|swap|replace|move|put|give) (?:it|him|her|them|that|this) ([^,.;]+), ((?:the|his|her|its|their|that|those) (?:(?!is|are|was|has|too|should)[\p{L}-]+ ?){1,3})[.!]?$/iu,
    '$1 $3 $2',
  ],
  [
    /^(?:instead of|rather than) (.+?),? (?=(?:use|have|show|make|put|try|go|let's|let|give|do|i|i'd|we|you|it|he|she|they|set|shoot|add|take|there|can|could|please)\b)([^,]+)/iu,
    '$2 instead of $1',
  ],
];
