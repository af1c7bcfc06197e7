import { createContext, type ReactNode, useContext } from 'react';
import { type LinkState, useLiveEvents } from './live-events.js';

const LinkContext = createContext<LinkState>('connecting');

/** Listens to the server for everything below it. One on a page: each costs a connection. */
export function LiveProvider({ children }: { children: ReactNode }) {
  return <LinkContext value={useLiveEvents()}>{children}</LinkContext>;
}

/** How the page hears of changes right now. */
export function useLink(): LinkState {
  return useContext(LinkContext);
}
