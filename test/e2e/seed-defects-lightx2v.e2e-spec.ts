import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HostileWeb } from '../support/hostile-web.js';
import { PNG } from '../support/media-samples.js';

const PATIENCE = { timeout: 30_000, interval: 20 };

interface Task {
  task_id: string;
  detail?: unknown;
}

const picture = (background: string) =>
  sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

const becomes = (sut: FacadePortal, id: string, word: string) =>
  expect
    .poll(async () => (await sut.send(`/v1/tasks/${encodeURIComponent(id)}/status`)).body['status'], PATIENCE)
    .toBe(word);

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('what a client of LightX2V sends', () => {
  let sut: FacadePortal;

  beforeAll(async () => {
    sut = await FacadePortal.start({
      env: { QUEUE_MAX: '20', ALLOW_PRIVATE_URLS: 'true' },
      capabilities: { tasks: ['text-to-video', 'image-to-video', 'video-to-video', 'audio-driven'] },
    });
  });
  afterAll(() => sut[Symbol.asyncDispose]());

  const start = async (fields: object) => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const { status, body } = await sut.post<Task>('/v1/tasks/video/', { prompt: 'p', ...fields });
    expect([status, body.detail]).toEqual([200, undefined]);
    return { id: body.task_id, run: await run };
  };

  it.each(['../../../reelsmith-proof', '/tmp/reelsmith-proof', String.raw`a\..\reelsmith-proof`])(
    'as an id is a name and never a path: %s',
    async (taskId) => {
      const { id, run } = await start({ task_id: taskId });
      expect(id).toBe(taskId);
      run.end();
      await becomes(sut, id, 'completed');
      const result = await fetch(`${sut.url}/v1/tasks/${encodeURIComponent(id)}/result`);
      expect(result.status).toBe(200);
      expect(filesBelow(sut.folder).filter((path) => path.includes('reelsmith-proof'))).toEqual([]);
      expect(readdirSync('/tmp').filter((name) => name.includes('reelsmith-proof'))).toEqual([]);
    },
  );

  it('by addresses that end alike stays apart; to the original the second replaces the first', async () => {
    await using web = await HostileWeb.start();
    const [red, blue] = [await picture('red'), await picture('blue')];
    web.gives('/a/cat.png', red, { 'content-type': 'image/png' });
    web.gives('/b/cat.png', blue, { 'content-type': 'image/png' });
    for (const [path, content] of [
      ['/a/cat.png', red],
      ['/b/cat.png', blue],
    ] as const) {
      const { id, run } = await start({ image_path: web.url(path) });
      const [input] = run.spec.inputs ?? [];
      expect(readFileSync(run.context.inputPath(input!)).equals(content)).toBe(true);
      run.end();
      await becomes(sut, id, 'completed');
    }
  });

  it('as a last frame is read like a first one; the original hands the text on', async () => {
    await using web = await HostileWeb.start();
    const last = await picture('green');
    web.gives('/last.png', last, { 'content-type': 'image/png' });
    const image = PNG.toString('base64');
    for (const lastFrame of [web.url('/last.png'), `data:image/png;base64,${last.toString('base64')}`]) {
      const { id, run } = await start({ image_path: image, last_frame_path: lastFrame });
      expect(run.spec.inputs?.map(({ role }) => role)).toEqual(['image', 'last-image']);
      const input = run.spec.inputs?.find(({ role }) => role === 'last-image');
      expect(readFileSync(run.context.inputPath(input!)).equals(last)).toBe(true);
      run.end();
      await becomes(sut, id, 'completed');
    }
  });

  it('as base64 is a file, and in no record: the original keeps it in memory for as long as the task', async () => {
    const content = await picture('orange');
    const base64 = content.toString('base64');
    const { id, run } = await start({ image_path: base64 });
    run.end();
    await becomes(sut, id, 'completed');
    const files = filesBelow(join(sut.folder, 'data'));
    const holding = files.filter((path) => readFileSync(path).includes(base64.slice(40, 100)));
    expect(holding).toEqual([]);
    expect(files.filter((path) => readFileSync(path).equals(content))).toHaveLength(1);
  });

  it.each(['image_path', 'last_frame_path', 'video_path', 'audio_path'])(
    'as %s is no path of the server',
    async (field) => {
      const image = field === 'last_frame_path' ? { image_path: PNG.toString('base64') } : {};
      const others = field === 'audio_path' ? { image_path: PNG.toString('base64') } : image;
      for (const path of [
        '/etc/hostname',
        '../../../../etc/hostname',
        join(sut.folder, 'data', 'portal.json'),
      ])
        expect(await sut.post('/v1/tasks/video/', { prompt: 'p', ...others, [field]: path })).toMatchObject({
          status: 422,
          body: { detail: [{ loc: ['body', field] }] },
        });
    },
  );

  it('has a size: 64 MiB of JSON and no more', async () => {
    const answer = await sut.post('/v1/tasks/video/', { image_path: 'A'.repeat(65 * 1024 * 1024) });
    expect([answer.status, Object.keys(answer.body)]).toEqual([413, ['detail']]);
  });

  it('as a form that ends too early, is empty or has no file in it is refused, and leaves nothing', async () => {
    const inputs = () => filesBelow(join(sut.folder, 'data', 'inputs')).sort();
    const before = inputs();
    const runs = sut.engine.runCount;
    const head = '--x\r\ncontent-disposition: form-data; name="image_file"; filename="a.png"\r\n\r\n';
    const send = (body: string | Buffer) =>
      sut.send<{ detail: unknown }>('/v1/tasks/video/form', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: new Uint8Array(Buffer.from(body)),
      });
    const torn = await send(Buffer.concat([Buffer.from(head), PNG]));
    expect([torn.status, torn.body]).toEqual([400, { detail: 'There was an error parsing the body' }]);
    for (const empty of ['--x--\r\n', ''])
      expect([empty, await send(empty)]).toMatchObject([
        empty,
        { status: 422, body: { detail: [{ type: 'missing', loc: ['body', 'image_file'] }] } },
      ]);
    const half = Buffer.concat([Buffer.from(head), PNG.subarray(0, 45), Buffer.from('\r\n--x--\r\n')]);
    expect(await send(half)).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'image_file'] }] },
    });
    expect([inputs(), sut.engine.runCount]).toEqual([before, runs]);
  });

  it('as a form that breaks off leaves nothing behind', async () => {
    const inputs = () => filesBelow(join(sut.folder, 'data', 'inputs')).sort();
    const before = inputs();
    const runs = sut.engine.runCount;
    const socket = connect(Number(new URL(sut.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write(
      'POST /v1/tasks/video/form HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n' +
        'content-length: 1000000\r\n\r\n--x\r\ncontent-disposition: form-data; name="image_file"; ' +
        'filename="a.png"\r\n\r\n',
    );
    socket.write(Buffer.alloc(200_000, 1));
    await expect.poll(inputs, PATIENCE).not.toEqual(before);
    socket.destroy();
    await expect.poll(inputs, PATIENCE).toEqual(before);
    expect(sut.engine.runCount).toBe(runs);
  });
});

describe('an inner address', () => {
  it('is never asked, whatever field it comes in', async () => {
    await using sut = await FacadePortal.start({
      capabilities: { tasks: ['text-to-video', 'image-to-video', 'video-to-video', 'audio-driven'] },
    });
    await using web = await HostileWeb.start();
    const address = web.url('/cat.png');
    const image = PNG.toString('base64');
    for (const fields of [
      { image_path: address },
      { image_path: image, last_frame_path: address },
      { image_path: image, audio_path: address },
      { video_path: address },
    ]) {
      const { status, body } = await sut.post('/v1/tasks/video/', { prompt: 'p', ...fields });
      expect([status, body['detail']]).toEqual([400, expect.stringContaining('is not accessible')]);
    }
    expect([web.seen, sut.engine.runCount]).toEqual([[], 0]);
  });
});

describe('an answer that waits for its image', () => {
  it('comes when the image is there, not at the next time that the client would have asked', async () => {
    await using sut = await FacadePortal.start({
      capabilities: { tasks: ['text-to-image'] },
      engine: { output: 'image', write: (path) => writeFile(path, PNG) },
    });
    const run = sut.engine.started(1);
    const answer = sut.post('/v1/tasks/image/sync?poll_interval_seconds=3600', { task_id: 'one' });
    (await run).end();
    expect((await answer).status).toBe(200);
    expect((await sut.send('/v1/tasks/one/status')).body['status']).toBe('completed');
  });
});
