import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { HubDouble } from '../support/hub-double.js';
import { lackOf, Snippets } from '../support/snippets.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';

/* The commands of the original's quick start and of its reference, as they are written there. */

const PATIENCE = { timeout: 30_000, interval: 20 };
/** The one that a download names where it names the default. */
const MODEL = 'Lightricks/LTX-Video';

let sut: FacadePortal;
let hub: HubDouble;
let snippets: Snippets;

beforeAll(async () => {
  hub = await HubDouble.start(MODEL);
  hub.file('model_index.json', '{}').file('model.safetensors', Buffer.alloc(50_000, 'x'), { isLarge: true });
  sut = await FacadePortal.start({
    env: { MODEL_HUB_URL: hub.url, ALLOW_PRIVATE_URLS: 'true' },
    engine: { runMs: () => 20 },
    capabilities: WAN_CAPABILITIES,
  });
  snippets = new Snippets('http://localhost:8080', sut.url);
});
afterAll(async () => {
  snippets[Symbol.dispose]();
  await sut[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const noCurl = lackOf('curl');

const run = async (script: string): Promise<Record<string, unknown>> => {
  const { code, output, errors } = await snippets.shell(script);
  expect([code, code === 0 ? '' : errors]).toEqual([0, '']);
  return JSON.parse(output) as Record<string, unknown>;
};

const completed = async (id: unknown): Promise<Record<string, unknown>> => {
  const look = () => run(`curl http://localhost:8080/api/v1/job/${String(id)}`);
  await expect.poll(async () => (await look())['status'], PATIENCE).toBe('completed');
  return look();
};

describe('the curl examples', () => {
  it.skipIf(noCurl)(
    `of the quick start work${noCurl === undefined ? '' : ` (left out: ${noCurl})`}`,
    async () => {
      expect(await run(`curl http://localhost:8080/health`)).toMatchObject({ status: 'healthy' });
      const started = await run(`curl -X POST http://localhost:8080/api/v1/generate/text-to-video \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "A cat playing", "num_frames": 32}'`);
      expect(started).toEqual({
        job_id: expect.stringMatching(/^job_\d+_[0-9a-f]{16}$/) as string,
        status: 'processing',
        message: 'Video generation started',
      });
      const job = await completed(started['job_id']);
      const path = String(job['output_path']);
      const { code } = await snippets.shell(`curl -f -o cat.mp4 http://localhost:8080/${path}`);
      expect(code).toBe(0);
      expect(readFileSync(join(snippets.folder, 'cat.mp4')).subarray(4, 8).toString()).toBe('ftyp');
    },
  );

  it.skipIf(noCurl)(
    `of the reference work${noCurl === undefined ? '' : ` (left out: ${noCurl})`}`,
    async () => {
      const text = await run(`curl -X POST http://localhost:8080/api/v1/generate/text-to-video \\
  -H "Content-Type: application/json" \\
  -d '{
    "prompt": "A beautiful sunset over the ocean",
    "num_frames": 64,
    "fps": 24,
    "guidance_scale": 7.5
  }'`);
      await completed(text['job_id']);
      const png =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
      writeFileSync(join(snippets.folder, 'image.jpg'), Buffer.from(png, 'base64'));
      const image = await run(`curl -X POST http://localhost:8080/api/v1/generate/image-to-video \\
  -F "image=@image.jpg" \\
  -F "prompt=A dog running in a park" \\
  -F "num_frames=64" \\
  -F "fps=24"`);
      expect((await completed(image['job_id']))['output_path']).toMatch(/^\.\/outputs\/img2video_/);
      const source = fileURLToPath(new URL('../fixtures/video/short.mp4', import.meta.url));
      writeFileSync(join(snippets.folder, 'video.mp4'), readFileSync(source));
      const video = await run(`curl -X POST http://localhost:8080/api/v1/generate/video-to-video \\
  -F "video=@video.mp4" \\
  -F "prompt=Transform into anime style" \\
  -F "strength=0.8"`);
      expect((await completed(video['job_id']))['output_path']).toMatch(/^\.\/outputs\/vid2video_/);
      expect(await run(`curl http://localhost:8080/api/v1/job/job_1234567890_abcdef123456`)).toEqual({
        error: 'Job not found',
      });
    },
  );

  it.skipIf(noCurl)(`of models work${noCurl === undefined ? '' : ` (left out: ${noCurl})`}`, async () => {
    const started = await run(`curl -X POST http://localhost:8080/api/v1/models/download \\
  -H "Content-Type: application/json" \\
  -d '{"model_id": "Lightricks/LTX-Video"}'`);
    expect(started).toEqual({ message: 'Model download started', model_id: MODEL });
    const models = async () =>
      (await run(`curl http://localhost:8080/api/v1/models`))['models'] as {
        id: string;
        downloaded: boolean;
      }[];
    await expect
      .poll(async () => (await models()).find(({ id }) => id === MODEL)?.downloaded, PATIENCE)
      .toBe(true);
  });
});
