import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, requestOf, SPEC } from '../../../test/support/job-records.js';
import type { JobEvent } from './job-event.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';

const submitted = (prompt = SPEC.prompt): JobEvent => {
  const request = requestOf({ spec: { ...SPEC, prompt } });
  return { type: 'submitted', at: 1000, request };
};
const events = [submitted(), EVENTS.started(), EVENTS.sealed(), EVENTS.succeeded()];
const lines = events.map(encodeEvent);
const journal = Buffer.from(lines.join(''));

function decodeBytes(bytes: Buffer) {
  return decodeJournal(bytes.toString('utf8'));
}

describe('a journal', () => {
  it('gives back what was written, whatever the prompt is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (prompt) => {
        const event = submitted(prompt);
        expect(decodeJournal(encodeEvent(event)).events).toEqual([event]);
      }),
    );
  });

  it('torn at any byte gives back the whole lines before it, and says how long they are', () => {
    const ends = lines.map((_, index) => Buffer.byteLength(lines.slice(0, index + 1).join('')));
    for (let length = 0; length <= journal.length; length += 1) {
      const whole = ends.filter((end) => end <= length);
      const decoded = decodeBytes(journal.subarray(0, length));

      expect(decoded.events).toEqual(events.slice(0, whole.length));
      expect(decoded.validBytes).toBe(whole.at(-1) ?? 0);
    }
  });

  it('with any bit flipped never gives an event that was not written', () => {
    const first = Buffer.from(lines.slice(0, 2).join(''));
    for (let bit = 0; bit < first.length * 8; bit += 1) {
      const damaged = Buffer.from(first);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const decoded = decodeBytes(damaged);

      expect(decoded.events).toEqual(events.slice(0, decoded.events.length));
      expect(decoded.events.length).toBeLessThan(2);
    }
  });

  it('is not read on after damage, even where whole lines follow', () => {
    const damaged = [lines[0], lines[1]?.replace('sim:0', 'sim:1'), lines[2], lines[3]].join('');
    const decoded = decodeJournal(damaged);

    expect(decoded.events).toEqual(events.slice(0, 1));
    expect(decoded.damagedBytes).toBe(Buffer.byteLength(damaged) - decoded.validBytes);
  });

  it('takes no event that only looks right: wrong ids and names that lead elsewhere', () => {
    const sealed = EVENTS.sealed();
    if (sealed.type !== 'output-sealed') throw new Error('it is sealed');
    const strange = {
      ...sealed,
      artifacts: sealed.artifacts.map((file) => ({ ...file, fileName: '../video.mp4' })),
    };

    expect(decodeJournal(encodeEvent(strange)).events).toEqual([]);
    expect(
      decodeJournal(encodeEvent({ ...submitted(), request: { ...requestOf(), id: 'x' } } as never)).events,
    ).toEqual([]);
  });

  it('survives any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBytes(Buffer.from(bytes)).events).toEqual([]);
      }),
    );
  });
});
