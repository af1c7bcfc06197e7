/** One thing that a request asks for. */
export type Wish =
  | { kind: 'replace'; old: string; fresh: string }
  | { kind: 'set'; what: string; fresh: string }
  /** `make the young man smile`: where the target ends is only known of the scene. */
  | { kind: 'make'; words: string }
  | { kind: 'give'; words: string }
  | { kind: 'place'; words: string }
  /** `it's grandma who should wave`: this one, and nobody else. */
  | { kind: 'assign'; what: string; fresh: string }
  | { kind: 'rename'; what: string; fresh: string }
  | { kind: 'pace'; words: string; isFaster: boolean }
  | { kind: 'state'; fresh: string }
  | { kind: 'add'; fresh: string }
  /** `a stormy evening`, `an old scarecrow`: what is there is as said, anything else comes to it. */
  | { kind: 'want'; fresh: string }
  | { kind: 'remove'; old: string }
  /** `the rain should stop`: gone, unless it is somebody who stops. */
  | { kind: 'end'; old: string }
  /** `let it cross a bridge`: what `it` is to do, or the scene is to be. */
  | { kind: 'let'; words: string }
  | { kind: 'exclude'; old: string }
  /** `narration would be fine now`: no longer kept out, or else something new. */
  | { kind: 'allow'; fresh: string }
  /** `put out the burning tanker`: no fire on it. */
  | { kind: 'quench'; old: string };

type Form = readonly [pattern: RegExp, wish: (match: readonly string[]) => Wish];

const SCENE =
  '(?:it|this|that|everything|things|the (?:whole |entire )?(?:scene|shot|video|image|picture|clip|frame|prompt|action|whole thing))';
const FROM_SCENE =
  '(?: (?:back|over|up|down|out|in) (?:there|here)| (?:there|here))?(?: (?:from|in|of|out of) (?:it|here|the (?:scene|picture|shot|video|prompt|image|frame|clip)))?(?: (?:entirely|completely|altogether|at all|anymore|any more))?';

const replace = (old = '', fresh = ''): Wish => ({ kind: 'replace', old, fresh });

const NAME = String.raw`(\p{Lu}[\p{L}\p{M}\p{N}'.-]*(?: (?:\p{Lu}[\p{L}\p{M}\p{N}'.-]*|of|the|de|la|von|van|da|di))*|\uE000\d+\uE001)`;

const RENAMING: readonly Form[] = [
  `^(?:[Rr]e-?name|[Cc]hange|[Ss]et|[Mm]ake) (?:the name of (.+?)|(.+?'s? name|(?:his|her|its|their) name)) (?:from .+ )?(?:(?:in)?to|be) ${NAME}$`,
  `^(?:[Rr]e-?name|[Nn]ame|[Cc]all|[Cc]hristen|[Dd]ub) (.+?) (?:to|as|into) ${NAME}$`,
  `^(?:[Rr]e-?name|[Nn]ame|[Cc]all|[Cc]hristen|[Dd]ub) (.+?) ${NAME}$`,
  `^[Gg]ive (.+?) (?:the|a) (?:new )?name ${NAME}$`,
  `^(?:[Tt]he name of (.+?)|(.+?'s? name|(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) name)) (?:should (?:now )?be|must be|is|shall be|becomes|has to be|needs to be)(?: now)? ${NAME}$`,
].map((source): Form => [
  new RegExp(source, 'u'),
  (m) => ({
    kind: 'rename',
    what: m.slice(1, -1).find((one) => one !== undefined) ?? '',
    fresh: m.at(-1) ?? '',
  }),
]);

