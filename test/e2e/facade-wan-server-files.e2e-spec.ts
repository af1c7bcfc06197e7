import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HubDouble } from '../support/hub-double.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';
import { PATIENCE, PNG, wanServerClient } from '../support/wan-server-client.js';

const MODEL = 'Maker/Model';
const MP4 = readFileSync(new URL('../fixtures/video/short.mp4', import.meta.url));

interface Models {
  models: { id: string; downloaded: boolean; download?: { status: string; progress: number } }[];
}

let sut: FacadePortal;
let hub: HubDouble;

beforeAll(async () => {
  hub = await HubDouble.start(MODEL);
  hub.file('config.json', '{}').file('model.safetensors', Buffer.alloc(1000, 'w'), { isLarge: true });
  sut = await FacadePortal.start({
    env: {
      MAX_ATTEMPTS: '1',
      WAN_SERVER_MAX_UPLOAD_MB: '1',
      MODEL_HUB_URL: hub.url,
      MODEL_HUB_DEFAULT: MODEL,

      ALLOW_PRIVATE_URLS: 'true',
    },
    engine: { devices: 2 },
    capabilities: WAN_CAPABILITIES,
  });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const { upload, job, nextRun, ended, finished } = wanServerClient(() => sut);

describe('a form', () => {
  it('starts a video from an image; numbers that cannot be read are left out', async () => {
    const run = nextRun();
    const { status, body } = await upload('image-to-video', [
      ['prompt', 'a dog'],
      ['num_frames', '16'],
      ['fps', 'fast'],
      ['width', '256.0'],
      ['seed', '+7'],
      ['guidance_scale', 'NaN'],
      ['image', new Blob([PNG]), '../../etc/passwd'],
      ['num_inference_steps', ' 30'],
      ['ignored', 'x'],
    ]);
    expect([status, body.error]).toEqual([202, undefined]);
    expect((await run).spec).toMatchObject({
      task: 'image-to-video',
      prompt: 'a dog',
      numFrames: 17,
      fps: 24,
      width: 512,
      height: 512,
      seed: 7,
      guidanceScale: 7.5,
      steps: 50,
      inputs: [{ role: 'image', mediaType: 'image/png', size: PNG.length }],
    });
    await ended(await run, body.job_id);
    expect((await job(body.job_id)).output_path).toMatch(/^\.\/outputs\/img2video_/);
  });

  it('needs no prompt', async () => {
    const run = nextRun();
    const { body } = await upload('image-to-video', [['image', new Blob([PNG]), 'a.png']]);
    expect((await run).spec.prompt).toBe('');
    await ended(await run, body.job_id);
  });

  it.each<[string, Buffer | string]>([
    ['video/mp4', MP4],
    ['video/x-msvideo', 'clip.avi'],
  ])('starts a video from another: %s', async (mediaType, source) => {
    const run = nextRun();
    const content = typeof source === 'string' ? makeVideo(source) : source;
    const { status, body } = await upload('video-to-video', [
      ['video', new Blob([new Uint8Array(content)]), 'x.mp4'],
      ['prompt', 'Transform into anime style'],
      ['strength', '0.6'],
    ]);
    expect([status, body.error]).toEqual([202, undefined]);
    expect((await run).spec).toMatchObject({
      task: 'video-to-video',
      strength: 0.6,
      fps: 24,
      inputs: [{ role: 'video', mediaType, size: content.length }],
    });
    await ended(await run, body.job_id);
    expect((await job(body.job_id)).output_path).toMatch(/^\.\/outputs\/vid2video_/);
  });

  it.each<[string, string, [string, string | Blob, string?][], string]>([
    ['empty', 'image-to-video', [], 'Image file is required'],
    ['without a file', 'image-to-video', [['prompt', 'p']], 'Image file is required'],
    ['without a file', 'video-to-video', [['prompt', 'p']], 'Video file is required'],
    ['with a text for a file', 'image-to-video', [['image', 'a.png']], 'Image file is required'],
    ['with a file of another name', 'image-to-video', [['file', new Blob([PNG])]], 'Image file is required'],
    ['with no image', 'image-to-video', [['image', new Blob(['text'])]], 'Invalid image file: '],
    ['with nothing', 'image-to-video', [['image', new Blob([])]], 'Invalid image file: '],
    [
      'with half an image',
      'image-to-video',
      [['image', new Blob([PNG.subarray(0, 40)])]],
      'Invalid image file: ',
    ],
    ['with a video for an image', 'image-to-video', [['image', new Blob([MP4])]], 'Needed is an image'],
    ['with an image for a video', 'video-to-video', [['video', new Blob([PNG])]], 'Needed is a video'],
    ['with a page', 'video-to-video', [['video', new Blob(['<html></html>'])]], 'Invalid video file: '],
    [
      'that is too large',
      'image-to-video',
      [['image', new Blob([new Uint8Array(1_000_001)])]],
      'File size exceeds maximum allowed',
    ],
    [
      'with a strength above 1',
      'video-to-video',
      [
        ['video', new Blob([MP4])],
        ['strength', '1.5'],
      ],
      'strength must be between 0 and 1',
    ],
    [
      'with too many frames',
      'image-to-video',
      [
        ['image', new Blob([PNG])],
        ['num_frames', '129'],
      ],
      'num_frames must be at most 128',
    ],
  ])('%s is refused: %s', async (_, kind, parts, error) => {
    const { status, body } = await upload(kind, parts);
    expect([status, body.error]).toEqual([400, expect.stringContaining(error)]);
  });

  it('that breaks off leaves nothing behind', async () => {
    const inputs = join(sut.folder, 'data', 'inputs');
    const filesIn = (path: string): string[] =>
      existsSync(path)
        ? readdirSync(path, { withFileTypes: true, recursive: true }).flatMap((entry) =>
            entry.isFile() ? [entry.name] : [],
          )
        : [];
    const before = filesIn(inputs);
    const runs = sut.engine.runCount;
    const head = `--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n`;
    const socket = connect(Number(new URL(sut.url).port), '127.0.0.1');
    socket.write(
      `POST /api/v1/generate/image-to-video HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n${head}`,
    );
    socket.write(Buffer.alloc(20_000, 1));
    await expect.poll(() => filesIn(join(inputs, 'arriving')).length, PATIENCE).toBe(1);
    socket.destroy();
    await expect.poll(() => filesIn(inputs), PATIENCE).toEqual(before);
    expect(sut.engine.runCount).toBe(runs);
  });

  it('is refused before its file is read where no engine can do it', async () => {
    await using plain = await FacadePortal.start();
    for (const kind of ['image', 'video'] as const) {
      const body = new FormData();
      body.append(kind, new Blob([new Uint8Array(50_000_000)]), 'large');
      const { status, body: answer } = await plain.send<{ error: string }>(
        `/api/v1/generate/${kind}-to-video`,
        {
          method: 'POST',
          body,
        },
      );
      expect([status, answer.error]).toEqual([
        400,
        expect.stringContaining('Invalid request: task must be one of text-to-video'),
      ]);
    }
  });
});

function makeVideo(name: string): Buffer {
  const script = fileURLToPath(new URL('../support/make-video.mjs', import.meta.url));
  const path = join(sut.folder, name);
  execFileSync(process.execPath, [script, path, 'mpeg4', 'yuv420p', '', '4', '32', '32']);
  return readFileSync(path);
}

describe('outputs', () => {
  const outputName = async () => (await finished()).output_path?.slice('./outputs/'.length) ?? '';

  it('are sent in ranges, by their tags, and their heads alone', async () => {
    const name = await outputName();
    const url = `${sut.url}/outputs/${name}`;
    const whole = await fetch(url);
    const { length } = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('last-modified')).toMatch(/GMT$/);
    const part = await fetch(url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      'ftyp',
      `bytes 4-7/${length}`,
    ]);
    const beyond = await fetch(url, { headers: { range: `bytes=${length}-` } });
    expect([beyond.status, await beyond.json()]).toEqual([416, { error: expect.any(String) as string }]);
    const etag = whole.headers.get('etag') ?? '';
    expect((await sut.raw(`/outputs/${name}`, { 'if-none-match': etag })).status).toBe(304);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(length),
      '',
    ]);
  });

  it('have no list', async () => {
    for (const path of ['/outputs', '/outputs/'])
      expect(JSON.parse((await sut.raw(path)).body)).toEqual({ error: expect.any(String) as string });
  });

  it('are the only thing that can be reached', async () => {
    const name = await outputName();
    mkdirSync(join(sut.folder, 'static', 'outputs'), { recursive: true });
    writeFileSync(join(sut.folder, 'static', 'outputs', 'secret.mp4'), 'secret');
    symlinkSync('/etc/passwd', join(sut.folder, 'static', 'outputs', 'link.mp4'));
    for (const path of [
      '../data/portal.json',
      '..%2fdata%2fportal.json',
      '%2e%2e/%2e%2e/etc/passwd',
      '....//etc/passwd',
      '/etc/passwd',
      '%2fetc%2fpasswd',
      '..%5c..%5cetc',
      'secret.mp4',
      'link.mp4',
      'nothing.mp4',
      `./${name}%00`,
      `x/${name}`,
      'video.mp4',
    ]) {
      const { status, body } = await sut.raw(`/outputs/${path}`);
      expect([path, status]).toEqual([
        path,
        expect.toSatisfy((code: number) => code === 404 || code === 400),
      ]);
      expect(body).not.toMatch(/secret|root:/);
    }
  });

  it('are not there any more when they are removed', async () => {
    const done = await finished();
    const { body } = await sut.send<{ items: { id: string }[] }>('/api/jobs?limit=1');
    await sut.send(`/api/jobs/${body.items[0]?.id}`, { method: 'DELETE' });
    expect((await sut.send(`/${done.output_path?.slice(2)}`)).status).toBe(404);
    const now = await job(done.job_id);
    expect(now).toMatchObject({ status: 'completed', message: 'Generation complete; the file was removed' });
    expect(now).not.toHaveProperty('output_path');
  });
});

