import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LightX2vProtocol } from '../../src/features/engines/lightx2v/lightx2v.protocol.js';
import { NodeServerHttp } from '../../src/features/engines/servers/node-server-http.js';
import { ServerEngine } from '../../src/features/engines/servers/server-engine.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { FacadePortal } from '../support/facade-portal.js';
import { HostileWeb } from '../support/hostile-web.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const KEY = { alice: 'alice-has-a-long-key', bob: 'bob-has-another-key-' };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

interface Task {
  task_id: string;
  detail?: unknown;
}

const becomes = (sut: FacadePortal, id: string, word: string, headers: Record<string, string> = {}) =>
  expect
    .poll(async () => (await sut.send(`/v1/tasks/${id}/status`, { headers })).body['status'], PATIENCE)
    .toBe(word);

describe('a restart', () => {
  it("knows every task again by the client's own id, and goes on with those that were not over", async () => {
    await using sut = await FacadePortal.start();
    const post = (id: string) =>
      sut.post<Task>('/v1/tasks/video/', { task_id: id, save_result_path: `${id}.mp4` });
    const run = sut.engine.started(1);
    await post('done');
    (await run).end();
    await becomes(sut, 'done', 'completed');
    const before = (await sut.send('/v1/tasks/done/status')).body;
    const second = sut.engine.started(2);
    await post('running');
    await second;
    await post('waiting');
    await sut.restart();
    expect((await sut.send('/v1/tasks/done/status')).body).toEqual(before);
    expect(Object.keys((await sut.send('/v1/tasks')).body)).toEqual(['done', 'running', 'waiting']);
    expect((await post('waiting')).body.detail).toBe('Task ID waiting already exists');
    for (const number of [1, 2]) (await sut.engine.started(number)).end();
    await becomes(sut, 'running', 'completed');
    await becomes(sut, 'waiting', 'completed');
    expect((await sut.send('/v1/files/download/running.mp4')).status).toBe(200);
    expect((await sut.send('/v1/service/status')).body).toMatchObject({ total_tasks: 3, completed_tasks: 3 });
  });
});

describe('two owners', () => {
  it('neither see nor stop nor block the tasks of the other', async () => {
    await using sut = await FacadePortal.start({
      env: { API_KEYS: `alice:${KEY.alice},bob:${KEY.bob}` },
    });
    const [alice, bob] = [bearer(KEY.alice), bearer(KEY.bob)];
    expect(await sut.send('/v1/tasks')).toMatchObject({
      status: 401,
      body: { detail: expect.any(String) as string },
    });
    const run = sut.engine.started(1);
    const mine = { task_id: 'mine', save_result_path: 'secret.mp4' };
    expect((await sut.post('/v1/tasks/video/', mine, alice)).status).toBe(200);
    await run;
    expect((await sut.send('/v1/tasks/mine/status', { headers: bob })).status).toBe(404);
    expect((await sut.send('/v1/tasks', { headers: bob })).body).toEqual({});
    expect((await sut.send('/v1/tasks/queue/status', { headers: bob })).body['current_task']).toBeNull();
    for (const id of ['mine', 'all/running'])
      await sut.send(`/v1/tasks/${id}`, { method: 'DELETE', headers: bob });
    expect((await run).isOver).toBe(false);
    expect((await sut.post('/v1/tasks/video/', mine, bob)).status).toBe(200);
    const other = sut.engine.started(2);
    (await run).end();
    await becomes(sut, 'mine', 'completed', alice);
    await other;
    expect((await sut.send('/v1/files/download/secret.mp4', { headers: bob })).status).toBe(404);
    expect((await sut.send('/v1/tasks/mine/result', { headers: bob })).body['detail']).toBe(
      'Task not completed',
    );
  });
});

