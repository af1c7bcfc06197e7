import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/kernel/errors.js';
import { newBatchId, newJobId } from '../../src/kernel/ids.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

let sut: EdgeApp;

beforeEach(async () => {
  sut = await edgeApp();
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

const HOSTILE_TEXT = '"; rm -rf / #\n\'$(id)` <script>alert(1)</script> \u202e 😀 %s ../../etc/passwd';

describe('POST /api/video/single_inference', () => {
  it('answers 200 with exactly the body of the original server', async () => {
    const answer = await sut.post('/api/video/single_inference', { prompt: 'a cat' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      job_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message: 'Video generation started. Check status endpoint for updates.',
    });
  });

  it('passes the prompt on unchanged, whatever it holds', async () => {
    await sut.post('/api/video/single_inference', { prompt: HOSTILE_TEXT });
    expect(sut.jobs.submissions[0]?.job).toEqual({ spec: { prompt: HOSTILE_TEXT } });
  });

  it('passes every optional field on, and the key with the parsed body', async () => {
    const body = {
      prompt: 'p',
      negative_prompt: 'blurry',
      seed: 0,
      steps: 3,
      guidance_scale: 1.5,
      num_frames: 9,
      fps: 12.5,
      width: 64,
      height: 48,
      engine: 'onnx',
      session_id: null,
      image: null,
    };
    const answer = await sut.post('/api/video/single_inference', body, { 'idempotency-key': 'k 1' });
    expect(answer.json()).not.toHaveProperty('warnings');
    expect(sut.jobs.submissions).toEqual([
      {
        job: {
          spec: {
            prompt: 'p',
            negativePrompt: 'blurry',
            seed: 0,
            steps: 3,
            guidanceScale: 1.5,
            numFrames: 9,
            fps: 12.5,
            width: 64,
            height: 48,
          },
          engine: 'onnx',
        },
        idempotencyKey: 'k 1',
        body,
      },
    ]);
  });

  it('names the fields that it ignored', async () => {
    const answer = await sut.post('/api/video/single_inference', {
      prompt: 'p',
      quality: 'high',
      video_key: 'x',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json<{ warnings: string[] }>().warnings).toEqual([
      'The field "quality" is not known and was ignored',
      'The field "video_key" is not known and was ignored',
    ]);
  });

  it.each([
    ['no prompt', {}, 'missing', ['body', 'prompt'], 'Field required'],
    ['null', { prompt: null }, 'string_type', ['body', 'prompt'], 'Input should be a valid string'],
    ['a number', { prompt: 5 }, 'string_type', ['body', 'prompt'], 'Input should be a valid string'],
    ['a list', { prompt: ['a'] }, 'string_type', ['body', 'prompt'], 'Input should be a valid string'],
    ['an empty prompt', { prompt: '' }, 'value_error', ['body', 'prompt'], 'Value error, must not be empty'],
    [
      'only white space',
      { prompt: ' \n\t\u00a0' },
      'value_error',
      ['body', 'prompt'],
      'Value error, must not be empty',
    ],
    [
      'too long a prompt',
      { prompt: '😀'.repeat(20_001) },
      'value_error',
      ['body', 'prompt'],
      'Value error, must not be longer than 20000 characters',
    ],
    [
      'NUL',
      { prompt: 'a\0b' },
      'value_error',
      ['body', 'prompt'],
      'Value error, must not contain a NUL character',
    ],
    [
      'a string as seed',
      { prompt: 'p', seed: '7' },
      'int_type',
      ['body', 'seed'],
      'Input should be a valid integer',
    ],
    [
      'half a step',
      { prompt: 'p', steps: 1.5 },
      'int_type',
      ['body', 'steps'],
      'Input should be a valid integer',
    ],
    [
      'a negative seed',
      { prompt: 'p', seed: -1 },
      'greater_than_equal',
      ['body', 'seed'],
      'Input should be greater than or equal to 0',
    ],
    [
      'a seed beyond 32 bits',
      { prompt: 'p', seed: 2 ** 32 },
      'less_than_equal',
      ['body', 'seed'],
      'Input should be less than or equal to 4294967295',
    ],
    [
      'an endless number',
      { prompt: 'p', width: 1e300 },
      'less_than_equal',
      ['body', 'width'],
      'Input should be less than or equal to 2147483647',
    ],
    [
      'true as number',
      { prompt: 'p', fps: true },
      'float_type',
      ['body', 'fps'],
      'Input should be a valid number',
    ],
    [
      'a list as engine',
      { prompt: 'p', engine: ['onnx'] },
      'string_type',
      ['body', 'engine'],
      'Input should be a valid string',
    ],
  ])('refuses %s with 422', async (_, body, type, loc, msg) => {
    const answer = await sut.post('/api/video/single_inference', body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ detail: [{ type, loc, msg }] });
    expect(sut.jobs.all.size).toBe(0);
  });

  it.each(['null', '[]', '"text"', '5', 'true', '['.repeat(5000) + ']'.repeat(5000)])(
    'refuses the body %.20s with 422',
    async (payload) => {
      const answer = await sut.inject({
        method: 'POST',
        url: '/api/video/single_inference',
        headers: { 'content-type': 'application/json' },
        payload,
      });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ detail: [{ type: 'model_attributes_type', loc: ['body'] }] });
    },
  );

  it('takes a prompt of exactly 20,000 characters', async () => {
    const answer = await sut.post('/api/video/single_inference', { prompt: '😀'.repeat(20_000) });
    expect(answer.statusCode).toBe(200);
  });

  it('refuses half of a surrogate pair, which could not be stored unchanged', async () => {
    const answer = await sut.inject({
      method: 'POST',
      url: '/api/video/single_inference',
      headers: { 'content-type': 'application/json' },
      payload: String.raw`{"prompt":"a\ud800b"}`,
    });
    expect(answer.statusCode).toBe(422);
  });

  it.each(['image', 'video'])('refuses %s rather than leaving it out', async (field) => {
    const answer = await sut.post('/api/video/single_inference', { prompt: 'p', [field]: 'data:...' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ detail: { msg: string }[] }>().detail[0]?.msg).toMatch(
      /No engine can run this|must be one of/,
    );
  });

  it('passes on why no engine can run a request', async () => {
    sut.jobs.nextError = new DomainError('no_capable_engine', 'No engine can run this.', {
      problems: [{ path: 'width', message: 'must be 64' }],
    });
    const answer = await sut.post('/api/video/single_inference', { prompt: 'p', width: 65 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      detail: [{ loc: ['body', 'width'], msg: 'Value error, must be 64' }],
    });
  });

  it('says when to come back if the queue is full', async () => {
    sut.jobs.nextError = new DomainError('queue_full', '1000 jobs wait already', { retryAfterSeconds: 7 });
    const answer = await sut.post('/api/video/single_inference', { prompt: 'p' });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([
      503,
      '7',
      { detail: '1000 jobs wait already' },
    ]);
  });

  it.each(['', 'x'.repeat(256), 'tab\there'])('refuses the idempotency key %j', async (key) => {
    const answer = await sut.post('/api/video/single_inference', { prompt: 'p' }, { 'idempotency-key': key });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ detail: [{ loc: ['header', 'Idempotency-Key'] }] });
  });
});

