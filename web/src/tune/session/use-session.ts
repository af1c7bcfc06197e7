import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../../api/api-error.js';
import { keys } from '../../api/query-keys.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Revision, Session } from '../tune.types.js';
import { tuneApi } from './tune-api.js';

const ASK_AGAIN_MS = 3_000;

/** The session that is being worked on; another browser may work on it, too. */
export function useSession(sessionId: string) {
  const [, dispatch] = useTuneDraft();
  const query = useQuery({
    queryKey: keys.session(sessionId),
    queryFn: ({ signal }) => tuneApi.getSession(sessionId, signal),
    refetchOnWindowFocus: true,
    // An unknown session stays unknown; anything else may pass.
    refetchInterval: ({ state: { error } }) => (error === null || isGone(error) ? false : ASK_AGAIN_MS),
  });
  const head = query.data === undefined ? undefined : headOf(query.data);
  useEffect(() => {
    if (head === undefined) return;
    const last = { prompt: head.prompt, protectedWords: head.details.protected };
    dispatch({ type: 'session-seen', id: sessionId, last });
  }, [dispatch, sessionId, head]);
  return query;
}

export function headOf({ head, revisions }: Session): Revision | undefined {
  return revisions.find(({ id }) => id === head);
}

/** Expired, deleted, or somebody else's. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

export function usePromptFields() {
  return useQuery({
    queryKey: keys.promptFields,
    queryFn: ({ signal }) => tuneApi.listFields(signal),
    staleTime: Infinity,
  });
}
