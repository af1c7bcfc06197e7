import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HubDouble } from '../support/hub-double.js';
import type { SimulatedRun } from '../support/simulated-engine.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
const PATIENCE = { timeout: 30_000, interval: 20 };
const BUSY = { error: 'Too many concurrent requests. Please try again later.' };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
const JOB_ID = /^job_\d{10}_[0-9a-f]{16}$/;
const MODEL = 'Maker/Model';

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
const MP4 = readFileSync(new URL('../fixtures/video/short.mp4', import.meta.url));

interface JobStatus {
  job_id: string;
  status: string;
  message: string;
  output_path?: string;
  created_at: string;
  updated_at: string;
}
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
      CORS_ORIGINS: '*',
    },
    engine: { devices: 2 },
    capabilities: WAN_CAPABILITIES,
  });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const generate = (fields: object, kind = 'text-to-video') =>
  sut.post<{ job_id: string; error?: string }>(`/api/v1/generate/${kind}`, fields);
const upload = (kind: string, parts: [name: string, value: string | Blob, fileName?: string][]) => {
  const body = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, fileName ?? 'file');
  }
  return sut.send<{ job_id: string; error?: string }>(`/api/v1/generate/${kind}`, { method: 'POST', body });
};
const submit = async (fields: object = {}): Promise<string> => {
  const { status, body } = await generate({ prompt: 'a red ball', ...fields });
  expect([status, body.error]).toEqual([202, undefined]);
  return body.job_id;
};
const job = async (id: string) => (await sut.send<JobStatus>(`/api/v1/job/${id}`)).body;
const becomes = (id: string, word: string) =>
  expect.poll(async () => (await job(id)).status, PATIENCE).toBe(word);
const nextRun = (): Promise<SimulatedRun> => sut.engine.started(sut.engine.runCount + 1);
const cancelAll = async () => {
  const { body } = await sut.send<{ items: { id: string }[] }>('/api/jobs?state=queued,running&limit=100');
  for (const { id } of body.items) await sut.send(`/api/jobs/${id}`, { method: 'DELETE' });
};
const ended = async (run: SimulatedRun, id: string) => {
  run.end();
  await becomes(id, 'completed');
};
async function finished(fields: object = {}): Promise<JobStatus> {
  const run = nextRun();
  const id = await submit(fields);
  await ended(await run, id);
  return job(id);
}

describe('a job from its submission to its file', () => {
  it('is known at once, and has in every state the keys and words of the original', async () => {
    const run = nextRun();
    const answer = await generate({ prompt: 'a red ball' });
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        job_id: expect.stringMatching(JOB_ID) as string,
        status: 'processing',
        message: 'Video generation started',
      },
    ]);
    const id = answer.body.job_id;
    expect((await sut.send(`/api/v1/job/${id}`)).status).toBe(200);
    await run;
    await becomes(id, 'processing');
    expect(await job(id)).toEqual({
      job_id: id,
      status: 'processing',
      message: 'Generating video...',
      created_at: TIME,
      updated_at: TIME,
    });
    await ended(await run, id);
    const completed = await job(id);
    expect(completed).toEqual({
      job_id: id,
      status: 'completed',
      message: 'Generation complete',
      output_path: expect.stringMatching(/^\.\/outputs\/text2video_\d{8}_\d{6}_[0-9a-f]{8}\.mp4$/) as string,
      created_at: TIME,
      updated_at: TIME,
    });
    const video = await fetch(`${sut.url}/${completed.output_path}`);
    expect([video.status, video.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(
      Buffer.from(await video.arrayBuffer())
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
  });

  it('runs with the defaults of the original where the engine takes them, and a random seed', async () => {
    const run = nextRun();
    const id = await submit();
    const { spec } = await run;
    expect(spec).toMatchObject({
      task: 'text-to-video',
      width: 512,
      height: 512,
      numFrames: 65,
      fps: 24,
      steps: 50,
      guidanceScale: 7.5,
    });
    await ended(await run, id);
    const other = nextRun();
    const second = await submit({ seed: -1, num_frames: 0, fps: null, width: 0 });
    expect((await other).spec).toMatchObject({ ...spec, seed: expect.any(Number) as number });
    expect((await other).spec.seed).not.toBe(spec.seed);
    await ended(await other, second);
  });

  it('runs with what it says, names of fields in any case', async () => {
    const run = nextRun();
    const id = await submit({
      Negative_Prompt: 'rain',
      num_frames: 32,
      FPS: 12,
      width: 256,
      height: 320,
      seed: 0,
      guidance_scale: 1,
      num_inference_steps: 25,
      unknown: [],
    });
    expect((await run).spec).toMatchObject({
      negativePrompt: 'rain',
      numFrames: 33,
      fps: 12,
      width: 256,
      height: 320,
      seed: 0,
      guidanceScale: 1,
      steps: 25,
    });
    await ended(await run, id);
  });

  it('fails with the reason of the engine', async () => {
    const run = nextRun();
    const id = await submit();
    (await run).end({ kind: 'refuse', message: 'Out of memory' });
    await becomes(id, 'failed');
    const failed = await job(id);
    expect(failed.message).toMatch(/^Error: .*Out of memory/);
    expect(failed).not.toHaveProperty('output_path');
  });

  it('is known as failed when it was cancelled by another interface', async () => {
    const run = nextRun();
    const id = await submit();
    await run;
    await cancelAll();
    expect(await job(id)).toMatchObject({ status: 'failed', message: 'Error: the job was cancelled' });
  });

  it('takes its JSON whatever the content type says', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const run = nextRun();
      const { status, body } = await sut.send<{ job_id: string }>('/api/v1/generate/text-to-video', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"prompt":"p"}',
      });
      expect([type, status]).toEqual([type, 202]);
      await ended(await run, body.job_id);
    }
  });
});

