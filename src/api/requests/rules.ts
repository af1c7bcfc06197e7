import { fieldRules } from '../../platform/http/field-rules.js';

export { Anything, lengthOf, rules } from '../../platform/http/field-rules.js';

export const LONGEST_PROMPT = 20_000;

/** In pydantic's words, as seed 004's server has them. */
export const { RequiredText, OptionalText, OptionalWholeNumber, OptionalNumber } = fieldRules({
  string: 'Input should be a valid string',
  integer: 'Input should be a valid integer',
  number: 'Input should be a valid number',
  atLeast: (min) => `Input should be greater than or equal to ${min}`,
  atMost: (max) => `Input should be less than or equal to ${max}`,
});
