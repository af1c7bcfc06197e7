import { randomBytes } from 'node:crypto';
import { assert, nat, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.js';
import { decodeBase64, decodedSize } from './base64-text.js';
import { readTextSource } from './text-source.js';

const decode = (text: string, start?: number) => Buffer.concat([...decodeBase64(text, start)]);

describe('base64 in a text', () => {
  it('gives back what was encoded, wherever it begins', () => {
    assert(
      property(uint8Array({ maxLength: 2000 }), string({ maxLength: 9 }), (bytes, head) => {
        const text = head + Buffer.from(bytes).toString('base64');
        expect(decode(text, head.length)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('comes in pieces, without gaps between them', () => {
    const bytes = randomBytes(1_000_001);
    const pieces = [...decodeBase64(bytes.toString('base64'))];
    expect(pieces.length).toBeGreaterThan(4);
    expect(Buffer.concat(pieces)).toEqual(bytes);
  });

  it('tells its size before it is decoded, to three bytes', () => {
    assert(
      property(nat(2000), (length) => {
        const size = decodedSize(Buffer.alloc(length).toString('base64'));
        expect(size - length).toBeGreaterThanOrEqual(0);
        expect(size - length).toBeLessThan(3);
      }),
    );
  });

  it.each(['A', 'AB', 'ABC', 'AB=C', '=AAA', 'A===', 'AA AA===', 'AA\nAA==', 'AA-_', 'ÄAAA', 'AAA\0'])(
    'is refused where it is none: %j',
    (text) => {
      expect(() => decode(text)).toThrow(/not valid base64/);
    },
  );
});

describe('a text', () => {
  it.each([
    ['01890000-0000-7000-8000-000000000000', 'upload'],
    ['01890000-0000-4000-8000-000000000000', 'path'],
    ['https://example.org/a.png', 'url'],
    ['HTTP://example.org', 'url'],
    ['data:;base64,AAAA', 'base64'],
    ['DATA:image/png;BASE64,AAAA', 'base64'],
    ['/9j/4AAQSkZJRgABAQ==', 'base64'],
    ['cats/one.png', 'path'],
    ['/srv/inputs/one.png', 'path'],
    ['../secret', 'path'],
  ])('is told by its looks: %s', (text, type) => {
    expect(readTextSource(text).type).toBe(type);
  });

  it('always is something, or refused as an input', () => {
    assert(
      property(string({ maxLength: 100, unit: 'binary' }), (text) => {
        const read = () => {
          try {
            return readTextSource(text).type;
          } catch (error) {
            return error instanceof DomainError ? error.code : error;
          }
        };
        expect(['upload', 'url', 'base64', 'path', 'input_invalid']).toContain(read());
      }),
    );
  });
});