describe('the limit', () => {
  it('counts jobs that are not finished, and nothing else', async () => {
    const runs = [1, 2].map((next) => sut.engine.started(sut.engine.runCount + next));
    const answers = await Promise.all(Array.from({ length: 5 }, () => generate({ prompt: 'p' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429, 429]);
    for (const { status, body, headers } of answers) {
      if (status !== 429) continue;
      expect(body).toEqual(BUSY);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await Promise.all(runs);
    const [first] = answers.filter(({ status }) => status === 202).map(({ body }) => body.job_id);
    const others = await Promise.all([
      ...Array.from({ length: 5 }, () => sut.send('/health')),
      ...Array.from({ length: 5 }, () => sut.send(`/api/v1/job/${first}`)),
      sut.send('/api/v1/models'),
      sut.send('/api/v1/model/info'),
    ]);
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
    // Nor are other interfaces in the way, or stopped by it.
    expect((await sut.post('/api/jobs', { prompt: 'p' })).status).toBe(201);
    const early = await upload('image-to-video', [['image', new Blob([PNG]), 'a.png']]);
    expect([early.status, early.body]).toEqual([429, BUSY]);
    await cancelAll();
    const run = nextRun();
    const id = await submit();
    await ended(await run, id);
  });
});

describe('a request that is wrong', () => {
  it.each<[unknown, string]>([
    [{}, 'Prompt is required'],
    [{ prompt: '' }, 'Prompt is required'],
    [{ prompt: ' \n' }, 'Prompt is required'],
    [{ prompt: null }, 'Prompt is required'],
    [
      { prompt: 5 },
      'Invalid request: json: cannot unmarshal number into Go struct field TextToVideoRequest.prompt of type string',
    ],
    [
      { prompt: 'p', num_frames: '32' },
      'Invalid request: json: cannot unmarshal string into Go struct field TextToVideoRequest.num_frames of type int',
    ],
    [
      { prompt: 'p', num_frames: 32.5 },
      'Invalid request: json: cannot unmarshal number 32.5 into Go struct field TextToVideoRequest.num_frames of type int',
    ],
    [
      { prompt: 'p', guidance_scale: '7.5' },
      'Invalid request: json: cannot unmarshal string into Go struct field TextToVideoRequest.guidance_scale of type float64',
    ],
    [[], 'Invalid request: json: cannot unmarshal array into Go value of type types.TextToVideoRequest'],
    [{ prompt: 'p', num_frames: 129 }, 'Invalid request: num_frames must be at most 128'],
    [
      { prompt: 'p', num_frames: 128, fps: 12 },
      'Invalid request: num_frames / fps must be at most 10 seconds',
    ],
    [
      { prompt: 'p', width: 500 },
      'Invalid request: width must be a whole number of the form 16k between 16 and 1280',
    ],
    [
      { prompt: 'p', num_frames: -1 },
      'Invalid request: num_frames must be a whole number of the form 4k + 1 between 1 and 241',
    ],
    [{ prompt: 'p', guidance_scale: 21 }, 'Invalid request: guidance_scale must be between 0 and 20'],
    [
      { prompt: 'p', num_inference_steps: 101 },
      'Invalid request: num_inference_steps must be a whole number between 1 and 100',
    ],
    [{ prompt: 'p', seed: 2 ** 32 }, 'Invalid request: seed must be a whole number between 0 and 4294967295'],
    [
      { prompt: 'x'.repeat(20_001) },
      'Invalid request: prompt and negative_prompt may have at most 20000 characters',
    ],
  ])('is refused with 400 and its reason (%#)', async (body, error) => {
    const answer = await generate(body as object);
    expect([answer.status, answer.body]).toEqual([400, { error }]);
  });

  it.each<[string, string | undefined, string]>([
    ['text-to-video', undefined, 'Invalid request: EOF'],
    ['text-to-video', '{"prompt":', 'Invalid request: '],
    ['text-to-video', 'prompt=p', 'Invalid request: '],
    ['image-to-video', '{"prompt":', 'Failed to parse form data'],
    ['image-to-video', '{"prompt":"p"}', 'Failed to parse form data'],
    ['video-to-video', undefined, 'Failed to parse form data'],
  ])('is refused where its body is no body: %s %j', async (kind, body, error) => {
    const answer = await sut.send<{ error: string }>(`/api/v1/generate/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(error)]);
  });

  it('is told so in its own shape where there is no such job, file or route', async () => {
    for (const id of ['job_1234567890_abcdef1234567890', 'x', '%00'])
      expect(await sut.send(`/api/v1/job/${id}`)).toMatchObject({
        status: 404,
        body: { error: 'Job not found' },
      });
    expect(await sut.send('/api/v1/nothing')).toMatchObject({ status: 404, body: { error: 'Not found' } });
    expect(await sut.send('/api/v1/job')).toMatchObject({ status: 404, body: { error: 'Not found' } });
    expect(await sut.send('/api/v1/generate/text-to-video')).toMatchObject({
      status: 405,
      body: { error: expect.any(String) as string },
    });
  });
});

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
    ['empty', 'image-to-video', [], 'a form'],
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
    const expected = error === 'a form' ? /Failed to parse form data|Image file is required/ : error;
    expect([status, body.error]).toEqual([
      400,
      typeof expected === 'string' ? expect.stringContaining(expected) : expect.stringMatching(expected),
    ]);
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

describe('the rest', () => {
  it('is healthy, and tells its routes', async () => {
    expect((await sut.send('/health')).body).toMatchObject({
      status: 'healthy',
      service: expect.any(String) as string,
      version: expect.any(String) as string,
    });
    const { endpoints } = (await sut.send<{ endpoints: Record<string, string> }>('/')).body;
    expect(endpoints).toMatchObject({
      health: '/health',
      model_info: '/api/v1/model/info',
      text_to_video: '/api/v1/generate/text-to-video',
      image_to_video: '/api/v1/generate/image-to-video',
      video_to_video: '/api/v1/generate/video-to-video',
      job_status: '/api/v1/job/:id',
      list_models: '/api/v1/models',
      download_model: '/api/v1/models/download',
    });
  });

  it('answers pages of other origins where CORS_ORIGINS says so', async () => {
    const { status, headers } = await sut.send('/api/v1/generate/text-to-video', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://studio.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });

  it('knows its jobs and files again after a restart', async () => {
    const done = await finished();
    const run = nextRun();
    const running = await submit();
    await run;
    await sut.restart();
    expect(await job(done.job_id)).toEqual(done);
    expect((await sut.send(`/${done.output_path?.slice(2)}`)).status).toBe(200);
    await ended(await sut.engine.started(1), running);
  });

  it('keeps the jobs and files of two owners apart', async () => {
    const KEY = { alice: 'alice-has-a-long-key', bob: 'bob-has-another-key-' };
    await using portal = await FacadePortal.start({
      env: { API_KEYS: `alice:${KEY.alice},bob:${KEY.bob}` },
      engine: { runMs: () => 5 },
      capabilities: WAN_CAPABILITIES,
    });
    const [alice, bob] = [KEY.alice, KEY.bob].map((key) => ({ headers: { 'x-api-key': key } }));
    expect(await portal.post('/api/v1/generate/text-to-video', { prompt: 'p' })).toMatchObject({
      status: 401,
      body: { error: expect.any(String) as string },
    });
    const { body } = await portal.post<{ job_id: string }>(
      '/api/v1/generate/text-to-video',
      { prompt: 'p' },
      alice?.headers,
    );
    const statusFor = async (who: RequestInit | undefined) =>
      portal.send<JobStatus>(`/api/v1/job/${body.job_id}`, who);
    await expect.poll(async () => (await statusFor(alice)).body.status, PATIENCE).toBe('completed');
    const path = (await statusFor(alice)).body.output_path?.slice(1);
    expect((await statusFor(bob)).status).toBe(404);
    expect((await portal.send(`${path}`, bob)).status).toBe(404);
    expect((await portal.send(`${path}`)).status).toBe(401);
    expect((await portal.send(`${path}`, alice)).status).toBe(200);
  });
});