describe('media', () => {
  let sut: FacadePortal;
  let web: Server;

  beforeAll(async () => {
    sut = await FacadePortal.start({
      env: { ALLOW_PRIVATE_URLS: 'true', QUEUE_MAX: '20' },
      capabilities: { tasks: ['text-to-video', 'image-to-video', 'audio-driven'] },
      engine: { runMs: () => 1 },
    });
    web = createServer((request, response) => {
      if (request.url === '/cat.png') response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    web.close();
    await sut[Symbol.asyncDispose]();
  });

  const address = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const form = (parts: Record<string, string | Blob>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(parts)) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, value, 'my cat.png');
    }
    return sut.send<Task>('/v1/tasks/video/form', { method: 'POST', body });
  };
  const image = new Blob([PNG], { type: 'image/png' });
  const specOf = async (id: string) => {
    const { items } = (
      await sut.send<{
        items: { task: string; seed: number; steps: number; num_frames: number; fps: number }[];
      }>('/api/jobs?limit=1')
    ).body;
    await becomes(sut, id, 'completed');
    return items[0];
  };

  it('comes as base64, as a data URL or by its address', async () => {
    const base64 = PNG.toString('base64');
    for (const path of [base64, `data:image/png;base64,${base64}`, `${address()}/cat.png`]) {
      const { status, body } = await sut.post<Task>('/v1/tasks/video/', { prompt: 'p', image_path: path });
      expect([status, body.detail]).toEqual([200, undefined]);
      expect(await specOf(body.task_id)).toMatchObject({ task: 'image-to-video' });
    }
  });

  it('that cannot be read is the fault of the request', async () => {
    const url = `${address()}/nothing.png`;
    expect(await sut.post('/v1/tasks/video/', { image_path: url })).toMatchObject({
      status: 400,
      body: { detail: `Image URL is not accessible: ${url}` },
    });
    for (const path of ['/etc/passwd', '../../etc/passwd', 'data:image/png;base64,AAAA'])
      expect(await sut.post('/v1/tasks/video/', { image_path: path })).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ['body', 'image_path'] }] },
      });
  });

  it('comes with a form, whose defaults hold where the engine takes them', async () => {
    const { status, body } = await form({ image_file: image, prompt: 'p', target_video_length: '' });
    expect([status, body.detail]).toEqual([200, undefined]);
    expect(await specOf(body.task_id)).toMatchObject({
      task: 'image-to-video',
      seed: 42,
      steps: 5,
      num_frames: 81,
      fps: 16,
    });
    const named = await form({ image_file: image, prompt: 'p', infer_steps: '7', seed: '3' });
    expect(await specOf(named.body.task_id)).toMatchObject({ seed: 3, steps: 7 });
  });

  it('is needed by a form for videos', async () => {
    expect(await form({ prompt: 'p' })).toMatchObject({
      status: 422,
      body: {
        detail: [{ type: 'missing', loc: ['body', 'image_file'], msg: 'Field required', input: null }],
      },
    });
    expect(await form({ image_file: image, seed: 'x' })).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'int_parsing', loc: ['body', 'seed'] }] },
    });
    expect(await form({ image_file: new Blob(['no image']), prompt: 'p' })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'image_file'] }] },
    });
  });
});

