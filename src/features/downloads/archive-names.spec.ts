import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoEntryName as sut } from './archive-names.js';

/** Prompts made to hurt: any code unit, and the pieces that have broken archives before. */
const hostilePrompt = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '../',
        '..\\',
        '/',
        'CON',
        'nul.',
        '"',
        "'",
        '\0',
        '\n',
        '\u202e',
        '\ufeff',
        '\u1fef',
        ':',
        '.',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('videoEntryName', () => {
  it.each([
    ['A robot walks', 'job_0_A_robot_walks.mp4'],
    ['cats/dogs play', 'job_0_cats_dogs_play.mp4'],
    ['a very long prompt that goes on and on', 'job_0_a_very_long_prompt_that_goes_o.mp4'],
    ['Füße im Schnee, 雪の中', 'job_0_Füße_im_Schnee,_雪の中.mp4'],
  ])('names %j as seed 004 does', (prompt, name) => {
    expect(sut('job_0', prompt)).toBe(name);
  });

  it.each([
    ['', 'job_0_video.mp4'],
    ['   ', 'job_0_video.mp4'],
    ['../../etc/passwd', 'job_0_______etc_passwd.mp4'],
    ['...hidden', 'job_0____hidden.mp4'],
    ['a cat.', 'job_0_a_cat_.mp4'],
    ['say "hi" \\ it\'s', 'job_0_say__hi____it_s.mp4'],
    ['\u202egpj.exe', 'job_0__gpj.exe.mp4'],
    ['\ud83d cut', 'job_0___cut.mp4'],
    [`${'x'.repeat(29)}😀 tail`, `job_0_${'x'.repeat(29)}😀.mp4`],
  ])('makes %j safe', (prompt, name) => {
    expect(sut('job_0', prompt)).toBe(name);
  });

  it('gives one safe path element of at most 255 bytes for any prompt', () => {
    fc.assert(
      fc.property(hostilePrompt, fc.integer({ min: 0, max: 999 }), (prompt, index) => {
        const name = sut(`job_${index}`, prompt);
        expect(name).toMatch(/^job_\d+_.+\.mp4$/u);
        expect(name).not.toMatch(/[\p{C}\p{Z}/\\<>:"'`|?*]/u);
        expect(name).not.toContain('..');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(Buffer.from(name).toString()).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  it('gives different names to different jobs, whatever their prompts are', () => {
    fc.assert(
      fc.property(fc.array(hostilePrompt, { maxLength: 8 }), (prompts) => {
        const names = prompts.map((prompt, index) => sut(`job_${index}`, prompt).toLowerCase());
        expect(new Set(names).size).toBe(prompts.length);
      }),
    );
  });

  it('does not depend on how a prompt is composed', () => {
    expect(sut('job_0', 'cafe\u0301')).toBe(sut('job_0', 'caf\u00e9'));
  });
});
