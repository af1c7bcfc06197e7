import type { Measured } from './targets.ts';

/** Opens a session's journal of 1,000 revisions, cold for the store, warm for the file system. */
export function measureJournal(): Promise<Measured> {
  return Promise.resolve({
    target: 'journal of 1,000 revisions opens',
    value: undefined,
    note: 'not there yet',
  });
}
