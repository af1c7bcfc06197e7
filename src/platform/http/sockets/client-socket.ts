import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Bytes that may wait for a client that does not read; then its connection is dropped. */
const MOST_PENDING = 1024 * 1024;

const UNSUPPORTED_DATA = 1003;
export const GOING_AWAY = 1001;

/** A client's end of a WebSocket that carries texts. */
export class ClientSocket {
  #isAlive = true;

  constructor(
    private readonly socket: WebSocket,
    /** What the socket speaks over. */
    private readonly connection: Duplex,
  ) {
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // A broken frame or a reset: `close` follows.
    socket.on('error', () => undefined);
  }

  /** A client that is gone, or does not read, gets nothing. */
  send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_PENDING) this.socket.terminate();
    else this.socket.send(text);
  }

  /**
   * Several texts, as UTF-8, in one write: for many listeners the system calls are what costs. Whoever sends the same
   * to many encodes it once.
   */
  sendAll(texts: readonly Uint8Array[]): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_PENDING) {
      this.socket.terminate();
      return;
    }
    this.connection.cork();
    for (const text of texts) this.socket.send(text, { binary: false });
    this.connection.uncork();
  }

  onText(listener: (text: string) => void): void {
    this.socket.on('message', (content, isBinary) => {
      if (isBinary) this.socket.close(UNSUPPORTED_DATA, 'Send texts');
      else if (Buffer.isBuffer(content)) listener(content.toString('utf8'));
    });
  }

  onClose(listener: () => void): void {
    this.socket.once('close', listener);
  }

  /** Ends the connection politely; what was sent before arrives first. */
  close(code = 1000): void {
    this.socket.close(code);
  }

  /** Drops a client that has not answered since the last call, and asks the others again. */
  checkAlive(): void {
    if (!this.#isAlive) {
      this.socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.socket.ping();
  }

  terminate(): void {
    this.socket.terminate();
  }
}
