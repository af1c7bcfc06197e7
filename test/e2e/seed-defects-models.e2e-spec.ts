import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HubDouble } from '../support/hub-double.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const MODEL = 'Maker/Model';
const WEIGHTS = Buffer.alloc(200_000, 'weights of a model ');

interface Model {
  id: string;
  downloaded: boolean;
  download?: { status: string; downloaded_files: number; message: string | null };
}

/** To the original a model is downloaded where its folder exists. */
describe('the folder of a model that holds a part of its files', () => {
  let sut: FacadePortal;
  let hub: HubDouble;

  beforeEach(async () => {
    hub = await HubDouble.start(MODEL);
    hub
      .file('model_index.json', '{"_class_name": "X"}')
      .file('transformer/model.safetensors', WEIGHTS, { isLarge: true });
    sut = await FacadePortal.start({
      env: { MODEL_HUB_URL: hub.url, MODEL_HUB_DEFAULT: MODEL, ALLOW_PRIVATE_URLS: 'true' },
    });
  });
  afterEach(async () => {
    await sut[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  });

  const folder = () => join(sut.folder, 'models', 'Maker--Model');
  const weights = () => join(folder(), 'transformer', 'model.safetensors');
  const model = async () =>
    (await sut.send<{ models: Model[] }>('/api/v1/models')).body.models.find(({ id }) => id === MODEL);
  const download = async () => {
    expect((await sut.post('/api/v1/models/download', { model_id: MODEL })).status).toBe(202);
    await expect.poll(async () => (await model())?.downloaded, PATIENCE).toBe(true);
  };
  const isWhole = () => readFileSync(weights()).equals(WEIGHTS);

  it('is not downloaded when nobody knows where it came from, and a download makes it whole', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'model_index.json'), '{"_class_name": "X"}');
    expect(await model()).toMatchObject({ downloaded: false });
    await sut.restart();
    expect(await model()).toMatchObject({ downloaded: false });
    await download();
    expect(isWhole()).toBe(true);
  });

  it.each<[string, () => void]>([
    ['is gone', () => rmSync(weights())],
    ['is cut off', () => truncateSync(weights(), 150_000)],
    ['is a folder now', () => (rmSync(weights()), mkdirSync(weights()))],
  ])('is not downloaded any more when a file of it %s, and comes again', async (_, spoil) => {
    await download();
    spoil();
    expect(await model()).toMatchObject({ downloaded: false, download: { status: 'failed' } });
    await sut.restart();
    expect(await model()).toMatchObject({ downloaded: false });
    await download();
    expect(isWhole()).toBe(true);
  });

  it('is not downloaded after a file that the hub refuses, while others have come', async () => {
    hub.plan('transformer/model.safetensors', { status: 404 });
    await sut.post('/api/v1/models/download', {});
    await expect.poll(async () => (await model())?.download?.status, PATIENCE).toBe('failed');
    expect(await model()).toMatchObject({
      downloaded: false,
      download: { downloaded_files: 1, message: 'The hub could not be read: the server answered 404' },
    });
    await download();
    expect(isWhole()).toBe(true);
  });
});
