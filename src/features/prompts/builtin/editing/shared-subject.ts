/** `in a green dress`, `to the left`, behind somebody who is put there. */
const WHERE = '(?:in(?:to)?|on(?:to)?|at|to|with|behind|under|near|beside|next to|as|wearing)';
const WHOM = "(?:him|her|it|them|(?:the|his|its|their) [\\p{L}' -]+?)";
const PUT = '(?:put|place|dress|seat|set|move|have|show|make|paint|stand|give|hand)';

const GAPPED = new RegExp(`^((?:${PUT}) )(${WHOM} ${WHERE} [^,]+?),? and (${WHOM} ${WHERE} .+)$`, 'iu');
const GAPPED_GIFT = new RegExp(
  `^((?:give|hand|get|buy) )(${WHOM} (?:an?|some|two|three) [^,]+?),? and (him|her|it|them|the [\\p{L}-]+) ((?:an?|some|two|three) .+)$`,
  'iu',
);

const GAPPED_VERB =
  /^((?:(?:the|his|her) [\p{L} -]+?|he|she|it|they) )((?:should|must|could|can|has to|needs to) (?:wear|have|hold|carry) )(.+?),? and ((?:the|his|her) [\p{L}-]+|he|she|it|they|him|her|them) ((?:an?|some|two|three) [\p{L} -]+)$/iu;

/** `put her in a gown and him in a suit`: what is wanted of the second by the verb of the first. */
export function gapped(clause: string): string[] | undefined {
  const [, verb, first, second] = GAPPED.exec(clause) ?? [];
  if (verb !== undefined && first !== undefined && second !== undefined)
    return [`${verb}${first}`, `${verb}${second}`];
  const [, give, one, whom, gift] = GAPPED_GIFT.exec(clause) ?? [];
  if (give !== undefined && one !== undefined && whom !== undefined && gift !== undefined)
    return [`${give}${one}`, `${give}${whom} ${gift}`];
  const [, who, does, what, other, theirs] = GAPPED_VERB.exec(clause) ?? [];
  return who === undefined ? undefined : [`${who}${does}${what}`, `${other} ${does}${theirs}`];
}

const THE = '(?:the|his|her|its|their|both|that|those|these|this)';
const SHOULD = '(?:should|must|could|can|may|might|shall|has to|have to|needs? to|ought to|is to)';
const SUBJECT = [
  new RegExp(
    `^(?:i think |maybe |perhaps |and |also )?(${THE} [\\p{L}' -]+?|he|she|it|they) ${SHOULD} `,
    'iu',
  ),
  /^(?:can|could|may|might|should|shall|let|make|have) ((?:the|his|her|its|their) [\p{L}' -]+?|he|she|it|they) (?=(?:be|wear|have|hold|carry|look|sit|stand|walk|run|get|go|do|play|face|smile|turn|come|move|stay|fly|sing|dance|read|say)\b)/iu,
];
const BARE =
  /^(?:and |but |also )*(be |wear |have (?!(?:it|the|him|them|a look)\b)|hold |carry |look (?!at\b))(.+)$/iu;
const ITS_OWN = /^with ((?!(?:the|his|her|its|their) )[\p{L}' -]+)$/iu;
const IS_SO = new RegExp(
  `^(?:${THE} [\\p{L}' -]+?) (?:${SHOULD} )(?:be|look|get|become) [\\p{L}' -]+$`,
  'iu',
);

/** `can the cat wear a hat, and be behind the dog`: of whom the part before speaks; undefined where it says it itself. */
export function sharedSubject(before: string | undefined, clause: string): string | undefined {
  if (before === undefined) return undefined;
  const who = SUBJECT.map((pattern) => pattern.exec(before)?.[1]).find((one) => one !== undefined);
  const [, verb, rest] = BARE.exec(clause) ?? [];
  if (who !== undefined && verb !== undefined && rest !== undefined) return `${who} should ${verb}${rest}`;
  const own = IS_SO.test(before) ? ITS_OWN.exec(clause)?.[1] : undefined;
  return own === undefined || who === undefined ? undefined : `${who} should have ${own}`;
}

const TWO_PREDICATES =
  /^(.+?),? and ((?:be|wear|hold|carry|look(?! (?:at|up|down|into|out|around|back|over)\b)) .+)$/iu;

/** `the guard should wear a hat and be behind the queen` is said of one, twice. */
export function predicatesOfOne(clause: string): string[] | undefined {
  const [, first, second = ''] = TWO_PREDICATES.exec(clause) ?? [];
  const other = sharedSubject(first, second);
  return first === undefined || other === undefined ? undefined : [first, other];
}

/** `five balloons, blue ones`: what the part before has named last. */
export function namedBefore(before: string | undefined, clause: string): string | undefined {
  const looks = /^((?:an? |some )?(?:[\p{L}-]+ ){1,3})ones?[.!]*$/iu.exec(clause)?.[1];
  const noun =
    /^(?:(?:make it|i want|use|give me|with|only|just) )*(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|several|\d+) (?:[\p{L}-]+ ){0,2}?([\p{L}-]+)[.!]*$/iu.exec(
      before ?? '',
    )?.[1];
  return looks === undefined || noun === undefined
    ? undefined
    : `make the ${noun} ${looks.replace(/^(?:an?|some) /i, '').trim()}`;
}
