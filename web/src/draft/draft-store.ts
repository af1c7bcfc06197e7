import { useSyncExternalStore } from 'react';
import { portal } from '../api/portal.js';
import { draftReducer } from './draft.reducer.js';
import { loadDraft, saveDraft } from './draft-storage.js';
import type { Draft, DraftAction, HandedPrompt } from './draft.types.js';
import { onFileRemoved } from './removed-files.js';

/**
 * The batch that is being written. It lies outside of the components, so that every area can add to it, and nothing
 * that was typed is lost when another area is shown, or the page is loaded again.
 */
export class DraftStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #listeners = new Set<() => void>();
  #draft: Draft;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#draft = loadDraft(storage);
  }

  readonly get = (): Draft => this.#draft;

  readonly dispatch = (action: DraftAction): void => {
    this.#draft = draftReducer(this.#draft, action);
    saveDraft(this.#draft, this.#storage);
    for (const listener of this.#listeners) listener();
  };

  /** @returns ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

let store: DraftStore | undefined;

/** The one of this page. Made when it is first asked for: modules are also loaded where there is no browser. */
function pageStore(): DraftStore {
  if (store === undefined) {
    store = new DraftStore(localStorageOrNone());
    // Where that fails, the server forgets it by itself after a day.
    onFileRemoved(store, (id) => void portal.forgetInput(id).catch(() => undefined));
  }
  return store;
}

function localStorageOrNone(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    // Switched off: even naming it throws. The form works, and forgets with the tab.
    return { getItem: () => null, setItem: () => undefined };
  }
}

export function useDraft(): readonly [Draft, (action: DraftAction) => void] {
  const { subscribe, get, dispatch } = pageStore();
  return [useSyncExternalStore(subscribe, get), dispatch];
}

/** Adds prompts to the batch that is being written; up to eight fit, and Run says how many did not. */
export function handPrompts(prompts: readonly HandedPrompt[]): void {
  pageStore().dispatch({ type: 'prompts-handed', prompts });
}
