import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortalProcess } from '../browser/portal-process.js';
import { MOSAIC_ONNX_MODEL } from '../support/built-module.js';
import { PNG, wave } from '../support/media-samples.js';
import { ContractWalk, type Json } from './contract-walk.js';

/**
 * The tables of the contracts, walked through the built server as users run it, with the embedded engine: routes, keys,
 * types, statuses and the errors' own words. What takes a device that waits or fails at will (429, 503, 504, every field
 * of every body) is in `test/e2e/facade-*`, over a server in the tests' own process.
 */
let portal: PortalProcess;
beforeAll(async () => {
  portal = await PortalProcess.start({ MODEL_DIR: MOSAIC_ONNX_MODEL, DEVICES: 'cpu', MODEL_BASE_URL: '' });
}, 60_000);
afterAll(() => portal.stop());

const PROMPT = 'a red ball';
const UNKNOWN = '01a1fd30-81be-7244-ad6f-011ebf5d2034';
const FILE = 'nobody-made-this.mp4';

function formOf(fields: Readonly<Record<string, string | Blob>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, `${name}.${value.type === 'audio/wav' ? 'wav' : 'png'}`);
  return form;
}
const image = () => new Blob([PNG], { type: 'image/png' });
const voice = () => new Blob([Buffer.from(wave(1))], { type: 'audio/wav' });

