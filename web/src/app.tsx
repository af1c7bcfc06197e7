import './app.css';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { LiveProvider } from './api/live.js';
import { AreaView } from './shell/area-view.js';
import { AREAS } from './shell/areas.js';
import { Header } from './shell/header.js';
import { KeyPanel } from './shell/key-panel.js';
import { hrefOf, useRoute } from './shell/route.js';
import { ToastRegion } from './ui/toasts.js';

export function App() {
  return (
    <Router hook={useHashLocation}>
      <LiveProvider>
        <Shell />
      </LiveProvider>
    </Router>
  );
}

function Shell() {
  const [path] = useRoute();
  const area = AREAS.find((candidate) => candidate.path === path);
  useEffect(() => {
    document.title = area === undefined ? 'Reelsmith' : `${area.title} · Reelsmith`;
  }, [area]);
  return (
    <div className="app">
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          // The part of the address behind the hash belongs to the areas.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header current={area?.path ?? ''} />
      <KeyPanel />
      <main className="app__main" id="main" tabIndex={-1}>
        {area === undefined ? <NoSuchArea /> : <AreaView key={area.path} area={area} />}
      </main>
      <ToastRegion />
    </div>
  );
}

function NoSuchArea() {
  return (
    <p className="note">
      There is nothing at this address. <a href={hrefOf()}>Go to the first page</a>.
    </p>
  );
}
