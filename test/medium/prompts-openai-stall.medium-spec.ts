import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_WAITING } from '../../src/features/prompts/openai/call-slots.js';
import { OpenAiProvider } from '../../src/features/prompts/openai/openai.provider.js';
import { failureOf, neverAborted, providerFor } from '../support/fake-llm-provider.js';

/** Begins an answer and never ends it. */
let server: Server;
let url: string;

const enhance = (sut: OpenAiProvider, signal = neverAborted) =>
  sut.enhance({ prompt: 'A red car', protectedTexts: [] }, { signal });

async function begun(): Promise<ServerResponse> {
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return response;
}

beforeEach(async () => {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"choices":[');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('OpenAiProvider and an answer that stops in its middle', () => {
  it('gives it up at the time-out, and hangs up', async () => {
    const { sut, clock } = providerFor(url);
    const request = begun();
    const call = failureOf(enhance(sut));
    const response = await request;
    const closed = once(response, 'close');
    clock.advance(60_000);
    expect((await call).kind).toBe('timeout');
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('hangs up when the client goes away', async () => {
    const { sut, clock } = providerFor(url);
    const request = begun();
    const caller = new AbortController();
    const call = enhance(sut, caller.signal);
    const closed = once(await request, 'close');
    caller.abort(new Error('gone'));
    await expect(call).rejects.toThrow('gone');
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('refuses, of a crowd that comes at once, only who finds neither a slot nor a place in the queue', async () => {
    const { sut } = providerFor(url, { OPENAI_MAX_CONCURRENT: '2' });
    const request = begun();
    const callers = new AbortController();
    const crowd = Array.from({ length: 2 + MOST_WAITING + 1 }, () => enhance(sut, callers.signal));
    const ended = Promise.allSettled(crowd);
    await expect(crowd.at(-1)).rejects.toMatchObject({
      kind: 'limited',
      message: `${MOST_WAITING} calls wait for the language model already.`,
    });
    await request;
    callers.abort(new Error('gone'));
    const reasons = (await ended).map((one) => (one.status === 'rejected' ? String(one.reason) : 'answered'));
    expect(reasons.filter((reason) => reason === 'Error: gone')).toHaveLength(2 + MOST_WAITING);
  });
});