describe('over the server as users run it', () => {
  it('World Model Portal has its routes, keys and errors', async () => {
    const walk = new ContractWalk(portal.url, 'World Model Portal');
    await walk.ask('GET /', { keys: ['message', 'version'] });
    await walk.ask('GET /health', { body: { status: 'healthy' } });
    await walk.ask('POST /api/enhance', { json: { rough_prompt: PROMPT }, keys: ['enhanced_prompt'] });
    await walk.ask('POST /api/enhance', { json: {}, status: 422, keys: ['detail'] });
    const initial = ['session_id', 'parameters', 'prompt'];
    const { session_id: session } = await walk.ask('POST /api/initialize', {
      json: { prompt: PROMPT },
      keys: initial,
    });
    await walk.ask('POST /api/initialize', { json: {}, status: 422, keys: ['detail'] });
    const id = { session_id: session };
    const changed = { ...id, user_request: 'make it night' };
    await walk.ask('POST /api/update', { json: changed, keys: ['parameters', 'prompt', 'changes'] });
    await walk.ask('POST /api/update', { json: id, status: 422 });
    await walk.ask('POST /api/history', { json: id, keys: ['history'] });
    await walk.ask('GET /api/history', { query: `?session_id=${String(session)}`, keys: ['history'] });
    await walk.ask('POST /api/parameters', { json: id, keys: ['parameters'] });
    await walk.ask('GET /api/parameters', { query: `?session_id=${String(session)}`, keys: ['parameters'] });
    const variations = { ...id, total_count: 3, selected_indices: [0] };
    const { prompts: made } = await walk.ask('POST /api/generate-variations', { json: variations });
    expect(made).toHaveLength(3);
    await walk.ask('GET /api/sessions', { keys: ['sessions'] });
    await walk.ask('DELETE /api/session/{session_id}', { with: { session_id: String(session) } });
    await walk.ask('DELETE /api/session/{session_id}', { with: { session_id: UNKNOWN }, status: 404 });

    const small = { steps: 1, num_frames: 5 };
    await walk.ask('POST /api/video/single_inference', { json: {}, status: 422, keys: ['detail'] });
    const { job_id: job } = await walk.ask('POST /api/video/single_inference', {
      json: { prompt: PROMPT, ...small },
      keys: ['job_id'],
    });
    const ofJob = { with: { job_id: String(job) } };
    await walk.listen('GET /api/ws/video/{job_id}', `/api/ws/video/${String(job)}`);
    await walk.until('GET /api/video/status/{job_id}', ofJob, 'status', ['complete']);
    await walk.ask('GET /api/video/status/{job_id}', { with: { job_id: UNKNOWN }, status: 404 });
    const prompts = [{ prompt: PROMPT, ...small }];
    const { batch_id: batch } = await walk.ask('POST /api/video/batch_inference', {
      json: { prompts },
      keys: ['batch_id'],
    });
    await walk.ask('POST /api/video/batch_inference', { json: { prompts: 7 }, status: 422 });
    const ofBatch = { with: { batch_id: String(batch) } };
    await walk.listen('GET /api/ws/batch/{batch_id}', `/api/ws/batch/${String(batch)}`);
    const ofAll = ['batch_id', 'total', 'completed', 'failed', 'status', 'message', 'jobs'];
    const batchRoute = 'GET /api/video/batch_status/{batch_id}';
    const whole = await walk.until(batchRoute, { ...ofBatch, keys: ofAll }, 'status', ['complete']);
    expect(whole).toMatchObject({
      total: 1,
      completed: 1,
      failed: 0,
      message: 'All jobs completed successfully',
    });
    await walk.ask(batchRoute, { with: { batch_id: UNKNOWN }, status: 404 });
    await walk.ask('GET /api/video/batch_download/{batch_id}', { ...ofBatch, type: 'application/zip' });
    await walk.ask('GET /api/video/batch_download/{batch_id}', { with: { batch_id: UNKNOWN }, status: 404 });
    await walk.ask('GET /api/videos/{video_id}', { with: { video_id: String(job) }, type: 'video/mp4' });
    await walk.ask('GET /api/videos/{video_id}', { with: { video_id: UNKNOWN }, status: 404 });
    await walk.ask('POST /api/video/clean_expired', { json: {} });

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);

  it("LightX2V's server has its routes, keys and errors", async () => {
    const walk = new ContractWalk(portal.url, "LightX2V's server");
    const small = { infer_steps: 1, target_video_length: 5 };
    const accepted = ['task_id', 'task_status', 'save_result_path'];
    const pending = { task_status: 'pending' };
    for (const route of ['POST /v1/tasks', 'POST /v1/tasks/video', 'POST /v1/tasks/image'])
      await walk.ask(route, { json: { prompt: PROMPT, ...small }, keys: accepted, body: pending });
    await walk.ask('POST /v1/tasks/video', { json: { prompt: 7 }, status: 422, keys: ['detail'] });
    const fields = { prompt: PROMPT, infer_steps: '1', target_video_length: '5', image_file: image() };
    const video = formOf(fields);
    const { task_id: task } = await walk.ask('POST /v1/tasks/video/form', { form: video, keys: accepted });
    await walk.ask('POST /v1/tasks/image/form', { form: formOf({ ...fields }), keys: accepted });
    const ofTask = { with: { task_id: String(task) } };
    const told = ['task_id', 'status', 'start_time', 'end_time', 'error', 'error_type', 'save_result_path'];
    await walk.until('GET /v1/tasks/{task_id}/status', { ...ofTask, keys: told }, 'status', ['completed']);
    const missing = { with: { task_id: 'nobody' }, status: 404, body: { detail: 'Task not found' } };
    await walk.ask('GET /v1/tasks/{task_id}/status', missing);
    await walk.ask('GET /v1/tasks/{task_id}/result', { ...ofTask, type: 'video/mp4' });
    await walk.ask('GET /v1/tasks/{task_id}/result', missing);
    expect(await walk.ask('GET /v1/tasks')).toHaveProperty([String(task), 'status'], 'completed');
    const queue = [
      'is_processing',
      'current_task',
      'pending_count',
      'active_count',
      'queue_size',
      'queue_available',
    ];
    await walk.ask('GET /v1/tasks/queue/status', { keys: queue });
    const stopped = { stop_status: 'do_nothing', reason: 'Task not found or already completed.' };
    await walk.ask('DELETE /v1/tasks/{task_id}', { with: { task_id: 'nobody' }, body: stopped });
    const sync = { prompt: PROMPT, infer_steps: 1 };
    await walk.ask('POST /v1/tasks/image/sync', { json: sync, type: 'image/png' });
    await walk.ask('POST /v1/tasks/image/sync', { json: { prompt: 7 }, status: 422, keys: ['detail'] });
    await walk.ask('DELETE /v1/tasks/all/running', { keys: ['stop_status', 'reason'] });
    const path = `${String(task)}.mp4`;
    await walk.ask('GET /v1/files/download/{path}', { with: { path }, type: 'video/mp4' });
    const noFile = { detail: `File not found: ${FILE}` };
    await walk.ask('GET /v1/files/download/{path}', { with: { path: FILE }, status: 404, body: noFile });
    const refused = { detail: 'Access to this file is not allowed' };
    await walk.ask('GET /v1/files/download/{path}', { with: { path: '../x' }, status: 403, body: refused });
    const status = [
      'service_status',
      'current_task',
      'active_tasks',
      'pending_tasks',
      'queue_size',
      'total_tasks',
    ];
    await walk.ask('GET /v1/service/status', { keys: [...status, 'completed_tasks', 'failed_tasks'] });
    await walk.ask('GET /v1/service/metadata', { keys: ['nproc_per_node', 'model_cls', 'model_path'] });
    await walk.ask('POST /v1/images/generations', {
      json: { prompt: PROMPT, infer_steps: 1 },
      keys: ['created', 'data'],
    });
    const edit = formOf({ prompt: PROMPT, image: image() });
    await walk.ask('POST /v1/images/edits', { form: edit, keys: ['created', 'data'] });
    await walk.ask('POST /v1/images/generations', { json: {}, status: 400, keys: ['error', 'detail'] });
    await walk.ask('GET /health', { body: { status: 'healthy' } });
    await walk.ask('GET /metrics', { type: 'text/plain' });

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);

  it('Wan2.1 Video Server has its routes, keys and errors', async () => {
    const walk = new ContractWalk(portal.url, 'Wan2.1 Video Server');
    const small = { num_inference_steps: 1, num_frames: 5 };
    const taken = { status: 202, keys: ['job_id', 'status', 'message'], body: { status: 'processing' } };
    const text = await walk.ask('POST /api/v1/generate/text-to-video', {
      json: { prompt: PROMPT, ...small },
      ...taken,
    });
    const refused = { status: 400, keys: ['error'] };
    const needs = { error: 'Prompt is required' };
    await walk.ask('POST /api/v1/generate/text-to-video', { json: {}, ...refused, body: needs });
    const over = (job: Json) => {
      const ofJob = { with: { id: String(job['job_id']) } };
      return walk.until('GET /api/v1/job/{id}', ofJob, 'status', ['completed', 'failed']);
    };
    // One at a time: it takes no more than two.
    const done = await over(text);
    const fields = { prompt: PROMPT, num_inference_steps: '1', num_frames: '5' };
    const animated = await walk.ask('POST /api/v1/generate/image-to-video', {
      form: formOf({ ...fields, image: image() }),
      ...taken,
    });
    expect(await over(animated)).toMatchObject({ status: 'completed' });
    await walk.ask('POST /api/v1/generate/image-to-video', { form: formOf(fields), ...refused });
    expect(done).toMatchObject({ status: 'completed', job_id: text['job_id'] });
    await walk.ask('GET /api/v1/job/{id}', {
      with: { id: FILE },
      status: 404,
      body: { error: 'Job not found' },
    });
    const path = String(done['output_path']).replace(/^.*outputs\//u, '');
    const clip = await fetch(`${portal.url}/outputs/${path}`);
    await walk.ask('GET /outputs/{path}', { with: { path }, type: 'video/mp4' });
    const video = new Blob([await clip.arrayBuffer()], { type: 'video/mp4' });
    await walk.ask('POST /api/v1/generate/video-to-video', { form: formOf({ ...fields, video }), ...taken });
    await walk.ask('GET /outputs/{path}', {
      with: { path: FILE },
      status: 404,
      body: { error: 'File not found' },
    });
    const info = ['name', 'version', 'provider', 'gpu_enabled', 'gpu_device_id', 'cache_dir'];
    await walk.ask('GET /api/v1/model/info', { keys: info });
    await walk.ask('GET /api/v1/models', {
      body: { models: expect.arrayContaining([expect.objectContaining({ downloaded: true })]) as unknown },
    });
    const hostile = { model_id: '../../etc' };
    await walk.ask('POST /api/v1/models/download', { json: hostile, ...refused });

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);

  it('Wan Diffusers Video Generation API has its routes, keys and errors', async () => {
    const walk = new ContractWalk(portal.url, 'Wan Diffusers Video Generation API');
    const small = { sample_steps: 10, num_frames: 5 };
    const accepted = ['status', 'message', 'task_id', 'video_filename'];
    const task = await walk.ask('POST /generate', {
      json: { prompt: PROMPT, ...small },
      keys: accepted,
      body: { status: 'accepted', video_filename: null },
    });
    const missing = { detail: [{ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required' }] };
    await walk.ask('POST /generate', { json: {}, status: 422, keys: ['detail'], body: missing });
    const ofTask = { with: { task_id: String(task['task_id']) } };
    const done = await walk.until('GET /status/{task_id}', ofTask, 'status', ['completed', 'failed']);
    expect(done).toMatchObject({ status: 'completed', error: null });
    const gone = { status: 404, body: { detail: 'Task not found' } };
    await walk.ask('GET /status/{task_id}', { with: { task_id: FILE }, ...gone });
    const filename = String(done['video_filename']);
    await walk.ask('GET /download/{filename}', { with: { filename }, type: 'video/mp4' });
    const noFile = { status: 404, body: { detail: 'Video file not found' } };
    await walk.ask('GET /download/{filename}', { with: { filename: FILE }, ...noFile });
    const counts = { task_counts: { pending: 0, completed: 1, failed: 0 } };
    const queue = ['queue_size', 'max_queue_size', 'processing_workers', 'task_counts', 'queue_available'];
    await walk.ask('GET /queue/status', { keys: queue, body: counts });
    await walk.ask('GET /list', { keys: ['videos'], body: { videos: [{ filename }] } });
    const pipeline = ['pipeline_loaded', 'configuration', 'queue_empty', 'gpu_memory_info'];
    await walk.ask('GET /pipeline/status', { keys: pipeline });
    await walk.ask('POST /pipeline/unload', { keys: ['status', 'message'] });
    await walk.ask('GET /health', { body: { status: 'healthy', queue_health: true } });

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);

  it('InfiniteTalk API has its routes, keys and errors', async () => {
    const walk = new ContractWalk(portal.url, 'InfiniteTalk API');
    await walk.listen('GET /ws', '/ws');
    const talk = formOf({ image: image(), audio: voice() });
    const told = ['request_id', 'status', 'message'];
    const { request_id: id } = await walk.ask('POST /api/generate', { form: talk, keys: told });
    const needs = { detail: [{ loc: ['body', 'audio'], msg: 'Field required' }] };
    await walk.ask('POST /api/generate', { form: formOf({ image: image() }), status: 422, body: needs });
    const swapped = formOf({ image: new Blob(['words']), audio: voice() });
    await walk.ask('POST /api/generate', { form: swapped, status: 400, keys: ['detail'] });
    const ofRequest = { with: { request_id: String(id) } };
    const unknown = { with: { request_id: UNKNOWN } };
    const queue = ['queue_size', 'processing_count', 'max_queue_size', 'max_concurrent', 'requests'];
    await walk.ask('GET /api/queue', { keys: queue });
    await walk.until('GET /api/status/{request_id}', ofRequest, 'status', ['completed']);
    const lost = { ...unknown, status: 404 };
    await walk.ask('GET /api/status/{request_id}', { ...lost, body: { detail: 'Request not found' } });
    await walk.ask('GET /api/result/{request_id}', { ...ofRequest, type: 'video/mp4' });
    const notReady = { detail: 'Video not ready or request not found' };
    await walk.ask('GET /api/result/{request_id}', { ...lost, body: notReady });
    const deleted = { message: 'Video and associated files deleted successfully' };
    await walk.ask('DELETE /api/result/{request_id}', { ...ofRequest, body: deleted });
    await walk.ask('GET /api/result/{request_id}', { ...ofRequest, status: 404, body: notReady });
    await walk.ask('GET /');

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);

  it("OpenAI's videos, images and models have their routes, keys and errors", async () => {
    const walk = new ContractWalk(portal.url, "OpenAI's videos, images and models");
    const shape = ['id', 'object', 'model', 'status', 'progress', 'created_at', 'completed_at', 'expires_at'];
    const keys = [...shape, 'prompt', 'size', 'seconds', 'remixed_from_video_id', 'error'];
    const small = { num_inference_steps: 1, num_frames: 5 };
    const wrong = (code: unknown, param: unknown = null) => ({
      error: { type: 'invalid_request_error', code, param, message: expect.any(String) as unknown },
    });
    const made = { keys, body: { object: 'video', progress: 0, error: null } };
    const { id } = await walk.ask('POST /v1/videos', { json: { prompt: PROMPT, ...small }, ...made });
    await walk.ask('POST /v1/videos', { json: {}, status: 400, keys: ['error'] });
    const ofVideo = { with: { video_id: String(id) } };
    const lost = { with: { video_id: 'video_none' }, status: 404, body: wrong('video_not_found') };
    const one = 'GET /v1/videos/{video_id}';
    const done = await walk.until(one, { ...ofVideo, keys }, 'status', ['completed', 'failed']);
    expect(done).toMatchObject({ status: 'completed', progress: 100, error: null });
    await walk.ask(one, lost);
    const content = `${one}/content`;
    await walk.ask(content, { ...ofVideo, type: 'video/mp4' });
    await walk.ask(content, { ...ofVideo, query: '?variant=thumbnail', type: 'image/jpeg' });
    await walk.ask(content, { ...ofVideo, query: '?variant=spritesheet', type: 'image/jpeg' });
    await walk.ask(content, { ...ofVideo, query: '?variant=x', status: 400, keys: ['error'] });
    await walk.ask(content, lost);
    await walk.ask('GET /v1/videos', { body: { object: 'list' } });
    await walk.ask('GET /v1/videos', { query: '?order=x', status: 400, keys: ['error'] });
    const remix = 'POST /v1/videos/{video_id}/remix';
    await walk.ask(remix, {
      ...ofVideo,
      json: { prompt: 'blue' },
      keys,
      body: { remixed_from_video_id: id },
    });
    await walk.ask(remix, { ...lost, json: { prompt: 'blue' } });
    for (const what of ['edits', 'extensions', 'characters'])
      await walk.ask(`POST /v1/videos/${what}`, {
        json: { prompt: PROMPT },
        status: 400,
        body: wrong('unsupported'),
      });
    const figure = { with: { character_id: 'x' }, status: 400, body: wrong('unsupported') };
    await walk.ask('GET /v1/videos/characters/{character_id}', figure);
    const { data } = await walk.ask('GET /v1/models', { body: { object: 'list' } });
    const model = String((data as Json[])[0]?.['id']);
    await walk.ask('GET /v1/models/{model}', {
      with: { model },
      keys: ['id', 'object', 'created', 'owned_by'],
    });
    const noModel = wrong('model_not_found', 'model');
    await walk.ask('GET /v1/models/{model}', { with: { model: 'none' }, status: 404, body: noModel });
    await walk.ask('POST /v1/images/generations', { json: { prompt: PROMPT }, keys: ['created', 'data'] });
    await walk.ask('POST /v1/images/generations', { json: { n: 'x' }, status: 400, keys: ['error'] });
    const edit = formOf({ prompt: PROMPT, image: image() });
    await walk.ask('POST /v1/images/edits', { form: edit, keys: ['created', 'data'] });
    const removed = { id, object: 'video.deleted', deleted: true };
    await walk.ask('DELETE /v1/videos/{video_id}', { ...ofVideo, body: removed });
    await walk.ask('DELETE /v1/videos/{video_id}', lost);

    expect([...walk.asked].toSorted()).toEqual(walk.all.toSorted());
  }, 300_000);
});
