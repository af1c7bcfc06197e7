import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { tuneApi } from '../session/tune-api.js';
import { useTuneDraft } from '../store/tune-store.js';

/** Asks for variations of a revision, as the form says. The history does not change. */
export function useVary(sessionId: string) {
  const [draft, dispatch] = useTuneDraft();
  const abort = useRef<AbortController>(undefined);
  const { mutate, isPending, error } = useMutation({
    mutationKey: ['tune', 'vary'],
    mutationFn: (revisionId: string) => {
      abort.current = new AbortController();
      return tuneApi.vary(sessionId, revisionId, draft.vary, abort.current.signal);
    },
    onSuccess: ({ variations, seed, warnings = [] }) => {
      const cards = variations.map(
        ({ base_revision_id: baseRevisionId, prompt, details, selected, ...rest }) => ({
          prompt,
          details,
          selected,
          baseRevisionId,
          diff: rest.diff,
          provider: rest.provider,
          degraded: rest.degraded,
        }),
      );
      dispatch({ type: 'varied', round: { seed, cards, picked: [], warnings } });
      requestAnimationFrame(() => document.getElementById('variations-title')?.focus());
    },
  });
  const wasCancelled = error instanceof DOMException && error.name === 'AbortError';
  return {
    run: (about: string) => {
      if (!isPending) mutate(about);
    },
    isPending,
    error: wasCancelled ? null : error,
    cancel: () => abort.current?.abort(),
  };
}
