import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A network between a process and its Redis: it can be cut, and it can swallow everything and say nothing. */
export class LossyProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isMute = false;
  #isCut = false;
  /** Connections that were made through it. */
  connections = 0;

  private constructor(private readonly target: number) {
    this.#server = createServer((socket) => this.#connect(socket));
  }

  static async start(target: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Every connection breaks, and no new one holds. */
  cut(): void {
    this.#isCut = true;
    this.drop();
  }

  /** Every connection breaks; new ones work. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What is sent gets lost on the way, both ways, and no connection breaks. */
  mute(): void {
    this.#isMute = true;
  }

  /** The network is well again; what was swallowed stays lost, and with it the connections it belonged to. */
  heal(): void {
    const wasMute = this.#isMute;
    this.#isMute = false;
    this.#isCut = false;
    if (wasMute) this.drop();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.drop();
    await closed;
  }

  #connect(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    this.connections += 1;
    const far = createConnection({ port: this.target, host: '127.0.0.1' });
    this.#pass(near, far);
    this.#pass(far, near);
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (!this.#isMute) to.write(bytes);
    });
    // A broken connection is what this is for.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
