import type { Serializable } from 'node:child_process';

/**
 * The child's end of a {@link WorkerProcess}. The child lives exactly as long as the portal: it ends when the channel
 * closes, even if the portal was killed, and leaves signals to a whole process group (Ctrl+C, a service manager) to
 * the portal, which decides how long running work may take.
 * @param handle called with every message; what it throws or rejects with ends the process and goes to stderr
 */
export function serveParent(handle: (message: unknown) => void | Promise<void>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('message', (message) => {
    void Promise.resolve(message).then(handle).catch(fail);
  });
}

export function sendToParent(message: Serializable): void {
  // A send fails only when the channel is closed, and then the process is ending anyway.
  process.send?.(message, undefined, undefined, () => undefined);
}

function fail(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`, () => process.exit(1));
}
