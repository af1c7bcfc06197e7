import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { CONFIG, type Config } from '../../../config/index.js';
import { DomainError } from '../../../kernel/errors.js';
import { LOG } from '../../logging/log.token.js';
import { ApiKeys } from '../api-keys.js';
import { ErrorShapes } from '../error-shapes.js';
import { OriginPolicy } from '../origin-policy.js';
import { requestIdOf } from '../request-id.js';
import { ShutdownState } from '../shutdown-state.js';
import { toDomainError } from '../to-domain-error.js';
import { ClientSocket, GOING_AWAY } from './client-socket.js';

export interface SocketCall {
  /** Name of the API key's holder. */
  owner: string;
  /** Of the pattern's `:names`. */
  params: Readonly<Record<string, string>>;
}

export type OpenSocket = (socket: ClientSocket, call: SocketCall) => void;

interface SocketRoute {
  segments: readonly string[];
  open: OpenSocket;
}

const MOST_SOCKETS = 5000;
/** Bytes of one message from a client. */
const LARGEST_MESSAGE = 64 * 1024;
const HEARTBEAT_MS = 30_000;
/** Long enough for a closing frame. */
const FAREWELL_MS = 20;

/**
 * Plain WebSockets beside the HTTP routes, on every port, under the same rules: keys, hosts, limits, error shapes. A page
 * may open them from anywhere, so the origin counts although the method is GET.
 */
@Injectable()
export class SocketRoutes implements OnModuleDestroy {
  readonly #routes: SocketRoute[] = [];
  readonly #sockets = new Set<ClientSocket>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  });
  readonly #keys: ApiKeys;
  readonly #origins: OriginPolicy;
  readonly #heartbeat = setInterval(() => {
    for (const socket of this.#sockets) socket.checkAlive();
  }, HEARTBEAT_MS).unref();

  constructor(
    private readonly shapes: ErrorShapes,
    private readonly shutdown: ShutdownState,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CONFIG) config: Config,
  ) {
    this.#keys = new ApiKeys(config.apiKeys);
    this.#origins = new OriginPolicy({ ...config, hasApiKeys: this.#keys.areNeeded });
  }

  /** @param pattern such as `/ws/:id` */
  register(pattern: string, open: OpenSocket): void {
    this.#routes.push({ segments: pattern.split('/'), open });
  }

  /** Whether a request that wants to be upgraded is one of ours; all others are answered as plain HTTP. */
  takes(request: IncomingMessage): boolean {
    return request.headers.upgrade?.toLowerCase() === 'websocket' && this.#find(request) !== undefined;
  }

  /** Makes the connection of a request that {@link takes} took into a socket, or refuses it in the words of its path. */
  accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => undefined);
    const call = { requestId: requestIdOf(request.headers['x-request-id']), path: pathOf(request) };
    try {
      const found = this.#find(request);
      if (found === undefined) throw new DomainError('not_found', 'There is nothing at this address');
      const owner = this.#admit(request);
      this.#server.handleUpgrade(request, connection, head, (webSocket) => {
        const socket = new ClientSocket(webSocket, connection);
        this.#sockets.add(socket);
        const startedAt = performance.now();
        socket.onClose(() => {
          this.#sockets.delete(socket);
          this.#write({ ...call, owner, status: 101, ms: Math.round(performance.now() - startedAt) });
        });
        found.open(socket, { owner, params: found.params });
      });
    } catch (error) {
      this.#refuse(toDomainError(error), connection, call);
    }
  }

  /** Connections that were upgraded would keep the server from closing. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#heartbeat);
    if (this.#sockets.size === 0) return;
    for (const socket of this.#sockets) socket.close(GOING_AWAY);
    await setTimeout(FAREWELL_MS);
    for (const socket of this.#sockets) socket.terminate();
  }

  /** @throws DomainError forbidden_origin, unauthenticated, shutting_down, rate_limited */
  #admit(request: IncomingMessage): string {
    this.#origins.checkSocket(request.headers);
    const owner = this.#keys.ownerOf(request);
    if (this.shutdown.isShuttingDown)
      throw new DomainError('shutting_down', 'The server is shutting down', { retryAfterSeconds: 10 });
    if (this.#sockets.size >= MOST_SOCKETS)
      throw new DomainError('rate_limited', `At most ${MOST_SOCKETS} WebSockets may be open`, {
        retryAfterSeconds: 5,
      });
    return owner;
  }

  #refuse(error: DomainError, connection: Duplex, call: { requestId: string; path: string }): void {
    const answer = this.shapes.shapeOf(call.path)(error, call);
    const body = JSON.stringify(answer.body);
    const headers = {
      'content-type': answer.contentType,
      'content-length': Buffer.byteLength(body),
      'x-request-id': call.requestId,
      'cache-control': 'no-store',
      connection: 'close',
      ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="reelsmith"' } : {}),
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': error.retryAfterSeconds }),
      ...answer.headers,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = answer;
    connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
    this.#write({ ...call, status });
  }

  #find(request: IncomingMessage): (SocketRoute & { params: Record<string, string> }) | undefined {
    const path = pathOf(request).split('/');
    if (path.length > 2 && path.at(-1) === '') path.pop();
    for (const route of this.#routes) {
      const params = match(route.segments, path);
      if (params !== undefined) return { ...route, params };
    }
    return undefined;
  }

  #write(fields: { path: string; requestId: string; status: number; owner?: string; ms?: number }): void {
    this.log.info({ ...fields, method: 'GET', path: fields.path.slice(0, 300) }, 'websocket');
  }
}

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const given = path[index] ?? '';
    if (segment.startsWith(':') && given !== '') params[segment.slice(1)] = given;
    else if (segment !== given) return undefined;
  }
  return params;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
