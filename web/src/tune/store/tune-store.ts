import { useSyncExternalStore } from 'react';
import { loadTuneDraft, saveTuneDraft } from './tune-storage.js';
import { tuneReducer } from './tune.reducer.js';
import type { TuneAction, TuneDraft } from './tune-draft.types.js';

/** Outside of the components, so that nothing is lost when another area is shown. */
export class TuneStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #listeners = new Set<() => void>();
  #draft: TuneDraft;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#draft = loadTuneDraft(storage);
  }

  readonly get = (): TuneDraft => this.#draft;

  readonly dispatch = (action: TuneAction): void => {
    this.#draft = tuneReducer(this.#draft, action);
    saveTuneDraft(this.#draft, this.#storage);
    for (const listener of this.#listeners) listener();
  };

  /** @returns ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

let store: TuneStore | undefined;

function pageStore(): TuneStore {
  store ??= new TuneStore(storageOrNone());
  return store;
}

function storageOrNone(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    // Switched off: even naming it throws.
    return { getItem: () => null, setItem: () => undefined };
  }
}

export function useTuneDraft(): readonly [TuneDraft, (action: TuneAction) => void] {
  const { subscribe, get, dispatch } = pageStore();
  return [useSyncExternalStore(subscribe, get), dispatch];
}
