import { ASKING } from './asking.js';
import { MOMENTS } from './moments.js';
import { CLEFTS } from './clefts.js';
import { conceptOf } from './concepts.js';
import { EXCHANGES } from './exchanges.js';
import { COMPARING, PREFERRED, WANTED } from './preferring.js';
import { PROPOSING } from './proposing.js';

/** Who wants a change is none of it: `my son says`, `the client would like`. */
const REPORTER =
  /^(?:(?:my|our) \p{L}+(?: \p{L}+)?|the (?:client|boss|customer|director|producer|agency|team|editor|brand|studio|teacher|art director|marketing(?: team)?)|legal|marketing|client|boss|director|producer|agency|sales|finance|design|brand|(?-i:[A-Z]{2,4})|everyone|everybody|someone|he|she) (?:says?|said|asks?|asked|thinks?|insists?|suggests?|feels?|wants?|wishes|would (?:like|love|prefer)|prefers|needs?|requested|requests|demands?)(?: (?:that|me|us|for|to (?:see|have)|if))*[:,]?\s+(?!["\uE000])(?=\p{L}|\d)/iu;
const OPINION =
  /^(?:(?:hm+|um+|well|so|btw|honestly|personally|ok|oh|ah|and|but|then|also|alternatively|actually|maybe|perhaps|besides)\b,?\s+)*(?:i|we)(?:'d| would|'ll| will| do| really| just| also|'m| am| are|'re)* (?:think|thinks|thinking|am thinking|believe|guess|feel|suppose|imagine|reckon|say|mean|hope|figure|bet|find|suggest|propose|picture)(?: that)?\s+(?!it\b.*\bis (?:fine|good|great|perfect))/i;
const POSSIBLY =
  /^(?:is (?:it )?possible|would it be (?:possible|ok(?:ay)?|fine|alright)|is there (?:a|any) (?:way|chance)|any chance|do you think (?:you|we|it) (?:could|can)|(?:i|we) (?:was|were|am|'m) wondering if (?:you|we) (?:could|can|might)|would you mind|feel free|it (?:would|'d|might) be (?:so |really |very )?(?:good|nice|great|cool|lovely|better|best|fun|helpful|sweet)|it is (?:better|best)|better|best)(?: (?:to|of|that|for us to|if (?:you|we) (?:could|can|would)))\s+/i;

const EVALUATION =
  '(?:(?:a (?:lot|bit|little)|much|so|really|very|even|way|far|just|quite|too) )*(?:better|nicer|nice|great|good|cool|cooler|perfect|fun|funnier|funny|lovely|sweet|sweeter|cute|cuter|awesome|amazing|ideal|best|fine|wonderful|fantastic|super|prettier|stronger|welcome|appreciated|helpful|enough|plenty|more \\p{L}+|less \\p{L}+)';
const NEW =
  '(?!(?:the|his|her|its|their|my|our|your|it|he|she|they|we|i|you|this|that|these|those|there|what|how|if|instead|everything|everyone|make|let|have|keep|give|set|turn|add|remove|change|want)\\b)';

type Frame = readonly [pattern: RegExp, words: string | ((...parts: string[]) => string)];

/** Said of a whole request, before it is parted. */
const WHOLE: readonly Frame[] = [
  [/,?\s*\b(?:please|pls|plz),?\s+(?=(?:in place of|instead of|rather than)\b)/giu, ' '],
  [/,\s*(too|as well|also|instead)(?=\s*(?:[.!?]|$))/giu, ' $1'],
  PREFERRED,
  ...PROPOSING,
  ...EXCHANGES,
  [
    /(^|[.;,] )((?:the |his |her |its |their )?[\p{L}-]+(?: [\p{L}-]+)?)(?: (?:is|are)(?:n't| not)|'s not|'re not) (?![^,;.]*\b(?:i|we|me|us|my|our)\b)([\p{L} -]+?)(?: any ?more| any longer)?[,;.] ?(?:but |(?:it|they|he|she)(?:'s|'re| is| are| should be) )([^,.;]+)/giu,
    '$1$2 should be $4 instead of $3',
  ],
  [
    /^instead of ((?:an?|the|his|her|its|their) [\p{L} ]+?) (?=(?:he|she|it|they|you|we)\b)([^,]+)/iu,
    '$2 instead of $1',
  ],
  [/^instead of ([^,]+), ([^,]+)/iu, '$2 instead of $1'],
  [
    /(^|[.;,] )(?![^.;,]*\b(?:part|segment|section|half)\b)[^.;,]*?\b(?:mov(?:e|ed)|switch(?:ed)?|chang(?:e|ed)|swapp?(?:ed)?|went|go|turn)\b[^.;,]{0,30}? from ([^.;,]+?) (?:in)?to ([^.;,]+)/giu,
    '$1replace $2 with $3',
  ],
  [/\bout with ([^,.;]+?),? (?:and )?in with ([^,.;]+)/giu, 'replace $1 with $2'],
  [/(^|[.;,] )swap (?:them|it|these|those) (?:round|around|over)\b[:,;.]?/giu, '$1'],
  [/(^|[.;] )(?:\p{L}+ )?(?:note|notes|idea|request|suggestion|update)\s*:\s*/giu, '$1'],
  [
    /(^|[.;,] )(?!(?:seed|fps|seconds?|duration|length|aspect|lens)\b)(\p{L}+(?: \p{L}+)?): (\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?=$|[.;,!])/giu,
    '$1$3 $2',
  ],
  [
    /(^|[.;,] )((?:the |his |her |its |their )?[\p{L}-]+(?: [\p{L}-]+)?) (?:should(?:n't| not)|must(?:n't| not)|does(?:n't| not)|do(?:n't| not)|won't) (?:be )?(?![^,;.]*\b(?:i|we|me|us|my|our)\b)([\p{L} -]+?)(?: any ?more)?[,;.] ?(?:but |instead )?(?:it|he|she|they) (?:should |must |has to |needs to |just )?(?:be )?([^,.;]+)/giu,
    '$1$2 should $4 instead of $3',
  ],
  [/\bnot ([\p{L}\p{N} -]+?),? but (?:rather )?([\p{L}\p{N} -]+)/giu, '$2 instead of $1'],
  [/\bhow many ([\p{L} -]+?)\? *(?:exactly |just |only )?([\p{L}\d]+)\b(?![\p{L} ]*\p{L})/giu, '$2 $1'],
  [
    /(^|[.;,!?] |\band )(?:as for|for|about|regarding|concerning) (the [\p{L} ]{3,25}?)(?:\s*[,:]\s*| (?=(?:an?|some|please)\b))/giu,
    (whole, lead, what) => (conceptOf(what) === undefined ? whole : `${lead}change ${what} to `),
  ],
  [
    /(^|[.;,!?] )((?:new |the )?[\p{L}]+(?: [\p{L}]+){0,2}) ?(?::|=) ?(?=[\p{L}\p{N}])/giu,
    (whole, lead, what) => {
      const label = spelledOut(what);
      return conceptOf(label) === undefined ||
        /\b(?:says|reads|text)\b/i.test(label) ||
        LED_BY_VERB.test(label)
        ? whole
        : `${lead}change the ${label.replace(/^(?:new|the) /i, '')} to `;
    },
  ],
  // A list of colours is one value.
  [
    /(?<=\bchange the (?:palette|mood|colou?rs?|colou?r palette) to )([^.;]+)/giu,
    (list) => list.replace(/, (?:and )?/g, ' and '),
  ],
];
const LED_BY_VERB =
  /^(?:make|change|set|add|use|keep|put|give|have|let|try|remove|no|(?!lighting)\p{L}{2,}ing)\b/iu;

/** Labels that people shorten. */
function spelledOut(label: string): string {
  return label
    .replace(/\b(?:dof)\b/i, 'depth of field')
    .replace(/\b(?:bg)\b/i, 'background')
    .replace(/\b(?:ar)\b/i, 'aspect ratio')
    .replace(/\b(?:tod)\b/i, 'time of day')
    .replace(/\b(?:fx|sfx)\b/i, 'sound effects');
}

const FRONTED =
  '(in the (?:far )?(?:background|distance|foreground|back)|behind (?:him|her|them|it)|on the (?:left|right|horizon))';

/** Said of one clause. */
const CLAUSE: readonly Frame[] = [
  ...CLEFTS,
  ...WANTED,
  ...ASKING,
  [REPORTER, (whole) => (/^(?:he|she) needs /i.test(whole) ? whole : '')],
  [
    /^(?:the |my |our )?(?:\p{L}+ ){1,2}(?:says?|said|tells? us|states)(?: that)? (?=(?:it|he|she|they|there|the) \p{L}+)/iu,
    '',
  ],
  [/^(?:in fact|in addition|on second thought|to be honest|if anything),? /i, ''],
  [/(?<=\b(?:look|smile|expression|frown|grin)) (?:on|across) (?:his|her|its|their) face$/i, ''],
  [/\b(?:gotta|got to|has got to|have got to|ought to)\b/gi, 'should'],
  [
    /^(.+?) (?:rather than|instead of|not) (?:behind|on|in|under|above|below|beside|next to|in front of|to the left of|to the right of) (?:it|him|her|them|the .+)$/i,
    '$1',
  ],
  [
    /^(?:end|finish|close|open|start|begin) (?:it |the (?:clip|shot|video|scene) )?(?:on|with|in|at) (.+)$/i,
    '$1',
  ],
  [/^take the camera off (?:its|the|a) .+$/i, ''],
  [/^(.+?) as well as (.+)$/i, 'add $1'],
  [/^(.+?) (?:beats|trumps) (.+)$/i, 'go with $1'],
  [OPINION, ''],
  [
    /^(?:what (?:do|would) you think (?:about|of)|how do you feel about|(?:any )?thoughts on|can we (?:get|have|try|see)|could we (?:get|have|try|see)|is there (?:any )?room for|(?:i'm|i am|we're|we are) (?:thinking|picturing|imagining)(?: of| about)?) (?=an?\b|some\b|the\b|more\b|\p{L}+(?: \p{L}+){0,3}\??$)/iu,
    '',
  ],
  [
    /^(?:i'm|i am|we're|we are|i was|we were) (?:looking for|after|going for|aiming for|hoping for) (?=\p{L})/iu,
    'use ',
  ],
  [
    new RegExp(
      `^it(?:'d| would| might| could) be (?:so |really |very )?${EVALUATION} if (?:there (?:was|were|is|could be)|we (?:had|could have|added|saw|could see)) (.+)$`,
      'iu',
    ),
    'add $1',
  ],
  [POSSIBLY, ''],
  ...MOMENTS,
  [/^besides (?:the|his|her|its|their) [\p{L} ]+$/iu, ''],
  [/^(it|he|she|they|that|there)'s (?=\p{L})/iu, '$1 is '],
  [/\bshall\b/giu, 'should'],
  [/^turn (?:up|down) (?!.*\blights?\b).*$/i, ''],
  [
    /^(?!(?:can|could|may|might|would|will|does|do|is|are)\b)(.+?) (?:may|can|is allowed to|are allowed to) ((?:look|smile|move|talk|speak|appear|be(?! (?:a bit|more|less|\p{L}+er|\p{L}+ed|cut|gone|taken|lost|left|made|put|given|swapped|out|in)\b)|show|have)\b.*?)(?: (?:now|again|after all))?$/iu,
    '$1 $2 is allowed',
  ],
  // `could some pearls be added around it`: a wish for what is not there.
  [
    /^(?:can|could|may|might|should|shall|would|will) ((?:an?|some|two|three|four|five|six|more|another) .+?) (?:please )?be (?:added|included|inserted|put|placed|shown|visible|seen)(?: (?:in|to) (?:it|here|the (?:scene|shot|video|frame|picture)))?(?= |$)(.*)$/iu,
    'add $1$2',
  ],
  // A question about somebody is a wish for somebody.
  [
    /^(?:can|could|may|might|shall|should|would|will|(?:does|do)(?= \p{L}+ (?:can|could))) (it|he|she|they) (?:can |could |be able to |please |maybe |perhaps |also )?/iu,
    '$1 should ',
  ],
  [
    /^(?:can|could|may|might|shall|should|would|will|(?:does|do)(?=.* (?:can|could) )) (?!we|you|i\b)((?:the|his|her|its|their|both|all|one of) .+)$/i,
    (_, rest) => `make ${rest.replace(/ (?:can|could|be able to|please|maybe) /i, ' ')}`,
  ],
  // What is to be heard.
  [
    /^(?:(?:i|we|you|one)(?:'d| would)?(?: also)? (?:want|like|need|love|should|must|can|could|wish)?(?: to)? ?hear|let (?:us|me|them) hear|(?:make|have|let) us hear|hear) (.+)$/i,
    (_, sound) => (/\bmusic\b/i.test(sound) ? `add ${sound}` : `add the sound of ${sound}`),
  ],
  [/^(.+?) (?:can|could|should|must|to) be (?:heard|audible)(?: .*)?$/i, 'add the sound of $1'],
  [
    new RegExp(
      `^${FRONTED},? (?:(?:i|we) (?:imagine|see|picture|want|need|would like|have)|there (?:should|must|could|can|might) be|there(?:'s| is| are)|put|add|have|show|place) (.+?)(?:,? and)? not (.+)$`,
      'iu',
    ),
    'replace $3 with $2',
  ],
  [
    new RegExp(
      `^${FRONTED},? (?:(?:i|we) (?:imagine|see|picture|want|need|would like|have)|there (?:should|must|could|can|might) be|there(?:'s| is| are)|put|add|have|show|place|imagine) (.+)$`,
      'iu',
    ),
    'add $2 $1',
  ],
  [
    new RegExp(`^it(?:'d| would| might| could) be ${EVALUATION} (?:with|to have|to see|having) (.+)$`, 'iu'),
    'add $1',
  ],
  ...COMPARING,
  [
    new RegExp(
      `^((?:the|his|her|its|their|it|he|she|they)\\b.*?) (?:would|might|could|'d) (?:be|look|feel|seem|work|sound|fit)(?: ${EVALUATION})(?: (?:if|when) (?:it|he|she|they) (?:were|was|are|is|had|wore|would be))? (?=(?:in|with|without|as|on|at|from|by|to|\\p{L}+ing|\\p{L}+)\\b)`,
      'iu',
    ),
    '$1 should be ',
  ],
  [
    new RegExp(
      `^((?:the|his|her|its|their|it|he|she|they)\\b.*?) (?:would|might|could|'d) (?:be|look|feel|seem|work|sound|fit) ${EVALUATION}$`,
      'iu',
    ),
    '',
  ],
  [
    new RegExp(
      `^(${NEW}.+?) (?:would|might|could|'d|will) (?:\\p{L}+ )??(?:be|look|feel|sound|seem|make|give|help|add|bring|sell|work|fit|suit|separate|go|do|read|match|set|convey|serve|lend|improve|play|come|do|lift|fill|tie|tell|catch|pop|shine|stand|complete|round|ground|anchor|enhance|elevate|spice|liven|warm|cool|soften|balance|contrast|frame|draw|guide|keep|turn|underline|emphasi[sz]e)\\b.*$`,
      'iu',
    ),
    'it could use $1',
  ],
  [
    new RegExp(
      `^(${NEW}.+?) (?:is|are|looks?|feels?|works?|fits?|suits?|sounds?) (?!fine)(?:${EVALUATION})$`,
      'iu',
    ),
    'go with $1',
  ],
];

/** The whole of a request, in words that are parted and understood like any other. */
export function reworded(text: string): string {
  return applied(withoutListCommas(text), WHOLE);
}

/** `an old, rusty, blue truck` is one thing. */
function withoutListCommas(text: string): string {
  return text.replace(
    /\b(an?|one|two|three|four|five|six|some|the) ((?:\p{L}+, ){1,3})(?=\p{L}+(?: \p{L}+)? ?(?:$|[.,;!?]| (?:would|is|are|with|in|on|at|and|instead|please)\b))/giu,
    (whole, lead: string, list: string) =>
      list
        .trim()
        .split(/,\s*/)
        .every((word) => word === '' || ADJECTIVAL.test(word))
        ? `${lead} ${list.replaceAll(',', '')}`
        : whole,
  );
}
const ADJECTIVAL =
  /^(?!(?:day|body|city|sky|boy|toy|key|baby|lady|party|country|story|bay|alley|valley|monkey|donkey|puppy|bunny|berry|lily)$)(?:\p{L}+(?:y|ed|ish|ful|ous|ic|al|ing|less|ive|en)|old|new|big|small|tall|short|long|red|blue|green|black|white|grey|gray|brown|pink|orange|purple|gold|silver|dark|light|bright|pale|large|huge|young|thin|fat|soft|hard|warm|cold|cool|wet|dry|matte|vintage|modern|slow|quick|fast|wide|narrow|low|high)$/iu;

/** A clause without who wants it, why, and how much it would please. */
export function unframed(clause: string): string {
  return applied(clause.trim(), CLAUSE);
}

function applied(text: string, frames: readonly Frame[]): string {
  let result = text;
  for (const [pattern, words] of frames)
    result = typeof words === 'string' ? result.replace(pattern, words) : result.replace(pattern, words);
  return result;
}

const PRONOUN = /^(?:it|them|they|that|this|those|these|him|her|one)$/i;

/** What a complaint about a field calls it: `palette`. */
export function conceptNoun(topic: string): string | undefined {
  const last = topic.split(' ').at(-1) ?? '';
  return conceptOf(last) === undefined ? undefined : last;
}

export function isPronoun(words: string): boolean {
  return PRONOUN.test(words.trim());
}