describe('images', () => {
  let sut: FacadePortal;

  const start = async (runMs?: () => number, env: Record<string, string> = {}) => {
    sut = await FacadePortal.start({
      env,
      capabilities: { tasks: ['text-to-image'] },
      engine: {
        output: 'image',
        ...(runMs === undefined ? {} : { runMs }),
        // Real ones, so that they pass through the portal's own check.
        write: async (path) => {
          const { writeFile } = await import('node:fs/promises');
          await writeFile(path, PNG);
        },
      },
    });
  };
  afterEach(() => sut[Symbol.asyncDispose]());

  it('are made in the queue, or while the client waits', async () => {
    await start(() => 1);
    const { body } = await sut.post<Task>('/v1/tasks/image/', { prompt: 'p', aspect_ratio: '16:9' });
    await becomes(sut, body.task_id, 'completed');
    const shown = (await sut.send(`/v1/tasks/${body.task_id}/status`)).body;
    expect(shown['save_result_path']).toBe(`${body.task_id}.png`);
    const answer = await fetch(`${sut.url}/v1/tasks/image/sync?timeout_seconds=60`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'p', task_id: 'sync-1' }),
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="result.png"');
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect((await sut.send('/v1/tasks/sync-1/status')).body['save_result_path']).toBeNull();
    const fields = new URLSearchParams({ prompt: 'p', infer_steps: '3' });
    expect((await sut.send('/v1/tasks/image/form', { method: 'POST', body: fields })).status).toBe(200);
  });

  it('that take too long, or that nobody waits for any more, are given up', async () => {
    await start();
    const path = '/v1/tasks/image/sync';
    const late = await sut.post(`${path}?timeout_seconds=0.05`, { task_id: 'late' });
    expect([late.status, late.body]).toEqual([504, { detail: 'Task late timed out after 0.05 seconds' }]);
    expect((await sut.send('/v1/tasks/late/status')).body['status']).toBe('cancelled');
    const gone = new AbortController();
    const run = sut.engine.started(2);
    const waiting = fetch(`${sut.url}${path}`, {
      method: 'POST',
      signal: gone.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ task_id: 'gone' }),
    });
    await run;
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await becomes(sut, 'gone', 'cancelled');
    const third = sut.engine.started(3);
    const stopped = sut.post(path, { task_id: 'stopped' });
    await third;
    await sut.send('/v1/tasks/stopped', { method: 'DELETE' });
    expect(await stopped).toMatchObject({ status: 409, body: { detail: 'Task cancelled by user' } });
    const fourth = sut.engine.started(4);
    const refused = sut.post(path, {});
    (await fourth).end({ kind: 'refuse', message: 'The prompt is too long' });
    expect(await refused).toMatchObject({ status: 413, body: { detail: 'The prompt is too long' } });
  });

  it('refuse what cannot be waited for', async () => {
    await start();
    const detail = async (query: string, fields: object = {}) => {
      const { status, body } = await sut.post(`/v1/tasks/image/sync${query}`, fields);
      return [status, body['detail']];
    };
    expect(await detail('?timeout_seconds=0')).toEqual([400, 'timeout_seconds must be > 0']);
    expect(await detail('?poll_interval_seconds=-1')).toEqual([400, 'poll_interval_seconds must be > 0']);
    expect(await detail('?timeout_seconds=x')).toEqual([
      422,
      [expect.objectContaining({ type: 'float_parsing', loc: ['query', 'timeout_seconds'] })],
    ]);
    expect(await detail('', { presigned_url: 'ftp://x' })).toEqual([400, 'Invalid presigned_url: ftp://x']);
    expect(sut.engine.runCount).toBe(0);
  });

  describe('with a presigned_url', () => {
    const put = (presigned_url: string) =>
      sut.post('/v1/tasks/image/sync', { prompt: 'p', task_id: 'signed', presigned_url });

    it('are put there, after two failures of the store if need be', async () => {
      await start(() => 1, { ALLOW_PRIVATE_URLS: 'true' });
      await using store = await HostileWeb.start();
      const received: [type: string | undefined, content: Buffer][] = [];
      let tries = 0;
      store.on('/put?X-Amz-Signature=secret', (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          tries += 1;
          received.push([request.headers['content-type'], Buffer.concat(chunks)]);
          response.writeHead(tries < 3 ? 503 : 200).end();
        });
      });
      const url = store.url('/put?X-Amz-Signature=secret');
      expect(await put(url)).toMatchObject({
        status: 200,
        body: {
          task_id: 'signed',
          task_status: 'completed',
          uploaded_to_presigned_url: true,
          presigned_url: url,
        },
      });
      expect(received).toEqual([1, 2, 3].map(() => ['image/png', PNG]));
    });

    it('are kept, and the answer is 502, where the store refuses or redirects', async () => {
      await start(() => 1, { ALLOW_PRIVATE_URLS: 'true' });
      await using store = await HostileWeb.start();
      store.on('/put?secret', (_, response) => void response.writeHead(403).end());
      const refused = await put(store.url('/put?secret'));
      expect(refused).toMatchObject({
        status: 502,
        body: { detail: 'Failed to upload sync result to presigned URL: the server answered 403' },
      });
      expect(store.seen).toHaveLength(1);
      expect((await sut.send('/v1/tasks/signed/result')).status).toBe(200);
    });

    it('are not sent to this machine or its networks', async () => {
      await start(() => 1);
      await using store = await HostileWeb.start();
      const answer = await put(store.url('/put'));
      expect([answer.status, store.seen]).toEqual([502, []]);
      expect(answer.body['detail']).toMatch(/ALLOW_PRIVATE_URLS/);
    });
  });
});

describe('another portal', () => {
  it.each(['auto', 'classic', 'current'] as const)(
    'drives this one as if it were LightX2V, with the %s fields',
    async (profile) => {
      await using sut = await FacadePortal.start();
      const files = new NodeFileSystem();
      const engine = new ServerEngine({
        protocol: new LightX2vProtocol(new NodeServerHttp(files), profile),
        settings: {
          urls: [sut.url],
          command: undefined,
          capabilitiesFile: undefined,
          model: undefined,
        },
        devices: 'auto',
        limits: { startTimeoutMs: 5000, jobTimeoutMs: 60_000, maxResultBytes: 1e8 },
        storage: new Storage(files),
        dataDir: join(sut.folder, 'client'),
        clock: new SystemClock(),
        log: new Logger('client'),
      });
      await engine.open();
      const [device] = engine.devices;
      const run = sut.engine.started(1);
      const recorded: string[] = [];
      const result = engine.generate(
        {
          task: 'text-to-video',
          prompt: 'a ship',
          negativePrompt: 'fog',
          seed: 11,
          steps: 3,
          guidanceScale: 5,
          width: 64,
          height: 64,
          numFrames: 9,
          fps: 16,
        },
        {
          device: device!,
          signal: AbortSignal.timeout(60_000),
          onProgress: () => undefined,
          workDir: sut.folder,
          inputPath: () => '',
          remoteJob: undefined,
          recordRemoteJob: async (id) => void recorded.push(id),
        },
      );
      expect((await run).spec).toMatchObject({
        prompt: 'a ship',
        negativePrompt: 'fog',
        seed: 11,
        steps: 3,
        width: 64,
        height: 64,
        numFrames: 9,
      });
      (await run).end();
      expect(await result).toMatchObject({ kind: 'video' });
      const known = (await sut.send(`/v1/tasks/${recorded[0]}/status`)).body;
      expect(known).toMatchObject({ status: 'completed' });
      await engine.stop();
    },
  );
});
