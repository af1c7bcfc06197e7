import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgeApp } from '../support/edge-app.js';
import { FacadePortal } from '../support/facade-portal.js';
import { replies, startFakeLlm } from '../support/fake-llm-server.js';

const PATIENCE = { timeout: 30_000, interval: 20 };

describe('a language model that does not answer', () => {
  it('holds up its own request alone; the whole of the original waits with it', async () => {
    let asked: () => void = () => undefined;
    const wasAsked = new Promise<void>((resolve) => (asked = resolve));
    const silent = createServer(() => asked()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await using sut = await FacadePortal.start({
      engine: { runMs: () => 1 },
      env: {
        PROMPT_PROVIDER: 'openai',
        OPENAI_API_KEY: 'sk-none-of-these',
        OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
        OPENAI_TIMEOUT: '60',
      },
    });
    try {
      const gone = new AbortController();
      let isAnswered = false;
      const enhancing = fetch(`${sut.url}/api/enhance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rough_prompt: 'a cat' }),
        signal: gone.signal,
      }).then(
        () => (isAnswered = true),
        () => undefined,
      );
      await wasAsked;
      const { body } = await sut.post<{ job_id: string }>('/api/video/single_inference', { prompt: 'a cat' });
      const status = async () => (await sut.send(`/api/video/status/${body.job_id}`)).body['status'];
      await expect.poll(status, PATIENCE).toBe('complete');
      expect((await sut.send('/api/health')).status).toBe(200);
      expect(isAnswered).toBe(false);
      gone.abort();
      await enhancing;
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('a language model that fails', () => {
  it('fails what was asked of it, with the reason; the original answers 200 and makes something up', async () => {
    await using llm = await startFakeLlm();
    await using sut = await FacadePortal.start({
      env: { PROMPT_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-none-of-these', OPENAI_BASE_URL: llm.url },
    });
    const { body } = await sut.post<{ session_id: string }>('/api/initialize', {
      prompt: 'a red ball at night',
    });
    const session_id = body.session_id;
    const history = async () => (await sut.post('/api/history', { session_id })).body;
    const before = await history();
    llm.script(replies.error(401, 'Incorrect API key provided: sk-none-of-these'));
    for (const [path, fields] of [
      ['/api/enhance', { rough_prompt: 'a cat', session_id }],
      ['/api/initialize', { prompt: 'a dog', session_id }],
      ['/api/update', { user_request: 'make the ball blue', session_id }],
      ['/api/generate-variations', { selected_indices: [0], total_count: 3, session_id }],
    ] as const) {
      const answer = await sut.post(path, fields);
      expect([path, answer.status, Object.keys(answer.body)]).toEqual([path, 502, ['detail']]);
      expect(JSON.stringify(answer.body)).not.toContain('sk-none-of-these');
    }
    expect(await history()).toEqual(before);
  });
});

describe('the limit of new sessions', () => {
  it('cannot be passed by an address that the client makes up', async () => {
    await using sut = await edgeApp({ SESSIONS_PER_MINUTE: '1' });
    expect((await sut.post('/api/initialize', { prompt: 'a cat' })).statusCode).toBe(200);
    const again = [
      await sut.post('/api/initialize?X-Forwarded-For=9.9.9.9', { prompt: 'a cat' }),
      await sut.post('/api/initialize', { prompt: 'a cat' }, { 'x-forwarded-for': '9.9.9.9' }),
      await sut.post('/api/initialize', { prompt: 'a cat' }, { forwarded: 'for=9.9.9.9' }),
    ];
    expect(again.map(({ statusCode }) => statusCode)).toEqual([429, 429, 429]);
  });
});

describe('the ZIP of a batch', () => {
  it('comes whole to many at once, and is never a file in the public folder', async () => {
    await using sut = await FacadePortal.start({ engine: { devices: 2, runMs: () => 1 } });
    const { body } = await sut.post<{ batch_id: string }>('/api/video/batch_inference', {
      prompts: ['one', 'two'],
    });
    const status = async () => (await sut.send(`/api/video/batch_status/${body.batch_id}`)).body['status'];
    await expect.poll(status, PATIENCE).toBe('complete');
    const files = () => readdirSync(join(sut.folder, 'static'), { recursive: true, encoding: 'utf8' }).sort();
    const before = files();
    const archives = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const answer = await fetch(`${sut.url}/api/video/batch_download/${body.batch_id}`);
        return Buffer.from(await answer.arrayBuffer());
      }),
    );
    expect(archives[0]?.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    expect(new Set(archives.map((archive) => archive.toString('base64'))).size).toBe(1);
    expect(files()).toEqual(before);
    expect(before.filter((name) => name.endsWith('.zip'))).toEqual([]);
  });
});
