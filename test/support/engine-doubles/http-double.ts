import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What goes wrong with one request. */
export type Fault =
  | { kind: 'answer'; status: number; body?: string; headers?: Record<string, string> }
  /** The connection is cut before a byte of the answer; the request has had its effect (`after`) or not (`before`). */
  | { kind: 'cut'; effect: 'before' | 'after' }
  /** The answer begins and is cut in its middle. */
  | { kind: 'truncated' }
  /** No answer until the double stops. */
  | { kind: 'silence' }
  /** Instead of a file. */
  | { kind: 'content'; bytes: Buffer; type?: string };

export interface Reply {
  status?: number;
  json?: unknown;
  bytes?: Buffer;
  headers?: Record<string, string>;
}

interface PlannedFault {
  method: string;
  path: RegExp;
  fault: Fault;
  times: number;
}

/** A server of somebody else's over real HTTP on a free port; what it answers is the subclass's. */
export abstract class HttpDouble {
  readonly requests: SeenRequest[] = [];
  /** Called with each request that is answered as it should be, just before its answer is sent. */
  onAnswer: ((request: SeenRequest, reply: Reply) => void) | undefined;
  #server: Server | undefined;
  #port = 0;
  #faults: PlannedFault[] = [];

  protected abstract answer(request: SeenRequest): Reply | Promise<Reply>;

  /** Where a subclass speaks more than requests and answers. */
  protected onListening(_server: Server): void {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#take(request, response));
    this.#server = server;
    this.onListening(server);
    // After the first time on the same port, as a server that was started again.
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** As a crash: open connections are cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** @param times how many matching requests it hits */
  fail(method: string, path: RegExp, fault: Fault, times = 1): void {
    this.#faults.push({ method, path, fault, times });
  }

  /** No fault any more. */
  heal(): void {
    this.#faults = [];
  }

  count(method: string, path: RegExp): number {
    return this.requests.filter((request) => request.method === method && path.test(request.path)).length;
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    // The client is gone, and with it its request.
    if (body === undefined) return;
    const { method = '', url: path = '', headers } = incoming;
    const request: SeenRequest = { method, path, headers, body };
    this.requests.push(request);
    const fault = this.#faultFor(request);
    const isAnswered = fault === undefined || hasEffect(fault);
    const reply = isAnswered ? await this.answer(request) : undefined;
    if (reply !== undefined) this.onAnswer?.(request, reply);
    if (fault === undefined) send(response, reply ?? {}, false);
    else spoil(fault, reply ?? {}, { incoming, response });
  }

  #faultFor({ method, path }: SeenRequest): Fault | undefined {
    const planned = this.#faults.find((one) => one.times > 0 && one.method === method && one.path.test(path));
    if (planned !== undefined) planned.times -= 1;
    return planned?.fault;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Whether the server takes the request in although its answer goes wrong. */
function hasEffect(fault: Fault): boolean {
  return (
    fault.kind === 'truncated' ||
    fault.kind === 'content' ||
    (fault.kind === 'cut' && fault.effect === 'after')
  );
}

function spoil(
  fault: Fault,
  reply: Reply,
  { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
): void {
  switch (fault.kind) {
    case 'cut':
      incoming.socket.destroy();
      break;
    case 'answer':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '{}');
      break;
    case 'content':
      send(response, { bytes: fault.bytes, headers: { 'content-type': fault.type ?? 'video/mp4' } }, false);
      break;
    case 'truncated':
      send(response, reply, true);
      break;
    case 'silence':
      break;
  }
}

function send(response: ServerResponse, reply: Reply, isTruncated: boolean): void {
  const { status = 200, headers = {} } = reply;
  const bytes = reply.bytes ?? Buffer.from(reply.json === undefined ? '' : JSON.stringify(reply.json));
  const type = reply.bytes === undefined ? 'application/json' : 'application/octet-stream';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  if (!isTruncated) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  setImmediate(() => response.destroy());
}

/** The parts of a multipart body, by name; files as their bytes. */
export async function formOf({ headers, body }: SeenRequest): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

export function jsonOf({ body }: SeenRequest): Record<string, unknown> {
  return JSON.parse(body.toString()) as Record<string, unknown>;
}
