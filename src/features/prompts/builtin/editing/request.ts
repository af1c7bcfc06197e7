/** One thing that a request asks for. */
export type Wish =
  | { kind: 'replace'; old: string; fresh: string }
  | { kind: 'set'; what: string; fresh: string }
  | { kind: 'state'; fresh: string }
  | { kind: 'add'; fresh: string }
  | { kind: 'remove'; old: string }
  | { kind: 'exclude'; old: string };

const NOTHING =
  /^(?:thanks?|thank you|ok(?:ay)?|great|nice|perfect|looks? (?:good|great)|good|undo|redo|leave|keep|stay|don't change|do not change|as it is|never ?mind|hello|hi)\b|\?\s*$|\bleave it as it is\b|\bas it is\b/i;
const POLITE =
  /^(?:(?:please|can you|could you|would you|i(?:'d| would) like(?: to)?(?: see)?|i want(?: to)?(?: see)?|let's|let us|just|now|also|and|then|maybe|but|instead|go|what if|how about|try|rename it|actually|steadier:|so|make sure)\b[,:]?\s+)+/i;

const FORMS: readonly [pattern: RegExp, wish: (match: RegExpExecArray) => Wish][] = [
  [
    /^(?:swap|replace|exchange|substitute|trade|switch)(?: out)? (.+?) (?:for|with|by|to) (.+)$/i,
    (m) => ({ kind: 'replace', old: m[1] ?? '', fresh: m[2] ?? '' }),
  ],
  [
    /^(?:change|turn|transform|convert|rename|switch|modify|update) (.+?) (?:into|to|from .+? to) (.+)$/i,
    (m) => ({ kind: 'replace', old: m[1] ?? '', fresh: m[2] ?? '' }),
  ],
  [
    /^(?:use |make it |have |give it |with |set it to )?(.+?) (?:instead of|rather than) (.+)$/i,
    (m) => ({ kind: 'replace', old: m[2] ?? '', fresh: m[1] ?? '' }),
  ],
  [
    /^(?:remove|delete|drop|take (?:away|out)|get rid of|lose|erase|cut out|lift|stop|clear) (.+?)(?: (?:from|in) the (?:scene|picture|shot|video|prompt|image))?$/i,
    (m) => ({ kind: 'remove', old: m[1] ?? '' }),
  ],
  [
    /^(?:no|without|avoid|exclude|don't (?:show|include)|do not (?:show|include)) (?:any |more )?(.+?)(?: in (?:the|it).*| please)?$/i,
    (m) => ({ kind: 'exclude', old: m[1] ?? '' }),
  ],
  [/^(.+?) (?:is|are) (?:ok|okay|fine|allowed)(?: now)?$/i, (m) => ({ kind: 'remove', old: m[1] ?? '' })],
  [
    /^(?:add|include|insert|put in|show|introduce|give it|with|bring in|there should be) (?:also )?(.+)$/i,
    (m) => ({ kind: 'add', fresh: m[1] ?? '' }),
  ],
  [
    /^(?:make|paint|colou?r|dye|turn|render|have|let|keep) ((?:the|his|her|its|their|all|every|both) .+)$/i,
    (m) => splitMake(m[1] ?? ''),
  ],
  [
    /^(?:the )?(.+?) (?:should|must|has to|needs to|could|were|was)(?: be)?(?: (?:made of|a|an|all))* (.+)$/i,
    (m) => ({ kind: 'set', what: m[1] ?? '', fresh: m[2] ?? '' }),
  ],
  [
    /^(?:make|set|put|place|move|have|turn|change|render|shoot|film|switch|use|give|be|film)(?: (?:it|this|that|everything|the scene|the whole scene|the shot|the video))?(?: to)? (.+)$/i,
    (m) => ({ kind: 'state', fresh: m[1] ?? '' }),
  ],
];

function splitMake(words: string): Wish {
  const match =
    /^((?:the|his|her|its|their|all|every|both)(?: \S+)+?) ((?:(?:bright|dark|light|pale|deep|very|slightly|more|a|an|\d+|look|be|into|made of) )*\S+)$/i.exec(
      words,
    );
  return match === null
    ? { kind: 'state', fresh: words }
    : {
        kind: 'set',
        what: match[1] ?? '',
        fresh: (match[2] ?? '').replace(/^(?:look|be|into|made of) /, ''),
      };
}

/** Splits a request into its wishes; none where it asks for nothing. */
export function wishesOf(request: string): Wish[] {
  const text = request.trim().replace(/\s+/g, ' ').slice(0, 2000);
  if (NOTHING.test(text) && !/,|\bbut\b/.test(text)) return [];
  return clausesOf(text).flatMap((clause) => {
    const bare = clause
      .replace(POLITE, '')
      .replace(/[.!,;\s]+$/g, '')
      .replace(/,? (?:please|now|thanks|instead)$/i, '')
      .trim();
    if (bare === '' || NOTHING.test(bare)) return [];
    for (const [pattern, wish] of FORMS) {
      const match = pattern.exec(bare);
      if (match !== null) return [wish(match)];
    }
    return [{ kind: 'state', fresh: bare } satisfies Wish];
  });
}

const VERB_LEAD =
  'make|change|swap|replace|turn|remove|add|delete|drop|set|use|put|move|give|take|paint|no|without|keep|rename|switch|have|shoot|film|also|then|but|include';

/** At commas and semicolons, and before an `and` with a verb behind it; never inside quotation marks. */
function clausesOf(text: string): string[] {
  const quotes: string[] = [];
  const bare = text.replace(/"[^"]*"|“[^”]*”/g, (quote) => `\uE000${quotes.push(quote) - 1}\uE001`);
  return bare
    .split(
      new RegExp(String.raw`\s*[,;]\s*(?:and\s+)?|\.\s+|\s+(?:and|but|then)\s+(?=(?:${VERB_LEAD})\b)`, 'i'),
    )
    .map((clause) =>
      clause.replace(/\uE000(\d+)\uE001/g, (_, index: string) => quotes[Number(index)] ?? '').trim(),
    )
    .filter((clause) => clause !== '');
}
