import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';

export interface Answer {
  status: number;
  body: string;
  /** From the request to the end of the body. */
  ms: number;
}

const agent = new Agent({ keepAlive: true });

/** @throws if nothing answers within `timeoutMs` */
export async function call(url: string, body?: unknown, timeoutMs = 300_000): Promise<Answer> {
  const startedAt = performance.now();
  const outgoing = request(url, {
    agent,
    signal: AbortSignal.timeout(timeoutMs),
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  incoming.setEncoding('utf8');
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return { status: incoming.statusCode ?? 0, body: text, ms: performance.now() - startedAt };
}

/** The body of an answer that must be 200. */
export async function callJson<Body>(url: string, body?: unknown): Promise<Body> {
  const answer = await call(url, body);
  if (answer.status !== 200)
    throw new Error(`${url} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  return JSON.parse(answer.body) as Body;
}

/** Asks again and again until the answer is as wanted. @throws after `timeoutMs`, or when `isGone` */
export async function callUntil(
  url: string,
  isWanted: (answer: Answer) => boolean,
  options: {
    timeoutMs: number;
    pauseMs?: number;
    isGone?: () => boolean;
    onAnswer?: (answer: Answer) => void;
  },
): Promise<Answer> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await call(url).catch(() => undefined);
    if (answer !== undefined) options.onAnswer?.(answer);
    if (answer !== undefined && isWanted(answer)) return answer;
    if (options.isGone?.() === true) throw new Error(`the server of ${url} has ended`);
    if (performance.now() > deadline)
      throw new Error(`${url} did not answer as wanted in ${options.timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, options.pauseMs ?? 5));
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
