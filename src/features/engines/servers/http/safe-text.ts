/** Longest message that goes into records, in characters. */
export const MAX_MESSAGE_LENGTH = 500;

/** Shorter strings are no keys, and removing them would tear words apart. */
const SHORTEST_SECRET = 4;

/** What looks like a key, whoever it belongs to. */
const KEY_LIKE = /\b(?:Bearer\s+\S+|(?:nvapi|sk|hf|ghp|xox[abp])[-_][\w-]{8,})/gi;
/** Query strings of addresses hold signatures. */
const SIGNED_ADDRESS = /(https?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/gi;

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return plain.replace(KEY_LIKE, '***').replace(SIGNED_ADDRESS, '$1?***');
}

/** One line without control characters, of at most {@link MAX_MESSAGE_LENGTH} characters. */
export function cutText(text: string, longest = MAX_MESSAGE_LENGTH): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
