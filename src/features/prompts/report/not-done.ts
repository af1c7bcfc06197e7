import type { NotDone } from '../../sessions/index.js';

/** Words of a request are shown to people at most this long. */
const LONGEST_SHOWN = 120;

const REASONS: Readonly<Record<NotDone['reason'], string>> = {
  not_there: 'the prompt has nothing of that name',
  not_understood: 'this was not understood',
  already_so: 'the prompt says so already',
};

/** One sentence for each part of a request that was not carried out: `Not done: "the ball blue" (...).` */
export function describeNotDone(parts: readonly NotDone[]): string[] {
  return parts.map(({ words, reason }) => {
    const said = Array.from(words);
    const short = said.length <= LONGEST_SHOWN ? words : `${said.slice(0, LONGEST_SHOWN).join('')}...`;
    return `Not done: \u201c${short}\u201d (${REASONS[reason]}).`;
  });
}
