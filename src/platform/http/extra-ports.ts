import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { SocketRoutes } from './sockets/index.js';

/** Listens on further ports for the same application; clients of other servers have theirs built in. */
export class ExtraPorts {
  readonly #servers: Server[] = [];

  constructor(
    private readonly fastify: FastifyInstance,
    private readonly sockets: SocketRoutes,
  ) {}

  /** Resolves with the address when the port is open. */
  async listen(port: number, host: string): Promise<string> {
    const { server: main } = this.fastify;
    const options = {
      maxHeaderSize: 16 * 1024,
      shouldUpgradeCallback: (request: IncomingMessage) => this.sockets.takes(request),
    };
    const server = createServer(options, (request, response) => this.fastify.routing(request, response));
    server.on('upgrade', (request, connection, head) => this.sockets.accept(request, connection, head));
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
