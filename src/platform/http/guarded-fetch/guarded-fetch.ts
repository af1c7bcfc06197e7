import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent, Dispatcher } from 'undici';
import { FetchError, toFetchError } from './fetch-error.js';
import type { AddressRules } from './guarded-connector.js';
import { isPublicAddress } from './public-address.js';

export interface GuardedFetchOptions {
  /** Also addresses that are not public. */
  allowPrivate: boolean;
  /** For tests: which addresses count as public, and what names resolve to. */
  rules?: Partial<AddressRules>;
  /** Without any byte. */
  idleTimeoutMs?: number;
  /** For one try, from its start to its last byte. */
  totalTimeoutMs?: number;
  /** Before the first retry; doubled for each further one, with jitter. */
  retryDelayMs?: number;
}

export interface FetchRequest {
  /** Bytes. A longer body is given up, at the latest when it gets there. */
  maxBytes: number;
  signal: AbortSignal;
  /** Asked anew for each try. */
  headers?: () => Readonly<Record<string, string>>;
  /** A secret for the server that is asked; it is not sent to where that redirects. */
  authorization?: string | undefined;
  /** Statuses that are no failure; 200 by default. */
  statuses?: readonly number[];
}

/** What stands before a body. */
export interface AnswerHead {
  status: number;
  headers: Answer['headers'];
}

type Answer = Dispatcher.ResponseData;

const IDLE_TIMEOUT_MS = 30_000;
const TOTAL_TIMEOUT_MS = 300_000;
const RETRY_DELAY_MS = 500;
const MOST_TRIES = 3;
const MOST_REDIRECTS = 3;
const MAX_HEADER_BYTES = 16 * 1024;
const LONGEST_URL = 8192;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** A file on its way to an address. */
export interface PutRequest {
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Its content from the beginning; called again for each try. */
  open: () => AsyncIterable<Uint8Array>;
  signal: AbortSignal;
}

/** Reads a body to its end, or stops and tidies up. */
export type Consume<T> = (body: AsyncIterable<Buffer>, head: AnswerHead) => Promise<T>;

/**
 * Reads what an address from a user leads to by GET, or sends a file there by PUT: http or https on any port, checked at
 * the moment of connecting, redirects too. No proxy from the environment, no cookies, no credentials, no compression.
 */
export class GuardedFetch {
  readonly #rules: AddressRules;

  constructor(private readonly options: GuardedFetchOptions) {
    const { allowPrivate, rules } = options;
    this.#rules = { isAllowed: allowPrivate ? () => true : isPublicAddress, ...rules };
  }

