import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BMPS } from '../support/bmp-samples.js';
import type { SimulatedRun } from '../support/simulated-engine.js';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NAIVE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;
const IMAGE_TYPES = "Invalid image file type. Supported: ['.jpg', '.jpeg', '.png', '.bmp', '.gif']";
const AUDIO_TYPES = "Invalid audio file type. Supported: ['.wav', '.mp3', '.flac', '.aac', '.ogg']";

interface Talk {
  request_id: string;
  status: string;
  message: string;
  timestamp: string;
  position_in_queue: number | null;
  estimated_time: string | null;
  result_url: string | null;
  detail?: unknown;
}

type Part = string | [content: Uint8Array, fileName: string];

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({
    env: { QUEUE_MAX: '100' },
    capabilities: { tasks: ['text-to-video', 'audio-driven'] },
  });
});
afterAll(() => sut[Symbol.asyncDispose]());

function formOf(parts: Record<string, Part>): FormData {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === 'string') form.append(name, part);
    else form.append(name, new Blob([Buffer.from(part[0])]), part[1]);
  }
  return form;
}

const generate = (parts: Record<string, Part>) =>
  sut.send<Talk>('/api/generate', { method: 'POST', body: formOf(parts) });
const talk = (extra: Record<string, Part> = {}) =>
  generate({ image: [PNG, 'test_image.png'], audio: [wave(2), 'test_audio.wav'], ...extra });
const status = async (id: string) => (await sut.send<Talk>(`/api/status/${id}`)).body;
const becomes = (id: string, word: string) =>
  expect.poll(async () => (await status(id)).status, PATIENCE).toBe(word);
