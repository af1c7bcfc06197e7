import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { lightx2vClient, type Status, STATUS_KEYS } from '../support/lightx2v-client.js';

const NAIVE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({ env: { QUEUE_MAX: '3', MAX_ATTEMPTS: '1' } });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const { submit, status, becomes, nextRun, finished } = lightx2vClient(() => sut);

describe('submitting', () => {
  it.each(['/v1/tasks/video/', '/v1/tasks/video', '/v1/tasks/', '/v1/tasks'])(
    'takes a task at %s without a redirect, and makes its id',
    async (path) => {
      const run = nextRun();
      const task = await submit({}, path);
      expect(Object.keys(task)).toEqual(['task_id', 'task_status', 'save_result_path']);
      expect(task.task_id).toMatch(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){4}$/);
      expect(task.save_result_path).toBe(task.task_id);
      await run;
      await sut.send(`/v1/tasks/${task.task_id}`, { method: 'DELETE' });
    },
  );

  it('takes the older names of fields, as numbers or as texts', async () => {
    const run = nextRun();
    const { task_id: id } = await submit({
      target_shape: ['32', 48],
      target_video_length: '9',
      target_fps: 24.0,
      infer_steps: ' 7 ',
      seed: true,
      negative_prompt: 'rain',
      unknown_field: { deep: 1 },
    });
    expect((await run).spec).toMatchObject({
      height: 32,
      width: 48,
      numFrames: 9,
      fps: 24,
      steps: 7,
      seed: 1,
      negativePrompt: 'rain',
      prompt: 'a red ball',
    });
    (await run).end();
    await becomes(id, 'completed');
  });

  it('takes the newer names of fields', async () => {
    const run = nextRun();
    const { task_id: id, save_result_path: path } = await submit({
      task: 't2v',
      size: [16, 64],
      num_frames: 13,
      infer_steps: 3,
      seed: null,
      save_result_path: null,
    });
    expect(path).toBeNull();
    const { spec } = await run;
    expect(spec).toMatchObject({ height: 16, width: 64, numFrames: 13, steps: 3 });
    (await run).end();
    await becomes(id, 'completed');
    expect((await status(id)).save_result_path).toBeNull();
    expect((await sut.send(`/v1/tasks/${id}/result`)).status).toBe(200);
  });

  it('lets the engine decide what a client leaves out, and keeps nothing of the task before', async () => {
    const first = nextRun();
    const { task_id: a } = await submit({ target_video_length: 9, negative_prompt: 'rain', infer_steps: 9 });
    (await first).end();
    await becomes(a, 'completed');
    const second = nextRun();
    const { task_id: b } = await submit();
    expect((await second).spec).toMatchObject({ numFrames: 5, steps: 4, fps: 8, negativePrompt: '' });
    (await second).end();
    await becomes(b, 'completed');
  });

  it.each<[object, string, (string | number)[]]>([
    [{ infer_steps: 4.5 }, 'int_from_float', ['body', 'infer_steps']],
    [{ infer_steps: 'many' }, 'int_parsing', ['body', 'infer_steps']],
    [{ infer_steps: null }, 'int_type', ['body', 'infer_steps']],
    [{ prompt: null }, 'string_type', ['body', 'prompt']],
    [{ prompt: 5 }, 'string_type', ['body', 'prompt']],
    [{ sr_ratio: 0 }, 'greater_than', ['body', 'sr_ratio']],
    [{ use_prompt_enhancer: 'perhaps' }, 'bool_parsing', ['body', 'use_prompt_enhancer']],
    [{ lora_strength: [] }, 'float_type', ['body', 'lora_strength']],
    [{ target_shape: 5 }, 'list_type', ['body', 'target_shape']],
    [{ target_shape: [16, 'x'] }, 'int_parsing', ['body', 'target_shape', 1]],
    [{ talk_objects: [{ audio: 'a' }] }, 'missing', ['body', 'talk_objects', 0, 'mask']],
  ])('refuses %j as pydantic does', async (fields, type, loc) => {
    const { status: code, body } = await sut.post<{ detail: { type: string; loc: unknown; msg: string }[] }>(
      '/v1/tasks/video/',
      fields,
    );
    expect(code).toBe(422);
    expect(body.detail).toEqual([expect.objectContaining({ type, loc, msg: expect.any(String) as string })]);
  });

  it.each<[object, string, string]>([
    [{ target_video_length: 801 }, 'target_video_length', 'between 1 and 81'],
    [{ num_frames: 6 }, 'num_frames', '4k + 1'],
    [{ target_shape: [480, 832] }, 'target_shape', 'width must be'],
    [{ size: [17, 16] }, 'size', 'height must be'],
    [{ infer_steps: 0 }, 'infer_steps', 'between 1 and 100'],
    [{ target_fps: 1000 }, 'target_fps', 'between 1 and 60'],
    [{ seed: -1 }, 'seed', 'whole number'],
    [{ task: 'i2i' }, 'task', "Task 'i2i' is not supported"],
    [{ target_shape: [16] }, 'target_shape', '[height, width]'],
    [{ image_mask_path: 'x.png' }, 'image_mask_path', 'masks'],
    [{ image_path: 'aGVsbG8=' }, 'task', 'text-to-video'],
  ])('says which field the engine cannot do: %j', async (fields, field, reason) => {
    const { status: code, body } = await sut.post<{ detail: { loc: unknown; msg: string }[] }>(
      '/v1/tasks/video/',
      fields,
    );
    expect([code, body.detail[0]]).toEqual([
      422,
      expect.objectContaining({ loc: ['body', field], msg: expect.stringContaining(reason) as string }),
    ]);
  });

  it('refuses a body that is missing, no object, no JSON, or something else than JSON', async () => {
    const type = async (init: RequestInit) => {
      const answer = await sut.send<{ detail: { type: string }[] }>('/v1/tasks/video/', {
        method: 'POST',
        ...init,
      });
      return [answer.status, answer.body.detail[0]?.type];
    };
    const json = { 'content-type': 'application/json' };
    expect(await type({ headers: json })).toEqual([422, 'missing']);
    expect(await type({ headers: json, body: '[]' })).toEqual([422, 'model_attributes_type']);
    expect(await type({ headers: json, body: '{"prompt":' })).toEqual([422, 'json_invalid']);
    expect(await type({ headers: { 'content-type': 'text/plain' }, body: '{}' })).toEqual([
      422,
      'model_attributes_type',
    ]);
  });

  it('refuses an id that is taken, also when both come at once', async () => {
    const run = nextRun();
    const answers = await Promise.all(
      [1, 2, 3].map(() => sut.post<{ detail?: string }>('/v1/tasks/video/', { task_id: 'my task/1' })),
    );
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 503, 503]);
    expect(answers.find((answer) => answer.status === 503)?.body.detail).toBe(
      'Task ID my task/1 already exists',
    );
    (await run).end();
    await becomes('my task/1', 'completed');
  });

  it('says when the queue is full, and when to come again', async () => {
    const run = nextRun();
    const ids = [(await submit()).task_id];
    await run;
    for (let waiting = 0; waiting < 3; waiting += 1) ids.push((await submit()).task_id);
    const { status: code, headers, body } = await sut.post('/v1/tasks/video/', { prompt: 'p' });
    expect([code, body]).toEqual([503, { detail: 'Task queue is full (max 3 tasks)' }]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await sut.send('/v1/tasks/queue/status')).body).toEqual({
      is_processing: true,
      current_task: ids[0],
      pending_count: 3,
      active_count: 4,
      queue_size: 3,
      queue_available: 0,
    });
    expect((await sut.send('/v1/service/status')).body).toMatchObject({
      service_status: 'busy',
      current_task: ids[0],
      active_tasks: [ids[0]],
      pending_tasks: 3,
      queue_size: 3,
    });
    const stop = await sut.send('/v1/tasks/all/running', { method: 'DELETE' });
    expect([stop.status, stop.body]).toEqual([
      200,
      { stop_status: 'success', reason: 'All tasks stopped successfully.' },
    ]);
    for (const id of ids) expect((await status(id)).status).toBe('cancelled');
    expect((await sut.send('/v1/service/status')).body).toMatchObject({
      service_status: 'idle',
      current_task: null,
      active_tasks: [],
      pending_tasks: 0,
    });
  });

  it('enhances a prompt where it is asked to, and shows it', async () => {
    const run = nextRun();
    const { task_id: id } = await submit({ prompt: 'a cat on a roof', use_prompt_enhancer: true });
    const { spec } = await run;
    expect(spec.prompt.length).toBeGreaterThan('a cat on a roof'.length);
    expect(await status(id)).toMatchObject({ enhanced_prompt: spec.prompt });
    (await run).end();
    await becomes(id, 'completed');
    expect(await status(id)).toMatchObject({ enhanced_prompt: spec.prompt });
    const plain = nextRun();
    const { task_id: next } = await submit({ prompt: 'a cat on a roof' });
    expect((await plain).spec.prompt).toBe('a cat on a roof');
    expect(Object.keys(await status(next)).sort()).toEqual(STATUS_KEYS);
    (await plain).end();
    await becomes(next, 'completed');
  });
});

