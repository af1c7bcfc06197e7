/** Words of a list in one string: parted by spaces, or by commas where they have spaces themselves. */
export function wordSet(list: string): ReadonlySet<string> {
  const separator = list.includes(',') ? /\s*,\s*/ : /\s+/;
  return new Set(list.trim().split(separator));
}
