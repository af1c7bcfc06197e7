import { describe, expect, it } from 'vitest';
import { DraftStore } from './draft-store.js';
import { onFileRemoved } from './removed-files.js';

const file = (id: string) => ({ id, name: `${id}.png`, detail: '' });

describe('files that leave the form', () => {
  it('are told once no prompt has them any more, and not when they only change their place', () => {
    const store = new DraftStore({ getItem: () => null, setItem: () => undefined });
    const told: string[] = [];
    onFileRemoved(store, (id) => told.push(id));
    const set = (role: 'image' | 'last_image', id?: string) =>
      store.dispatch({ type: 'shared-file-set', role, file: id === undefined ? undefined : file(id) });
    set('image', 'a');
    set('last_image', 'a');
    set('image');
    store.dispatch({ type: 'own-file-set', id: 'p1', role: 'image', file: file('b') });
    expect(told).toEqual([]);
    set('last_image', 'c');
    expect(told).toEqual(['a']);
    store.dispatch({ type: 'cleared' });
    expect(told.toSorted()).toEqual(['a', 'b', 'c']);
  });
});
