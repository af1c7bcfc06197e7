import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { tinyVideo } from '../support/tiny-video.js';
import { wanServerClient } from '../support/wan-server-client.js';

const PATIENCE = { timeout: 30_000, interval: 20 };

/** What the contracts list as wrong with the original servers, and has no other place to be tried in. */
describe("LightX2V's prompt enhancer", () => {
  const prompt = 'a cat on a roof';

  async function runWith(baseUrl: string): Promise<{ ms: number; ran: string | undefined }> {
    await using sut = await FacadePortal.start({
      env: { PROMPT_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-none-of-these', OPENAI_BASE_URL: baseUrl },
    });
    const run = sut.engine.started(1);
    const startedAt = performance.now();
    const { status } = await sut.post('/v1/tasks/video/', { prompt, use_prompt_enhancer: true });
    const ms = performance.now() - startedAt;
    expect(status).toBe(200);
    return { ms, ran: (await run).spec.prompt };
  }

  it('that is not there leaves the prompt as it came; the original asks for ever', async () => {
    const nobody = createTcpServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    const { ms, ran } = await runWith(`http://127.0.0.1:${port}/v1`);
    expect(ran).toBe(prompt);
    expect(ms).toBeLessThan(10_000);
  });

  it('that never answers does so, too, after a few seconds', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      const { ms, ran } = await runWith(`http://127.0.0.1:${port}/v1`);
      expect(ran).toBe(prompt);
      expect(ms).toBeLessThan(10_000);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('a video of a video, by Wan2.1 Video Server', () => {
  it('is where the job says that it is; that of the original is not', async () => {
    await using sut = await FacadePortal.start({
      capabilities: { tasks: ['text-to-video', 'video-to-video'] },
    });
    const { upload, job, nextRun, ended } = wanServerClient(() => sut);
    const run = nextRun();
    const source = new Blob([new Uint8Array(tinyVideo(Buffer.from('source')))]);
    const { status, body } = await upload('video-to-video', [['video', source, 'x.mp4']]);
    expect([status, body.error]).toEqual([202, undefined]);
    await ended(await run, body.job_id);
    const path = (await job(body.job_id)).output_path ?? '';
    const answer = await fetch(new URL(path, `${sut.url}/`));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 4, 8)).toBe('ftyp');
  });
});

describe('the public folder of World Model Portal', () => {
  let sut: FacadePortal;
  beforeAll(async () => {
    sut = await FacadePortal.start({ engine: { devices: 2 }, env: { MAX_ATTEMPTS: '1' } });
  });
  afterAll(() => sut[Symbol.asyncDispose]());

  const publicFiles = () =>
    readdirSync(join(sut.folder, 'static'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const status = async (id: string) =>
    (await sut.send<{ status: string }>(`/api/video/status/${id}`)).body.status;
  const start = async (prompt: string) => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const { body } = await sut.post<{ job_id: string }>('/api/video/single_inference', { prompt });
    return { id: body.job_id, run: await run };
  };

  it('has nothing of a video until all of it is there, then the video and its poster', async () => {
    const { id, run } = await start('a secret prompt');
    const addresses = [`/static/videos/${id}/video.mp4`, `/api/videos/${id}`];
    for (const address of addresses) expect((await sut.send(address)).status).toBe(404);
    expect(await status(id)).toBe('generating');
    expect(publicFiles().filter((name) => name.endsWith('.mp4'))).toEqual([]);
    run.end();
    await expect.poll(() => status(id), PATIENCE).toBe('complete');
    for (const address of addresses) expect((await sut.send(address)).status).toBe(200);
    expect(publicFiles().sort()).toEqual(expect.arrayContaining(['video.mp4']));
  });

  it('tells nothing of prompts, logs and errors, whatever became of a job', async () => {
    const { id, run } = await start('another secret prompt');
    run.end({ kind: 'failure', message: 'CUDA error at /srv/model/secret.py' });
    await expect.poll(() => status(id), PATIENCE).toBe('failed');
    expect(publicFiles().filter((name) => !/\.(mp4|jpg)$/.test(name))).toEqual([]);
    expect(existsSync(join(sut.folder, 'static/videos', id))).toBe(false);
  });
});

describe('an update that changes nothing', () => {
  it('adds nothing to the history; the original repeats the prompt in it', async () => {
    await using sut = await FacadePortal.start();
    const { body } = await sut.post<{ session_id: string }>('/api/initialize', {
      prompt: 'a red ball at night',
    });
    const history = async () =>
      (await sut.post<{ history: object[] }>('/api/history', { session_id: body.session_id })).body.history;
    const before = await history();
    const { body: updated } = await sut.post<{ prompt: string; changes: string[] }>('/api/update', {
      user_request: 'thank you, that is lovely',
      session_id: body.session_id,
    });
    expect(updated).toMatchObject({
      prompt: 'a red ball at night',
      changes: ['No specific parameters were identified to update.'],
    });
    expect(await history()).toEqual(before);
  });
});
