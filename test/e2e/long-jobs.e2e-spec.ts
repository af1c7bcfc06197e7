import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG } from '../support/media-samples.js';
import type { SimulatedRun } from '../support/simulated-engine.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const MINUTE_MS = 60_000;
const realSetTimeout = globalThis.setTimeout;
const realTime = (ms: number) => new Promise((resolve) => realSetTimeout(resolve, ms));

/** An hour of every timer that JavaScript set, in which the engine tells a little progress now and then. */
async function anHour(run: SimulatedRun): Promise<void> {
  for (let minute = 1; minute <= 60; minute += 1) {
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    run.progress({ stage: 'denoising', fraction: minute / 100 });
    await realTime(5);
  }
}

/** Not by `fetch`, which itself waits for an answer for 300 seconds at most. */
function post(url: string, body: object): Promise<{ status: number; content: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, content: Buffer.concat(chunks) }));
    });
    sent.end(JSON.stringify(body));
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => vi.useRealTimers());

describe('a video that takes an hour', () => {
  it('is made; Wan2.1 Video Server gives it up after 300 seconds', async () => {
    await using sut = await FacadePortal.start({ env: { MAX_ATTEMPTS: '1' } });
    const started = sut.engine.started(1);
    const { body } = await sut.post<{ job_id: string }>('/api/v1/generate/text-to-video', {
      prompt: 'a long film',
    });
    const run = await started;
    const job = async () =>
      (await sut.send<{ status: string; output_path?: string }>(`/api/v1/job/${body.job_id}`)).body;
    await anHour(run);
    expect([run.isOver, (await job()).status]).toEqual([false, 'processing']);
    vi.useRealTimers();
    run.end();
    await expect.poll(async () => (await job()).status, PATIENCE).toBe('completed');
    expect((await fetch(new URL((await job()).output_path ?? '', `${sut.url}/`))).status).toBe(200);
  });
});

describe('an answer that takes an hour', () => {
  it('comes to a client that waits so long, also on a second port', async () => {
    await using sut = await FacadePortal.start({
      env: { PORT: '0,0' },
      capabilities: { tasks: ['text-to-image'] },
      engine: { output: 'image', write: (path) => writeFile(path, PNG) },
    });
    const started = sut.engine.started(1);
    const answer = post(`${sut.portal.urls[1]}/v1/tasks/image/sync?timeout_seconds=7200`, {
      prompt: 'a large picture',
    });
    const run = await started;
    await anHour(run);
    expect(run.isOver).toBe(false);
    vi.useRealTimers();
    run.end();
    const { status, content } = await answer;
    expect([status, content.equals(PNG)]).toEqual([200, true]);
  });
});
