import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { tuneApi } from '../session/tune-api.js';
import { useTuneDraft } from '../store/tune-store.js';

/** Asks for a richer text. A proposal: nothing of the session changes. */
export function usePropose(sessionId: string | undefined) {
  const [, dispatch] = useTuneDraft();
  const abort = useRef<AbortController>(undefined);
  const { mutate, isPending, error } = useMutation({
    mutationKey: ['tune', 'propose'],
    mutationFn: (prompt: string) => {
      abort.current = new AbortController();
      return tuneApi.propose(prompt, sessionId, abort.current.signal);
    },
    onSuccess: (proposal) => dispatch({ type: 'proposed', proposal }),
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
