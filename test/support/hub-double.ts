import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubCall {
  method: string;
  path: string;
  range: string | undefined;
  authorization: string | undefined;
}

interface Planned {
  /** Breaks the connection after so many bytes of the body. */
  breakAfter?: number;
  /** Holds the answer after so many bytes, until the client is gone. */
  hangAfter?: number;
  /** Answers this status instead. */
  status?: number;
  ignoresRange?: boolean;
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const gitBlob = (content: Buffer) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/**
 * A hub in the layout of Hugging Face, with one model. Large files are answered with a redirect to another server, as
 * there, which knows ranges.
 */
export class HubDouble implements AsyncDisposable {
  readonly calls: HubCall[] = [];
  readonly #files = new Map<string, { content: Buffer; isLarge: boolean }>();
  readonly #plans = new Map<string, Planned[]>();
  #hub: Server;
  #storage: Server;
  commit = 'a'.repeat(40);
  /** Instead of the true list of files. */
  listing: unknown;
  token: string | undefined;

  private constructor(readonly id: string) {}

  static async start(id: string): Promise<HubDouble> {
    const hub = new HubDouble(id);
    hub.#hub = await listen((request, response) => hub.#answerHub(request, response));
    hub.#storage = await listen((request, response) => hub.#answerStorage(request, response));
    return hub;
  }

  get url(): string {
    return urlOf(this.#hub);
  }

  file(path: string, content: string | Buffer, { isLarge = false } = {}): this {
    this.#files.set(path, { content: Buffer.from(content), isLarge });
    return this;
  }

  /** What happens to the next requests for a file, one after the other. */
  plan(path: string, ...plans: Planned[]): this {
    this.#plans.set(path, plans);
    return this;
  }

  /** Requests for the bytes of a file. */
  reads(path: string): HubCall[] {
    return this.calls.filter((call) => call.path.startsWith('/') && call.path.endsWith(`/${path}`));
  }

  #answerHub(request: IncomingMessage, response: ServerResponse): void {
    const path = this.#note(request);
    if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`)
      return void response.writeHead(401).end();
    if (path === `/api/models/${this.id}/revision/main`) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(this.listing ?? this.#listing()));
    }
    const prefix = `/${this.id}/resolve/${this.commit}/`;
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    const file = name === undefined ? undefined : this.#files.get(name);
    if (name === undefined || file === undefined) return void response.writeHead(404).end();
    if (!file.isLarge) return this.#send(name, file.content, request, response);
    response
      .writeHead(302, {
        location: `${urlOf(this.#storage)}/stored/${name.split('/').map(encodeURIComponent).join('/')}`,
      })
      .end();
  }

  #answerStorage(request: IncomingMessage, response: ServerResponse): void {
    const name = this.#note(request).slice('/stored/'.length);
    const file = this.#files.get(name);
    if (file === undefined) return void response.writeHead(404).end();
    this.#send(name, file.content, request, response);
  }

  #note(request: IncomingMessage): string {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    const { range, authorization } = request.headers;
    this.calls.push({ method: request.method ?? '', path, range, authorization });
    return path;
  }

  #listing(): object {
    const siblings = [...this.#files].map(([rfilename, { content, isLarge }]) => ({
      rfilename,
      size: content.length,
      blobId: gitBlob(isLarge ? Buffer.from('a pointer') : content),
      ...(isLarge ? { lfs: { sha256: sha256(content), size: content.length, pointerSize: 9 } } : {}),
    }));
    return { id: this.id, sha: this.commit, siblings };
  }

  #send(name: string, content: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const plan = this.#plans.get(name)?.shift() ?? {};
    if (plan.status !== undefined) return void response.writeHead(plan.status).end();
    const asked =
      plan.ignoresRange === true ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const start = Number(asked ?? 0);
    const body = content.subarray(start);
    response.writeHead(asked === undefined ? 200 : 206, {
      'content-length': body.length,
      ...(asked === undefined
        ? {}
        : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    const stop = plan.breakAfter ?? plan.hangAfter;
    if (stop === undefined) return void response.end(body);
    response.write(body.subarray(0, stop), () => {
      // The bytes before a break are to arrive.
      if (plan.breakAfter !== undefined) setTimeout(() => response.destroy(), 20);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#hub, this.#storage].map(close));
  }
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
