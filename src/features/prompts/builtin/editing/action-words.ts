/** `sitting to the left of a grey rabbit` without the rabbit. */
export function withoutPhrase(action: string, pattern: RegExp): string {
  const match = pattern.exec(action);
  if (match === null) return action;
  const before = action
    .slice(0, match.index)
    .replace(
      /(?:\s+(?:to|on|in|at|of|with|over|under|behind|beside|near|next|front|left|right|the|a|an|his|her|its|toward|towards|past|and|from|into|onto|around|through|for|two|three|[\p{L}-]+(?<!ing)))*\s*$/iu,
      '',
    );
  return before === '' ? action : before;
}
