import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A small server that generates, with an HTTP interface of its own (spoken by `scripted-protocol.ts`), that misbehaves as
 * real ones do. It runs inside of a test, or as a process: `node test/support/fake-engine-server.ts --port 8000`.
 *
 *   GET  /health                 {state: "ready" | "starting"}
 *   GET  /model                  {model}
 *   POST /jobs  {id?, prompt}    {id}
 *   POST /run   {prompt}         the result itself, when it is there
 *   GET  /jobs/<id>[?wait=ms]    {state, progress?, reason?}   404 where it is not known
 *   GET  /jobs/<id>/events       one such line after another, until the job is final
 *   GET  /jobs/<id>/result       the file
 *   GET  /submissions/<id>       200 or 404
 *   POST /jobs/<id>/cancel       {result: "confirmed" | "requested"}, or 405
 *   DELETE /jobs/<id>
 */
export interface FakeEngineOptions {
  /** 0: any free one. */
  port?: number;
  /** Jobs end by themselves after so many milliseconds; without it only by {@link FakeEngineServer.finish}. */
  runMs?: number;
  /** Not ready for so many questions about its health. */
  startingProbes?: number;
  /** What a cancel is answered with; `never` confirms nothing, ever. */
  cancel?: 'confirmed' | 'requested' | 'never' | 'unsupported';
  /** The key that it wants. */
  apiKey?: string;
  result?: Buffer;
}

/** What the server does to the next request of a kind, instead of answering it. */
export type Fault =
  | {
      kind: 'status';
      status: number;
      body?: string | Buffer;
      headers?: Record<string, string>;
      /** Cuts the connection after the body. */
      breaksOff?: boolean;
    }
  /** Does what was asked, then cuts the connection. */
  | { kind: 'cut' }
  /** Cuts the connection without having done anything. */
  | { kind: 'ignore' }
  /** Never answers. */
  | { kind: 'hang' };

export type RequestKind = 'submit' | 'poll' | 'result' | 'health' | 'cancel' | 'find';

export interface FakeJob {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'refused' | 'cancelled' | (string & {});
  progress?: number;
  reason?: string;
  isCancelRequested?: boolean;
}

type Routes = Readonly<Record<string, () => void | Promise<void>>>;

const FINAL = new Set(['succeeded', 'failed', 'refused', 'cancelled']);
const MAX_BODY_BYTES = 10_000_000;

/** Enough of an MP4 to be taken for one by its first bytes. */
export const FAKE_MP4 = Buffer.concat([
  Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'),
  Buffer.alloc(4096, 1),
]);

export class FakeEngineServer {
  readonly jobs = new Map<string, FakeJob>();
  /** Everything that was ever asked: `POST /jobs`. */
  readonly requests: string[] = [];
  /** Jobs that were ever taken. */
  takenCount = 0;
  /** Ids that it was told to forget. */
  readonly forgotten: string[] = [];
  readonly #faults = new Map<RequestKind, { fault: Fault; times: number }>();
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #probes = 0;

  readonly options: FakeEngineOptions;

