import { describe, expect, it } from 'vitest';
import { IdempotencyKeys, randomKey } from './idempotency.js';

describe('IdempotencyKeys', () => {
  it('keeps the key of a body that was not answered yet', () => {
    const sut = new IdempotencyKeys();
    const first = sut.keyFor('a');
    expect(sut.keyFor('a')).toBe(first);
  });

  it('gives another body another key', () => {
    const sut = new IdempotencyKeys();
    expect(sut.keyFor('a')).not.toBe(sut.keyFor('b'));
  });

  it('gives the same body a new key once it was answered', () => {
    const sut = new IdempotencyKeys();
    const first = sut.keyFor('a');
    sut.answered();
    expect(sut.keyFor('a')).not.toBe(first);
  });
});

describe('randomKey', () => {
  it('works where randomUUID is missing', () => {
    const original = Object.getOwnPropertyDescriptor(Crypto.prototype, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      expect(randomKey()).toMatch(/^[0-9a-f]{32}$/);
    } finally {
      Reflect.deleteProperty(crypto, 'randomUUID');
      if (original !== undefined) Object.defineProperty(Crypto.prototype, 'randomUUID', original);
    }
  });
});
