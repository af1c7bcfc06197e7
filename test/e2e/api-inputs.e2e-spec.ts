import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiModule } from '../../src/api/api.module.js';
import { InputsController } from '../../src/api/inputs/inputs.controller.js';
import { RequestInputs } from '../../src/api/requests/request-inputs.js';
import { createApp } from '../../src/bootstrap.js';
import { loadConfig } from '../../src/config/index.js';
import { type EnginePort, EnginesService, type Task } from '../../src/features/engines/index.js';
import { InputsModule } from '../../src/features/inputs/index.js';
import { builtModule } from '../support/built-module.js';
import { fakeFeatures, type FakeFeatures } from '../support/fake-features.js';
import { HostileWeb } from '../support/hostile-web.js';
import { filesBelow, wave } from '../support/input-bench.js';

const apiHas = (kind: string, part: unknown) =>
  ((Reflect.getMetadata(kind, ApiModule) ?? []) as unknown[]).includes(part);

@Module({
  controllers: apiHas('controllers', InputsController) ? [] : [InputsController],
  providers: apiHas('providers', RequestInputs) ? [] : [RequestInputs],
  exports: apiHas('providers', RequestInputs) ? [] : [RequestInputs],
})
class MissingModule {}

let app: NestFastifyApplication;
let features: FakeFeatures;
let folder: string;
let base: string;
let png: Buffer;
let web: HostileWeb;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-inputs-'));
  const config = loadConfig({
    DATA_DIR: join(folder, 'data'),
    STATIC_DIR: join(folder, 'static'),
    SESSIONS_DIR: join(folder, 'sessions'),
    PROMPT_PROVIDER: 'builtin',
    API_KEYS: 'ann:ann-secret-key-000001,bob:bob-secret-key-000001',
    MAX_UPLOAD_MB: '30',
    ALLOW_PRIVATE_URLS: 'true',
  });
  features = fakeFeatures();
  const workerModulePath = builtModule('platform/media/encoder-worker.js');
  app = await createApp(config, {
    features: [features.module, InputsModule.with({ workerModulePath }), MissingModule],
    logTo: { write: () => undefined },
  });
  teach(app);
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  png = await sharp({ create: { width: 64, height: 32, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  web = await HostileWeb.start();
});
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  features.jobs.submissions.length = 0;
});

/** An engine that starts from images, and one that starts from nothing. */
function teach(target: NestFastifyApplication): void {
  const fake = target.get(EnginesService, { strict: false });
  const [view] = fake.list();
  const engine = (name: string, tasks: Task[]) =>
    ({ name, capabilities: { ...view!.capabilities, tasks }, devices: [] }) as unknown as EnginePort;
  const real = new EnginesService([
    engine('plain', ['text-to-video']),
    engine('pictures', ['text-to-video', 'image-to-video', 'image-to-image']),
  ]);
  Object.assign(fake, { choices: real.choices.bind(real) });
}

interface Body {
  id: string;
  code: string;
  detail: string;
  errors: { path: string; message: string }[];
}

const key = (owner: string) => ({ 'x-api-key': `${owner}-secret-key-000001` });

async function send(
  method: string,
  path: string,
  {
    body,
    headers = {},
    owner = 'ann',
  }: { body?: RequestInit['body']; headers?: object; owner?: string } = {},
) {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { ...key(owner), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, body: (await answer.json()) as Body & Record<string, unknown> };
}

const json = { 'content-type': 'application/json' };
const post = (path: string, body: object, owner = 'ann') =>
  send('POST', path, { body: JSON.stringify(body), headers: json, owner });
function form(...files: (Buffer | string)[]): FormData {
  const data = new FormData();
  for (const file of files) {
    if (typeof file === 'string')
      data.append(file.slice(0, 3) + data.getAll('x').length + Math.random(), file);
    else data.append('file', new Blob([new Uint8Array(file)]), '../../etc/passwd');
  }
  return data;
}
const upload = (content: Buffer, owner = 'ann') =>
  send('POST', '/api/inputs', { body: form(content), owner });
const stored = () => filesBelow(join(folder, 'data', 'inputs')).filter((path) => !path.endsWith('.json'));
const inputsOf = (index = -1) => features.jobs.submissions.at(index)?.job.spec.inputs;

