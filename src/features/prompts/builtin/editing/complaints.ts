const BE = '(?:is|are|was|were|looks?|feels?|seems?|sounds?)';
const NOT = "(?:isn't|aren't|is not|are not|'s not|'re not|wasn't|weren't)";
const WE_WANT =
  "(?:i|we)(?:'m| am|'re| are|'d| had| have|'ve)? (?:really )?(?:want|wanted|mean|meant|need|needed|after|looking for|going for|aiming for|hoping for|thinking of|pictured?|imagined?|see|saw|in mind|had in mind|asked for|like)";
const FAULT =
  'too\\b|wrong|off\\b|boring|cheap|ugly|dull|weird|silly|annoying|distracting|cheesy|outdated|bland|confusing|not (?:right|good|working|what|enough)\\b|missing$';
const FAILS =
  '(?:fit|work|match|suit|help|sell|belong|go (?:with|well)|make sense|look (?:good|right|nice)|feel (?:good|right)|convince|do (?:it|much)|appeal)\\b';

/** What somebody complains about, in the first group. */
const COMPLAINTS: readonly RegExp[] = [
  new RegExp(
    `^(.+?) (?:${BE} (?:(?:way|far|much|a bit|a little|just|simply|really|so) )*(?:${FAULT})|${NOT} (?:quite |really )?(?:right|working|what (?:i|we) (?:want|meant|need))\\b|(?:is|are) (?:a )?(?:no-go|not allowed|forbidden|off[- ]brand|out of the question)\\b|(?:doesn't|don't|does not|do not|didn't|won't|isn't|aren't) (?:really |quite )?${FAILS})`,
    'iu',
  ),
  new RegExp(
    `^(.+?) ${NOT} (?:quite |really |exactly )?(?:what|who|where|how|the \\p{L}+) ${WE_WANT}\\b.*$`,
    'iu',
  ),
  // `for me` is gone from the end of a clause.
  new RegExp(
    `^(.+?) ${NOT}(?: (?:quite|really|exactly))?(?: it| (?:my|our) (?:thing|taste|style|cup of tea|idea)(?: of .+)?| for (?:me|us))?$`,
    'iu',
  ),
  new RegExp(
    `^(?!.*\\b(?:make|let|have|get|keep|should|must|could|can|want|needs?)\\b)(.+?) ${BE} (?:so|awfully|terribly|kind of|sort of) (?!much\\b|many\\b)[\\p{L}-]+$`,
    'iu',
  ),
  /^(?:there (?:is|are) |there's |that's )?(?:(?:way|far|just) )*too (?:many|much) ([\p{L} -]+?)(?: for (?:my|our) (?:taste|liking))?$/iu,
  /^(?:i|we)(?: really| just)?(?:(?: am|'m| are|'re) (?:not (?:feeling|into|sold on|happy with|a fan of|keen on)|tired of)| hate| dislike| (?:don't|do not) (?:really )?like) (.+?)(?: (?:that much|so much|at all|here))?$/i,
];

const LACK =
  /^(?:i|we|they) (?:couldn't|can't|could not|cannot|don't|didn't|won't) (?:get|find|have|afford|rent|obtain|show|use) (?:hold of )?((?:an?|the|any) .+?)(?: for .+| anywhere)?$/i;

const NO_RIGHT =
  /^(?:i|we) have no (?:rights?|budget|money|permission|time|use|need|licen[cs]e)s? (?:for|to (?:use|show)|of) (.+)$/i;

/** What a complaint is about; a complaint itself changes nothing. */
export function topicOf(clause: string): string | undefined {
  for (const pattern of [...COMPLAINTS, LACK, NO_RIGHT]) {
    const topic = pattern.exec(clause)?.[1];
    if (topic !== undefined) return topic;
  }
  return undefined;
}

/** Whether something is not to be had: what is named next takes its place. */
export function isLack(clause: string): boolean {
  return LACK.test(clause);
}
