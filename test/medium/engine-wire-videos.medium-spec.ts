import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceFaultError, NotAcceptedError } from '../../src/features/engines/index.js';
import { type FieldProfile, taskFields } from '../../src/features/engines/lightx2v/field-profile.js';
import { LightX2vProtocol } from '../../src/features/engines/lightx2v/lightx2v.protocol.js';
import type { VideoDialect } from '../../src/features/engines/openai-video/dialect.js';
import { OpenAiVideoProtocol } from '../../src/features/engines/openai-video/openai-video.protocol.js';
import { formOf, type HttpDouble, jsonOf } from '../support/engine-doubles/http-double.js';
import { LightX2vDouble } from '../support/engine-doubles/lightx2v-double.js';
import { OpenAiVideoDouble } from '../support/engine-doubles/openai-video-double.js';
import { SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';
import { WiredEngine } from '../support/engine-doubles/wired-engine.js';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const WAV = Buffer.from('RIFF\0\0\0\0WAVEfmt ');

let sut: WiredEngine;
let double: HttpDouble;
afterEach(async () => {
  await sut.close();
  await double.stop();
});

const submissions = () => double.requests.filter(({ method }) => method === 'POST');
const lastSubmission = () => {
  const last = submissions().at(-1);
  if (last === undefined) throw new Error('nothing was submitted');
  return last;
};

describe('what /v1/videos servers are sent', () => {
  async function wire(dialect: VideoDialect): Promise<OpenAiVideoDouble> {
    const server = await new OpenAiVideoDouble(dialect, SHORT_VIDEO, { runMs: () => 1 }).start();
    double = server;
    sut = await WiredEngine.withServers(
      [server.url],
      (http) => new OpenAiVideoProtocol(http, dialect, 'the/model'),
    );
    return server;
  }
  const sent = async () => Object.fromEntries(await formOf(lastSubmission()));

  it('OpenAI gets the few fields that it knows', async () => {
    await wire('openai');
    await sut.generate({ negativePrompt: 'blurry', numFrames: 192 });

    expect(await sent()).toEqual({
      prompt: 'a red ball',
      size: '1280x720',
      seconds: '8',
      model: 'the/model',
    });
  });

  it.each(['sglang', 'vllm-omni'] as const)('%s gets every value by its name', async (dialect) => {
    await wire(dialect);
    await sut.generate({ negativePrompt: 'blurry', width: 1280, height: 704, steps: 30, guidanceScale: 4.5 });

    expect(lastSubmission().headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(await sent()).toEqual({
      prompt: 'a red ball',
      negative_prompt: 'blurry',
      size: '1280x704',
      num_frames: '81',
      fps: '16',
      seed: '7',
      num_inference_steps: '30',
      guidance_scale: '4.5',
      model: 'the/model',
    });
  });

  it('a negative prompt that is empty is not sent', async () => {
    await wire('vllm-omni');
    await sut.generate({ negativePrompt: '' });

    expect(await sent()).not.toHaveProperty('negative_prompt');
  });

  it.each(['openai', 'sglang', 'vllm-omni'] as const)('%s gets an image as a file', async (dialect) => {
    await wire(dialect);
    await sut.generate({ task: 'image-to-video', inputs: [sut.input('image', PNG, 'image/png')] });

    const { input_reference: file } = await sent();
    if (!(file instanceof File)) throw new Error('input_reference is no file');
    expect([file.type, Buffer.from(await file.arrayBuffer())]).toEqual(['image/png', PNG]);
  });

  it('a lost answer is not guessed where two submissions look alike', async () => {
    const server = await wire('sglang');
    double.fail('POST', /^\/v1\/videos$/, { kind: 'cut', effect: 'after' }, 2);
    const outcomes = await Promise.allSettled([sut.generate(), sut.generate({ prompt: 'a blue ball' })]);

    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
    expect(errors.every((error) => error instanceof DeviceFaultError)).toBe(true);
    await expect(sut.generate()).rejects.toBeInstanceOf(NotAcceptedError);
    expect([submissions().length, server.jobs.all().map(({ fetched }) => fetched)]).toEqual([2, [0, 0]]);
  });

  it('a lost answer is found by its prompt where the server tells prompts', async () => {
    const server = await wire('vllm-omni');
    double.fail('POST', /^\/v1\/videos$/, { kind: 'cut', effect: 'after' }, 2);
    await Promise.all([sut.generate(), sut.generate({ prompt: 'a blue ball' })]);

    expect(submissions()).toHaveLength(2);
    expect(server.jobs.completed).toHaveLength(2);
  });
});

describe('what LightX2V is sent', () => {
  async function wire(profile: FieldProfile, model = 'wan2.1'): Promise<LightX2vDouble> {
    const server = new LightX2vDouble(profile, SHORT_VIDEO, { runMs: () => 1 });
    server.model = model;
    double = await server.start();
    sut = await WiredEngine.withServers([server.url], (http) => new LightX2vProtocol(http, 'auto'));
    return server;
  }
  const sent = () => jsonOf(lastSubmission());
  const common = {
    prompt: 'a red ball',
    negative_prompt: 'blurry',
    image_path: '',
    infer_steps: 40,
    seed: 7,
  };

  it.each([
    ['classic', { target_shape: [480, 832], target_video_length: 81, target_fps: 16 }],
    ['current', { size: [480, 832], num_frames: 81 }],
  ] as const)('the %s fields, with a slash at the end of the path', async (profile, own) => {
    await wire(profile);
    await sut.generate({ negativePrompt: 'blurry' });

    const { task_id: id, save_result_path: name, ...rest } = sent();
    expect(lastSubmission().path).toBe('/v1/tasks/video/');
    expect(rest).toEqual({ ...common, ...own });
    expect(name).toBe(`${String(id)}.mp4`);
  });

  it('a server that gets the path without its slash would refuse', async () => {
    await wire('classic');
    const answer = await fetch(`${double.url}/v1/tasks/video`, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(405);
  });

  it('everything is said each time, so that nothing of the request before remains', async () => {
    await wire('classic');
    const image = sut.input('image', PNG, 'image/png');
    await sut.generate({ task: 'image-to-video', negativePrompt: 'blurry', inputs: [image] });
    const before = sent();
    await sut.generate();

    expect(Object.keys(sent()).sort()).toEqual(Object.keys(before).sort());
    expect(sent()).toMatchObject({ image_path: '', negative_prompt: '' });
  });

  it('media as data URLs', async () => {
    await wire('current', 'wan2.2_audio');
    expect(sut.engine.capabilities.tasks).toEqual(['audio-driven']);
    const inputs = [sut.input('image', PNG, 'image/png'), sut.input('audio', WAV, 'audio/wav')];
    await sut.generate({ task: 'audio-driven', inputs });

    expect(sent()).toMatchObject({
      image_path: `data:image/png;base64,${PNG.toString('base64')}`,
      audio_path: `data:audio/wav;base64,${WAV.toString('base64')}`,
      video_duration: 5,
    });
  });

  it('an id that the server has already counts as taken', async () => {
    const server = await wire('current');
    const protocol = new LightX2vProtocol(sut.http, 'auto');
    const target = { device: 'lightx2v:0', baseUrl: server.url };
    const context = {
      signal: AbortSignal.timeout(5000),
      clientId: '018f0000-0000-4000-8000-000000000000',
      inputPath: () => '',
      workDir: sut.folder,
    };
    const taken = [
      await protocol.submit(target, sut.spec(), context),
      await protocol.submit(target, sut.spec(), context),
    ];

    expect(taken).toEqual([
      { kind: 'accepted', id: context.clientId },
      { kind: 'accepted', id: context.clientId },
    ]);
    await vi.waitFor(() => expect(server.jobs.completed).toEqual([context.clientId]), { timeout: 20_000 });
  });

  it('no field that only the other profile has', () => {
    const spec = {
      task: 'text-to-video',
      prompt: '',
      negativePrompt: '',
      seed: 1,
      steps: 1,
      guidanceScale: 5,
      width: 64,
      height: 64,
      numFrames: 5,
      fps: 16,
    } as const;
    const namesOf = (profile: FieldProfile) =>
      Object.keys(taskFields(profile, spec, { id: 'a', resultName: 'a.mp4', media: {} }));

    expect(namesOf('current')).not.toContain('target_shape');
    expect(namesOf('classic')).not.toContain('num_frames');
  });
});
