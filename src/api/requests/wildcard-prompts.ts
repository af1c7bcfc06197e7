import { countCombinations, expandWildcards } from '../../features/prompts/index.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';

/** Combinations up to which they are all written out, to see how many different ones there are. */
const MOST_WRITTEN = 1000n;

export interface WildcardOptions {
  seed: number;
  /** How many prompts; undefined: all that there are. */
  count: number | undefined;
  /** Prompts in all. */
  most: number;
}

/**
 * The prompts that others with `{a|b|c}` in them stand for; which of them each came from, by its place.
 * @throws InvalidRequestError where there are more than `most` and nobody says how many
 */
export function expandPrompts(
  prompts: readonly string[],
  { seed, count, most }: WildcardOptions,
): { prompt: string; from: number }[] {
  const every = prompts.map((prompt) =>
    countCombinations(prompt) <= MOST_WRITTEN ? expandWildcards(prompt) : undefined,
  );
  const total = every.reduce((sum, texts) => sum + (texts?.length ?? Infinity), 0);
  if (total <= (count ?? most))
    return every.flatMap((texts = [], from) => texts.map((prompt) => ({ prompt, from })));
  if (count === undefined) throw tooMany(total, most);
  if (count < prompts.length) throw tooSmall(count, prompts.length);
  const pools = prompts.map((prompt, from) => [
    ...new Set(expandWildcards(prompt, { seed: (seed + from) % 2 ** 32, count })),
  ]);
  return sharesOf(pools, count).flatMap((share, from) =>
    (pools[from] ?? []).slice(0, share).map((prompt) => ({ prompt, from })),
  );
}

/** How many are taken of each pool: one of each in turn, until there are enough. */
function sharesOf(pools: readonly (readonly string[])[], count: number): number[] {
  const shares = pools.map(() => 0);
  let left = Math.min(
    count,
    pools.reduce((sum, pool) => sum + pool.length, 0),
  );
  for (let turn = 0; left > 0; turn = (turn + 1) % pools.length) {
    const share = shares[turn] ?? 0;
    if (share >= (pools[turn]?.length ?? 0)) continue;
    shares[turn] = share + 1;
    left -= 1;
  }
  return shares;
}

function tooMany(total: number, most: number): InvalidRequestError {
  const number = Number.isFinite(total) ? String(total) : `more than ${MOST_WRITTEN}`;
  const message =
    `the wildcards stand for ${number} prompts, but a batch has at most ${most}; ` +
    'say with wildcard_count how many of them to draw';
  return new InvalidRequestError([{ part: 'body', at: ['wildcards'], kind: 'value_error', message }]);
}

function tooSmall(count: number, prompts: number): InvalidRequestError {
  const message = `must be at least ${prompts}, one for each prompt`;
  return new InvalidRequestError([
    { part: 'body', at: ['wildcard_count'], kind: 'value_error', message, input: count },
  ]);
}
