/** A frame that people put around what they want, and what it stands for. */
export type Cleft = readonly [pattern: RegExp, words: string | ((...parts: string[]) => string)];

const WANT =
  "(?:(?:'d| would)? ?(?:really |still |only |just )?(?:want|need|like|love|prefer|miss|ask for|am after|have in mind|wish for))";
const IT_IS = "(?:it|that)(?:'s| is| was| should be| must be| has to be| needs to be| ought to be| would be)";

/** `what I want is a red car`, `all it needs is fog`: the wish is behind them. */
export const CLEFTS: readonly Cleft[] = [
  [
    new RegExp(
      `^(?:what|all|the (?:only )?(?:one )?thing)(?: that)? (?:i|we|you)${WANT}(?: to (?:see|have|get|change))?(?: here| now)? (?:is|are|would be)(?: for)?(?: to)? (?=\\p{L})`,
      'iu',
    ),
    '',
  ],
  [
    /^(?:what|all|the (?:only )?thing)(?: that)? (?:(?:it|this|the (?:shot|scene|clip|video|picture|image|prompt))(?: really| still)? (?:needs|lacks|wants|is missing|could use)|is missing|'s missing|is (?:still )?lacking)(?: here| is)? (?:is|are) /iu,
    'add ',
  ],
  [
    /^(?:what|all)(?: that)? (?:i|we)(?:'m| am|'re| are)? (?:mean(?:t|ing)?|saying|said|trying to say|going for|after|thinking(?: of)?)(?: here)? (?:is|was)(?: that)?(?: to)? /iu,
    '',
  ],
  [/^what(?:'s| is) (?:still )?(?:missing|lacking)(?: here)? is /iu, 'add '],
  [
    /^(?:what|the (?:only )?thing)(?: that)? (?:i|we)(?:'d| would)? (?:change|swap|alter) (?:is|would be) (?=.+ (?:to|into|for) )/iu,
    'change ',
  ],
  [/^(?:what|the (?:only )?thing)(?: that)? (?:i|we)(?:'d| would)? (?:add) (?:is|would be) /iu, 'add '],
  [
    /^(?:what|the (?:only )?thing)(?: that)? (?:i|we)(?:'d| would)? (?:remove|drop|cut|lose|delete) (?:is|would be) /iu,
    'remove ',
  ],
  [
    /^(?:what|the (?:only )?thing)(?: that)? (?:should|must|has to|needs to|can) (?:go|disappear|leave) (?:is|are) /iu,
    'remove ',
  ],
  [
    /^(?:what|the thing)(?: that)? (?:i|we) (?:don't|do not) (?:want|need|like)(?: here| to see)? (?:is|are) /iu,
    'remove ',
  ],
];

/** `it's grandma who should wave`: one, and nobody else, is to do it. */
const WHO: readonly RegExp[] = [
  new RegExp(
    `^(?:no, )?${IT_IS} (.+?) (?:who|that|which) (?:(?:should|must|has to|needs to|ought to|is to|is supposed to|will)(?: now)? )?(.+)$`,
    'iu',
  ),
  /^(?:only )?(.+?) (?:should|must|has to|needs to|ought to) be the (?:one|only one) (?:who |that |to |which )?(?:(?:should|must) )?(.+)$/iu,
];
const ONE =
  /^the (?:one|person|only one) (?:who |that )?(?:(?:should|must|is) )?(.+?) (?:should|must|has to|needs to|ought to) be (.+)$/iu;

/** Who is to do what alone; undefined where a clause says no such thing. */
export function cleftOf(clause: string): { who: string; words: string } | undefined {
  for (const pattern of WHO) {
    const [, who = '', words = ''] = pattern.exec(clause) ?? [];
    if (who !== '') return { who, words: bareWords(words) };
  }
  const [, words = '', who = ''] = ONE.exec(clause) ?? [];
  return who === '' ? undefined : { who, words: bareWords(words) };
}

/** Whom it is not said of needs no saying: `, not the girl`. */
function bareWords(words: string): string {
  return words
    .replace(/^(?:is|are|was|be) /i, '')
    .replace(/,? (?:and )?not (?:the |his |her |their )?[\p{L} ]+$/iu, '');
}