describe('a task', () => {
  it('goes from pending over processing to completed, with the name of its file in the end', async () => {
    const blocking = nextRun();
    const { task_id: blocker } = await submit();
    await blocking;
    const { task_id: id, save_result_path: path } = await submit({ save_result_path: 'save_results/a b' });
    expect(path).toBe('save_results/a b');
    const waiting = await status(id);
    expect(Object.keys(waiting).sort()).toEqual(STATUS_KEYS);
    expect(waiting).toMatchObject({
      task_id: id,
      status: 'pending',
      end_time: null,
      error: null,
      error_type: '',
      save_result_path: 'save_results/a b',
    });
    expect(waiting.start_time).toMatch(NAIVE_TIME);
    expect((await sut.send(`/v1/tasks/${id}/result`)).body).toEqual({ detail: 'Task not completed' });
    const run = nextRun();
    (await blocking).end();
    await run;
    await becomes(id, 'processing');
    (await run).end();
    await becomes(id, 'completed');
    await becomes(blocker, 'completed');
    const done = await status(id);
    expect(done.save_result_path).toBe('a b.mp4');
    expect(done.end_time).toMatch(NAIVE_TIME);
    expect((await sut.send<Record<string, Status>>('/v1/tasks/')).body[id]).toEqual(done);
  });

  it('says why it failed, and whether the request was at fault', async () => {
    const refused = nextRun();
    const { task_id: id } = await submit();
    (await refused).end({ kind: 'refuse', message: 'The prompt is too long' });
    await becomes(id, 'failed');
    expect(await status(id)).toMatchObject({ error: 'The prompt is too long', error_type: 'ValueError' });
    const { status: code, body } = await sut.send(`/v1/tasks/${id}/result`);
    expect([code, body]).toEqual([404, { detail: 'Task not completed' }]);
    const failed = nextRun();
    const { task_id: other } = await submit();
    (await failed).end({ kind: 'failure', message: 'It broke' });
    await becomes(other, 'failed');
    expect(await status(other)).toMatchObject({
      error: expect.stringMatching(/./) as string,
      error_type: 'RuntimeError',
    });
  });

  it('is really stopped when it is cancelled, stays cancelled, and may be cancelled again', async () => {
    const started = nextRun();
    const { task_id: id } = await submit();
    const run = await started;
    const stop = () => sut.send(`/v1/tasks/${id}`, { method: 'DELETE' });
    const success = { stop_status: 'success', reason: 'Task stopped successfully.' };
    expect((await stop()).body).toEqual(success);
    expect(run.isOver).toBe(true);
    run.end();
    expect(await status(id)).toMatchObject({ status: 'cancelled', error: 'Task cancelled by user' });
    expect(await stop()).toMatchObject({ status: 200, body: success });
    expect((await sut.send(`/v1/tasks/${id}/result`)).status).toBe(404);
    expect((await sut.send('/v1/service/status')).body['service_status']).toBe('idle');
  });

  it('is unknown under any other id', async () => {
    const nothing = { stop_status: 'do_nothing', reason: 'Task not found or already completed.' };
    for (const id of ['nope', 'running', '..%2F..', 'constructor']) {
      for (const what of ['status', 'result'])
        expect(await sut.send(`/v1/tasks/${id}/${what}`)).toMatchObject({
          status: 404,
          body: { detail: 'Task not found' },
        });
      expect(await sut.send(`/v1/tasks/${id}`, { method: 'DELETE' })).toMatchObject({
        status: 200,
        body: nothing,
      });
    }
    const done = await finished();
    expect((await sut.send(`/v1/tasks/${done}`, { method: 'DELETE' })).body).toEqual(nothing);
  });

  it('is not a job of another interface', async () => {
    const run = nextRun();
    const job = (await sut.post<{ id: string }>('/api/jobs', { prompt: 'p' })).body;
    await run;
    expect((await sut.send(`/v1/tasks/${job.id}/status`)).status).toBe(404);
    expect((await sut.send<object>('/v1/tasks')).body).not.toHaveProperty(job.id);
    expect((await sut.send('/v1/tasks/queue/status')).body).toMatchObject({
      is_processing: true,
      current_task: null,
      active_count: 1,
    });
    await sut.send('/v1/tasks/all/running', { method: 'DELETE' });
    expect((await run).isOver).toBe(false);
    await sut.send(`/api/jobs/${job.id}`, { method: 'DELETE' });
  });
});