const stored = () =>
  readdirSync(join(sut.folder, 'data/inputs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

/** Ends every run until nothing is under way. */
async function settle(): Promise<void> {
  await expect
    .poll(async () => {
      for (const run of sut.engine.active) run.end();
      const { body } = await sut.send<{ queue_size: number; processing_count: number }>('/api/queue');
      return body.queue_size + body.processing_count;
    }, PATIENCE)
    .toBe(0);
}
afterEach(settle);

async function start(): Promise<{ talk: Talk; run: SimulatedRun }> {
  const run = sut.engine.started(sut.engine.runCount + 1);
  const { body } = await talk();
  return { talk: body, run: await run };
}

describe('POST /api/generate', () => {
  it('answers 200 with the request, and makes a talking video of the whole audio', async () => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const answer = await talk({ prompt: 'a woman tells a story' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      request_id: expect.stringMatching(UUID4) as string,
      status: 'queued',
      message: 'Request added to queue',
      timestamp: expect.stringMatching(NAIVE_TIME) as string,
      position_in_queue: 1,
      estimated_time: null,
      result_url: null,
    });
    const { spec, context } = await run;
    expect(spec).toMatchObject({
      task: 'audio-driven',
      prompt: 'a woman tells a story',
      fps: 8,
      numFrames: 17,
    });
    expect(spec.inputs?.map(({ role, mediaType }) => [role, mediaType])).toEqual([
      ['image', 'image/png'],
      ['audio', 'audio/wav'],
    ]);
    expect(spec.inputs?.map((input) => context.inputPath(input))).toHaveLength(2);
  });

  it('takes a portrait as BMP, which engines get as PNG', async () => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const [, bmp, pixels] = BMPS[0]!;
    expect((await talk({ image: [bmp, 'face.BMP'] })).status).toBe(200);
    const { spec, context } = await run;
    const image = spec.inputs?.find(({ role }) => role === 'image');
    expect(image?.mediaType).toBe('image/png');
    expect((await sharp(context.inputPath(image!)).raw().toBuffer()).equals(pixels)).toBe(true);
  });

  it('is a job like any other to our own interface', async () => {
    const { run } = await start();
    const [image, audio] = run.spec.inputs ?? [];
    const { body } = await sut.send<{ items: unknown[] }>('/api/jobs?limit=1');
    expect(body.items).toMatchObject([
      {
        task: 'audio-driven',
        strength: null,
        resize_mode: null,
        remix_of: null,
        inputs: [
          { role: 'image', media_type: 'image/png', size: PNG.length, sha256: image?.fileName.slice(0, 64) },
          { role: 'audio', media_type: 'audio/wav', size: 32_044, sha256: audio?.fileName.slice(0, 64) },
        ],
      },
    ]);
  });

  it('needs no prompt', async () => {
    const { run } = await start();
    expect(run.spec.prompt).toBe('');
  });

  it('names all parts that are missing, before anything else', async () => {
    const missing = (field: string) => ({
      type: 'missing',
      loc: ['body', field],
      msg: 'Field required',
      input: null,
    });
    const both = await generate({});
    expect(both.status).toBe(422);
    expect(both.body.detail).toEqual([missing('image'), missing('audio')]);
    // InfiniteTalk looks at types only once everything is there.
    const one = await generate({ image: [PNG, 'notes.txt'] });
    expect([one.status, one.body.detail]).toEqual([422, [missing('audio')]]);
    const nameless = await generate({ image: [PNG, ''], audio: [wave(1), 'a.wav'] });
    expect(nameless.status).toBe(422);
    const json = await sut.post<Talk>('/api/generate', { image: 'x' });
    expect([json.status, json.body.detail]).toEqual([422, [missing('image'), missing('audio')]]);
    const none = await sut.send<Talk>('/api/generate', { method: 'POST' });
    expect(none.status).toBe(422);
  });

  it('takes no text for a file', async () => {
    const answer = await talk({ image: 'a picture of a cat' });
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatchObject([
      { type: 'value_error', loc: ['body', 'image'], msg: expect.stringMatching(/UploadFile/) as string },
    ]);
  });

  it.each([
    [{ image: [PNG, 'cat.webp'] }, IMAGE_TYPES],
    [{ image: [PNG, 'png'] }, IMAGE_TYPES],
    [{ audio: [wave(1), 'voice.m4a'] }, AUDIO_TYPES],
    [{ audio: [PNG, '../../voice.png'] }, AUDIO_TYPES],
  ] as [Record<string, Part>, string][])('refuses a name of another type: %o', async (part, detail) => {
    const answer = await talk(part);
    expect([answer.status, answer.body.detail]).toEqual([400, detail]);
  });

  it.each([
    [{ image: [Buffer.from('GIF, they say'), 'cat.gif'] }, /^Invalid image file: /],
    [{ image: [wave(1), 'cat.png'] }, /^Invalid image file: .*audio/],
    [{ image: [PNG.subarray(0, 45), 'torn.png'] }, /^Invalid image file: .*damaged/],
    [{ image: [Buffer.alloc(0), 'empty.png'] }, /^Invalid image file: .*empty/],
    [{ audio: [PNG, 'voice.wav'] }, /^Invalid audio file: /],
    [{ audio: [wave(2).subarray(0, 40), 'torn.wav'] }, /^Invalid audio file: /],
  ] as [Record<string, Part>, RegExp][])('believes the content, not the name: %#', async (part, detail) => {
    const before = stored();
    const answer = await talk(part);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(detail);
    expect(stored()).toEqual(before);
  });

  it('takes a file whose name says another image type than its content', async () => {
    expect((await talk({ image: [PNG, 'portrait.JPG'] })).status).toBe(200);
  });

  it.each([
    ['image', 'big.png', 10],
    ['audio', 'big.wav', 50],
  ])(
    'refuses an %s that is larger than its limit with 413, and keeps nothing',
    async (field, name, limit) => {
      const before = stored();
      const big = Buffer.concat([field === 'image' ? PNG : wave(1), Buffer.alloc(limit * 1024 ** 2)]);
      const answer = await talk({ [field]: [big, name] });
      expect(answer.status).toBe(413);
      expect(answer.body.detail).toMatch(new RegExp(`^${field} file is too large: at most ${limit}MB$`, 'i'));
      expect(stored()).toEqual(before);
    },
  );

  it('refuses an audio that is longer than any video, and says how long they are', async () => {
    const answer = await talk({ audio: [wave(60), 'long.wav'] });
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      'The audio lasts 60.0 s; simulated 1 makes videos of at most 10 s',
    ]);
  });

  it('refuses a prompt that is too long, or cannot be a text', async () => {
    const long = await talk({ prompt: 'a'.repeat(20_001) });
    expect([long.status, long.body.detail]).toMatchObject([
      422,
      [{ type: 'string_too_long', loc: ['body', 'prompt'] }],
    ]);
    expect((await talk({ prompt: 'a\0b' })).status).toBe(422);
    expect((await talk({ prompt: 'a'.repeat(200_000) })).status).toBe(413);
  });

  it('answers 400 to a form that cannot be read', async () => {
    const answer = await sut.send<Talk>('/api/generate', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'not a form',
    });
    expect([answer.status, answer.body.detail]).toEqual([400, 'There was an error parsing the body']);
  });

  it('leaves nothing behind of a client that vanishes in the middle of its upload', async () => {
    const before = stored();
    const { hostname, port } = new URL(sut.url);
    const head = (name: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"; filename="a.${name === 'image' ? 'png' : 'wav'}"\r\n\r\n`;
    const whole = Buffer.concat([
      Buffer.from(head('image')),
      Buffer.concat([PNG, Buffer.from('gone')]),
      Buffer.from(`\r\n${head('audio')}`),
      wave(3).subarray(0, 20_000),
    ]);
    for (const length of [300, 20_000]) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /api/generate HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 90000\r\n\r\n`,
      );
      await new Promise((resolve) => socket.write(whole.subarray(0, length), resolve));
      await expect.poll(stored, PATIENCE).not.toEqual(before);
      socket.destroy();
      await expect.poll(stored, PATIENCE).toEqual(before);
    }
    expect((await sut.send<{ requests: unknown[] }>('/api/queue')).body.requests).toEqual([]);
  });

  it('keeps a file that was there before, whoever fails to use it again', async () => {
    const { run } = await start();
    const before = stored();
    expect((await talk({ audio: [PNG, 'no.wav'] })).status).toBe(400);
    expect(stored()).toEqual(before);
    expect(run.spec.inputs).toHaveLength(2);
  });

  it('takes 20 that wait and refuses the next, however many come at once', async () => {
    const { run } = await start();
    const answers = await Promise.all(Array.from({ length: 24 }, () => talk()));
    const taken = answers.filter(({ status: code }) => code === 200);
    const refused = answers.filter(({ status: code }) => code === 429);
    expect([taken.length, refused.length]).toEqual([20, 4]);
    expect(refused[0]?.body.detail).toBe('Queue is full. Please try again later.');
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    const queue = (await sut.send<{ queue_size: number; processing_count: number }>('/api/queue')).body;
    expect(queue).toMatchObject({ queue_size: 20, processing_count: 1 });
    await Promise.all(
      taken.map(({ body }) => sut.send(`/api/result/${body.request_id}`, { method: 'DELETE' })),
    );
    expect(run.isOver).toBe(false);
    expect((await talk()).status).toBe(200);
  });
});

describe('GET /api/status', () => {
  it('tells the whole way of a request, with what is being done as its message', async () => {
    const { talk: request, run } = await start();
    const id = request.request_id;
    await becomes(id, 'processing');
    expect(await status(id)).toEqual({
      ...request,
      status: 'processing',
      message: 'Initializing models...',
      position_in_queue: null,
      // Runs of other tests are a measure by now.
      estimated_time: expect.stringMatching(/^\d+ seconds?$/) as string,
    });
    const messages: string[] = [];
    for (const progress of [
      { stage: 'loading', fraction: 0.1 },
      { stage: 'encoding prompt', fraction: 0.2 },
      { stage: 'denoising', fraction: 0.3 },
      { stage: 'denoising', fraction: 0.4, step: 3, totalSteps: 6 },
      { stage: 'decoding', fraction: 0.8 },
      { stage: 'writing', fraction: 0.9 },
    ] as const) {
      run.progress(progress);
      messages.push((await status(id)).message);
    }
    expect(messages).toEqual([
      'Loading models...',
      'Processing audio embedding...',
      'Starting video generation...',
      'Generating video: step 3 of 6',
      'Decoding video...',
      'Writing video...',
    ]);
    run.end();
    await becomes(id, 'completed');
    expect(await status(id)).toEqual({
      ...request,
      status: 'completed',
      message: 'Video generation completed!',
      position_in_queue: null,
      estimated_time: null,
      result_url: `/api/result/${id}`,
    });
  });

  it('tells the position of those that wait, and how long they may take once that is known', async () => {
    const { run } = await start();
    const { body: next } = await talk();
    const { body: last } = await talk();
    expect([next.position_in_queue, last.position_in_queue]).toEqual([1, 2]);
    expect((await status(last.request_id)).position_in_queue).toBe(2);
    run.end();
    await becomes(next.request_id, 'processing');
    expect(await status(last.request_id)).toMatchObject({ status: 'queued', position_in_queue: 1 });
    expect((await status(last.request_id)).estimated_time).toMatch(/^(\d+ seconds?|\d+ minutes?|\d+h \d+m)$/);
  });

  it('tells why a request failed; the original goes on saying that models are being initialized', async () => {
    const { talk: request, run } = await start();
    run.end({ kind: 'refuse', message: 'there is no face in the picture' });
    await becomes(request.request_id, 'failed');
    expect(await status(request.request_id)).toMatchObject({
      message: 'there is no face in the picture',
      result_url: null,
    });
  });

  it.each(['1b671a64-40d5-491e-99b0-da01ff1f3341', 'x', '..%2f..', '%00'])(
    'knows no request %s',
    async (id) => {
      const answer = await sut.send(`/api/status/${id}`);
      expect([answer.status, answer.body]).toEqual([404, { detail: 'Request not found' }]);
    },
  );

  it('knows only requests of this interface', async () => {
    const { body } = await sut.post('/api/jobs', { prompt: 'a cat' });
    expect((await sut.send(`/api/status/${String(body['id'])}`)).status).toBe(404);
    await expect.poll(() => sut.engine.active.length, PATIENCE).toBe(1);
    for (const run of sut.engine.active) run.end();
  });
});

describe('GET /api/queue', () => {
  it('lists those that wait, then those that are made, and no others', async () => {
    const { talk: first } = await start();
    const { body: second } = await talk();
    const answer = await sut.send<{ requests: Talk[] }>('/api/queue');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      queue_size: 1,
      processing_count: 1,
      max_queue_size: 20,
      max_concurrent: 1,
      requests: [await status(second.request_id), await status(first.request_id)],
    });
    await settle();
    expect((await sut.send<{ requests: Talk[] }>('/api/queue')).body.requests).toEqual([]);
  });
});

describe('GET /api/result', () => {
  it('gives the video under its name, whole or in parts, once it is there', async () => {
    const { talk: request, run } = await start();
    const path = `/api/result/${request.request_id}`;
    const early = await sut.send(path);
    expect([early.status, early.body]).toEqual([404, { detail: 'Video not ready or request not found' }]);
    run.end();
    await becomes(request.request_id, 'completed');
    const answer = await fetch(`${sut.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="infinitetalk_${request.request_id}.mp4"`,
    );
    const content = Buffer.from(await answer.arrayBuffer());
    expect(content.subarray(4, 8).toString()).toBe('ftyp');
    const part = await fetch(`${sut.url}${path}`, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const head = await fetch(`${sut.url}${path}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content.length)]);
  });

  it('answers 404 for what it does not know', async () => {
    const answer = await sut.send('/api/result/1b671a64-40d5-491e-99b0-da01ff1f3341');
    expect([answer.status, answer.body]).toEqual([404, { detail: 'Video not ready or request not found' }]);
  });
});

