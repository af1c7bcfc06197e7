import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type PortalProcess, startFleet, until } from '../support/fleet/fleet.js';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.js';
import { inspectMedia } from '../support/media-checks.js';
import { readZip } from '../support/read-zip.js';

const hasRedis = findRedis() !== undefined;
const PROMPTS = ['a red ball on grass', 'a blue cube on sand', 'a green boat at sea', 'a white cat at night'];

interface Job {
  attempts: { number: number }[];
  num_frames: number;
  width: number;
  height: number;
}

/** `dist/main.js`, with nothing but settings. */
describe.skipIf(!hasRedis)(`the portal in parts${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  let fleet: Fleet;
  let api: PortalProcess;
  let workers: PortalProcess[];
  const startWorker = () => fleet.start({ role: 'worker', isReal: true, env: { DEVICES: 'cpu' } });

  beforeEach(async () => {
    fleet = await startFleet({ ENGINES: 'onnx', SHUTDOWN_GRACE: '60', PROMPT_PROVIDER: 'builtin' });
    const starting = fleet.start({ role: 'api', isReal: true });
    workers = await Promise.all([startWorker(), startWorker()]);
    api = await starting;
    await api.knowsEngines();
  });
  afterEach(async () => {
    await fleet.remove();
  });

  async function batch(): Promise<string> {
    const prompts = PROMPTS.map((prompt, seed) => ({ prompt, seed, steps: 2 }));
    const { batch_id } = await api.json<{ batch_id: string }>('POST', '/api/video/batch_inference', {
      prompts,
    });
    return batch_id;
  }

  const jobs = async () => (await api.json<{ items: Job[] }>('GET', '/api/jobs')).items;

  const finished = (id: string) =>
    until(
      () => api.json<{ status: string }>('GET', `/api/video/batch_status/${id}`),
      ({ status }) => status === 'complete' || status === 'failed' || status === 'partial',
      120_000,
    );

  it('makes a batch of four on the embedded model of two workers, and hands it over as one ZIP', async () => {
    const id = await batch();
    expect((await finished(id)).status).toBe('complete');
    const answer = await api.call('GET', `/api/video/batch_download/${id}`);
    expect(answer.status).toBe(200);
    const path = join(fleet.folder, 'batch.zip');
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    const files = await readZip(path);
    const videos = [...files].filter(([name]) => name.endsWith('.mp4'));
    expect(videos).toHaveLength(PROMPTS.length);
    const [job] = await jobs();
    const shape = { frames: job?.num_frames, width: job?.width, height: job?.height };
    for (const [index, [, bytes]] of videos.entries()) {
      const video = join(fleet.folder, `${index}.mp4`);
      writeFileSync(video, bytes);
      expect(inspectMedia(video).video).toMatchObject(shape);
    }
    // Four prompts and seeds, four videos.
    expect(new Set(videos.map(([, bytes]) => crc32(bytes))).size).toBe(PROMPTS.length);
    for (const { attempts } of await jobs()) expect(attempts).toMatchObject([{ number: 1 }]);
  });

  it('loses nothing while its workers are replaced one after the other', async () => {
    const batches = [await batch(), await batch(), await batch()];
    for (const old of workers) {
      const next = await startWorker();
      expect(await old.end('SIGTERM')).toBe(0);
      expect(next.isGone).toBe(false);
    }
    for (const id of batches) expect((await finished(id)).status).toBe('complete');
    const items = await jobs();
    expect(items).toHaveLength(batches.length * PROMPTS.length);
    // What ran was finished, and what waited went over.
    for (const { attempts } of items) expect(attempts).toMatchObject([{ number: 1 }]);
  });
});
