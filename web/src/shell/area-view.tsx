import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { messageOf } from '../api/http.js';
import { Button } from '../ui/button.js';
import type { Area } from './areas.js';

type Loading = { kind: 'loading' } | { kind: 'ready'; Content: ComponentType } | { kind: 'failed' };

/** Loads the area's code and shows it; says so where either does not work, and lets the user try again. */
export function AreaView({ area }: { area: Area }) {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Loading>({ kind: 'loading' });
  useEffect(() => {
    let isCurrent = true;
    const show = (next: Loading) => {
      if (isCurrent) setState(next);
    };
    show({ kind: 'loading' });
    void contentOf(area).then(show);
    return () => {
      isCurrent = false;
    };
  }, [area, attempt]);
  if (state.kind === 'loading') return <p className="quiet area-wait">Loading {area.title}…</p>;
  if (state.kind === 'failed') {
    return (
      <div className="note note--bad" role="alert">
        <p>This part of the page could not be loaded. The server may be away, or may have a newer page.</p>
        <Button onPress={() => setAttempt(attempt + 1)}>Try again</Button>{' '}
        <Button onPress={() => location.reload()}>Reload the page</Button>
      </div>
    );
  }
  return (
    <FaultBoundary key={area.path}>
      <state.Content />
    </FaultBoundary>
  );
}

async function contentOf(area: Area): Promise<Loading> {
  try {
    return { kind: 'ready', Content: await area.load() };
  } catch {
    // The page says so, with a way to try again.
    return { kind: 'failed' };
  }
}

/** Keeps a fault in one area from taking the page down; what was typed lies outside of it. */
class FaultBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="note note--bad" role="alert">
        <p>This part of the page broke: {messageOf(this.state.error)}</p>
        <Button onPress={() => this.setState({ error: undefined })}>Show it again</Button>
      </div>
    );
  }
}
