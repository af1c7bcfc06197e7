import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';

/** Listens on further ports for the same application; clients of other servers have theirs built in. */
export class ExtraPorts {
  readonly #servers: Server[] = [];

  constructor(private readonly fastify: FastifyInstance) {}

  /** Resolves with the address when the port is open. */
  async listen(port: number, host: string): Promise<string> {
    const { server: main } = this.fastify;
    const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) =>
      this.fastify.routing(request, response),
    );
    server.requestTimeout = main.requestTimeout;
    server.headersTimeout = main.headersTimeout;
    server.keepAliveTimeout = main.keepAliveTimeout;
    server.listen(port, host);
    await once(server, 'listening');
    this.#servers.push(server);
    const address = server.address();
    const opened = typeof address === 'object' && address !== null ? address.port : port;
    return `http://${host.includes(':') ? `[${host}]` : host}:${opened}`;
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}
