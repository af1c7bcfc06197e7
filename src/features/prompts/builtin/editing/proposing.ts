import type { Cleft } from './clefts.js';

const LEAD = '(^|[.;!?] |, )';
const PROPOSAL =
  "(?:(?:how|what) about|(?:maybe |perhaps )?(?:consider|try)|have you (?:considered|thought (?:of|about))|(?:i|we)(?:'d| would)? (?:suggest|propose|recommend)|(?:i|we)(?:'m| am|'re| are| was| were) (?:thinking|dreaming) (?:of|about)|would you mind|do you mind|what do you (?:think|say) (?:of|about|to)|we could try|is there (?:any )?chance of|feel like)";
const ONE_THERE = '(?=(?:it|him|them|this|that|everything|the|his|her|its|their)\\b)';
const BASES: Readonly<Record<string, string>> = {
  adding: 'add',
  including: 'include',
  removing: 'remove',
  deleting: 'delete',
  replacing: 'replace',
  swapping: 'swap',
  changing: 'change',
  renaming: 'rename',
  ditching: 'ditch',
  dropping: 'drop',
  losing: 'lose',
  making: 'make',
  giving: 'give',
  putting: 'put',
  moving: 'move',
  turning: 'turn',
  setting: 'set',
  letting: 'let',
  having: 'have',
  placing: 'place',
  using: 'use',
  switching: 'switch',
  cutting: 'cut',
  calling: 'call',
  naming: 'name',
  showing: 'show',
  dressing: 'dress',
};
/** These are nothing that is done in a scene; the others may be, where nothing of the scene follows. */
const ALWAYS = 'adding|including|removing|deleting|replacing|swapping|changing|renaming|ditching|losing';
const NAMED =
  'dropping|making|giving|putting|moving|turning|setting|letting|having|placing|using|switching|cutting|calling|naming|showing|dressing';

/** `how about adding a man`, `besides the buzzing I want birds`: how somebody comes to a wish, before requests are parted. */
export const PROPOSING: readonly Cleft[] = [
  [
    new RegExp(
      `${LEAD}${PROPOSAL} (?:maybe |perhaps |also |just )?(${ALWAYS}|(?:${NAMED})(?= ${ONE_THERE})) `,
      'giu',
    ),
    (_: string, lead = '', verb = '') => `${lead}${BASES[verb.toLowerCase()] ?? verb} `,
  ],
  [
    /(^|[.;!?] )(?:besides|apart from|aside from|in addition to|on top of|along with|beyond|other than) ((?:the|his|her|its|their|that|those|this) [\p{L} -]+?),? (?=(?:i|we|you|there|it|let's|let|add|have|put|show|give|please|can|could|include|play|may)\b)/giu,
    '$1also ',
  ],
  [
    /,? (?:besides|apart from|aside from|in addition to) (?:the|his|her|its|their|that|those|this) [\p{L} -]+?(?=[?.!]*$)/iu,
    ' as well',
  ],
];