  /**
   * @param consume reads the body, and may be called again for another try: up to three where connections fail or
   * the server answers 5xx. It stops and tidies up where the body breaks.
   * @throws FetchError, what `consume` throws, or the reason of the signal
   */
  async read<T>(address: string, request: FetchRequest, consume: Consume<T>): Promise<T> {
    const url = checkedUrl(address);
    return this.#again(request.signal, () =>
      this.#try(request.signal, async (agent, signal) => {
        const answer = await this.#follow(url, { ...request, agent, signal }).catch((error: unknown) => {
          throw toFetchError(error);
        });
        // A body that is not read ends with an error once the connection is cut.
        answer.body.on('error', () => undefined);
        refuse(answer, request);
        const head = { status: answer.statusCode, headers: answer.headers };
        return await consume(bounded(answer.body, request.maxBytes), head);
      }),
    );
  }

  /**
   * Sends a file, as presigned addresses of object stores want it; up to three times where connections fail or the server
   * answers 5xx. What it answers is not read, and a redirect is a refusal.
   * @throws FetchError, or the reason of the signal
   */
  async put(address: string, { mediaType, size, open, signal: given }: PutRequest): Promise<void> {
    const url = checkedUrl(address);
    await this.#again(given, () =>
      this.#try(given, async (agent, signal) => {
        const headers = {
          'content-type': mediaType,
          'content-length': String(size),
          'user-agent': 'reelsmith',
        };
        const { origin, pathname, search } = url;
        const request = { origin, path: pathname + search, method: 'PUT', headers, signal } as const;
        const { statusCode, body } = await agent
          .request({ ...request, body: Readable.from(open()) })
          .catch((error: unknown) => {
            throw toFetchError(error);
          });
        body.on('error', () => undefined).destroy();
        if (statusCode < 200 || statusCode > 299)
          throw new FetchError('refused', `the server answered ${statusCode}`, statusCode >= 500);
      }),
    );
  }

  async #again<T>(given: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        given.throwIfAborted();
        if (!(error instanceof FetchError) || !error.mayRetry || attempt >= MOST_TRIES) throw error;
        const delay = (this.options.retryDelayMs ?? RETRY_DELAY_MS) * 2 ** (attempt - 1);
        await sleep(delay * (0.5 + Math.random()), undefined, { signal: given });
      }
    }
  }

  async #try<T>(given: AbortSignal, work: (agent: Agent, signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = AbortSignal.timeout(this.options.totalTimeoutMs ?? TOTAL_TIMEOUT_MS);
    const signal = AbortSignal.any([given, deadline]);
    const agent = await this.#openAgent();
    try {
      return await work(agent, signal);
    } catch (error) {
      if (deadline.aborted && !given.aborted)
        throw new FetchError('timeout', `it was not there after ${seconds(this.options.totalTimeoutMs)} s`);
      throw error;
    } finally {
      await agent.destroy();
    }
  }

  /** Loaded when it is needed first. Used for one fetch only, so that no connection outlives its check. */
  async #openAgent(): Promise<Agent> {
    const [undici, { guardedConnector }] = await Promise.all([
      import('undici'),
      import('./guarded-connector.js'),
    ]);
    const idle = this.options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
    return new undici.Agent({
      connect: guardedConnector(this.#rules),
      headersTimeout: idle,
      bodyTimeout: idle,
      maxHeaderSize: MAX_HEADER_BYTES,
      pipelining: 0,
    });
  }

  async #follow(
    first: URL,
    { agent, signal, authorization, headers }: FetchRequest & { agent: Agent },
  ): Promise<Answer> {
    let url = first;
    const own = headers?.() ?? {};
    for (let hops = 0; ; hops += 1) {
      const answer = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: {
          accept: '*/*',
          'accept-encoding': 'identity',
          'user-agent': 'reelsmith',
          ...own,
          ...(authorization !== undefined && url.origin === first.origin ? { authorization } : {}),
        },
        signal,
      });
      if (!REDIRECTS.has(answer.statusCode)) return answer;
      answer.body.on('error', () => undefined).destroy();
      if (hops >= MOST_REDIRECTS)
        throw new FetchError('refused', `it redirects more than ${MOST_REDIRECTS} times`);
      url = redirected(url, answer.headers['location']);
    }
  }
}

const seconds = (ms = TOTAL_TIMEOUT_MS) => ms / 1000;

/** @throws FetchError */
function checkedUrl(text: string, base?: URL): URL {
  if (text.length > LONGEST_URL)
    throw new FetchError('refused', `its address is longer than ${LONGEST_URL} characters`);
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined || url.hostname === '') throw new FetchError('refused', 'it is not a valid address');
  if (!/^https?:$/.test(url.protocol))
    throw new FetchError('refused', 'only http and https addresses are read');
  if (url.username !== '' || url.password !== '')
    throw new FetchError('refused', 'addresses with a user or password are not read');
  return url;
}

function redirected(from: URL, location: string | string[] | undefined): URL {
  if (typeof location !== 'string') throw new FetchError('refused', 'it redirects to nowhere');
  const url = checkedUrl(location, from);
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw new FetchError('refused', 'it redirects from https to http');
  return url;
}

/** @throws FetchError */
function refuse({ statusCode, headers }: Answer, { maxBytes, statuses = [200] }: FetchRequest): void {
  if (!statuses.includes(statusCode))
    throw new FetchError('refused', `the server answered ${statusCode}`, statusCode >= 500);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new FetchError('refused', 'the server answered in a compression that was not asked for');
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

async function* bounded(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw toFetchError(error);
  }
}

function tooLarge(maxBytes: number): FetchError {
  return new FetchError('too-large', `it is larger than ${Math.floor(maxBytes / 1e6)} MB`);
}
