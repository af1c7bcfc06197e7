import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { Portal } from '../../src/portal.js';
import { type JourneyClient, replaySeedJourney } from '../support/seed-journey.js';
import { createSimulatedEngine, type SimulatedEngine } from '../support/simulated-engine.js';

let folder: string;
let engine: SimulatedEngine;
let sut: Portal;
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
    PROMPT_PROVIDER: 'builtin',
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
