import type { Cleft } from './clefts.js';
import { conceptOf } from './concepts.js';

const NUMBER =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|half a dozen|\\d{1,3})';

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
  [
    /^(?:get|kick|throw|take|move|chase|send) (.+?) out(?: of (?:there|it|here|the (?:scene|shot|picture|frame|video|image|clip)))?$/iu,
    'remove $1',
  ],
  [
    /^(?:i|we)(?:'d| would) (?:rather|sooner|prefer to|like to|love to) (?=(?:film|shoot|use|go|make|put|set|do|add|remove|keep|give|drop|lose|change|swap|turn|move|cut|replace)\b)/iu,
    '',
  ],
  [/^(?:i|we)(?:'d| would) have (?=(?:the|his|her|its|their|him|it|them)\b)/iu, 'have '],
  [
    /^(?:in|on|according to|per|as per) (?:the|our|my) (?:script|storyboard|brief|shot ?list|deck|book|notes?|screenplay|outline|treatment),? (?:it says )?(?=\p{L})/iu,
    '',
  ],
  [
    /^(?:(?:i|we) )?(?:imagine|picture|see|envision|think of) ((?:the|his|her|its|their) .+?) as (.+)$/iu,
    'make $1 $2',
  ],
  [
    /^what(?:'s| is)(?: written| shown| printed)? on (the .+?) (?:should|must|has to|needs to) (?:be|say|read) /iu,
    '$1 should say ',
  ],
  [
    /^what (.+?) (?:says?|shouts?|yells?|whispers?|screams?|asks?|mutters?|answers?|repl(?:y|ies)) (?:is|should be|must be|has to be|becomes) /iu,
    '$1 should say ',
  ],
  [
    /^(?:the )?focus (?:belongs|goes|is|should (?:be|go|stay)|must be|has to be|needs to be) on (.+?)(?:,? (?:and )?not .+)?$/iu,
    'focus on $1',
  ],
  [
    /,? (?:and )?not (?:so |too |that )?(?:far )?(?:off |over )?(?:to|on|in|at) the (?:far )?(?:left|right|side|middle|centre|center|edge|back|front)(?: side| third)?$/iu,
    '',
  ],
  [/^(.+?) (?:wouldn't|would not|couldn't|can't) (?:hurt|go amiss|be (?:bad|amiss|wrong))$/iu, 'add $1'],
  [/^(.+?) (?:need|needs|has|have) to (?:go(?: away)?|disappear|vanish)$/iu, 'remove $1'],
  [
    /\b(?:the (?:pair|two|three|four|lot|bunch|couple|group|whole lot)|both|all|each|every one) of (?:them|those)\b/iu,
    'they',
  ],
  [/^(?:follow|track|orbit|circle|chase) (.+?) with the camera$/iu, 'the camera follows $1'],
  [
    /^(?:stick|pop|slip|squeeze|sneak|work|plant|throw|toss|put|drop|add) ((?:an?|some|two|three|four|five|six|\d+) .+?) in(?:to)?(?: there| here| it| the (?:shot|scene|frame|picture|mix))?$/iu,
    'add $1',
  ],
  [
    /^(?:send|get|have) (?:in |out |over )?((?:two|three|four|five|six|seven|eight|nine|ten|\d+) .+?)(?: up| down| in| out| over| along)?(?: there| here)$/iu,
    'there should be $1',
  ],
  [
    new RegExp(
      `^(?:up|bump|raise|increase|boost|reduce|lower|cut|bring|drop|take|get|crank|push)(?: up| down)? (?:the (?:number|count|amount) of )?(.+?)(?: up| down| count)? to (${NUMBER})(?: (\\p{L}[\\p{L} -]*))?$`,
      'iu',
    ),
    (whole: string, what = '', count = '', kind?: string) =>
      conceptOf(what) === undefined
        ? `${count} ${kind ?? what.replace(/^(?:the|his|her|its|their) /i, '')}`
        : whole,
  ],
];
