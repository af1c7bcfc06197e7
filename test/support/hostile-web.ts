import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on a free port of 127.0.0.1 that answers as a test says, path by path. */
export class HostileWeb implements AsyncDisposable {
  readonly #server = createServer((request, response) => {
    this.seen.push(request.url ?? '');
    this.headers.push(request.headers);
    const answer = this.#answers.get(request.url ?? '');
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else answer(request, response);
  });
  readonly #answers = new Map<string, Answer>();
  /** Paths in the order of the requests. */
  readonly seen: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];

  static async start(): Promise<HostileWeb> {
    const web = new HostileWeb();
    await new Promise<void>((resolve) => web.#server.listen(0, '127.0.0.1', resolve));
    return web;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  on(path: string, answer: Answer): this {
    this.#answers.set(path, answer);
    return this;
  }

  gives(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): this {
    return this.on(path, (_, response) => void response.writeHead(200, headers).end(body));
  }

  redirects(path: string, location: string, status = 302): this {
    return this.on(path, (_, response) => void response.writeHead(status, { location }).end());
  }

  url(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