describe('models', () => {
  const find = async (id: string) =>
    (await sut.send<Models>('/api/v1/models')).body.models.find((one) => one.id === id);

  it('are those that the engines have, and the one of the hub that nobody has asked for', async () => {
    expect((await sut.send('/api/v1/models')).body).toEqual({
      models: [
        {
          id: 'Wan2.1-T2V-1.3B 1',
          name: 'Wan2.1-T2V-1.3B',
          provider: 'sim',
          cache_dir: './models',
          downloaded: true,
        },
        { id: MODEL, name: 'Model', provider: 'huggingface', cache_dir: './models', downloaded: false },
      ],
    });
    expect((await sut.send('/api/v1/model/info')).body).toEqual({
      name: 'Wan2.1-T2V-1.3B',
      version: '1',
      provider: 'sim',
      gpu_enabled: false,
      gpu_device_id: 0,
      cache_dir: './models',
    });
  });

  it('are downloaded with progress, the one that is named or the default', async () => {
    hub.plan('model.safetensors', { hangAfter: 400 });
    const started = await sut.post('/api/v1/models/download', {});
    expect([started.status, started.body]).toEqual([
      202,
      { message: 'Model download started', model_id: MODEL },
    ]);
    await expect
      .poll(async () => (await find(MODEL))?.download, PATIENCE)
      .toEqual({
        status: 'downloading',
        progress: 402 / 1002,
        downloaded_bytes: 402,
        total_bytes: 1002,
        downloaded_files: 1,
        total_files: 2,
        revision: hub.commit,
        message: null,
      });
    expect((await find(MODEL))?.downloaded).toBe(false);
    await sut.restart();
    await expect.poll(async () => (await find(MODEL))?.downloaded, PATIENCE).toBe(true);
    expect((await find(MODEL))?.download).toMatchObject({ status: 'downloaded', progress: 1 });
  });

  it('that the hub does not have are told as failed, not as downloaded', async () => {
    const { status } = await sut.post('/api/v1/models/download', { model_id: 'No/Such-Model' });
    expect(status).toBe(202);
    await expect.poll(async () => (await find('No/Such-Model'))?.download?.status, PATIENCE).toBe('failed');
    expect(await find('No/Such-Model')).toMatchObject({
      downloaded: false,
      download: { message: 'The hub could not be read: the server answered 404' },
    });
  });

  it.each<[string | undefined]>([
    [undefined],
    ['{"model_id":'],
    ['[]'],
    ['"Maker/Model"'],
    ['{"model_id": 5}'],
    ['{"model_id": "../../etc"}'],
    ['{"model_id": "gpt2"}'],
    ['{"model_id": "a/b/c"}'],
    ['{"model_id": "http://127.0.0.1/x"}'],
  ])('are refused as %j', async (body) => {
    const answer = await sut.send('/api/v1/models/download', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    expect([answer.status, answer.body]).toEqual([400, { error: 'Invalid request' }]);
  });
});
