import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../contract/openai-facade.js';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const CAPABILITIES = { tasks: ['text-to-video', 'audio-driven', 'image-to-image'] as const };

let sut: FacadePortal;
beforeAll(async () => {
  sut = await FacadePortal.start({ capabilities: CAPABILITIES, env: { MAX_ATTEMPTS: '1' } });
});
afterAll(() => sut[Symbol.asyncDispose]());

const stored = () =>
  readdirSync(join(sut.folder, 'data', 'inputs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

const headOf = (name: string, fileName?: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n\r\n`;
const raw = (path: string, ...parts: (string | Uint8Array)[]) =>
  fetch(`${sut.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part)))),
  });

/** Sends a part of an upload, waits until the portal has some of it on its disk, and goes away. */
async function vanish(path: string, head: string): Promise<void> {
  const before = stored();
  const socket = connect(Number(new URL(sut.url).port), '127.0.0.1').on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n` +
      `content-length: 1000000\r\n\r\n${head}`,
  );
  socket.write(Buffer.alloc(200_000, 1));
  await expect.poll(stored, PATIENCE).not.toEqual(before);
  socket.destroy();
  await expect.poll(stored, PATIENCE).toEqual(before);
}

describe('a request to InfiniteTalk', () => {
  const formOf = (extra: Record<string, string> = {}) => {
    const form = new FormData();
    form.append('image', new Blob([PNG]), 'a.png');
    form.append('audio', new Blob([Buffer.from(wave(1))]), 'a.wav');
    for (const [name, value] of Object.entries(extra)) form.append(name, value);
    return form;
  };
  const generate = (body: FormData) =>
    sut.send<{ request_id: string; detail: unknown }>('/api/generate', { method: 'POST', body });
  const status = async (id: string) => (await sut.send(`/api/status/${id}`)).body['status'];

  it('may have fields and files that nobody knows', async () => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const form = formOf({ motion_frame: '9', 'size[deep]': 'x' });
    form.append('another', new Blob(['a file that nobody asked for']), 'notes.txt');
    const { status: code, body } = await generate(form);
    expect(code).toBe(200);
    (await run).end();
    await expect.poll(() => status(body.request_id), PATIENCE).toBe('completed');
  });

  it('can be deleted twice, also while it is made', async () => {
    const run = sut.engine.started(sut.engine.runCount + 1);
    const { body } = await generate(formOf());
    await run;
    const remove = () => sut.send(`/api/result/${body.request_id}`, { method: 'DELETE' });
    for (const answer of [await remove(), await remove()])
      expect([answer.status, answer.body]).toEqual([
        200,
        { message: 'Video and associated files deleted successfully' },
      ]);
    expect((await run).isOver).toBe(true);
    expect((await sut.send(`/api/status/${body.request_id}`)).status).toBe(404);
  });

  it('that failed can be tried again with the same files; the button of the original does nothing', async () => {
    const first = sut.engine.started(sut.engine.runCount + 1);
    const { body } = await generate(formOf({ prompt: 'once more' }));
    const { inputs } = (await first).spec;
    (await first).end({ kind: 'failure', message: 'out of memory' });
    await expect.poll(() => status(body.request_id), PATIENCE).toBe('failed');
    const { items } = (await sut.send<{ items: { id: string }[] }>('/api/jobs?limit=1')).body;
    const second = sut.engine.started(sut.engine.runCount + 1);
    const retried = await sut.post<{ id: string; state: string }>(`/api/jobs/${items[0]?.id}/retry`, {});
    expect(retried.status).toBe(201);
    expect((await second).spec).toMatchObject({ task: 'audio-driven', prompt: 'once more', inputs });
    (await second).end();
    await expect
      .poll(async () => (await sut.send(`/api/jobs/${retried.body.id}`)).body['state'], PATIENCE)
      .toBe('succeeded');
  });

  it.each<[string, (string | Uint8Array)[]]>([
    ['before its last boundary', [headOf('image', 'a.png'), PNG]],
    ['within a head', ['--x\r\ncontent-disposition: form-da']],
  ])('that ends %s is refused, and nothing of it stays', async (_, parts) => {
    const before = stored();
    const answer = await raw('/api/generate', ...parts);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { detail: 'There was an error parsing the body' },
    ]);
    expect(stored()).toEqual(before);
  });

  it('that ends at once lacks its files', async () => {
    const answer = await raw('/api/generate', '');
    const missing = (field: string) =>
      expect.objectContaining({ type: 'missing', loc: ['body', field] }) as object;
    expect([answer.status, await answer.json()]).toEqual([
      422,
      { detail: [missing('image'), missing('audio')] },
    ]);
  });
});

describe('an image to be edited', () => {
  const EDITS = '/v1/images/edits';

  it.each<[string, (string | Uint8Array)[], string | null]>([
    ['an empty form', ['--x--\r\n'], 'prompt'],
    ['a form without a prompt', [headOf('image', 'a.png'), PNG, '\r\n--x--\r\n'], 'prompt'],
    ['a form without an image', [headOf('prompt'), 'p\r\n--x--\r\n'], 'image'],
    [
      'a file that is no image',
      [headOf('prompt'), 'p\r\n', headOf('image', 'a.png'), 'text\r\n--x--\r\n'],
      'image',
    ],
    [
      'half an image',
      [headOf('prompt'), 'p\r\n', headOf('image', 'a.png'), PNG.subarray(0, 45), '\r\n--x--\r\n'],
      'image',
    ],
    ['a form that ends too early', [headOf('prompt'), 'p\r\n', headOf('image', 'a.png'), PNG], null],
  ])('%s is told in the words of both contracts, and nothing stays', async (_, parts, param) => {
    const before = stored();
    const answer = await raw(EDITS, ...parts);
    const { detail } = (await answer.clone().json()) as { detail: unknown };
    expect(typeof detail === 'string' || Array.isArray(detail)).toBe(true);
    expect(await errorOf(answer)).toMatchObject({ status: 400, type: 'invalid_request_error', param });
    expect(stored()).toEqual(before);
  });

  it('that breaks off leaves nothing behind', async () => {
    const runs = sut.engine.runCount;
    await vanish(EDITS, `${headOf('prompt')}p\r\n${headOf('image', 'a.png')}`);
    expect(sut.engine.runCount).toBe(runs);
  });
});

describe('a body of JSON that breaks off', () => {
  it.each(['/generate', '/api/v1/generate/text-to-video', '/v1/tasks/video/', '/api/video/single_inference'])(
    'makes no job: %s',
    async (path) => {
      const runs = sut.engine.runCount;
      const count = async () =>
        (await sut.send<{ items: unknown[] }>('/api/jobs?limit=100')).body.items.length;
      const before = await count();
      const socket = connect(Number(new URL(sut.url).port), '127.0.0.1').on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      await new Promise((resolve) =>
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n` +
            '{"prompt": "a red ball"}',
          resolve,
        ),
      );
      socket.destroy();
      await closed;
      expect((await sut.send('/health')).status).toBe(200);
      expect([await count(), sut.engine.runCount]).toEqual([before, runs]);
    },
  );
});