describe('POST /api/inputs', () => {
  it('takes one file of a form, and tells what it is', async () => {
    const answer = await upload(png);
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        kind: 'image',
        media_type: 'image/png',
        size: png.length,
        width: 64,
        height: 32,
        expires_at: expect.stringMatching(/^20.*Z$/),
      },
    ]);
    const again = await send('GET', `/api/inputs/${answer.body.id}`);
    expect([again.status, again.body]).toEqual([200, answer.body]);
  });

  it('takes the bare bytes as well, and fields beside a file', async () => {
    const bytes = await send('POST', '/api/inputs', {
      body: new Uint8Array(wave(1)),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect([bytes.status, bytes.body]).toMatchObject([201, { kind: 'audio', duration_seconds: 1 }]);
    expect((await send('POST', '/api/inputs', { body: form('note', png, 'more') })).status).toBe(201);
  });

  it('takes no wrong forms', async () => {
    const before = stored();
    const wrong = async (body: RequestInit['body'], headers: object, status: number, detail: RegExp) => {
      const answer = await send('POST', '/api/inputs', { body: body!, headers });
      expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
    };
    await wrong(form(png, Buffer.from('second')), {}, 422, /at most 1 file /);
    await wrong(form('no file'), {}, 422, /no file/);
    await wrong(
      form(...Array.from({ length: 30 }, (_, index) => `field ${index}`), png),
      {},
      422,
      /10 fields/,
    );
    await wrong('not a form', { 'content-type': 'multipart/form-data; boundary=x' }, 400, /form/);
    await wrong(
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nPNG',
      {
        'content-type': 'multipart/form-data; boundary=x',
      },
      400,
      /form/,
    );
    await wrong('no boundary', { 'content-type': 'multipart/form-data' }, 400, /form/);
    await wrong('{}', json, 415, /multipart/);
    await wrong(
      'x=y',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      /application\/json|multipart/,
    );
    await wrong(form(Buffer.alloc(0)), {}, 422, /0 bytes/);
    await wrong(form(Buffer.from('<html>')), {}, 422, /no known type/);
    await wrong(form(png.subarray(0, 60)), {}, 422, /damaged/);
    await wrong(form(Buffer.alloc(31_000_000)), {}, 413, /30 MB/);
    expect(stored()).toEqual(before);
  });

  it('shows nobody the uploads of another owner', async () => {
    const { id } = (await upload(png)).body;
    for (const method of ['GET', 'DELETE'])
      expect(await send(method, `/api/inputs/${id}`, { owner: 'bob' })).toMatchObject({
        status: 404,
        body: { code: 'input_not_found' },
      });
    expect((await send('DELETE', `/api/inputs/${id}`)).body).toEqual({ id, deleted: true });
    expect((await send('GET', `/api/inputs/${id}`)).status).toBe(404);
    for (const strange of ['..%2f..%2fetc%2fpasswd', '%00', 'x', id.toUpperCase()])
      expect((await send('GET', `/api/inputs/${strange}`)).status).toBe(404);
  });

  it('needs a key', async () => {
    expect((await fetch(`${base}/api/inputs`, { method: 'POST', body: form(png) })).status).toBe(401);
  });

  it('leaves nothing of a client that goes away', async () => {
    const before = filesBelow(join(folder, 'data', 'inputs'));
    const arriving = () => filesBelow(join(folder, 'data', 'inputs', 'arriving'));
    for (const type of ['application/octet-stream', 'multipart/form-data; boundary=x']) {
      const socket = connect(Number(new URL(base).port), '127.0.0.1').on('error', () => undefined);
      const head = type.includes('form')
        ? '--x\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\n'
        : '';
      socket.write(
        `POST /api/inputs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ann-secret-key-000001\r\n` +
          `content-type: ${type}\r\ncontent-length: 20000000\r\n\r\n${head}`,
      );
      socket.write(Buffer.concat([png, Buffer.alloc(3_000_000)]));
      await vi.waitFor(() => expect(arriving()).toHaveLength(1), 30_000);
      socket.destroy();
      await vi.waitFor(() => expect(arriving()).toEqual([]), 30_000);
    }
    expect(filesBelow(join(folder, 'data', 'inputs'))).toEqual(before);
  });

  it('answers before a file that is too large has come', async () => {
    const path = join(folder, 'zeros');
    writeFileSync(path, '');
    truncateSync(path, 2_000_000_000);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(`${base}/api/inputs`, {
        method: 'POST',
        headers: {
          ...key('ann'),
          'content-type': 'application/octet-stream',
          'content-length': 2_000_000_000,
        },
      });
      const file = createReadStream(path);
      outgoing.on('response', (answer) => {
        resolve(answer.statusCode);
        file.destroy();
        outgoing.destroy();
      });
      outgoing.on('error', reject);
      file.pipe(outgoing);
    });
    expect(status).toBe(413);
  });
});

