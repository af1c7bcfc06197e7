const STORAGE_KEY = 'reelsmith.api-key';

/** The API key of servers that want one. Kept until the tab is closed, and sent as a header only. */
export const apiKey = {
  get(): string {
    try {
      return sessionStorage.getItem(STORAGE_KEY) ?? '';
    } catch {
      // Storage is switched off: the key then lives only in this page.
      return inMemory;
    }
  },
  set(key: string): void {
    inMemory = key;
    try {
      sessionStorage.setItem(STORAGE_KEY, key);
    } catch {
      // As above.
    }
  },
  headers(): Record<string, string> {
    const key = this.get();
    return key === '' ? {} : { authorization: `Bearer ${key}` };
  },
};

let inMemory = '';