describe('POST /api/video/batch_inference', () => {
  it('takes strings and objects, in order', async () => {
    const answer = await sut.post('/api/video/batch_inference', {
      prompts: ['one', { prompt: 'two', seed: 2, colour: 'red' }, 'three'],
      steps: 4,
    });
    expect(answer.statusCode).toBe(200);
    const body = answer.json<{ batch_id: string; warnings: string[] }>();
    expect(body).toEqual({
      batch_id: expect.any(String),
      message: 'Batch processing started for 3 prompts. Check batch_status endpoint for updates.',
      warnings: ['The field "prompts.1.colour" is not known and was ignored'],
    });
    const batch = await sut.batches.get(body.batch_id, 'local');
    expect(batch.jobs.map(({ request: { spec } }) => [spec.prompt, spec.seed, spec.steps])).toEqual([
      ['one', 7, 4],
      ['two', 2, 4],
      ['three', 7, 4],
    ]);
  });

  it.each([
    [[], 'Value error, At least one prompt must be provided'],
    [Array.from({ length: 9 }, () => 'p'), 'Value error, Maximum 8 prompts allowed in a batch'],
    ['a string', 'Input should be a valid list'],
    [undefined, 'Field required'],
  ])('refuses the prompts %j', async (prompts, msg) => {
    const answer = await sut.post('/api/video/batch_inference', { prompts });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ detail: [{ loc: ['body', 'prompts'], msg }] });
  });

  it('tells which of the prompts are wrong, all of them', async () => {
    const answer = await sut.post('/api/video/batch_inference', {
      prompts: ['ok', '', 5, { prompt: 'x', seed: -1 }, null],
    });
    expect(answer.json<{ detail: { loc: unknown[] }[] }>().detail.map((problem) => problem.loc)).toEqual([
      ['body', 'prompts', 1],
      ['body', 'prompts', 2],
      ['body', 'prompts', 3, 'seed'],
      ['body', 'prompts', 4],
    ]);
    expect(sut.jobs.all.size).toBe(0);
  });
});

