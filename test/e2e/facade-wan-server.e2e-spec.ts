import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';
import { type JobStatus, PATIENCE, PNG, wanServerClient } from '../support/wan-server-client.js';

const BUSY = { error: 'Too many concurrent requests. Please try again later.' };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
const JOB_ID = /^job_\d{10}_[0-9a-f]{16}$/;

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({
    env: { MAX_ATTEMPTS: '1', CORS_ORIGINS: '*' },
    engine: { devices: 2 },
    capabilities: WAN_CAPABILITIES,
  });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const { generate, upload, submit, job, nextRun, cancelAll, ended, finished } = wanServerClient(() => sut);

const becomes = (id: string, word: string) =>
  expect.poll(async () => (await job(id)).status, PATIENCE).toBe(word);

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
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 429, 429, 429]);
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
