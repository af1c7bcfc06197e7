import type { Cleft } from './clefts.js';
import { conceptOf } from './concepts.js';

const NUMBER =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|half a dozen|\\d{1,3})';

const NP =
  "((?:(?:the|his|her|its|their|that|those|these|this|both|all) |him|her|it|them|he|she|they)[\\p{L}' -]*?)";
const SHOULD = '(?:should|must|could|can|has to|have to|needs? to|ought to)';

/** Of one clause: how somebody asks for what is to be there, or is not. */
export const ASKING: readonly Cleft[] = [
  [/\b(should|must|could|would|ought to) (really |rather |also )?have been\b/giu, '$1 $2be'],
  [
    /^(?:would|could|might|is|'?d) it (?:be )?(?:\p{L}+ )?(?:possible|ok|okay|alright|nice|good|cool|great|better|fine) for (?!(?:me|us|you)\b)(.+?) to (?=\p{L})/iu,
    '$1 should ',
  ],
  [
    /^(?:for|is there (?:a|any) (?:way|chance) for|i(?:'d| would) (?:like|love) for|i (?:want|need) for|it's time for) (?!(?:me|us|you)\b)(.+?) to (?=\p{L})/iu,
    '$1 should ',
  ],
  [
    /^(?:i|we)(?:'d| would|'d better) (?:also |just |maybe |rather |probably )?(?=(?:add|remove|put|change|swap|replace|make|drop|lose|cut|delete|include|insert|give|turn|switch|move|place|set|name|call|rename|use|let|show|paint|dress)\b(?! (?:that|this) (?:in|to|for|later)\b))/iu,
    '',
  ],
  [
    /\b(?:could|can|would|might) (?:really |certainly |definitely )?(?:do with|benefit from|make use of)(?= \p{L})/iu,
    'could use',
  ],
  [
    /^(?:it|this|that|the (?:scene|shot|picture|clip|mood|moment|video|image)) (?:calls?|cr(?:y|ies)|begs?|screams?)(?: out)? for (?=\p{L})/iu,
    'it could use ',
  ],
  [
    /(?:'s| is|'re| are) (?:calling|crying|begging|screaming)(?: out)? for (?=(?:an?|some|more|two|three)\b)/iu,
    ' could use ',
  ],
  [
    /^(?:there(?:'s| is| are) )?((?:an?|some|two|three|four) .+?)(?: (?:is|are))?(?: still)? (?:missing|lacking)(?: here)?$/iu,
    'add $1',
  ],
  [/^(?:it|this|the (?:scene|shot|picture|clip)) lacks (?=(?:an?|some|two|three) )/iu, 'add '],
  [/^((?:the|his|her|its|their) .+?|he|she|it|they) (should|must|does|need) not (?=\p{L})/iu, "$1 $2n't "],
  [
    /^((?:the|his|her|its|their) .+?|he|she|it|they)(?:'s|'re| is| are) not (?=\p{L}{2,}ing\b)/iu,
    "$1 shouldn't ",
  ],
  [
    new RegExp(
      `^(?:can|could|may|should|must|might) ${NP} (?:please )?(?:go(?: away)?|disappear|vanish|be gone)$`,
      'iu',
    ),
    'remove $1',
  ],
  [
    new RegExp(
      `^${NP} (?:should|must|can|could|may) (?:just |simply |please )?(?:go(?: away)?|disappear|vanish|be gone)$`,
      'iu',
    ),
    'remove $1',
  ],
  [new RegExp(`^(?:stop|keep|prevent) ${NP} from (\\p{L}{2,}ing\\b.*)$`, 'iu'), "$1 shouldn't $2"],
  [
    new RegExp(
      `^(?:make |have |let |get )?${NP} (?:${SHOULD} )?(?:stop|quit|cease)s? (?!rain|snow|pour|drizzl|storm|hail)(\\p{L}{2,}ing\\b.*)$`,
      'iu',
    ),
    "$1 shouldn't $2",
  ],
  [
    new RegExp(
      `^(?:make |have |let |keep )?${NP} (?:${SHOULD} )?(?:says? nothing|(?:stay|keep|remain)s? (?:silent|quiet|mute)|(?:hold|shut)s? (?:his|her|their) (?:tongue|mouth)|be (?:silent|mute))$`,
      'iu',
    ),
    "$1 shouldn't speak",
  ],
  [
    /^(?:forget|skip|never ?mind|enough of|enough with|no need for)(?: about)? ((?:the|his|her|its|their|that|all the) .+)$/iu,
    'remove $1',
  ],
  [
    /^((?:half|twice|double|a third|three times) .+|(?:only |just )?(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) .+?) (?:would|will|'d|'ll|should|might) (?:do|suffice|be (?:enough|plenty|sufficient|fine|ok|okay))(?: (?:it|nicely|just fine))?$/iu,
    'make it $1',
  ],
  [
    /^(?:(?:i|we)(?:'d| would|'ll)? )?(?:imagine|picture|see|envision|think of|want|like|prefer) (him|her|it|them|(?:the|his|its|their) .+?) ((?:in|wearing|dressed in) (?:an?|some|his|her|their) .+)$/iu,
    'make $1 $2',
  ],
  // When it is wanted says nothing of what.
  [
    /^(?:(?:only |just )?in|during|for|of) (?:the )?(?:first|second|third|fourth|last|other|final) (?:part|half|segment|section|bit|sequence|clip)(?:$|,? (?=(?:the|his|her|its|he|she|it|they|there|add|have|make|let|show|put) ?))/iu,
    '',
  ],
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
    /^(?:put|place|keep|set|have|get|pull|shift|move|bring|lay|direct|draw)(?: all)? (?:the )?focus (?:on|onto|to|upon) (?!me\b|us\b)(.+?)(?:,? (?:and )?not .+)?$/iu,
    'focus on $1',
  ],
  [
    /^(?:get|bring) ((?:the|his|her|its|their|both) [\p{L} -]+?|him|her|it|them) to (?!(?:be|the)\b)(?=\p{Ll})/iu,
    '$1 should ',
  ],
  [
    /^(?:get|stick|squeeze) ((?:the|his|her|its|their) [\p{L} -]+?|him|her|it|them) into (?=(?:an?|some|his|her|their) )/iu,
    'put $1 into ',
  ],
  [/^(?:let|have|make) (?:the )?focus (?:be|rest|lie|stay|go|fall) (?:on|onto|upon) (.+)$/iu, 'focus on $1'],
  [
    /^(?:it|that|there) (?:should|must|has to|needs to|could|shall) (?:say|read|show|be) (\uE000\d+\uE001) (?:written |painted |printed )?on ((?:the|his|her|its|their) .+)$/iu,
    '$2 should say $1',
  ],
  [
    /^(?:write|put|print|paint|have|show) (\uE000\d+\uE001) on ((?:the|his|her|its|their) .+)$/iu,
    '$2 should say $1',
  ],
  [
    /^(?!(?:it|this|that|everything|all)\b)(.+?) (?:would|could|might|may) (?:also )?be (?:ok|okay|fine|alright|all right|acceptable|allowed|no problem)(?: (?:now|again|after all|too))*$/iu,
    'allow or add $1',
  ],
  [/^(?:put out|extinguish|douse|quench|snuff(?: out)?|blow out) (.+)$/iu, 'quench $1'],
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
    /^(follow|track|orbit|circle) ((?:the|his|her|its|their) [\p{L} -]+?|him|her|it|them)((?: very)? (?:slowly|gently|gradually|quickly|rapidly))?$/iu,
    'the camera $1s $2$3',
  ],
  [
    /^(?:stick|pop|slip|squeeze|sneak|work|plant|throw|toss|put|drop|add) ((?:an?|some|one|two|three|four|five|six|\d+) .+?) in(?:to)?(?: there| here| it| the (?:shot|scene|frame|picture|mix))?$/iu,
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
