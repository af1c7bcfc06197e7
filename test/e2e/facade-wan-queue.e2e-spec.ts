import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import type { SimulatedRun } from '../support/simulated-engine.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
const PATIENCE = { timeout: 30_000, interval: 20 };
const NAIVE_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/) as string;
const TASK_ID = /^task_\d{8}_\d{6}_\d{6}$/;
const FILE_NAME = /^t2v-1\.3B_\d{8}_\d{6}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.mp4$/;
const BUSY = 'Server busy. Too many pending requests. Please try again later.';
const STATUS_KEYS = [
  'completed_at',
  'created_at',
  'duration',
  'error',
  'message',
  'progress',
  'queue_position',
  'started_at',
  'status',
  'task_id',
  'video_filename',
  'video_path',
];

interface Status {
  task_id: string;
  status: string;
  message: string;
  progress: number;
  queue_position: number | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  duration: number | null;
  video_filename: string | null;
  video_path: string | null;
  error: string | null;
}
interface Queue {
  queue_size: number;
  max_queue_size: number;
  processing_workers: number;
  task_counts: Record<string, number>;
  queue_available: boolean;
}
interface Problems {
  detail: { type: string; loc: (string | number)[]; msg: string; input: unknown; ctx?: object }[];
}

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({
    env: { WAN_QUEUE_MAX: '3', MAX_ATTEMPTS: '1' },
    engine: { devices: 2 },
    capabilities: WAN_CAPABILITIES,
  });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const submit = async (fields: object = {}) => {
  const answer = await sut.post<{ task_id: string; message: string }>('/generate', {
    prompt: 'a red ball',
    ...fields,
  });
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ status: 'accepted' })]);
  return answer.body.task_id;
};
const status = async (id: string) => (await sut.send<Status>(`/status/${id}`)).body;
const queue = async () => (await sut.send<Queue>('/queue/status')).body;
const becomes = (id: string, word: string) =>
  expect.poll(async () => (await status(id)).status, PATIENCE).toBe(word);
/** The run of a task that was just submitted to an idle portal. */
const nextRun = (): Promise<SimulatedRun> => sut.engine.started(sut.engine.runCount + 1);
const cancelAll = async () => {
  const { body } = await sut.send<{ items: { id: string }[] }>('/api/jobs?state=queued,running&limit=100');
  for (const { id } of body.items) await sut.send(`/api/jobs/${id}`, { method: 'DELETE' });
};

async function finished(fields: object = {}): Promise<Status> {
  const run = nextRun();
  const id = await submit(fields);
  (await run).end();
  await becomes(id, 'completed');
  return status(id);
}

