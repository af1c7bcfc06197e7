import type { Draft } from './draft.types.js';

interface Drafts {
  get: () => Draft;
  subscribe: (listener: () => void) => () => void;
}

/**
 * Calls back with each upload that has left the form for good, so that it does not go on counting against what one may
 * upload. Jobs that were started from it keep it. @returns ends it
 */
export function onFileRemoved(drafts: Drafts, removed: (inputId: string) => void): () => void {
  let before = inputsOf(drafts.get());
  return drafts.subscribe(() => {
    const now = inputsOf(drafts.get());
    for (const id of before) if (!now.has(id)) removed(id);
    before = now;
  });
}

function inputsOf({ prompts, sharedFiles }: Draft): ReadonlySet<string> {
  const all = [sharedFiles, ...prompts.map(({ files }) => files)];
  return new Set(all.flatMap((files) => Object.values(files).map(({ id }) => id)));
}
