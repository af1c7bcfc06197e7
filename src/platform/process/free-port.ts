import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Ports given out lately, so that two servers that start together never get the same one. */
const given = new Set<number>();
const MAX_GIVEN = 256;

/** A loopback port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort();
    if (given.has(port)) continue;
    if (given.size >= MAX_GIVEN) given.clear();
    given.add(port);
    return port;
  }
}

function unusedPort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