describe('a generation', () => {
  it('starts from an upload, by its id or as an object, and says how', async () => {
    const { id } = (await upload(png)).body;
    for (const image of [{ id }, id]) {
      const answer = await post('/api/jobs', { prompt: 'p', image, strength: 0.4, resize_mode: 'letterbox' });
      expect(answer.status).toBe(201);
      expect(features.jobs.submissions.at(-1)?.job.spec).toMatchObject({
        strength: 0.4,
        resizeMode: 'letterbox',
        inputs: [{ role: 'image', mediaType: 'image/png', size: png.length }],
      });
    }
    expect((await post('/api/jobs', { prompt: 'p', image: { id } }, 'bob')).body).toMatchObject({
      status: 404,
      code: 'input_not_found',
      errors: [{ path: 'image' }],
    });
  });

  it('starts from a data URL, base64 and an address, with a task', async () => {
    web.gives('/cat.png', png);
    for (const image of [
      `data:image/png;base64,${png.toString('base64')}`,
      png.toString('base64'),
      web.url('/cat.png'),
    ]) {
      const answer = await post('/api/video/single_inference', {
        prompt: 'p',
        image,
        task: 'image-to-image',
      });
      expect([answer.status, inputsOf()?.[0]?.role]).toEqual([200, 'image']);
      expect(features.jobs.submissions.at(-1)?.job.spec.task).toBe('image-to-image');
    }
  });

  it('starts from an image of 20 MB in JSON', async () => {
    const noise = Buffer.alloc(2600 * 2600 * 3);
    for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.floor(Math.random() * 2 ** 32), at);
    const large = await sharp(noise, { raw: { width: 2600, height: 2600, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    expect(large.length).toBeGreaterThan(20e6);
    const answer = await post('/api/jobs', { prompt: 'p', image: large.toString('base64') });
    expect([answer.status, inputsOf()?.[0]?.size]).toEqual([201, large.length]);
  });

  it('starts from files for all of a batch and for each of its prompts', async () => {
    web.gives('/last.png', png);
    const seen = web.seen.length;
    const own = await sharp(png).jpeg().toBuffer();
    const answer = await post('/api/batches', {
      prompts: ['a', { prompt: 'b', image: own.toString('base64') }, 'c'],
      image: png.toString('base64'),
      last_image: web.url('/last.png'),
    });
    expect(answer.status).toBe(201);
    const batch = [...features.jobs.all.values()].slice(-3).map((job) => job.request.spec.inputs);
    expect(batch.map((inputs) => inputs?.map(({ role, mediaType }) => [role, mediaType]))).toEqual([
      [
        ['image', 'image/png'],
        ['last-image', 'image/png'],
      ],
      [
        ['image', 'image/jpeg'],
        ['last-image', 'image/png'],
      ],
      [
        ['image', 'image/png'],
        ['last-image', 'image/png'],
      ],
    ]);
    expect(web.seen.length - seen).toBe(1);
  });

  it('that no engine can do is refused before anything is read', async () => {
    const seen = web.seen.length;
    for (const body of [
      { prompt: 'p', video: web.url('/video') },
      { prompt: 'p', image: web.url('/image'), engine: 'plain' },
      { prompt: 'p', image: web.url('/image'), audio: web.url('/audio') },
      { prompt: 'p', image: web.url('/image'), strength: 0.5, steps: 5000 },
    ]) {
      const answer = await post('/api/jobs', body);
      expect([answer.status, answer.body.code]).toEqual([422, 'no_capable_engine']);
      expect(answer.body.detail).toContain('plain: ');
    }
    const batch = await post('/api/batches', { prompts: ['a', { prompt: 'b', video: web.url('/video') }] });
    expect(batch.body.errors[0]?.path).toMatch(/^prompts\.1\./);
    expect(web.seen.length).toBe(seen);
    expect(features.jobs.submissions).toEqual([]);
  });

  it.each([
    [{ image: 5 }, 'image'],
    [{ image: '' }, 'image'],
    [{ image: { id: 5 } }, 'image'],
    [{ image: { id: 'x', more: 1 } }, 'image'],
    [{ last_image: ['x'] }, 'last_image'],
    [{ strength: 1.5 }, 'strength'],
    [{ resize_mode: 'squash' }, 'resize_mode'],
    [{ task: 'dance' }, 'task'],
  ])('names the field that is wrong: %j', async (fields, path) => {
    const answer = await post('/api/jobs', { prompt: 'p', ...fields });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
  });

  it('names the field whose file is wrong', async () => {
    const answer = await post('/api/batches', { prompts: ['a', { prompt: 'b', image: 'QUJD' }] });
    expect([answer.status, answer.body.code, answer.body.errors[0]?.path]).toEqual([
      422,
      'input_invalid',
      'prompts.1.image',
    ]);
  });

  it('has a body of at most 64 MiB, and other routes of 1 MiB', async () => {
    const large = await post('/api/jobs', { prompt: 'p', image: 'A'.repeat(65 * 1024 ** 2) });
    expect([large.status, large.body.detail]).toEqual([413, 'The body is larger than 64 MiB']);
    const small = await send('PATCH', '/api/jobs/x', { body: `{"x":"${'A'.repeat(2e6)}"}`, headers: json });
    expect([small.status, small.body.detail]).toEqual([413, 'The body is larger than 1 MiB']);
  });

  it('takes no forms', async () => {
    const answer = await send('POST', '/api/jobs', { body: form(png) });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
  });
});

describe('GET /openapi.json', () => {
  it('describes uploads and the fields that take files', async () => {
    const answer = await fetch(`${base}/openapi.json`);
    const document = (await answer.json()) as {
      paths: Record<string, { post: { requestBody: { content: object } } }>;
      components: { schemas: Record<string, { properties: Record<string, { oneOf?: unknown[] }> }> };
    };
    expect(Object.keys(document.paths['/api/inputs']!.post.requestBody.content)).toEqual([
      'multipart/form-data',
      'application/octet-stream',
    ]);
    for (const schema of ['SingleDto', 'BatchDto'])
      for (const field of ['image', 'last_image', 'video', 'audio'])
        expect(document.components.schemas[schema]!.properties[field]!.oneOf).toHaveLength(2);
  });
});
