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
    /^(?:instead of|rather than) (.+?),? (?=(?:use|have|show|make|put|try|go|let's|let|give|do|i|i'd|we|you|it|he|she|they|set|shoot|add|take|there|can|could|please)\b)([^,]+)/iu,
    '$2 instead of $1',
  ],
];

/** Of one clause: how somebody asks for what is to be there, or is not. */
export const ASKING: readonly Cleft[] = [
  [
    /^(?:i|we)(?:'d| would) (?:rather|prefer(?: that)?|like(?: that)?) (?=(?:it|he|she|they|there|the \p{L}+) be\b)(.+?) be /iu,
    '$1 should be ',
  ],
  [/^let there (?:also )?be /iu, 'there should be '],
  [/^(?:let me|let us|lemme) (?:have|see|get) /iu, 'use '],
  [/^(?:give|get|grant) (?:me|us) (?=\p{L}|\d)/iu, 'use '],
  [
    /^(?:make|have) (?:that|this|those) (?=(?:only |just )?(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen|\d+)\b)/iu,
    'use ',
  ],
  [
    /^(?:do|shoot|film|render) (?:it |this |that )?in (?=(?:sepia|black|colou?r|monochrome|the style|anime|claymation|watercolou?r|oil|pixel|3d|an? \p{L}+ (?:style|palette|look)|\p{L}+ (?:style|tones?|colou?rs)))/iu,
    'use ',
  ],
  [/^(?:i|we|you)? ?(?:can|could|would|should) (?:do|live|go|manage) without (.+)$/iu, 'remove $1'],
  [
    /^(?:leave|keep) (.+?) out(?: of (?:it|this|here|the (?:scene|shot|picture|frame|video|image|clip)))?$/iu,
    'remove $1',
  ],
  [
    /^(.+?) (?:(?:should|must|need|does|do|is|are)(?:n't| not)|no longer) (?:need to )?(?:be )?(?:needed|necessary|required|wanted|there|here|visible|seen|shown|present|in (?:it|here|this|the (?:scene|shot|picture|frame|video|image|clip)))(?: any ?more| at all)?$/iu,
    'remove $1',
  ],
  [
    /^(?:(?:want|have|make|get|see|need|let) )?((?:the|his|her|its|their|that|those|these|this|all) .+?) (?:gone|removed|deleted|erased|disappear|vanish|go away|taken out|cut out|edited out)$/iu,
    'remove $1',
  ],
];
