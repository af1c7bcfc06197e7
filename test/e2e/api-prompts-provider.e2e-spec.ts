import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PromptProvider, ProviderError } from '../../src/features/prompts/provider/prompt-provider.port.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

let sut: EdgeApp;
let provider: PromptProvider;

beforeEach(async () => {
  sut = await edgeApp();
  provider = sut.app.get(PromptProvider, { strict: false });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sut[Symbol.asyncDispose]();
});

describe('a provider that fails', () => {
  it.each([
    ['timeout', 504, undefined],
    ['unreachable', 502, undefined],
    ['unusable-answer', 502, undefined],
    ['limited', 503, '7'],
  ] as const)('with %s is told as %i, and nothing is made up', async (kind, status, retryAfter) => {
    vi.spyOn(provider, 'extract').mockRejectedValue(new ProviderError(kind, 'sk-secret', 6500));
    const answer = await sut.post('/api/initialize', { prompt: 'a cat' });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([
      status,
      retryAfter,
      { detail: expect.stringMatching(/^The language model .+ Nothing was changed\.$/) },
    ]);
    const { items } = (await sut.get('/api/sessions')).json<{ items: { revisions: number }[] }>();
    expect(items.map(({ revisions }) => revisions)).toEqual([0]);
  });
});

describe('a client that goes away', () => {
  it('stops the work that is done for it', async () => {
    const events = new EventTarget();
    vi.spyOn(provider, 'enhance').mockImplementation(
      (_input, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            events.dispatchEvent(new Event('stopped'));
            reject(signal.reason as Error);
          });
          events.dispatchEvent(new Event('begun'));
        }),
    );
    const [begun, stopped] = [once(events, 'begun'), once(events, 'stopped')];
    await sut.app.listen({ port: 0, host: '127.0.0.1' });
    const client = new AbortController();
    const answer = fetch(`${await sut.app.getUrl()}/api/enhance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rough_prompt: 'a cat' }),
      signal: client.signal,
    });
    await begun;
    client.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await stopped;
    expect((await sut.get('/health')).statusCode).toBe(200);
    expect(sut.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
