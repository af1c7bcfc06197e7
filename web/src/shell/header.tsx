import './header.css';
import type { LinkState } from '../api/live-events.js';
import { ConnectionBadge } from './connection-badge.js';
import markUrl from './mark.svg';

export function Header({ link }: { link: LinkState }) {
  return (
    <header className="header">
      <img src={markUrl} alt="" width="28" height="28" />
      <h1 className="header__name">Reelsmith</h1>
      <nav className="header__links" aria-label="Interface">
        <a href="/docs">API</a>
      </nav>
      <ConnectionBadge link={link} />
    </header>
  );
}