describe('status', () => {
  it('follows a job through its life', async () => {
    const { request } = sut.jobs.add('local', { spec: { prompt: 'p' } });
    const status = async () =>
      (await sut.get(`/api/video/status/${request.id}`)).json<Record<string, unknown>>();
    expect(await status()).toMatchObject({
      job_id: request.id,
      status: 'pending',
      progress: 0,
      video_url: null,
    });
    sut.jobs.change(request.id, {
      state: 'running',
      progress: { stage: 'denoising', fraction: 0.5, step: 10, totalSteps: 20 },
    });
    expect(await status()).toMatchObject({
      status: 'generating',
      progress: 50,
      message: 'Generating video: denoising 10/20',
    });
    const videoUrl = `/static/videos/${request.id}/video.mp4`;
    sut.jobs.change(request.id, { state: 'succeeded', videoUrl });
    expect(await status()).toEqual({
      job_id: request.id,
      status: 'complete',
      message: `Video generation complete. Video available at: ${videoUrl}`,
      progress: 100,
      video_url: videoUrl,
    });
  });

  it('answers 404 in the shape of the original server for a job that does not exist', async () => {
    const id = newJobId();
    const answer = await sut.get(`/api/video/status/${id}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      job_id: id,
      status: 'failed',
      message: 'Job not found',
      progress: 0,
      video_url: null,
      detail: 'Job not found',
    });
  });

  it.each(['..%2f..%2fetc%2fpasswd', '*', 'job_0', '%00', '..%5c..', 'x'.repeat(150), '%2e%2e'])(
    'answers 404 for the id %s and touches nothing',
    async (id) => {
      const batch = await sut.batches.submit('local', [{ spec: { prompt: 'p' } }]);
      expect(batch.jobs).toHaveLength(1);
      for (const route of ['video/status', 'video/batch_status', 'video/batch_download', 'videos']) {
        expect([route, (await sut.get(`/api/${route}/${id}`)).statusCode]).toEqual([route, 404]);
      }
    },
  );

  it('never says "not found" while records are still being read', async () => {
    sut.jobs.isRecovering = true;
    for (const url of [
      '/api/video/status/',
      '/api/video/batch_status/',
      '/api/videos/',
      '/api/video/batch_download/',
    ]) {
      const answer = await sut.get(url + newJobId());
      expect([url, answer.statusCode, answer.headers['retry-after']]).toEqual([url, 503, '1']);
    }
  });

  it('speaks of a batch as a batch', async () => {
    const batch = await sut.batches.submit('local', [{ spec: { prompt: 'a' } }, { spec: { prompt: 'b' } }]);
    const answer = await sut.get(`/api/video/status/${batch.id}`);
    expect(answer.json()).toMatchObject({ job_id: batch.id, status: 'pending' });
    expect(answer.json<{ message: string }>().message).toContain(`/api/video/batch_status/${batch.id}`);
  });

  it('finds a job by its place in a batch, and only there', async () => {
    const batch = await sut.batches.submit('local', [{ spec: { prompt: 'a' } }, { spec: { prompt: 'b' } }]);
    expect((await sut.get(`/api/video/status/${batch.id}/job_1`)).json()).toMatchObject({
      status: 'pending',
    });
    for (const name of ['job_2', 'job_10', 'job_', '1']) {
      expect((await sut.get(`/api/video/status/${batch.id}/${name}`)).statusCode).toBe(404);
    }
  });

  it('lists the jobs of a batch in order, with the truth about each', async () => {
    const batch = await sut.batches.submit(
      'local',
      ['a', 'b', 'c'].map((prompt) => ({ spec: { prompt } })),
    );
    const [first, second] = batch.jobs;
    sut.jobs.change(second!.request.id, { state: 'succeeded', videoUrl: '/static/videos/x/job_1/video.mp4' });
    sut.jobs.change(first!.request.id, {
      state: 'running',
      attempts: [{ number: 1, device: 'cpu:1', startedAt: 5 }],
    });
    const body = (await sut.get(`/api/video/batch_status/${batch.id}`)).json<{ jobs: object[] }>();
    expect(body).toMatchObject({
      total: 3,
      completed: 1,
      failed: 0,
      status: 'processing',
      message: 'Processing: 1/3',
    });
    expect(body.jobs).toMatchObject([
      {
        job_id: 'job_0',
        gpu_id: 1,
        status: 'generating',
        prompt: 'a',
        device: 'cpu:1',
        id: first!.request.id,
      },
      { job_id: 'job_1', gpu_id: 1, status: 'complete', progress: 100, prompt: 'b' },
      { job_id: 'job_2', gpu_id: 2, status: 'pending', progress: 0, prompt: 'c', video_url: null },
    ]);
  });

  it('answers 404 with the original body for a batch that does not exist', async () => {
    const id = newBatchId();
    const answer = await sut.get(`/api/video/batch_status/${id}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      batch_id: id,
      status: 'not_found',
      message: 'Batch not found',
      total: 0,
      completed: 0,
      failed: 0,
      jobs: [],
      detail: 'Batch not found',
    });
  });
});

describe('with COMPAT_UNKNOWN_JOB=pending', () => {
  it('answers for unknown ids as the original server does', async () => {
    await using lenient = await edgeApp({ COMPAT_UNKNOWN_JOB: 'pending' });
    const id = newJobId();
    const job = await lenient.get(`/api/video/status/${id}`);
    expect(job.statusCode).toBe(200);
    expect(job.json()).toEqual({
      job_id: id,
      status: 'pending',
      message: `Job is queued or not found. Expected path when complete: static/videos/${id}/video.mp4`,
      progress: 10,
      video_url: null,
    });
    const batch = await lenient.get(`/api/video/batch_status/${id}`);
    expect([batch.statusCode, batch.json()]).toEqual([
      200,
      {
        batch_id: id,
        status: 'not_found',
        message: 'Batch not found',
        total: 0,
        completed: 0,
        failed: 0,
        jobs: [],
      },
    ]);
  });
});