describe('the server', () => {
  it('answers unknown paths and wrong methods as FastAPI does', async () => {
    expect(await sut.send('/v1/tasks/a/b/c')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    expect(await sut.send('/v1/service/nothing')).toMatchObject({
      status: 404,
      body: { detail: 'Not Found' },
    });
    const wrong = await sut.send('/v1/tasks/some-id');
    expect([wrong.status, wrong.body, wrong.headers.get('allow')]).toEqual([
      405,
      { detail: 'Method Not Allowed' },
      'DELETE',
    ]);
  });

  it('tells its model, and no path', async () => {
    expect((await sut.send('/v1/service/metadata')).body).toEqual({
      nproc_per_node: 1,
      model_cls: 'simulated 1',
      model_path: 'simulated 1',
    });
    expect((await sut.send('/health')).status).toBe(200);
  });

  it('describes itself so that clients find both names of a field', async () => {
    const { components, paths } = (
      await sut.send<{
        components: { schemas: Record<string, { properties: object }> };
        paths: Record<string, Record<string, { tags: string[]; parameters: { name: string }[] }>>;
      }>('/openapi.json')
    ).body;
    const { properties } = components.schemas['VideoTaskRequest'] ?? { properties: {} };
    for (const name of ['num_frames', 'target_video_length', 'size', 'target_shape', 'use_prompt_enhancer'])
      expect(properties).toHaveProperty(name);
    expect(paths['/v1/tasks/video']?.['post']?.tags).toEqual(['lightx2v']);
    expect(paths['/v1/files/download/{path}']?.['get']?.parameters).toMatchObject([
      { name: 'path', in: 'path' },
    ]);
  });

  it("counts under LightX2V's names, by route and not by task", async () => {
    const id = await finished();
    await sut.send(`/v1/tasks/${id}/result`);
    await sut.send('/v1/tasks/unknown/status');
    const text = (await sut.send<string>('/metrics')).body;
    expect(text).toContain('lightx2v_task_queue_capacity 3');
    expect(text).toContain('lightx2v_task_queue_pending_size 0');
    expect(text).toMatch(/lightx2v_api_request_total\{method="POST",endpoint="\/v1\/tasks\/video"\} [1-9]/);
    expect(text).toMatch(
      /lightx2v_api_request_error_total\{method="GET",endpoint="\/v1\/tasks\/:task_id\/status",error_type="http_404"\} [1-9]/,
    );
    expect(text).toMatch(/lightx2v_worker_request_success_total [1-9]/);
    expect(text).toMatch(/lightx2v_worker_request_failure_total\{error_type="RuntimeError"\} [1-9]/);
    expect(text).not.toContain(id);
  });

  it("answers every route of the seed document's tables, as it writes them", async () => {
    const id = await finished({ save_result_path: 'table.mp4' });
    const codes: Record<string, number> = {};
    for (const route of [
      'GET /v1/tasks',
      'GET /v1/tasks/queue/status',
      `GET /v1/tasks/${id}/status`,
      `GET /v1/tasks/${id}/result`,
      `DELETE /v1/tasks/${id}`,
      'DELETE /v1/tasks/all/running',
      'GET /v1/files/download/table.mp4',
      'GET /v1/service/status',
      'GET /v1/service/metadata',
    ]) {
      const [method = '', path = ''] = route.split(' ');
      codes[route] = (await sut.send(path, { method })).status;
    }
    expect(new Set(Object.values(codes))).toEqual(new Set([200]));
    // The image model of this portal is none: refused, and not unknown.
    for (const path of ['image', 'image/form', 'video/form'])
      expect((await sut.post(`/v1/tasks/${path}`, { prompt: 'p' })).status).toBe(422);
  });

  it('takes 20 MB of image in JSON, and refuses more than it could hold', async () => {
    const large = 'A'.repeat(28 * 1024 * 1024);
    expect(await sut.post('/v1/tasks/video/', { image_path: large })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'task'] }] },
    });
    expect((await sut.post('/v1/service/status', '{}')).status).toBe(405);
  });
});
