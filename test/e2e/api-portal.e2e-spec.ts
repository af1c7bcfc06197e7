import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { NodeFileSystem } from '../../src/platform/storage/index.js';
import { Portal } from '../../src/portal.js';
import { createSimulatedEngine, type SimulatedEngine } from '../support/simulated-engine.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
const PATIENCE = { timeout: 30_000 };

let folder: string;
let engine: SimulatedEngine;
let sut: Portal;

async function start(env: Record<string, string> = {}): Promise<void> {
  engine = createSimulatedEngine(
    { EnginePort, EngineRefusedError, DeviceFaultError },
    { devices: 2, output: 'video' },
  );
  const config = loadConfig({
    PORT: '0,0',
    DATA_DIR: join(folder, 'data'),
    SESSIONS_DIR: join(folder, 'sessions'),
    STATIC_DIR: join(folder, 'static'),
    SHUTDOWN_GRACE: '0',
    LOG_LEVEL: 'silent',
    ...env,
  });
  sut = await Portal.start(config, { engines: [engine] });
  await sut.recovered;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-portal-'));
  mkdirSync(join(folder, 'static'));
  await start();
});
afterEach(async () => {
  await sut.stop();
  rmSync(folder, { recursive: true, force: true });
});

const url = (path: string) => `${sut.urls[0]}${path}`;

async function post<T>(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
}

const get = async <T>(path: string) => (await (await fetch(url(path))).json()) as T;

interface BatchStatus {
  status: string;
  jobs: { status: string; video_url: string | null }[];
}

describe('the portal over real features', () => {
  it('answers on every port', async () => {
    expect(new Set(sut.urls).size).toBe(2);
    for (const base of sut.urls) expect((await fetch(`${base}/health`)).status).toBe(200);
  });

  it('runs a batch from submission to download, with the same state in every answer', async () => {
    const { body } = await post<{ batch_id: string }>('/api/video/batch_inference', {
      prompts: ['one', 'two'],
    });
    const path = `/api/video/batch_status/${body.batch_id}`;
    expect(await get(path)).toMatchObject({ status: 'processing', total: 2 });
    (await engine.started(1)).end();
    await expect
      .poll(async () => (await get<BatchStatus>(path)).jobs.map((job) => job.status), PATIENCE)
      .toContain('complete');
    expect((await get<BatchStatus>(path)).status).toBe('processing');
    (await engine.started(2)).end();
    await expect.poll(async () => (await get<BatchStatus>(path)).status, PATIENCE).toBe('complete');
    const { jobs } = await get<BatchStatus>(path);
    for (const [index, job] of jobs.entries()) {
      const file = await fetch(url(job.video_url!));
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
      const named = await fetch(url(`/api/videos/${body.batch_id}/job_${index}`));
      expect(await named.arrayBuffer()).toEqual(await file.arrayBuffer());
    }
    const zip = await fetch(url(`/api/video/batch_download/${body.batch_id}`));
    expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect((await zip.arrayBuffer()).byteLength).toBe(Number(zip.headers.get('content-length')));
    const head = await fetch(url(`/api/video/batch_download/${body.batch_id}`), { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(zip.headers.get('content-length'));
    const beyond = await fetch(url(`/api/video/batch_download/${body.batch_id}`), {
      headers: { range: 'bytes=9999999-' },
    });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
      416,
      `bytes */${zip.headers.get('content-length')}`,
    ]);
  });

  it('sends the ZIP with what belongs to every answer, and counts it', async () => {
    await sut.stop();
    await start({ CORS_ORIGINS: 'https://studio.example' });
    const { body } = await post<{ batch_id: string }>('/api/video/batch_inference', { prompts: ['one'] });
    (await engine.started(1)).end();
    const status = `/api/video/batch_status/${body.batch_id}`;
    await expect.poll(async () => (await get<BatchStatus>(status)).status, PATIENCE).toBe('complete');
    for (const method of ['GET', 'HEAD']) {
      const zip = await fetch(url(`/api/video/batch_download/${body.batch_id}`), {
        method,
        headers: { origin: 'https://studio.example', 'x-request-id': 'asked-for', range: 'bytes=10-99' },
      });
      expect([zip.status, (await zip.arrayBuffer()).byteLength]).toEqual([206, method === 'HEAD' ? 0 : 90]);
      expect(Object.fromEntries(zip.headers)).toMatchObject({
        'access-control-allow-origin': 'https://studio.example',
        'content-length': '90',
        'content-range': expect.stringMatching(/^bytes 10-99\//),
        'content-type': 'application/zip',
        'x-content-type-options': 'nosniff',
        'x-request-id': 'asked-for',
      });
      const route = `method="${method}",route="/api/video/batch_download/:batch_id",status="206"`;
      await expect.poll(async () => (await fetch(url('/metrics'))).text()).toContain(`_count{${route}} 1`);
    }
  });

  it('breaks the connection when a file of the ZIP cannot be sent whole', async () => {
    const { body } = await post<{ batch_id: string }>('/api/video/batch_inference', { prompts: ['one'] });
    (await engine.started(1)).end();
    const status = `/api/video/batch_status/${body.batch_id}`;
    await expect.poll(async () => (await get<BatchStatus>(status)).status, PATIENCE).toBe('complete');
    const openForReading = vi.spyOn(NodeFileSystem.prototype, 'openForReading');
    openForReading.mockResolvedValue({ read: async () => 0, close: async () => undefined });
    const zip = await fetch(url(`/api/video/batch_download/${body.batch_id}`));
    expect(zip.status).toBe(200);
    await expect(zip.arrayBuffer()).rejects.toThrow('terminated');
    openForReading.mockRestore();
    expect((await fetch(url('/health'))).status).toBe(200);
  });

  it('gives the first answer again for a repeated key, and refuses the key for another body', async () => {
    const submit = (prompt: string) =>
      post<{ job_id: string }>('/api/video/single_inference', { prompt }, { 'idempotency-key': 'k' });
    const [first, second] = [await submit('p'), await submit('p')];
    expect(second).toEqual(first);
    expect((await submit('q')).status).toBe(409);
  });

  it('says what no engine can do, field by field', async () => {
    const answer = await post<{ code: string; errors: { path: string }[] }>('/api/jobs', {
      prompt: 'p',
      num_frames: 6,
      width: 17,
    });
    expect([answer.status, answer.body.code, answer.body.errors.map(({ path }) => path).sort()]).toEqual([
      422,
      'no_capable_engine',
      ['num_frames', 'width'],
    ]);
  });

  it('shows a failed job as failed, from the first to the last answer', async () => {
    const { body } = await post<{ job_id: string }>('/api/video/single_inference', { prompt: 'p' });
    (await engine.started(1)).end({ kind: 'refuse', message: 'not this' });
    const path = `/api/video/status/${body.job_id}`;
    await expect.poll(async () => (await get<{ status: string }>(path)).status, PATIENCE).toBe('failed');
    expect(await get(path)).toMatchObject({
      progress: 0,
      video_url: null,
      message: expect.stringContaining('not this'),
    });
  });

  it('knows after a restart what it knew before, and goes on with what was interrupted', async () => {
    const { body } = await post<{ job_id: string }>('/api/video/single_inference', { prompt: 'p' });
    await engine.started(1);
    await sut.stop();
    await start();
    const path = `/api/video/status/${body.job_id}`;
    expect(['pending', 'generating']).toContain((await get<{ status: string }>(path)).status);
    (await engine.started(1)).end();
    await expect.poll(async () => (await get<{ status: string }>(path)).status, PATIENCE).toBe('complete');
  });
});
