import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { Portal } from '../../src/portal.js';
import { TINY_ONNX_MODEL } from '../support/built-module.js';

const PATIENCE = { timeout: 60_000, interval: 50 };

/** With the embedded engine, whose memory is the portal's to free; its model is tiny, and real. */
describe('the pipeline of an engine of our own', () => {
  let folder: string;
  let sut: Portal;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    sut = await Portal.start(
      loadConfig({
        PORT: '0',
        DATA_DIR: join(folder, 'data'),
        SESSIONS_DIR: join(folder, 'sessions'),
        STATIC_DIR: join(folder, 'static'),
        MODEL_DIR: TINY_ONNX_MODEL,
        DEVICES: 'cpu',
        LOG_LEVEL: 'silent',
        PROMPT_PROVIDER: 'builtin',
      }),
    );
    await sut.recovered;
  });
  afterAll(async () => {
    await sut.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = async <T>(path: string, body?: object) => {
    const init =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await (await fetch(`${sut.urls[0]}${path}`, init)).json()) as T;
  };
  const isLoaded = async () => (await send<{ pipeline_loaded: boolean }>('/pipeline/status')).pipeline_loaded;
  const generate = async () => {
    const { task_id: id } = await send<{ task_id: string }>('/generate', { prompt: 'a red ball' });
    const status = async () => (await send<{ status: string }>(`/status/${id}`)).status;
    await expect.poll(status, PATIENCE).toBe('completed');
  };

  it('is in memory after a job, is unloaded when it is asked for, and loads again for the next job', async () => {
    await generate();
    expect(await isLoaded()).toBe(true);
    expect(await send('/pipeline/unload', {})).toEqual({
      status: 'success',
      message: 'Pipeline unloaded successfully',
    });
    expect(await send('/pipeline/status')).toMatchObject({
      pipeline_loaded: false,
      configuration: null,
      queue_empty: true,
    });
    expect(await send('/pipeline/unload', {})).toMatchObject({ status: 'success' });
    await generate();
    expect(await isLoaded()).toBe(true);
  });
});
