import './header.css';
import { AREAS } from './areas.js';
import { ConnectionBadge } from './connection-badge.js';
import markUrl from './mark.svg';
import { hrefOf } from './route.js';

export function Header({ current }: { current: string }) {
  return (
    <header className="header">
      <img src={markUrl} alt="" width="28" height="28" />
      <h1 className="header__name">Reelsmith</h1>
      <nav className="header__nav" aria-label="Areas">
        {AREAS.map(({ path, title }) => (
          <a key={path} href={hrefOf(path)} aria-current={path === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
        <a href="/docs">API</a>
      </nav>
      <ConnectionBadge />
    </header>
  );
}