  private constructor(options: FakeEngineOptions) {
    this.options = options;
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: FakeEngineOptions = {}): Promise<FakeEngineServer> {
    const fake = new FakeEngineServer(options);
    await new Promise<void>((resolve, reject) => {
      fake.#server.once('error', reject);
      fake.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Jobs that are not final, oldest first. */
  get active(): FakeJob[] {
    return [...this.jobs.values()].filter((job) => !FINAL.has(job.state));
  }

  /** The next requests of a kind meet this; `times` is endless by default. */
  fail(kind: RequestKind, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.set(kind, { fault, times });
    this.#changed();
  }

  heal(kind: RequestKind): void {
    this.#faults.delete(kind);
  }

  /** Resolves when the condition holds; it is looked at whenever something is asked or happens. */
  async until(condition: (fake: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Changes a job, by default the oldest active one. */
  change(change: Partial<Omit<FakeJob, 'id' | 'body'>>, job = this.active[0]): void {
    if (job === undefined) throw new Error('there is no active job');
    Object.assign(job, change);
    this.#changed();
  }

  finish(job?: FakeJob): void {
    this.change({ state: 'succeeded' }, job);
  }

  /** As after a restart: nothing is known any more. */
  forgetAll(): void {
    this.jobs.clear();
    this.#changed();
  }

  /** Cuts every connection, and goes on. */
  cutAll(): void {
    this.#server.closeAllConnections();
  }

  /** Dies: every connection is cut, and none is taken any more. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://fake');
    this.requests.push(`${request.method} ${url.pathname}`);
    this.#changed();
    const { apiKey } = this.options;
    if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
      send(response, 401, { error: 'wrong key' });
      return;
    }
    const kind = kindOf(request.method ?? 'GET', url.pathname);
    const fault = kind === undefined ? undefined : this.#nextFault(kind);
    if (fault === undefined) await this.#answer(request, response, url, body);
    else this.#misbehave(response, fault, () => kind === 'submit' && this.#create(body));
  }

  #misbehave(response: ServerResponse, fault: Fault, work: () => void): void {
    switch (fault.kind) {
      case 'status': {
        const { status, headers, body = '', breaksOff = false } = fault;
        response.writeHead(status, { 'content-type': 'text/plain', ...headers });
        if (breaksOff) response.write(body, () => setImmediate(() => response.destroy()));
        else response.end(body);
        return;
      }
      case 'cut':
        work();
        response.destroy();
        return;
      case 'ignore':
        response.destroy();
        return;
      case 'hang':
    }
  }

  #nextFault(kind: RequestKind): Fault | undefined {
    const planned = this.#faults.get(kind);
    if (planned === undefined) return undefined;
    planned.times -= 1;
    if (planned.times <= 0) this.#faults.delete(kind);
    return planned.fault;
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Record<string, unknown>,
  ): Promise<void> {
    const [, place = '', id = '', what = ''] = url.pathname.split('/');
    const route = `${request.method} /${place}${id === '' ? '' : '/*'}${what === '' ? '' : `/${what}`}`;
    const general = this.#generalRoutes(response, body)[route];
    const job = this.jobs.get(id);
    if (general !== undefined) await general();
    else if (job === undefined) send(response, 404, { error: 'not found' });
    else
      await (
        this.#jobRoutes(response, job, url)[route] ?? (() => send(response, 404, { error: 'no route' }))
      )();
  }

  #generalRoutes(response: ServerResponse, body: Record<string, unknown>): Routes {
    return {
      'GET /health': () => send(response, 200, { state: this.#health() }),
      'GET /active': () => send(response, 200, { active: this.active.length }),
      'GET /model': () => send(response, 200, { model: 'fake 1' }),
      'POST /jobs': () => send(response, 200, { id: this.#create(body).id }),
      'POST /run': () => this.#run(response, body),
    };
  }

  #jobRoutes(response: ServerResponse, job: FakeJob, url: URL): Routes {
    return {
      'GET /jobs/*': () => this.#tell(response, job, Number(url.searchParams.get('wait') ?? 0)),
      'GET /jobs/*/events': () => this.#stream(response, job),
      'GET /jobs/*/result': () => this.#deliver(response),
      'POST /jobs/*/cancel': () => this.#cancel(response, job),
      'GET /submissions/*': () => send(response, 200, { id: job.id }),
      'DELETE /jobs/*': () => {
        this.jobs.delete(job.id);
        this.forgotten.push(job.id);
        send(response, 200, {});
        this.#changed();
      },
    };
  }

  #health(): 'ready' | 'starting' {
    this.#probes += 1;
    return this.#probes > (this.options.startingProbes ?? 0) ? 'ready' : 'starting';
  }

  #create(body: Record<string, unknown>): FakeJob {
    const id = typeof body['id'] === 'string' ? body['id'] : randomUUID();
    const job: FakeJob = { id, body, state: 'running' };
    this.jobs.set(id, job);
    this.takenCount += 1;
    const { runMs } = this.options;
    if (runMs !== undefined) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (!FINAL.has(job.state)) this.change({ state: 'succeeded' }, job);
      }, runMs);
      this.#timers.add(timer);
    }
    this.#changed();
    return job;
  }

  async #run(response: ServerResponse, body: Record<string, unknown>): Promise<void> {
    const job = this.#create(body);
    response.on('close', () => {
      if (this.options.cancel === 'confirmed' && !FINAL.has(job.state))
        this.change({ state: 'cancelled' }, job);
    });
    await this.until(() => FINAL.has(job.state));
    if (job.state === 'succeeded') this.#deliver(response);
    else send(response, job.state === 'refused' ? 422 : 500, { error: job.reason ?? job.state });
  }

  async #tell(response: ServerResponse, job: FakeJob, waitMs: number): Promise<void> {
    if (waitMs > 0 && !FINAL.has(job.state)) {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        this.#changed();
      }, waitMs);
      this.#timers.add(timer);
      await this.until(() => isLate || FINAL.has(job.state));
      clearTimeout(timer);
      this.#timers.delete(timer);
    }
    send(response, 200, this.#viewOf(job));
  }

  async #stream(response: ServerResponse, job: FakeJob): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (let last = ''; !response.closed;) {
      const line = JSON.stringify(this.#viewOf(job));
      if (line !== last) response.write(`${line}\n`);
      last = line;
      if (FINAL.has(job.state)) break;
      await this.until(() => JSON.stringify(this.#viewOf(job)) !== last || response.closed);
    }
    response.end();
  }

  #viewOf({ id, state, progress, reason }: FakeJob): object {
    return { id, state, progress, reason };
  }

  #deliver(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'video/mp4' }).end(this.options.result ?? FAKE_MP4);
  }

  #cancel(response: ServerResponse, job: FakeJob): void {
    const how = this.options.cancel ?? 'confirmed';
    if (how === 'unsupported') {
      send(response, 405, { error: 'cannot be cancelled' });
      return;
    }
    job.isCancelRequested = true;
    if (how === 'confirmed') job.state = 'cancelled';
    send(response, 200, { result: how === 'confirmed' ? 'confirmed' : 'requested' });
    this.#changed();
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

function kindOf(method: string, path: string): RequestKind | undefined {
  if (path === '/health') return 'health';
  if (method === 'POST' && (path === '/jobs' || path === '/run')) return 'submit';
  if (path.startsWith('/submissions/')) return 'find';
  if (path.endsWith('/cancel')) return 'cancel';
  if (path.endsWith('/result')) return 'result';
  return method === 'GET' && path.startsWith('/jobs/') && !path.endsWith('/events') ? 'poll' : undefined;
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new Error('the body is too large');
  }
  return size === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>);
}
