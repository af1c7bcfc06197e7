import { type ReactNode, type ToggleEvent, useState } from 'react';

interface Props {
  className: string;
  summary: ReactNode;
  /** Opens it whenever this becomes true; closing stays with the user. */
  isDemanded: boolean;
  children: ReactNode;
}

/** A part that is usually closed, but opens when something inside wants attention. */
export function Disclosure({ className, summary, isDemanded, children }: Props) {
  const [isOpen, setOpen] = useState(isDemanded);
  const [wasDemanded, setWasDemanded] = useState(isDemanded);
  if (isDemanded !== wasDemanded) {
    setWasDemanded(isDemanded);
    if (isDemanded) setOpen(true);
  }
  return (
    <details
      className={className}
      open={isOpen}
      onToggle={(event: ToggleEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
