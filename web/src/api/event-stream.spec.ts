import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser } from './event-stream.js';

const TEXT =
  ': hello\n\nid: 4\nevent: job\ndata: {"id":\ndata: "1"}\n\r\ndata:plain\r\n\r\nevent: nothing\n\n';

describe('EventStreamParser', () => {
  it('reads names and data, and skips comments and empty events', () => {
    expect(new EventStreamParser().push(TEXT)).toEqual([
      { event: 'job', data: '{"id":\n"1"}' },
      { event: 'message', data: 'plain' },
    ]);
  });

  it('gives the same events however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(TEXT.length)), (cuts) => {
        const sut = new EventStreamParser();
        const places = [0, ...cuts.sort((a, b) => a - b), TEXT.length];
        const events = places.flatMap((place, index) =>
          sut.push(TEXT.slice(place, places[index + 1] ?? TEXT.length)),
        );
        expect(events).toEqual(new EventStreamParser().push(TEXT));
      }),
    );
  });

  it('holds an unfinished event back', () => {
    expect(new EventStreamParser().push('data: x\n')).toEqual([]);
  });
});
