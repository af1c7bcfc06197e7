import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HubDouble } from '../support/hub-double.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';
import { PATIENCE, PNG, wanServerClient } from '../support/wan-server-client.js';

let sut: FacadePortal;
afterEach(() => sut[Symbol.asyncDispose]());

const picture = (background: string) =>
  sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

describe('uploads to Wan2.1 Video Server', () => {
  it('of one name at one moment stay apart; in the original one replaces the other', async () => {
    sut = await FacadePortal.start({ engine: { devices: 2 }, capabilities: WAN_CAPABILITIES });
    const { upload, ended } = wanServerClient(() => sut);
    const colours = ['red', 'blue'];
    const contents = await Promise.all(colours.map(picture));
    const runs = [1, 2].map((number) => sut.engine.started(number));
    const answers = await Promise.all(
      contents.map((content, index) =>
        upload('image-to-video', [
          ['prompt', colours[index] ?? ''],
          ['image', new Blob([new Uint8Array(content)]), 'same.png'],
        ]),
      ),
    );
    for (const run of await Promise.all(runs)) {
      const index = colours.indexOf(run.spec.prompt);
      const [input] = run.spec.inputs ?? [];
      expect(readFileSync(run.context.inputPath(input!)).equals(contents[index]!)).toBe(true);
      await ended(run, answers[index]!.body.job_id);
    }
  });

  it('that end too early are refused in its own words', async () => {
    sut = await FacadePortal.start({ capabilities: WAN_CAPABILITIES });
    const head = '--x\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
    for (const body of [Buffer.concat([Buffer.from(head), PNG]), Buffer.from(head), Buffer.from('--x')]) {
      const answer = await sut.send('/api/v1/generate/image-to-video', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: new Uint8Array(body),
      });
      expect([answer.status, answer.body]).toEqual([400, { error: 'Failed to parse form data' }]);
    }
    expect(sut.engine.runCount).toBe(0);
  });
});

describe('a model that is being downloaded', () => {
  it('holds nothing up: neither health nor jobs nor other questions', async () => {
    await using hub = await HubDouble.start('Maker/Model');
    hub
      .file('model.safetensors', Buffer.alloc(1000), { isLarge: true })
      .plan('model.safetensors', { hangAfter: 400 });
    sut = await FacadePortal.start({
      env: { MODEL_HUB_URL: hub.url, MODEL_HUB_DEFAULT: 'Maker/Model', ALLOW_PRIVATE_URLS: 'true' },
      capabilities: WAN_CAPABILITIES,
    });
    const { finished } = wanServerClient(() => sut);
    await sut.post('/api/v1/models/download', {});
    const bytes = async () =>
      (
        await sut.send<{ models: { download?: { downloaded_bytes: number } }[] }>('/api/v1/models')
      ).body.models
        .flatMap(({ download }) => download ?? [])
        .map((download) => download.downloaded_bytes);
    await expect.poll(bytes, PATIENCE).toEqual([400]);
    expect((await sut.send('/health')).status).toBe(200);
    expect((await finished()).status).toBe('completed');
    expect(await bytes()).toEqual([400]);
  });
});

describe('a task of Wan Diffusers Video Generation API that waits', () => {
  it('can be cancelled, and never runs', async () => {
    sut = await FacadePortal.start({ capabilities: WAN_CAPABILITIES });
    const submit = async (prompt: string) =>
      (await sut.post<{ task_id: string }>('/generate', { prompt })).body.task_id;
    const running = sut.engine.started(1);
    await submit('first');
    const first = await running;
    const waiting = await submit('second');
    const { items } = (await sut.send<{ items: { id: string; prompt: string }[] }>('/api/jobs?state=queued'))
      .body;
    expect(items.map(({ prompt }) => prompt)).toEqual(['second']);
    await sut.send(`/api/jobs/${items[0]?.id}`, { method: 'DELETE' });
    expect((await sut.send(`/status/${waiting}`)).body).toMatchObject({
      status: 'failed',
      error: 'The task was cancelled',
      started_at: null,
    });
    const next = sut.engine.started(2);
    await submit('third');
    first.end();
    expect((await next).spec.prompt).toBe('third');
    (await next).end();
  });

  it('is refused as a form, in the words of pydantic', async () => {
    sut = await FacadePortal.start({ capabilities: WAN_CAPABILITIES });
    const body = new FormData();
    body.append('prompt', 'a red ball');
    const answer = await sut.send<{ detail: { type: string; loc: string[] }[] }>('/generate', {
      method: 'POST',
      body,
    });
    expect([answer.status, answer.body.detail[0]]).toEqual([
      422,
      expect.objectContaining({ type: 'model_attributes_type', loc: ['body'] }),
    ]);
    expect(sut.engine.runCount).toBe(0);
  });
});
