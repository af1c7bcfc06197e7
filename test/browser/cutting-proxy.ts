import { createServer, connect, type Server } from 'node:net';
import { once } from 'node:events';

/** Passes everything on to a server, and cuts the first answers to some requests short, as a bad network does. */
export class CuttingProxy {
  readonly #server: Server;
  /** Connections that were cut. */
  cuts = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Cuts the first `times` connections that ask for a path with `text` in it, after `bytes` bytes of the answer. */
  static async before(url: string, { text, bytes, times }: { text: string; bytes: number; times: number }) {
    const { hostname, port } = new URL(url);
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      let isChosen = false;
      let passed = 0;
      const end = () => {
        client.destroy();
        upstream.destroy();
      };
      client.on('data', (piece) => {
        if (proxy.cuts < times && piece.toString('latin1').includes(text)) isChosen = true;
        upstream.write(piece);
      });
      upstream.on('data', (piece) => {
        passed += isChosen ? piece.length : 0;
        if (!isChosen || passed < bytes) client.write(piece);
        else {
          client.write(piece.subarray(0, piece.length - (passed - bytes)), () => client.resetAndDestroy());
          upstream.destroy();
          isChosen = false;
          proxy.cuts += 1;
        }
      });
      for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    });
    const proxy = new CuttingProxy(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.#server.close();
  }
}
