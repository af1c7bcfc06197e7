import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { Portal } from '../../src/portal.js';
import { type FakeLlm, replies, startFakeLlm } from '../support/fake-llm-server.js';
import { type JourneyClient, replaySeedJourney } from '../support/seed-journey.js';
import { createSimulatedEngine, type SimulatedEngine } from '../support/simulated-engine.js';

let folder: string;
let engine: SimulatedEngine;
let sut: Portal;
let env: Record<string, string>;
let finished = 0;

async function start(): Promise<void> {
  engine = createSimulatedEngine(
    { EnginePort, EngineRefusedError, DeviceFaultError },
    { devices: 8, output: 'video' },
  );
  finished = 0;
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    STATIC_DIR: join(folder, 'static'),
    SESSIONS_DIR: join(folder, 'sessions'),
    ...env,
    SHUTDOWN_GRACE: '0',
    LOG_LEVEL: 'silent',
  });
  sut = await Portal.start(config, { engines: [engine] });
  await sut.recovered;
}

async function restart(): Promise<void> {
  await sut.stop();
  await start();
}

async function finishJobs(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    finished += 1;
    (await engine.started(finished)).end();
  }
}

async function send<T>(method: string, path: string, body?: unknown) {
  const response = await fetch(`${sut.urls[0]}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

const client: JourneyClient = {
  post: (path, body) => send('POST', path, body),
  get: (path) => send('GET', path),
  delete: (path) => send('DELETE', path),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-journey-'));
  mkdirSync(join(folder, 'static'));
  env = { PROMPT_PROVIDER: 'builtin' };
  await start();
});
afterEach(async () => {
  await sut.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the journey of seed 004', () => {
  it('leads from a rough idea to videos with the builtin provider, also over a restart', async () => {
    const id = await replaySeedJourney(client, { provider: 'builtin', finishJobs, restart });
    expect((await client.get(`/api/sessions/${id}`)).status).toBe(404);
  });

  it('leads from a video back to its words', async () => {
    const { body: begun } = await client.post<{ session_id: string }>('/api/initialize', {
      prompt: 'a red car drives along a coastal road at noon',
    });
    const id = begun.session_id;
    const batch = await client.post<{ batch_id: string }>('/api/video/batch_inference', {
      session_id: id,
      variations: 4,
      vary: ['time_of_day', 'camera'],
      variation_seed: 7,
    });
    expect(batch.status).toBe(200);
    const { body } = await client.get<{
      jobs: { prompt: string; session_id: string; revision_id: string }[];
    }>(`/api/batches/${batch.body.batch_id}`);
    const session = await client.get<{
      head: string;
      revisions: { id: string; prompt: string; origin: string; parent: string | null }[];
    }>(`/api/sessions/${id}`);
    expect(body.jobs).toHaveLength(4);
    for (const job of body.jobs) {
      const revision = session.body.revisions.find((one) => one.id === job.revision_id);
      expect([job.session_id, revision?.prompt]).toEqual([id, job.prompt]);
    }
    expect(session.body.revisions.map(({ origin }) => origin)).toEqual([
      'initialize',
      'variation',
      'variation',
      'variation',
    ]);
    expect(session.body.head).toBe(session.body.revisions[0]?.id);
    await finishJobs(4);
    await restart();
    expect(await client.get(`/api/batches/${batch.body.batch_id}`)).toMatchObject({
      body: { jobs: body.jobs.map(({ revision_id }) => ({ session_id: id, revision_id })) },
    });
  });
});

describe('the journey of seed 004 with a language model', () => {
  const KEY = 'sk-journey-0123456789abcdef';
  let llm: FakeLlm;

  beforeEach(async () => {
    llm = await startFakeLlm();
  });
  afterEach(() => llm.stop());

  /** `auto` takes the language model, because its address is set. */
  async function restartWith(settings: Record<string, string> = {}): Promise<void> {
    env = { OPENAI_BASE_URL: llm.url, OPENAI_API_KEY: KEY, OPENAI_MAX_RETRIES: '0', ...settings };
    await restart();
  }

  it('leads from a rough idea to videos, also over a restart', async () => {
    await restartWith();
    const id = await replaySeedJourney(client, { provider: 'openai', finishJobs, restart });
    expect((await client.get(`/api/sessions/${id}`)).status).toBe(404);
    const tasks = llm.requests.map(({ body }) => body.response_format?.json_schema?.name);
    expect(tasks).toEqual(['prompt', 'fields', 'variations', 'update', 'update']);
    const metrics = await (await fetch(`${sut.urls[0]}/metrics`)).text();
    expect(metrics).toContain('reelsmith_llm_requests_total');
    expect(metrics).not.toContain(KEY);
  });

  it.each([
    ['an error', replies.error(500, `boom ${KEY}`), 502],
    ['a wrong key', replies.error(401, `Incorrect API key provided: ${KEY}`), 502],
    ['an answer of nothing', replies.empty(), 502],
    ['a gateway that waited in vain', replies.error(504, 'upstream timed out'), 504],
    ['too many requests', replies.error(429, 'slow down', { headers: { 'retry-after': '9' } }), 503],
  ])('tells of %s, and makes nothing up', async (_, reply, status) => {
    await restartWith();
    llm.script(reply);
    const answer = await client.post<{ detail: string }>('/api/initialize', { prompt: 'a red car' });
    expect(answer).toEqual({
      status,
      body: { detail: expect.stringMatching(/^The language model .+ Nothing was changed\.$/) },
    });
    const { body } = await client.get<{ items: { revisions: number }[] }>('/api/sessions');
    expect(JSON.stringify(body)).not.toContain('red car');
  });

  it('answers 504 where the language model takes too long', async () => {
    await restartWith({ OPENAI_TIMEOUT: '1' });
    llm.script(replies.silence());
    expect((await client.post('/api/enhance', { rough_prompt: 'a red car' })).status).toBe(504);
    await llm.idle();
  });

  it('goes on with the builtin provider where the settings say so, and says that it does', async () => {
    await restartWith({ PROMPT_FALLBACK: 'builtin' });
    llm.script(replies.error(500, 'boom'));
    const enhanced = await client.post('/api/enhance', { rough_prompt: 'a red car on a beach' });
    expect(enhanced).toMatchObject({ status: 200, body: { provider: 'builtin', degraded: true } });
    const begun = await client.post<{ session_id: string }>('/api/initialize', {
      prompt: 'a red car on a beach',
    });
    expect(begun).toMatchObject({ status: 200, body: { provider: 'builtin', degraded: true } });
    const request = { user_request: 'make it night', session_id: begun.body.session_id };
    expect(await client.post('/api/update', request)).toMatchObject({
      status: 200,
      body: { provider: 'builtin', degraded: true, parameters: { time_of_day: 'night' } },
    });
    expect(llm.requests.length).toBeGreaterThanOrEqual(3);
  });
});
