import { describe, expect, it } from 'vitest';
import { ApiError, NoAnswerError } from './api-error.js';
import { explain } from './explain.js';

describe('explain', () => {
  it.each([
    [new ApiError(429, 'Too many.', { retryAfterSeconds: 7 }), 'Too many. Try again in 7 s.'],
    [new ApiError(503, 'The queue is full.', { retryAfterSeconds: 0 }), 'The queue is full.'],
    [new ApiError(507, 'The disk is full.'), /^The disk is full\. Free some space .*gallery\.$/],
    [new NoAnswerError('No answer.'), 'No answer.'],
    ['torn', 'torn'],
  ])('says of %s: %s', (error, text) => {
    expect(explain(error)).toMatch(text);
  });
});
