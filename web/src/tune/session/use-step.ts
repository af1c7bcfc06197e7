import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys } from '../../api/query-keys.js';
import type { StepKind } from '../store/tune-draft.types.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Stepped } from './tune-api.js';

/** Steps are made one after another, in the order of asking: a second one would branch off from under the first. */
const IN_ORDER = { id: 'tune-step' };

/**
 * A call that moves the session on. What was typed for it is cleared once the server has answered, and not before;
 * where no answer came, the session is read again, since it may have moved all the same.
 * @param isRepeatable asked for twice, it is done twice, as with undo; otherwise the second time is a slip
 */
export function useStep<I>(
  done: StepKind,
  call: (input: I, signal: AbortSignal) => Promise<Stepped>,
  { isRepeatable = false } = {},
) {
  const client = useQueryClient();
  const [draft, dispatch] = useTuneDraft();
  const abort = useRef<AbortController>(undefined);
  const { mutate, isPending, error, reset } = useMutation({
    scope: IN_ORDER,
    mutationFn: (input: I) => {
      abort.current = new AbortController();
      return call(input, abort.current.signal);
    },
    onSuccess: async ({ sessionId, step }) => {
      await readAgain(client, sessionId);
      dispatch({ type: 'stepped', sessionId, step, done });
    },
    onError: () => (draft.sessionId === undefined ? undefined : readAgain(client, draft.sessionId)),
  });
  const wasCancelled = error instanceof DOMException && error.name === 'AbortError';
  return {
    run: (input: I) => {
      if (!isPending || isRepeatable) mutate(input);
    },
    isPending,
    error: wasCancelled ? null : error,
    forgetError: reset,
    cancel: () => abort.current?.abort(),
  };
}

async function readAgain(client: QueryClient, sessionId: string): Promise<void> {
  const session = { queryKey: keys.session(sessionId), exact: true };
  // A first reading that is under way may have been answered before the step, and would be taken for a fresh one.
  await client.cancelQueries(session);
  await Promise.all([
    client.invalidateQueries(session),
    client.invalidateQueries({ queryKey: keys.sessions, exact: true }),
  ]);
}
