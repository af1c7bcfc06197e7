import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Download {
  status: number;
  firstByteMs: number;
  totalMs: number;
  bytes: number;
}

export interface DownloadOptions {
  /** Goes away after this many bytes. */
  stopAfter?: number;
  /** Reads nothing for so long after the first bytes. */
  pauseMs?: number;
}

const agent = new Agent({ keepAlive: false });

/** Reads a body and throws it away. */
export async function download(url: string, options: DownloadOptions = {}): Promise<Download> {
  const { stopAfter = Number.POSITIVE_INFINITY, pauseMs = 0 } = options;
  const startedAt = performance.now();
  const outgoing = request(url, { agent });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let firstByteMs = Number.NaN;
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (bytes === 0) {
      firstByteMs = performance.now() - startedAt;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    bytes += chunk.length;
    if (bytes >= stopAfter) break;
  }
  return { status: incoming.statusCode ?? 0, firstByteMs, totalMs: performance.now() - startedAt, bytes };
}
