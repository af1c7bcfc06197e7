import { useEffect, useRef } from 'react';
import { pathOf, useGoTo, useRoute } from '../shell/route.js';
import { useTuneDraft } from './store/tune-store.js';

/** Keeps the session and the address together: `#/tune/<session>` opens one, and opening one changes the address. */
export function useAddress(): void {
  const [, inAddress] = useRoute();
  const [{ sessionId }, dispatch] = useTuneDraft();
  const goTo = useGoTo();
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (inAddress !== undefined && inAddress !== seen.current) {
      seen.current = inAddress;
      if (inAddress !== sessionId) dispatch({ type: 'session-opened', id: inAddress });
      return;
    }
    if (sessionId === inAddress) return;
    seen.current = sessionId;
    goTo(sessionId === undefined ? pathOf('tune') : pathOf('tune', sessionId), { replace: true });
  }, [inAddress, sessionId, dispatch, goTo]);
}