describe('a task from its submission to its file', () => {
  it('has in every state every key, with the words of the original', async () => {
    const run = nextRun();
    const answer = await sut.post<{ task_id: string }>('/generate', { prompt: 'a red ball' });
    expect(answer.body).toEqual({
      status: 'accepted',
      message: 'Video generation queued. Position in queue: 1',
      task_id: expect.stringMatching(TASK_ID) as string,
      video_filename: null,
    });
    const id = answer.body.task_id;
    (await run).progress({ stage: 'denoising', fraction: 0.5, step: 2, totalSteps: 4 });
    await becomes(id, 'processing');
    const processing = await status(id);
    expect(Object.keys(processing).sort()).toEqual(STATUS_KEYS);
    expect(processing).toMatchObject({
      task_id: id,
      message: 'Processing video generation...',
      progress: 0.5,
      queue_position: null,
      created_at: NAIVE_TIME,
      started_at: NAIVE_TIME,
      completed_at: null,
      duration: null,
      video_filename: null,
      video_path: null,
      error: null,
    });
    (await run).end();
    await becomes(id, 'completed');
    const completed = await status(id);
    expect(completed).toEqual({
      ...processing,
      status: 'completed',
      message: 'Video generated successfully',
      progress: 1,
      completed_at: NAIVE_TIME,
      duration: expect.any(Number) as number,
      video_filename: expect.stringMatching(FILE_NAME) as string,
      video_path: completed.video_filename,
    });
    const video = await fetch(`${sut.url}/download/${completed.video_path}`);
    expect([video.status, video.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(video.headers.get('content-disposition')).toBe(`attachment; filename="${completed.video_path}"`);
    const bytes = Buffer.from(await video.arrayBuffer());
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    expect((await sut.send<{ videos: object[] }>('/list')).body.videos[0]).toEqual({
      filename: completed.video_path,
      size: bytes.length,
      created: NAIVE_TIME,
      prompt: 'a red ball',
      task: 't2v-1.3B',
      generation_params: {
        negative_prompt: '',
        size: '832*480',
        num_frames: 81,
        sample_guide_scale: 6,
        sample_steps: 50,
        fps: 16,
        seed: expect.any(Number) as number,
        model_id: null,
        sample_shift: null,
        offload_model: true,
        t5_cpu: true,
      },
    });
  });

  it('fails with the reason of the engine', async () => {
    const run = nextRun();
    const id = await submit();
    (await run).end({ kind: 'refuse', message: 'Such a ball cannot be.' });
    await becomes(id, 'failed');
    expect(await status(id)).toMatchObject({
      message: 'Video generation failed',
      error: expect.stringContaining('Such a ball cannot be.') as string,
      completed_at: NAIVE_TIME,
      video_path: null,
    });
  });

  it('is known as failed when it was cancelled by another interface', async () => {
    const run = nextRun();
    const id = await submit();
    await run;
    await cancelAll();
    await becomes(id, 'failed');
    expect((await status(id)).error).toBe('The task was cancelled');
  });

  it('waits at a place that moves up', async () => {
    const first = sut.engine.started(sut.engine.runCount + 1);
    const second = sut.engine.started(sut.engine.runCount + 2);
    await submit();
    await submit();
    await Promise.all([first, second]);
    const [third, fourth] = [await submit(), await submit()];
    expect(await status(fourth)).toMatchObject({
      status: 'pending',
      message: 'Task queued for processing',
      progress: 0,
      queue_position: 2,
      started_at: null,
    });
    expect((await status(third)).queue_position).toBe(1);
    (await first).end();
    await expect.poll(async () => (await status(fourth)).queue_position, PATIENCE).toBe(1);
    await cancelAll();
  });
});

describe('the queue', () => {
  it('really runs as many tasks at once as it has workers, and refuses what is too much', async () => {
    const before = (await queue()).task_counts;
    const runs = [1, 2].map((next) => sut.engine.started(sut.engine.runCount + next));
    await submit();
    await submit();
    await Promise.all(runs);
    expect(sut.engine.active).toHaveLength(2);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sut.post<{ detail?: string }>('/generate', { prompt: 'p' })),
    );
    expect(answers.filter(({ status: code }) => code === 200)).toHaveLength(3);
    const refused = answers.filter(({ status: code }) => code === 503);
    expect(refused).toHaveLength(3);
    for (const { body, headers } of refused) {
      expect(body).toEqual({ detail: BUSY });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const full = await queue();
    expect(full).toEqual({
      queue_size: 3,
      max_queue_size: 3,
      processing_workers: 2,
      task_counts: {
        ...before,
        pending: (before['pending'] ?? 0) + 3,
        processing: (before['processing'] ?? 0) + 2,
      },
      queue_available: false,
    });
    expect(Object.keys(full.task_counts).sort()).toEqual(['completed', 'failed', 'pending', 'processing']);
    await cancelAll();
    expect(await queue()).toMatchObject({ queue_size: 0, queue_available: true });
  });

  it('is not blocked by jobs of other interfaces, nor blocks them', async () => {
    const runs = [1, 2].map((next) => sut.engine.started(sut.engine.runCount + next));
    for (let count = 0; count < 5; count += 1)
      expect((await sut.post('/api/jobs', { prompt: 'p' })).status).toBe(201);
    await Promise.all(runs);
    expect(await queue()).toMatchObject({ queue_size: 0, queue_available: true });
    for (let count = 0; count < 3; count += 1) await submit();
    expect((await sut.post('/generate', { prompt: 'p' })).status).toBe(503);
    expect((await sut.post('/api/jobs', { prompt: 'p' })).status).toBe(201);
    await cancelAll();
  });
});

describe('fields', () => {
  it('are taken as pydantic takes them, and as the pipelines of diffusers round them', async () => {
    const run = nextRun();
    const id = await submit({
      negative_prompt: 'rain',
      size: ' 512 * 256 ',
      num_frames: '32',
      sample_guide_scale: '7.5',
      sample_steps: 30.0,
      fps: ' 24 ',
      sample_shift: null,
      model_id: null,
      offload_model: 'off',
      t5_cpu: 0,
      task: 't2v-14B',
      unknown: { deep: true },
    });
    expect((await run).spec).toMatchObject({
      negativePrompt: 'rain',
      width: 512,
      height: 256,
      numFrames: 33,
      guidanceScale: 7.5,
      steps: 30,
      fps: 24,
    });
    (await run).end();
    await becomes(id, 'completed');
    const [video] = (await sut.send<{ videos: { task: string; generation_params: object }[] }>('/list')).body
      .videos;
    expect(video).toMatchObject({
      task: 't2v-14B',
      generation_params: { num_frames: 33, offload_model: false, t5_cpu: false },
    });
  });

  it.each<[object, string, string, string]>([
    [{ num_frames: 0 }, 'num_frames', 'greater_than_equal', 'Input should be greater than or equal to 1'],
    [{ num_frames: 201 }, 'num_frames', 'less_than_equal', 'Input should be less than or equal to 200'],
    [{ num_frames: 4.5 }, 'num_frames', 'int_from_float', 'fractional part'],
    [{ num_frames: 'many' }, 'num_frames', 'int_parsing', 'unable to parse string as an integer'],
    [{ num_frames: null }, 'num_frames', 'int_type', 'valid integer'],
    [{ sample_steps: 9 }, 'sample_steps', 'greater_than_equal', '10'],
    [{ sample_steps: 101 }, 'sample_steps', 'less_than_equal', '100'],
    [{ sample_guide_scale: 0.9 }, 'sample_guide_scale', 'greater_than_equal', '1'],
    [{ sample_guide_scale: 20.1 }, 'sample_guide_scale', 'less_than_equal', '20'],
    [{ sample_guide_scale: 'high' }, 'sample_guide_scale', 'float_parsing', 'valid number'],
    [{ fps: 61 }, 'fps', 'less_than_equal', '60'],
    [{ sample_shift: [] }, 'sample_shift', 'float_type', 'valid number'],
    [{ offload_model: 'perhaps' }, 'offload_model', 'bool_parsing', 'valid boolean'],
    [{ prompt: 5 }, 'prompt', 'string_type', 'valid string'],
    [{ prompt: ' \n ' }, 'prompt', 'value_error', 'must not be blank'],
    [{ negative_prompt: null }, 'negative_prompt', 'string_type', 'valid string'],
    [{ size: 5 }, 'size', 'string_type', 'valid string'],
    [{ prompt: 'x'.repeat(20_001) }, 'prompt', 'string_too_long', 'at most 20000 characters'],
    [{ size: '17*16' }, 'size', 'value_error', 'width must be'],
    [{ size: '4096*4096' }, 'size', 'value_error', 'between 16 and 1280'],
  ])('are refused with 422 about the field (%#)', async (fields, field, type, reason) => {
    const { status: code, body } = await sut.post<Problems>('/generate', { prompt: 'p', ...fields });
    expect(Object.keys(body.detail[0] ?? {})).toEqual(
      expect.arrayContaining(['type', 'loc', 'msg', 'input']),
    );
    expect([code, body.detail[0]]).toEqual([
      422,
      expect.objectContaining({
        type,
        loc: ['body', field],
        msg: expect.stringContaining(reason) as string,
      }),
    ]);
  });

  it.each(['832x480', '832*', '*', '832*480*3', 'a*b', '', '8.5*4'])(
    'are refused with 400 for a size like %j',
    async (size) => {
      const { status: code, body } = await sut.post('/generate', { prompt: 'p', size });
      expect([code, body]).toEqual([400, { detail: `Invalid size format: ${size}` }]);
    },
  );

  it('are all told at once, and a missing prompt is missing', async () => {
    const { body } = await sut.post<Problems>('/generate', { num_frames: 0, fps: 'x' });
    expect(body.detail.map(({ loc, type }) => [loc[1], type])).toEqual([
      ['num_frames', 'greater_than_equal'],
      ['fps', 'int_parsing'],
      ['prompt', 'missing'],
    ]);
  });

  it.each<[RequestInit, string]>([
    [{ body: '{"prompt":' }, 'json_invalid'],
    [{ body: '[]' }, 'model_attributes_type'],
    [{ body: '"p"' }, 'model_attributes_type'],
    [{ body: 'null' }, 'missing'],
    [{}, 'missing'],
    [{ headers: { 'content-type': 'text/plain' }, body: '{"prompt":"p"}' }, 'model_attributes_type'],
    [
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'prompt=p' },
      'model_attributes_type',
    ],
  ])('are refused in a body that is no object: %j', async (init, type) => {
    const { status: code, body } = await sut.send<Problems>('/generate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...init,
    });
    expect([code, body.detail[0]?.type]).toEqual([422, type]);
  });
});

