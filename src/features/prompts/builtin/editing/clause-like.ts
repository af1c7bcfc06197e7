const WHO = '(?:it|him|them|us|he|she|they|everyone|everybody|someone|somebody)';
const CLAUSE = new RegExp(
  `^(?:(?:let|have|make|get|see|want|keep) )?${WHO} \\p{L}|^(?:(?:let|have|make|get|see|want|keep) )?her (?:to|be|\\p{L}+ing)\\b|^let \\p{L}`,
  'iu',
);

/** `them to go home`, `let it be quiet`: somebody and what is to be done, which is no thing. */
export function isClause(words: string): boolean {
  return CLAUSE.test(words);
}

/** `holding a rope`, though a `flying carpet` is a thing. */
export function isDoing(words: string): boolean {
  return /^\p{L}{2,}ing (?:an?|the|his|her|its|their|some|it|him|them|at|on|in|with|to|into|over|along|through|up|down) /iu.test(
    `${words} `,
  );
}

/** `a lamp` of `a lamp that glows`; what is quoted stays. */
export function withoutRelative(words: string): string {
  return /["“«]/u.test(words) ? words : words.replace(/,? (?:that|which|who) \p{L}+(?: \p{L}+){0,11}$/u, '');
}

/** `quiet` of `let it be quiet`, `a field of ice` of `it was a field of ice`. */
export function withoutBeing(words: string): string {
  return words.replace(
    /^(?:(?:let|have|make) (?:it|this|that|them) (?:be|look|feel)|(?:it|this|that|they) (?:was|were|is|are|would be|should be)) (?=\p{L})(?!\p{L}{2,}ing\b)/iu,
    '',
  );
}
