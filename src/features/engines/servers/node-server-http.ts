import { join } from 'node:path';
import { Agent, type Dispatcher } from 'undici';
import type { z } from 'zod';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import { ExchangeTime } from './http/exchange-time.js';
import { firstHop, type Hop, isRedirect, nextHop } from './http/hops.js';
import { type ResultKind, resultKindOf } from './http/result-kind.js';
import { cutText } from './http/safe-text.js';
import { saveBody } from './http/save-body.js';
import { statusRefusal } from './http/status-refusal.js';
import { transportRefusal } from './http/transport-refusal.js';
import type { Download, ServerAnswer, ServerHttp, ServerRequest } from './server-http.port.js';
import { type RefusalKind, ServerRefusal, type ServerTarget } from './server-protocol.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5000;
const MAX_JSON_BYTES = 8_000_000;
/** Enough of a refusal's body to find its sentence. */
const MAX_REFUSAL_BYTES = 64 * 1024;
/** Below the five seconds after which common servers close an idle connection, so that no request meets one closing. */
const KEEP_ALIVE_MS = 2000;
const CONNECTIONS = {
  connect: { timeout: CONNECT_TIMEOUT_MS },
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
};

/** A file may take as long as it keeps coming, and its being cut says nothing of what the server did. */
type Content = 'message' | 'file';
const IF_CUT: Readonly<Record<Content, RefusalKind>> = { message: 'unanswered', file: 'broken' };

/** An answer whose body has not been read yet. */
interface Answer {
  status: number;
  headers: Headers;
  /** For messages: `POST /v1/videos`. */
  what: string;
  /** The rest of the body. */
  chunks: (of: Content) => AsyncIterable<Uint8Array>;
  discard: () => Promise<void>;
}

type Body = Dispatcher.ResponseData['body'];

/**
 * {@link ServerHttp} on connections of its own, straight to the server: no proxy from the environment, no HTTP/2, no
 * time limits but the caller's. What changes something goes over a fresh connection: one that the server closes while
 * it lies idle would leave open whether a submission arrived.
 */
export class NodeServerHttp implements ServerHttp {
  readonly #asking = new Agent({
    ...CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  readonly #changing = new Agent({ ...CONNECTIONS, pipelining: 0 });

  constructor(private readonly files: FileSystemPort) {}

  /** Cuts everything that is under way. */
  async close(): Promise<void> {
    await Promise.all([this.#asking.destroy(), this.#changing.destroy()]);
  }

  json<T>(server: ServerTarget, request: ServerRequest, schema: z.ZodType<T>): Promise<ServerAnswer<T>> {
    return this.#exchange(server, request, async (answer) => {
      const { status, headers, what } = answer;
      const parsed = schema.safeParse(parseJson(await wholeText(answer), what));
      if (parsed.success) return { status, headers, value: parsed.data };
      const [issue] = parsed.error.issues;
      const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
      throw broken(`${what} was answered with JSON of another form${place}: ${issue?.message ?? ''}`);
    });
  }

