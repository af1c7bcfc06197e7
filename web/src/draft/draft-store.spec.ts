import { describe, expect, it, vi } from 'vitest';
import { DraftStore } from './draft-store.js';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('DraftStore', () => {
  it('gives back after a reload what was written before', () => {
    const storage = memory();
    new DraftStore(storage).dispatch({ type: 'prompts-handed', prompts: [{ text: 'a', sessionId: 's' }] });
    expect(new DraftStore(storage).get().prompts).toMatchObject([{ text: 'a', sessionId: 's' }]);
  });

  it('tells its listeners of each change, until they leave', () => {
    const sut = new DraftStore(memory());
    const listener = vi.fn<() => void>();
    const leave = sut.subscribe(listener);
    sut.dispatch({ type: 'prompt-added' });
    leave();
    sut.dispatch({ type: 'prompt-added' });
    expect(listener).toHaveBeenCalledOnce();
  });
});
