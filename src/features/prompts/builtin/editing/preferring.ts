import type { Cleft } from './clefts.js';

const WE = '(?:i|we)';
const DO_WANT =
  "(?:(?:'d| would)? ?(?:really |rather |still |just )?(?:want|need|like|love|prefer|see|imagine|picture|think of|go for|chose|choose|had in mind|have in mind)(?: to (?:see|have|get))?)";
const AND_NOT = '((?:,? (?:and )?not .+)?)';
const KIND = '(?:colou?r|tone|shade|look|style|material|expression|size|number|thing|one)';
/** What others, not it, are better than: something that is not there yet. */
const NEW =
  '(?!(?:the|his|her|its|their|my|our|your|it|he|she|they|we|i|you|this|that|these|those|there|what|how|if)\\b)';
const MORE = '(?:(?!(?:other|rather|later|earlier|further)\\b)[\\p{L}]{2,}er|more [\\p{L}]+|less [\\p{L}]+)';
const BY_FAR = '(?:(?:much|far|way|a lot|a bit|so much|even|definitely|probably|perhaps) )*';

/** `it's fog I want, not rain`, `golden is the colour I see for the car`: the wish is around its verb. */
export const WANTED: readonly Cleft[] = [
  [new RegExp(`^it(?:'s| is) (.+?) (?:that |which )?${WE} want to hear${AND_NOT}$`, 'iu'), 'hear $1$2'],
  [
    new RegExp(
      `^it(?:'s| is| should be) (.+?) (?:that |which )?${WE} ?${DO_WANT} ((?:the|his|her|its|their|our) [\\p{L}]+) (on|in|at|to|from)${AND_NOT}$`,
      'iu',
    ),
    '$2 should be $3 $1$4',
  ],
  [
    new RegExp(
      `^it(?:'s| is| should be) (.+?),? (?:(?:that|which) )?${WE} ?${DO_WANT}(?: here)?${AND_NOT}$`,
      'iu',
    ),
    'use $1$2',
  ],
  [
    new RegExp(
      `^(.+?) is (?:the (?:\\p{L}+ )?${KIND}|what)(?: that| which)? ${WE} ?${DO_WANT} (?:for|on|of|in) (.+?)${AND_NOT}$`,
      'iu',
    ),
    'make $2 $1$3',
  ],
  [
    new RegExp(
      `^(?:the (?:\\p{L}+ )?${KIND}|what)(?: that| which)? ${WE} ?${DO_WANT} (?:for|on) (.+?) (?:is|would be|should be) (.+?)${AND_NOT}$`,
      'iu',
    ),
    'make $1 $2$3',
  ],
];

/** `a banjo would be funnier than the guitar`: the better one takes the place of the other. */
export const COMPARING: readonly Cleft[] = [
  [/^more (.+?) than (.+)$/i, 'replace $2 with $1'],
  [
    new RegExp(
      `^${NEW}(.+?) (?:would|might|could|'d|will|should) (?:\\p{L}+ )??${BY_FAR}(?:better|best|${MORE}) than (.+)$`,
      'iu',
    ),
    'replace $2 with $1',
  ],
  [
    new RegExp(
      `^${NEW}(.+?) (?:is|are|looks?|seems?|feels?|fits?|suits?|works?|sounds?) ${BY_FAR}(?:better|${MORE}) than (.+)$`,
      'iu',
    ),
    'replace $2 with $1',
  ],
];

/** What stands over something in the picture, and is no better than it. */
const IS_OVER =
  /\b(?:shots?|views?|pans?|fly\p{L}*|flights?|bridges?|arch|sky|sun|moon|clouds?|fog|mist|smoke|hang\p{L}*|float\p{L}*|hover\p{L}*|leap\p{L}*|jump\p{L}*|tablecloth)$/iu;
const PREFER = new RegExp(
  `(^|[.;,!?] |\\band )${WE}(?:'d| would)? (?:much |really |rather |definitely |still |actually )*(?:prefer|favou?r|choose|pick) ([^.;,]+?) (over|instead of|rather than|in place of|to(?= (?:the|an?|his|her|its|their|that|this) (?!left\\b|right\\b))) ([^.;,]+)`,
  'giu',
);

/** `I'd prefer tea over coffee`, before the words of politeness go, to which `I'd prefer` belongs. */
export const PREFERRED: Cleft = [
  PREFER,
  (whole: string, lead = '', fresh = '', than = '', old = '') => {
    if (/^over$/i.test(than) && IS_OVER.test(fresh)) return whole;
    // Where the old one has such a word itself, nobody could tell where it ends.
    return / (?:with|by|for|to|into) /i.test(old)
      ? `${lead}${fresh} instead of ${old}`
      : `${lead}replace ${old} with ${fresh}`;
  },
];
