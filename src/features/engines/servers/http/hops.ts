import { FormData } from 'undici';
import type { ServerRequest } from '../server-http.port.js';
import { ServerRefusal, type ServerTarget } from '../server-protocol.js';

/** One request of an exchange; redirects add more. */
export interface Hop {
  url: URL;
  method: ServerRequest['method'];
  headers: Record<string, string>;
  body: string | Uint8Array | FormData | null;
  /** Whether it still goes where the caller wanted; only then may an answer's words be repeated. */
  isTrusted: boolean;
}

const MAX_REDIRECTS = 3;
const PLAIN_HEADERS = {
  accept: 'application/json, */*;q=0.5',
  'accept-encoding': 'identity',
  'user-agent': 'reelsmith',
};
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

export function firstHop(server: ServerTarget, request: ServerRequest): Hop {
  const { method, path, body, headers = {}, sendsKey = true } = request;
  const url = new URL(/^https?:\/\//i.test(path) ? path : server.baseUrl + path);
  const all: Record<string, string> = { ...PLAIN_HEADERS };
  if (sendsKey && server.apiKey !== undefined) all['authorization'] = `Bearer ${server.apiKey}`;
  const encoded = encode(body);
  if (typeof encoded === 'string') all['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value;
  return { url, method, headers: all, body: encoded, isTrusted: true };
}

function encode(body: unknown): Hop['body'] {
  if (body === undefined) return null;
  if (body instanceof globalThis.FormData) return ownForm(body);
  return body instanceof Uint8Array || body instanceof FormData ? body : JSON.stringify(body);
}

/** The HTTP client takes only its own class of forms, which holds the same parts. */
function ownForm(form: globalThis.FormData): FormData {
  const own = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') own.append(name, value);
    else own.append(name, value, value.name);
  }
  return own;
}

/** Where a redirect leads. Another origin gets neither the key nor the body. @throws ServerRefusal `broken` */
export function nextHop(hop: Hop, status: number, location: string | null, redirects: number): Hop {
  if (redirects >= MAX_REDIRECTS) throw broken(hop, `redirects more than ${MAX_REDIRECTS} times`);
  const url = targetOf(hop, location);
  const isSameOrigin = url.origin === hop.url.origin;
  const next = { url, isTrusted: hop.isTrusted && isSameOrigin };
  // As browsers do: 307 and 308 repeat the request, the others ask for the answer at another place.
  if (hop.method !== 'GET' && (status === 307 || status === 308)) {
    if (!isSameOrigin) throw broken(hop, 'redirects a body to another server');
    return { ...hop, ...next };
  }
  if (hop.method !== 'GET' && hop.method !== 'POST') throw broken(hop, `redirects a ${hop.method}`);
  const { 'content-type': _type, ...headers } = hop.headers;
  return { ...next, method: 'GET', headers: isSameOrigin ? headers : { ...PLAIN_HEADERS }, body: null };
}

function targetOf(hop: Hop, location: string | null): URL {
  const url = location === null ? null : URL.parse(location, hop.url.href);
  if (url === null) throw broken(hop, 'redirects to no address');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && hop.url.protocol === 'http:');
  if (!isSafe) throw broken(hop, `redirects to ${url.protocol}, which is not followed`);
  return url;
}

function broken(hop: Hop, what: string): ServerRefusal {
  return new ServerRefusal('broken', `${hop.url.host} ${what}`);
}