  status(server: ServerTarget, request: ServerRequest): Promise<ServerAnswer<undefined>> {
    return this.#exchange(server, request, async ({ status, headers, discard }) => {
      await discard();
      return { status, headers, value: undefined };
    });
  }

  download(
    server: ServerTarget,
    request: ServerRequest,
    { workDir, maxBytes }: Download,
  ): Promise<{ fileName: string; media: 'video' | 'image'; headers: Headers }> {
    const partial = join(workDir, 'result.part');
    return this.#exchange(server, request, async (answer) => {
      let kind: ResultKind | undefined;
      const look = async (sample: Uint8Array) => {
        const found = await resultKindOf(sample);
        if ('instead' in found)
          throw broken(`${answer.what} was answered with ${found.instead} instead of a video or an image`);
        kind = found;
      };
      await this.#save(answer, { path: partial, maxBytes, look });
      if (kind === undefined) throw broken(`${answer.what} was answered with nothing`);
      const { extension, media } = kind;
      const fileName = `result.${extension}`;
      await this.files.rename(partial, join(workDir, fileName));
      return { fileName, media, headers: answer.headers };
    });
  }

  downloadAny(
    server: ServerTarget,
    request: ServerRequest,
    { workDir, fileName, maxBytes }: Download & { fileName: string },
  ): Promise<{ status: number; headers: Headers; size: number }> {
    return this.#exchange(server, request, async (answer) => {
      const look = () => Promise.resolve();
      const size = await this.#save(answer, { path: join(workDir, fileName), maxBytes, look });
      return { status: answer.status, headers: answer.headers, size };
    });
  }

  /** Follows redirects, and hands over the answer; its body is closed afterwards whatever happens. */
  async #exchange<T>(
    server: ServerTarget,
    request: ServerRequest,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    request.signal.throwIfAborted();
    using time = new ExchangeTime(request.signal, request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let hop = firstHop(server, request);
    for (let redirects = 0; ; redirects += 1) {
      const { statusCode: status, headers: raw, body } = await this.#send(hop, request, time);
      // Closing a body early is told as an error of the stream, which nobody listens to otherwise.
      body.on('error', () => undefined);
      try {
        const headers = headersOf(raw);
        const isAccepted = request.accepts?.includes(status) ?? false;
        if (!isAccepted && isRedirect(status)) {
          request.onHead?.(status, headers);
          hop = nextHop(hop, status, headers.get('location'), redirects);
          continue;
        }
        const answer = this.#answer(hop, { status, headers, body }, request, time);
        if (!isAccepted && (status < 200 || status > 299)) throw await refusalOf(answer, hop, server);
        request.onHead?.(status, headers);
        return await use(answer);
      } finally {
        body.destroy();
      }
    }
  }

  async #send(hop: Hop, request: ServerRequest, time: ExchangeTime): Promise<Dispatcher.ResponseData> {
    const agent = hop.method === 'GET' ? this.#asking : this.#changing;
    const { url, method, headers, body } = hop;
    try {
      return await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body,
        signal: time.signal,
        reset: method !== 'GET',
      });
    } catch (error) {
      throw failureOf(error, request, time, url.host);
    }
  }

  #answer(
    { method, url }: Hop,
    { status, headers, body }: { status: number; headers: Headers; body: Body },
    request: ServerRequest,
    time: ExchangeTime,
  ): Answer {
    return {
      status,
      headers,
      what: `${method} ${cutText(url.pathname, 120)}`,
      chunks: async function* (of) {
        try {
          for await (const chunk of body as AsyncIterable<Uint8Array>) {
            if (of === 'file') time.restart();
            yield chunk;
          }
        } catch (error) {
          const failure = failureOf(error, request, time, url.host);
          if (!(failure instanceof ServerRefusal)) throw failure;
          throw new ServerRefusal(IF_CUT[of], `${failure.message}, in the middle of one`);
        }
      },
      discard: () => body.dump({ limit: MAX_REFUSAL_BYTES, signal: time.signal }).catch(() => undefined),
    };
  }

  #save(
    { chunks, headers, what }: Answer,
    to: { path: string; maxBytes: number; look: (sample: Uint8Array) => Promise<void> },
  ): Promise<number> {
    return saveBody(this.files, chunks('file'), { ...to, what, promised: lengthOf(headers) });
  }
}

/** The refusal of a failed exchange, or the reason of the caller's signal. */
function failureOf(error: unknown, request: ServerRequest, time: ExchangeTime, host: string): unknown {
  if (request.signal.aborted) return request.signal.reason;
  if (!time.isOver) return transportRefusal(error, host);
  const seconds = (request.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000;
  return new ServerRefusal('unanswered', `${host} did not answer within ${seconds} s`);
}

async function refusalOf(answer: Answer, hop: Hop, server: ServerTarget): Promise<ServerRefusal> {
  const { status, headers, what } = answer;
  const secrets = [server.apiKey, hop.headers['authorization']].filter((secret) => secret !== undefined);
  // Another server's words would let an engine read out what only the portal can reach.
  const body = hop.isTrusted ? await beginningOf(answer) : '';
  return statusRefusal(what, { status, headers, body }, secrets);
}

/** As much of a refusal's body as comes; that it breaks off changes nothing. */
async function beginningOf({ chunks }: Answer): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks('message')) {
      parts.push(chunk);
      size += chunk.length;
      if (size >= MAX_REFUSAL_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof ServerRefusal)) throw error;
  }
  return Buffer.concat(parts).subarray(0, MAX_REFUSAL_BYTES).toString('utf8');
}

async function wholeText({ chunks, headers, what }: Answer): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = lengthOf(headers) ?? 0;
  if (size <= MAX_JSON_BYTES) {
    size = 0;
    for await (const chunk of chunks('message')) {
      parts.push(chunk);
      size += chunk.length;
      if (size > MAX_JSON_BYTES) break;
    }
  }
  if (size > MAX_JSON_BYTES)
    throw broken(`${what} was answered with more than the ${MAX_JSON_BYTES} bytes of JSON allowed`);
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken(`${what} was not answered with JSON`);
  }
}

function headersOf(raw: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  }
  return headers;
}

function lengthOf(headers: Headers): number | undefined {
  const text = headers.get('content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function broken(message: string): ServerRefusal {
  return new ServerRefusal('broken', cutText(message));
}
