import { describe, expect, it } from 'vitest';
import { cleanPrompt } from './prompt-cleaning.js';

describe('cleanPrompt', () => {
  it.each([
    ['  a\t red \n\n ball\u00a0moves ', 'a red ball moves'],
    ['cats &amp; dogs', 'cats & dogs'],
    ['&amp;lt;b&amp;gt;', '<b>'],
    ['&#233;&#xE9;', 'éé'],
    ['&unknown; & &#xD800; &#x110000;', '&unknown; & \ufffd \ufffd'],
    ['a\ud800b 😀', 'a\ufffdb 😀'],
    ['', ''],
  ])('%j becomes %j', (prompt, expected) => {
    expect(cleanPrompt(prompt)).toBe(expected);
  });
});
