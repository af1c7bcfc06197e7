import type { ServerTarget } from './server-protocol.js';

/** Where a server is, and what the portal can do to it. */
export interface ServerHost {
  /** Changes when a server of the portal's own is started anew. */
  readonly target: ServerTarget;
  /** Whether the portal runs this server, so that it ends with the portal and can be killed. */
  readonly isOwn: boolean;
  /** Aborts with a `DeviceFaultError` as soon as the server's process has ended; a new one after each start. */
  readonly died: AbortSignal;
  /** Makes sure that the server's process runs; it need not be ready yet. */
  ensureStarted(signal: AbortSignal): Promise<void>;
  /** Ends whatever the server does. Only for servers of the portal's own. */
  kill(reason: string): Promise<void>;
  /** Resolves when every process is gone. */
  stop(): Promise<void>;
}

/** A server that somebody else runs. */
export class RemoteHost implements ServerHost {
  readonly isOwn = false;
  readonly died: AbortSignal = new AbortController().signal;

  constructor(readonly target: ServerTarget) {}

  ensureStarted(): Promise<void> {
    return Promise.resolve();
  }

  kill(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