describe('DELETE /api/result', () => {
  const remove = (id: string) => sut.send(`/api/result/${id}`, { method: 'DELETE' });
  const DELETED = { message: 'Video and associated files deleted successfully' };

  it('forgets a finished request and its video; the queue goes on, which that of the original does not', async () => {
    const { talk: request, run } = await start();
    run.end();
    await becomes(request.request_id, 'completed');
    const answer = await remove(request.request_id);
    expect([answer.status, answer.body]).toEqual([200, DELETED]);
    expect((await sut.send(`/api/status/${request.request_id}`)).status).toBe(404);
    expect((await sut.send(`/api/result/${request.request_id}`)).body).toEqual({
      detail: 'Video not ready or request not found',
    });
    expect((await sut.send('/api/queue')).status).toBe(200);
    const next = await start();
    next.run.end();
    await becomes(next.talk.request_id, 'completed');
  });

  it('is a success for what is not known, and a second time', async () => {
    for (const id of ['1b671a64-40d5-491e-99b0-da01ff1f3341', 'nonsense'])
      expect([(await remove(id)).status, (await remove(id)).body]).toEqual([200, DELETED]);
  });

  it('really stops a request that is being made, and drops one that waits', async () => {
    const { talk: request, run } = await start();
    const { body: waiting } = await talk();
    expect((await remove(waiting.request_id)).status).toBe(200);
    expect(run.isOver).toBe(false);
    expect((await remove(request.request_id)).status).toBe(200);
    expect(run.isOver).toBe(true);
    expect(run.context.signal.aborted).toBe(true);
    expect((await sut.send<{ requests: unknown[] }>('/api/queue')).body.requests).toEqual([]);
  });
});

describe('other routes', () => {
  it('answer in the words of FastAPI', async () => {
    expect(await sut.send('/api/generate')).toMatchObject({
      status: 405,
      body: { detail: 'Method Not Allowed' },
    });
    expect(await sut.send('/api/status')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    expect(await sut.send('/api/result/x/y')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
  });

  it('answer with a slash at the end too', async () => {
    expect((await sut.send('/api/queue/')).status).toBe(200);
  });
});
