import { describe, expect, it } from 'vitest';
import { estimatedTime } from './estimated-time.js';

describe('estimatedTime', () => {
  it.each([
    [0, '1 second'],
    [1.2, '2 seconds'],
    [59.5, '60 seconds'],
    [60, '1 minute'],
    [170, '3 minutes'],
    [3600, '1h 0m'],
    [3860, '1h 5m'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(estimatedTime(seconds)).toBe(text);
  });
});
