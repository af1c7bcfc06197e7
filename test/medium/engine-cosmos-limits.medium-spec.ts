import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { CosmosEngine } from '../../src/features/engines/cosmos/cosmos.engine.js';
import { Portal } from '../../src/portal.js';
import { CosmosDouble, type CosmosDoubleOptions } from '../support/engine-doubles/cosmos-double.js';
import { WiredEngine } from '../support/engine-doubles/wired-engine.js';
import { tinyVideo } from '../support/tiny-video.js';

const PATIENCE = { timeout: 40_000, interval: 20 };
const VIDEO = Buffer.from(tinyVideo(Buffer.from('a video')));

let double: CosmosDouble;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cosmos-limits-'));
});
afterEach(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function configFor(env: Record<string, string>, content: Buffer, options: CosmosDoubleOptions = {}) {
  double = await new CosmosDouble(content, options).start();
  return loadConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    SESSIONS_DIR: join(folder, 'sessions'),
    STATIC_DIR: join(folder, 'static'),
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE: '0',
    PROMPT_PROVIDER: 'builtin',
    ENGINES: 'cosmos',
    NVIDIA_API_KEY: 'nvapi-first-key',
    NVCF_INVOKE_URL: double.invokeUrl,
    NVCF_STATUS_URL: double.statusUrl,
    ...env,
  });
}

describe('NVIDIA_MAX_CONCURRENT', () => {
  it.each([1, 2])('lets %i requests of a key be under way, and no more', async (most) => {
    const env = { NVIDIA_MAX_CONCURRENT: String(most), ENABLE_API_KEY_ROTATION: 'false' };
    const portal = await Portal.start(await configFor(env, VIDEO));
    await portal.recovered;
    const submit = async (prompt: string) => {
      const answer = await fetch(`${portal.urls[0]}/api/video/single_inference`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt }),
      });
      return ((await answer.json()) as { job_id: string }).job_id;
    };
    const status = async (id: string) =>
      ((await (await fetch(`${portal.urls[0]}/api/video/status/${id}`)).json()) as { status: string }).status;
    try {
      const ids = await Promise.all(Array.from({ length: most + 2 }, (_, take) => submit(`take ${take}`)));
      await vi.waitFor(() => expect(double.all()).toHaveLength(most), PATIENCE);
      // Time enough for one more, if there were room for it.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(double.all()).toHaveLength(most);
      const end = async () => {
        for (const { id } of double.all()) double.finish(id);
        return new Set(await Promise.all(ids.map(status)));
      };
      await vi.waitFor(async () => expect(await end()).toEqual(new Set(['complete'])), PATIENCE);
      expect([double.all().length, double.largestInFlight]).toEqual([ids.length, most]);
    } finally {
      await portal.stop();
    }
  });
});

describe('an archive that swells', () => {
  it('is read up to the limit of a result, and nothing of it stays', async () => {
    const archive = new ZipArchive({ zlib: { level: 9 } });
    archive.append(Buffer.concat([VIDEO, Buffer.alloc(50_000_000)]), { name: 'video.mp4' });
    void archive.finalize();
    const content = await buffer(archive);
    expect(content.length).toBeLessThan(100_000);
    const { cosmos } = await configFor({}, content, { runMs: () => 1 });
    const sut = await WiredEngine.open((parts) => CosmosEngine.create(cosmos, parts));
    await expect(sut.generate()).rejects.toThrow(/ENGINE_MAX_RESULT_MB/);
    expect(readdirSync(sut.workDir)).toEqual([]);
    await sut.close();
  });
});
