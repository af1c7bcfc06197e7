import { IsOptional, Matches } from 'class-validator';
import { fieldRules, rules } from '../../platform/http/field-rules.js';

export { Anything } from '../../platform/http/field-rules.js';

const own = fieldRules({
  string: 'must be a string',
  integer: 'must be a whole number',
  number: 'must be a number',
  atLeast: (min) => `must be at least ${min}`,
  atMost: (max) => `must be at most ${max}`,
});

export const { RequiredText, OptionalText, OptionalWholeNumber, OptionalNumber } = own;
export const OptionalMatch = (pattern: RegExp, message: string) =>
  rules(IsOptional(), own.aString(), Matches(pattern, { message }));