describe('files', () => {
  it('are sent in ranges, by their tags, and their heads alone', async () => {
    const { video_path: name } = await finished();
    const url = `${sut.url}/download/${name}`;
    const whole = await fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await fetch(url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      'ftyp',
      `bytes 4-7/${bytes.length}`,
    ]);
    expect((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
    const etag = whole.headers.get('etag') ?? '';
    // Not by `fetch`, which adds a header that asks for the whole file.
    expect((await sut.raw(`/download/${name}`, { 'if-none-match': etag })).status).toBe(304);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  });

  it.each<[string, number, string]>([
    ['..%2f..%2fetc%2fpasswd', 400, 'Invalid filename'],
    ['..', 400, 'Invalid filename'],
    ['a..mp4', 400, 'Invalid filename'],
    ['a%5cb.mp4', 400, 'Invalid filename'],
    ['a%2fb.mp4', 400, 'Invalid filename'],
    ['a%00.mp4', 400, 'Invalid filename'],
    ['journal.json', 400, 'Only MP4 files are supported'],
    ['video.MP4', 400, 'Only MP4 files are supported'],
    ['nothing.mp4', 404, 'Video file not found'],
    ['video.mp4', 404, 'Video file not found'],
    ['a/b.mp4', 404, 'Not Found'],
  ])('are never found by another path: %s', async (path, code, detail) => {
    const { status: answered, body } = await sut.raw(`/download/${path}`);
    expect([answered, JSON.parse(body)]).toEqual([code, { detail }]);
  });

  it('are gone from list and status when they are removed', async () => {
    const { video_path: name, task_id: id } = await finished();
    const { body } = await sut.send<{ items: { id: string }[] }>('/api/jobs?limit=1');
    await sut.send(`/api/jobs/${body.items[0]?.id}`, { method: 'DELETE' });
    expect((await sut.send(`/download/${name}`)).status).toBe(404);
    expect(JSON.stringify((await sut.send('/list')).body)).not.toContain(name);
    expect(await status(id)).toMatchObject({
      status: 'completed',
      video_path: null,
      error: 'The video was removed',
    });
  });
});

describe('the rest', () => {
  it('does not know a task that is not there', async () => {
    for (const id of ['task_20240815_123456_789012', 'x', '%00'])
      expect(await sut.send(`/status/${id}`)).toMatchObject({
        status: 404,
        body: { detail: 'Task not found' },
      });
    expect((await sut.raw('/status')).status).toBe(404);
  });

  it('says 405 for another method', async () => {
    const { status: code, body, headers } = await sut.send('/generate');
    expect([code, body, headers.get('allow')]).toEqual([405, { detail: 'Method Not Allowed' }, 'POST']);
  });

  it('is healthy, and tells its routes', async () => {
    expect((await sut.send('/health')).body).toMatchObject({
      status: 'healthy',
      gpu_available: false,
      gpu_count: 0,
      memory_info: { allocated: 0, total: 0, free: 0 },
      queue_health: true,
      recent_failures: expect.any(Number) as number,
      pipeline_loaded: true,
      active_tasks: 0,
      queue_size: 0,
    });
    const { body } = await sut.send<{ status: string; endpoints: Record<string, string> }>('/');
    expect(body).toMatchObject({
      status: 'operational',
      message: expect.any(String) as string,
      version: expect.any(String) as string,
      gpu_info: { available: false, memory_allocated_gb: 0, memory_free_gb: 0 },
      features: expect.arrayContaining([expect.any(String)]) as string[],
    });
    for (const name of [
      'generate',
      'status',
      'queue_status',
      'pipeline_status',
      'pipeline_unload',
      'download',
      'list',
      'health',
    ])
      expect(body.endpoints).toHaveProperty(name);
  });

  it('tells what is in memory, and frees what it can', async () => {
    expect((await sut.send('/pipeline/status')).body).toEqual({
      pipeline_loaded: true,
      configuration: { model_id: 'Wan2.1-T2V-1.3B 1', engines: ['sim: Wan2.1-T2V-1.3B 1'] },
      queue_empty: true,
      gpu_memory_info: null,
    });
    const { status: code, body } = await sut.send('/pipeline/unload', { method: 'POST' });
    expect([code, body]).toEqual([
      200,
      {
        status: 'error',
        message:
          'Failed to unload pipeline: sim is still loaded, since its servers keep their models themselves',
      },
    ]);
  });
});

describe('a restart', () => {
  it('knows every task and file again', async () => {
    const done = await finished();
    const first = sut.engine.started(sut.engine.runCount + 1);
    const running = await submit();
    await first;
    await sut.restart();
    expect(await status(done.task_id)).toEqual(done);
    expect((await sut.send(`/download/${done.video_path}`)).status).toBe(200);
    (await sut.engine.started(1)).end();
    await becomes(running, 'completed');
  });
});
