import './toasts.css';
import { useSyncExternalStore } from 'react';
import { Button } from './button.js';

export type ToastTone = 'ok' | 'bad';

interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
}

const STAYS_MS = 6_000;
const MOST = 4;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/**
 * Says something that just happened, wherever the user is on the page. Bad news stay until they are closed. What is
 * wrong with a field or a batch belongs beside it instead.
 */
export function toast(text: string, tone: ToastTone = 'ok'): void {
  const added = { id: nextId++, text, tone };
  publish([...toasts, added].slice(-MOST));
  if (tone === 'ok') setTimeout(() => close(added.id), STAYS_MS);
}

function close(id: number): void {
  publish(toasts.filter((other) => other.id !== id));
}

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stands on the page once. It is there before the first message is, so that readers hear that one too. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className="toasts" aria-label="Messages" aria-live="polite" aria-relevant="additions">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className={`toast toast--${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
          <p className="toast__text">{text}</p>
          <Button variant="icon" aria-label="Close this message" onPress={() => close(id)}>
            <span aria-hidden="true">×</span>
          </Button>
        </div>
      ))}
    </section>
  );
}