const REPLACING: readonly Form[] = [
  ...RENAMING,
  [/^allow or add (.+)$/i, (m) => ({ kind: 'allow', fresh: m[1] ?? '' })],
  [/^quench (.+)$/i, (m) => ({ kind: 'quench', old: m[1] ?? '' })],
  [
    /^(.+?) (?:belongs?|goes|should (?:go|sit|stand|be)|must (?:go|be)) ((?:on top of|in front of|behind|next to|beside|to the (?:left|right) of|left of|right of|above|below|under|near) .+?)(?:,? (?:and )?not .+)?$/i,
    (m) => ({ kind: 'place', words: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [/^(.+?) ?(?:->|-->|=>|→|⇒|➜|➡️?) ?(.+)$/u, (m) => replace(m[1], m[2])],
  [
    /^(?:put |have |use |place |let there be )?(.+?) where ((?:the )?[\p{L} ]+?) (?:is|are|was|were|stands?|sits?|goes)(?: now)?$/iu,
    (m) => replace(m[2], m[1]),
  ],
  [
    /^change what (.+?) (?:say|shout|yell|whisper|scream|ask|sing|answer|repl(?:y|ie)|call)s?(?: out)? (?:to|into) (.+)$/i,
    (m) => ({ kind: 'set', what: m[1] ?? '', fresh: `say ${m[2] ?? ''}` }),
  ],
  [
    /^(?:swap|replace|exchange|substitute|trade|switch)(?: out)? (.+?) (?:for|with|by|to|into) (.+)$/i,
    (m) => replace(m[1], m[2]),
  ],
  [
    /^(?:substitute|use|put|have|show|get) (.+?) (?:for|in place of) ((?:the|his|her|its|their) .+)$/i,
    (m) => replace(m[2], m[1]),
  ],
  [
    /^(?:change|turn|transform|convert|rename|switch|modify|update|alter|edit|adjust|shift|set|rewrite|swap) (.+?) (?:into|to be|to say|to read|to(?! the (?:left|right|top|bottom|side)\b)|so (?:that )?(?:it|they) (?:is|are|says?|reads?)) (.+)$/i,
    (m) => changeFrom(m[1] ?? '', m[2] ?? ''),
  ],
  [
    /^(?:use |make it |(?:do|shoot|film|play|keep|render|run) (?:it|this) |go (?:for|with) |have |give (?:it|me) |with |set it (?:to|in|at) |show (?:me )?|see |(?:it|this|that)(?: should be|'s| is| must be| needs to be) )?(.+?)(?:,? (?:instead of|rather than|in place of|as opposed to)|,? (?:and )?not) (.+)$/i,
    (m) => replace(m[2], m[1]),
  ],
  [/^(?:.*\b)?(?:rather|prefer) (?:see |have )?(.+) than (.+)$/i, (m) => replace(m[2], m[1])],
  [/^(?:see |have |show )?(.+) (?:rather )?than ((?:an?|the) .+)$/i, (m) => replace(m[2], m[1])],
  [
    /^instead of (.+?),? (?:use|have|show|make it|put|i want|it should be)? ?(.+)$/i,
    (m) => replace(m[1], m[2]),
  ],
  [
    /^(.+?) (?:becomes?|turns? into|gets? replaced (?:by|with)|is replaced (?:by|with)) (.+)$/i,
    (m) => replace(m[1], m[2]),
  ],
];

/** `change it from night to dawn`, `change her dress to red`. */
function changeFrom(what: string, fresh: string): Wish {
  const from = /^(?:.+? )?from (.+)$/i.exec(what)?.[1];
  if (new RegExp(`^${SCENE}$`, 'i').test(what)) return { kind: 'state', fresh };
  const [, better, worse] = /^(.+?),? (?:and )?not (.+)$/i.exec(fresh) ?? [];
  if (better !== undefined && worse !== undefined) return replace(worse, better);
  return replace(from ?? what, fresh);
}

const REMOVING: readonly Form[] = [
  [
    new RegExp(
      `^(?:remove|delete|drop|take (?:away|out|off)|get rid of|throw (?:out|away)|kick out|chuck(?: out)?|edit out|lose|erase|cut(?: out)?|lift|stop|clear(?= the | all | any | away )|ditch|kill|omit|eliminate|discard|hide|skip|strip(?: out)?|do away with|scrap|dump|end|turn off|switch off|mute|silence|clear away|wipe out|leave out) (?:all |any |every )?(.+?)${FROM_SCENE}$`,
      'i',
    ),
    (m) => ({ kind: 'remove', old: m[1] ?? '' }),
  ],
  [/^take (.+?) (?:away|out|off)(?: .*)?$/i, (m) => ({ kind: 'remove', old: m[1] ?? '' })],
  [
    new RegExp(
      `^(?:no more|without (?=the |his |her |its |their )|(?:i |we )?(?:don't|do not) (?:want|need|like) (?:to see |to have )?(?=the |his |her |its |their |this |that |any more )|(?:there )?(?:should be |must be )?no longer(?: any)?) ?(.+?)${FROM_SCENE}$`,
      'i',
    ),
    (m) => ({ kind: 'remove', old: m[1] ?? '' }),
  ],
  [
    /^(.+?) (?:is|are|should be|must be|can be|has to be|needs to be) (?:gone|removed|deleted|dropped|left out|not needed|unnecessary|taken out|cut)$/i,
    (m) => ({ kind: 'remove', old: m[1] ?? '' }),
  ],
  [
    /^(.+?) (?:should|must|can|has to|needs to) (?:go(?: away)?|disappear|vanish|leave)$/i,
    (m) => ({ kind: 'remove', old: m[1] ?? '' }),
  ],
  [
    new RegExp(
      `^(?:there (?:should|must) (?:be )?(?:not be|no|be no) ?|no|without|avoid|exclude|never show|(?:i |we )?(?:don't|do not) (?:show|include|want|have|add|use|put)) (?:any |more |see )?(.+?)${FROM_SCENE}$`,
      'i',
    ),
    (m) => ({ kind: 'exclude', old: m[1] ?? '' }),
  ],
  [
    /^(?:allow|permit|bring back|re-?allow) (.+?)(?: again| back)?$/i,
    (m) => ({ kind: 'remove', old: `no ${m[1] ?? ''}` }),
  ],
  [
    /^(?:bring|let|put) (?:the |some )?(.+?) back(?: in)?(?: again)?$/i,
    (m) => ({ kind: 'remove', old: `no ${m[1] ?? ''}` }),
  ],
  [
    /^(.+?) (?:is|are) (?:ok|okay|fine|allowed|welcome)(?: (?:now|again|after all))?$/i,
    (m) => ({ kind: 'remove', old: `no ${m[1] ?? ''}` }),
  ],
];

/** Of weather, light and sound: that it ends. Whoever acts only stops. */
const ENDING =
  /^(?:let |make |have |can )?(.+?)(?: (?:should|must|can|has to|have to|needs? to)|(?<=^(?:let|make|have|can) .+)) (?:stop|end|cease|clear(?: up)?|lift|let up|fade(?: away)?|die down)$|^(.+?) (?:is|are) (?:over|done|finished)$|^(.+?) (?:has|have) (?:passed|stopped|ended|cleared|lifted)$/i;

const ADDING: readonly Form[] = [
  [
    /^(?:show|display|write|print|put|insert|include|superimpose|overlay|flash) (?:the |an? |some )?((?:text|words?|caption|subtitle|lettering|headline|slogan|message|title)(?: (?:saying|reading))? \uE000.*)$/iu,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^play (?:us |me )?(?!with\b)(?:some )?([\p{L} -]*(?:music|song|tune|soundtrack|score)\b.*)$/iu,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^(?:put|place|have|set|show|i want) ((?:an?|some|two|three|four) .+ (?:in|at|on) the (?:background|distance|back|horizon))$/iu,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^((?:the|his|her|its|their|both) [\p{L} -]+?|him|her|them|it) ((?:in|on|at|to) the (?:far )?(?:left|right|upper|lower|top|bottom|middle|centre|center)(?:[ -](?:left|right))? (?:third|half|corner|edge)(?: .+)?)$/iu,
    (m) => ({ kind: 'place', words: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [
    /^(?:with )?((?:the|his|her|its|their) [\p{L} -]+?|him|her|them|it) ((?:on|to) the (?:left|right)(?: side)? of .+)$/iu,
    (m) => ({ kind: 'place', words: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [
    /^(?:(?:[Ww]e|[Tt]hey|[Ee]veryone|[Aa]ll) )?(?:now )?(?:leave .+? (?:and|for) )?(?:go|move|relocate|head|travel) (?:over )?(?:in)?to ((?:an?|the|some|his|her|their|its|\p{Lu}).+)$/u,
    (m) => ({ kind: 'place', words: `it to ${m[1] ?? ''}` }),
  ],
  [
    /^(?:(?:it|the (?:scene|shot)) could use|there(?:'s| is| are| (?:should|must|could|can|might|may|(?:has|have|needs?|ought) to) be)(?: now| also)?) (.+)$/i,
    (m) => ({ kind: 'want', fresh: m[1] ?? '' }),
  ],
  [
    /^(.+?) (?:may|can|could|should|might) (?:also )?(?:join|go (?:in)?to|be added to|be part of) the (palette|mood|music|colou?rs)$/i,
    (m) => ({ kind: 'add', fresh: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [
    /^add (.+?) to the (palette|mood|colou?rs)$/i,
    (m) => ({ kind: 'add', fresh: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [ENDING, (m) => ({ kind: 'end', old: m[1] ?? m[2] ?? m[3] ?? '' })],
  [
    /^(?:let|have) it ((?!(?:be|look|feel|take|happen|rain|snow|pour)\b)\p{L}+ .+)$/iu,
    (m) => ({ kind: 'let', words: m[1] ?? '' }),
  ],
  [
    /^(?:put|place|hang|park|position|lay|stand|seat) ((?:an?|some|two|three|four|five|six|several|\d+) .+)$/i,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^(?:add|include|insert|put in|introduce|throw in|bring in|toss in|place in|there should (?:also )?be|scatter|spread|strew|sprinkle|(?:it|the scene|the shot|the video) (?:should|must|needs to) (?:have|include|contain|show|feature)|(?:it|the scene|the shot) (?:has|needs|wants)(?! to\b)|i need|drop in|sprinkle(?: in)?|mix in|append) (?:in )?(?:also )?(.+?)(?: (?:to|into|in) (?:it|the (?:scene|shot|video|picture|image|prompt|mix|frame)))?$/i,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^(?:show|see|picture|imagine) (?:me |us )?((?:the|his|her|its|their|both) .+)$/i,
    (m) => ({ kind: 'make', words: m[1] ?? '' }),
  ],
  [/^(?:show|see|feature|picture|imagine) (?:me |us )?(.+)$/i, (m) => ({ kind: 'want', fresh: m[1] ?? '' })],
  [/^give (.+)$/i, (m) => ({ kind: 'give', words: m[1] ?? '' })],
  [
    /^(one more|another|an additional|an extra|\w+ more) (.+)$/i,
    (m) => ({ kind: 'add', fresh: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [/^with (.+)$/i, (m) => ({ kind: 'add', fresh: m[1] ?? '' })],
  [
    /^(?:more|extra|additional) (?=fog|mist|haze|rain|snow|wind|clouds|bokeh|contrast|grain)(.+)$/i,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
];

const SETTING: readonly Form[] = [
  [
    /^(.+?) (?:(?:should|must|does|do|is|are|need)(?:n't| not)|no longer|never) (?:be )?(.+)$/i,
    (m) => ({ kind: 'set', what: m[1] ?? '', fresh: `not ${m[2] ?? ''}` }),
  ],
  [
    /^(?:speed up|accelerate|quicken|hurry|speed (?=(?:it|him|her|them|the .+) up)) ?(.+?)(?: up)?(?: a (?:bit|little|lot))?$/i,
    (m) => ({ kind: 'pace', words: m[1] ?? '', isFaster: true }),
  ],
  [
    /^(?:make |have |let |get )?(.+?) (?:(?:should|must|needs? to|has to|have to) )?(?:speeds? up|accelerates?|hurr(?:y|ies)(?: up)?|picks? up (?:speed|the pace)|goes? faster|quickens?)(?: a (?:bit|little))?$/i,
    (m) => ({ kind: 'pace', words: m[1] ?? '', isFaster: true }),
  ],
  [
    /^(?:make |have |let |get )?(.+?) (?:slows(?: down)?|(?:(?:should|must|needs? to|has to|have to) )(?:slow(?: down)?|decelerate|go slower)|slow down|decelerates|goes slower)(?: a (?:bit|little))?$/i,
    (m) => ({ kind: 'pace', words: m[1] ?? '', isFaster: false }),
  ],
  [
    /^(?:in )?slow motion (?:on|for|during|in|of|as|when) (?!(?:the (?:whole )?(?:scene|shot|video|clip)|it|everything)$)(.+)$/i,
    (m) => ({ kind: 'pace', words: m[1] ?? '', isFaster: false }),
  ],
  [
    /^(?:slow(?: down)?) ((?:the|his|her|its|their) .+?|it|him|her|them|everything|things)(?: down)?(?: a (?:bit|little|lot))?$/i,
    (m) => ({ kind: 'pace', words: m[1] ?? '', isFaster: false }),
  ],
  [
    /^((?:the|his|her|its|their|both|all) .+?|he|she|they|(?!(?:it|this|that|i|we|you)\b)\p{L}+(?: \p{L}+)?) (?:needs?|gets?|deserves?|could use|should get) ((?:an?|some|the) .+|(?!to |more |less )(?:\p{L}+ )+\p{L}+s)$/iu,
    (m) => ({ kind: 'give', words: `${m[1] ?? ''} ${m[2] ?? ''}` }),
  ],
  [
    /^(?!.*\b(?:is|are|was|were|should|must)\b)((?:(?:an?|the|some) )?[\p{L} -]+?)(?<!ing) for (the [\p{L} ]+|him|her|it|them|both)$/iu,
    (m) => ({ kind: 'give', words: `${m[2] ?? ''} ${m[1] ?? ''}` }),
  ],
  [
    /^dress (.+?) (?:up )?(?:in|with) (.+)$/i,
    (m) => ({ kind: 'set', what: m[1] ?? '', fresh: `wearing ${m[2] ?? ''}` }),
  ],
  [
    new RegExp(
      `^(?:put|place|move|set|stage|relocate|transport|transfer|bring|take|film|shoot|locate|situate|position) (?=${SCENE}|the|him|her|them|he|she|both|all)(.+)$`,
      'i',
    ),
    (m) => ({ kind: 'place', words: m[1] ?? '' }),
  ],
  [
    /^(?:make|paint|colou?r|dye|turn|render|have|let|get|keep|want|see|like|need|prefer|change|set) ((?:the|his|her|its|their|all|every|both|him|them|each|that|those|these|my|our) ?.*)$/i,
    (m) => ({ kind: 'make', words: m[1] ?? '' }),
  ],
  [
    /^(.+?) (?:should|must|has to|have to|needs? to|could|would|were|was|ought to)(?: (?:now|rather|also|all|just|simply|instead))? ?(?=be\b|.)(?:be )?(.+)$/i,
    (m) => ({ kind: 'set', what: m[1] ?? '', fresh: m[2] ?? '' }),
  ],
  [
    new RegExp(
      `^(?:i want|want|make|set|put|place|move|have|let|turn|change|render|shoot|film|switch|shift|use|go|be|get|bring|apply|try|do|need|convert|transform|take|keep)(?: ${SCENE})?(?: (?:be|to be|to|look(?: more)? like|look|feel(?: more)? like|feel|into|set|take place|happen|appear|more like))? (.+)$`,
      'i',
    ),
    (m) => ({ kind: 'state', fresh: m[1] ?? '' }),
  ],
  [
    new RegExp(
      `^${SCENE} (?:is|happens|takes place|looks(?: like)?|feels(?: like)?|to be|to look(?: like)?|as) (.+)$`,
      'i',
    ),
    (m) => ({ kind: 'state', fresh: m[1] ?? '' }),
  ],
  [
    /^it (?:now )?((?!is\b|has\b|looks?\b|feels?\b|rains?\b|snows?\b|happens?\b|takes place)\p{L}{2,}s(?: .+)?)$/iu,
    (m) => ({ kind: 'let', words: m[1] ?? '' }),
  ],
  [/^(?:it|this|that) (?!is\b)(.+)$/i, (m) => ({ kind: 'state', fresh: m[1] ?? '' })],
];

const FORMS: readonly Form[] = [...REPLACING, ...REMOVING, ...ADDING, ...SETTING];

/** What one clause asks for, in plain words. */
export function wishOf(bare: string): Wish {
  for (const [pattern, wish] of FORMS) {
    const match = pattern.exec(bare);
    if (match !== null) return wish(match);
  }
  return { kind: 'state', fresh: bare };
}
