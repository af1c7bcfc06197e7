import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Frame {
  type: string;
  data: unknown;
}

/** A client of a WebSocket that keeps every frame, in order. */
export class SocketClient implements Disposable {
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (content: Buffer) => {
      this.frames.push(JSON.parse(content.toString()) as Frame);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
  }

  /** @param url of the HTTP server */
  static async open(
    url: string,
    path: string,
    options: { headers?: Record<string, string>; origin?: string } = {},
  ): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url.replace(/^http/, 'ws') + path, options));
    await once(client.socket, 'open');
    return client;
  }

  /** What a handshake that is refused is answered with. */
  static refusal(
    url: string,
    path: string,
    options: { headers?: Record<string, string>; origin?: string } = {},
  ): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url.replace(/^http/, 'ws') + path, options);
      socket.on('open', () => reject(new Error('the handshake was accepted')));
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
    });
  }

  ofType(type: string): Record<string, unknown>[] {
    return this.frames.filter((frame) => frame.type === type).map(({ data }) => data as never);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
