/** Longest piece of a server's own words that goes into an error, in characters. */
export const LONGEST_UPSTREAM_TEXT = 300;

/** Shorter strings are no keys, and removing them would tear words apart. */
const SHORTEST_SECRET = 4;

/** What looks like a key, whoever it belongs to. */
const KEY_LIKE = /\b(?:Bearer\s+[^\s"',]+|(?:sk|nvapi|hf|gsk|xai|ghp|AIza)[-_]?[\w-]{8,})/gi;

/** One line of a server's or model's words, without control characters and keys, of bounded length. */
export function upstreamText(text: string, secret: string | undefined): string {
  const line = text
    // A much longer text cannot matter, and the patterns need not see it.
    .slice(0, 4000)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const open =
    secret !== undefined && secret.length >= SHORTEST_SECRET ? line.replaceAll(secret, '***') : line;
  const safe = open.replace(KEY_LIKE, '***');
  return safe.length <= LONGEST_UPSTREAM_TEXT
    ? safe
    : `${safe.slice(0, LONGEST_UPSTREAM_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
