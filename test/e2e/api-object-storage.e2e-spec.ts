import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { UpkeepService } from '../../src/features/jobs/upkeep.service.js';
import { NodeFileSystem } from '../../src/platform/storage/index.js';
import { Portal } from '../../src/portal.js';
import { zipEntries } from '../browser/zip-entries.js';
import { PNG, wave } from '../support/media-samples.js';
import { S3_KEY, S3Server, whyNoS3 } from '../support/s3-server.js';
import { createSimulatedEngine, type SimulatedEngine } from '../support/simulated-engine.js';

/** Uploads and encoders take their time where other tests run beside them. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(whyNoS3 !== undefined)(
  `a portal with object storage${whyNoS3 === undefined ? '' : ` (skipped: ${whyNoS3})`}`,
  () => {
    let server: S3Server;
    let folder: string;
    let engine: SimulatedEngine;
    let sut: Portal;
    let logged: string;

    async function start(env: Record<string, string> = {}): Promise<void> {
      const write = async (path: string, content: Uint8Array) => {
        const file = await new NodeFileSystem().open(path, 'create');
        await file.write(content);
        await file.close();
      };
      engine = createSimulatedEngine(
        { EnginePort, EngineRefusedError, DeviceFaultError },
        { devices: 2, output: 'video', write, capabilities: { tasks: ['text-to-video', 'audio-driven'] } },
      );
      const config = loadConfig({
        PORT: '0',
        DATA_DIR: join(folder, 'data'),
        SESSIONS_DIR: join(folder, 'sessions'),
        STATIC_DIR: join(folder, 'static'),
        SHUTDOWN_GRACE: '0',
        LOG_LEVEL: 'debug',
        // A moment: whatever is uploaded may leave the disk.
        RETENTION_DAYS: '0.00000001',
        S3_PREFIX: 'team-a/portal',
        ...server.settings,
        ...env,
      });
      const logTo = new Writable({
        write(chunk: Buffer, _encoding, done) {
          logged += chunk.toString();
          done();
        },
      });
      sut = await Portal.start(config, { engines: [engine], logTo });
      await sut.recovered;
    }

    beforeAll(async () => {
      server = await S3Server.start();
    });
    afterAll(() => server.stop());
    beforeEach(() => {
      logged = '';
      folder = mkdtempSync(join(tmpdir(), 'reelsmith-objects-'));
      mkdirSync(join(folder, 'static'));
    });
    afterEach(async () => {
      server.thaw();
      await sut.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const url = (path: string) => `${sut.urls[0]}${path}`;

    interface Batch {
      batch_id: string;
      status: string;
      jobs: { video_url: string }[];
    }

    /** A batch of two whose files are only in the bucket any more. @returns its id, and its videos as they were */
    async function movedBatch(): Promise<{ id: string; videos: Buffer[] }> {
      const response = await fetch(url('/api/video/batch_inference'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompts: ['one', 'two'] }),
      });
      const { batch_id: id } = (await response.json()) as Batch;
      for (const run of [1, 2]) (await engine.started(run)).end();
      await vi.waitFor(async () => expect((await statusOf(id)).status).toBe('complete'), PATIENCE);
      const videos = [0, 1].map((index) =>
        readFileSync(join(folder, 'static/videos', id, `job_${index}`, 'video.mp4')),
      );
      await vi.waitFor(async () => {
        await sut.app.get(UpkeepService, { strict: false }).applyRetention();
        expect(existsSync(join(folder, 'static/videos', id))).toBe(false);
      }, PATIENCE);
      return { id, videos };
    }

    const statusOf = async (id: string) =>
      (await (await fetch(url(`/api/video/batch_status/${id}`))).json()) as Batch;

    const bytesAt = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url(path), { headers });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    };

    it('still tells the whole truth about results that have left the disk, and hands them over', async () => {
      await start();
      const { id, videos } = await movedBatch();
      const status = await statusOf(id);
      expect(status.status).toBe('complete');

      const whole = await bytesAt(`/api/videos/${id}/job_0`);
      expect(whole.response.status).toBe(200);
      expect(whole.bytes.equals(videos[0]!)).toBe(true);
      expect(whole.response.headers.get('content-type')).toBe('video/mp4');
      expect(whole.response.headers.get('content-disposition')).toBe(
        `attachment; filename="${id}_job_0.mp4"`,
      );

      const publicOne = await bytesAt(status.jobs[1]!.video_url);
      expect(publicOne.bytes.equals(videos[1]!)).toBe(true);
      // As the original server names it.
      expect((await bytesAt(`/static/videos/${id}/job_1/job_1.mp4`)).bytes.equals(videos[1]!)).toBe(true);
    });

    /** One finished video of each interface, all of them only in the bucket any more. @returns where they are */
    async function movedFilms(): Promise<Map<string, Buffer>> {
      const made = async <T>(path: string, body: object | FormData) => {
        const run = engine.started(engine.runCount + 1);
        const init =
          body instanceof FormData
            ? { body }
            : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
        const answer = (await (await fetch(url(path), { method: 'POST', ...init })).json()) as T;
        (await run).end();
        return answer;
      };
      const get = async <T>(path: string) => (await (await fetch(url(path))).json()) as T;
      const over = async () => {
        const { items } = await get<{ items: object[] }>('/api/jobs?state=queued,running');
        expect(items).toEqual([]);
      };
      const form = new FormData();
      form.append('image', new Blob([PNG]), 'a.png');
      form.append('audio', new Blob([Buffer.from(wave(1))]), 'a.wav');
      const talk = await made<{ request_id: string }>('/api/generate', form);
      const task = await made<{ task_id: string }>('/v1/tasks/video/', { save_result_path: 'film.mp4' });
      const video = await made<{ id: string }>('/v1/videos', { prompt: 'one' });
      const queued = await made<{ task_id: string }>('/generate', { prompt: 'two' });
      const job = await made<{ job_id: string }>('/api/v1/generate/text-to-video', { prompt: 'three' });
      await vi.waitFor(over, PATIENCE);
      const { video_path: name } = await get<{ video_path: string }>(`/status/${queued.task_id}`);
      const { output_path: output } = await get<{ output_path: string }>(`/api/v1/job/${job.job_id}`);
      const films = new Map<string, Buffer>();
      for (const path of [
        `/api/result/${talk.request_id}`,
        `/v1/tasks/${task.task_id}/result`,
        '/v1/files/download/film.mp4',
        `/v1/videos/${video.id}/content`,
        `/download/${name}`,
        output.slice(1),
      ])
        films.set(path, (await bytesAt(path)).bytes);
      await vi.waitFor(async () => {
        await sut.app.get(UpkeepService, { strict: false }).applyRetention();
        expect(filesBelow(join(folder, 'static/videos'))).toEqual([]);
      }, PATIENCE);
      return films;
    }

    it('hands results over by the routes of every interface', { timeout: 120_000 }, async () => {
      await start();
      for (const [path, film] of await movedFilms()) {
        const { response, bytes } = await bytesAt(path);
        expect([path, response.status, bytes.equals(film)]).toEqual([path, 200, true]);
        expect([path, film.subarray(4, 8).toString('latin1')]).toEqual([path, 'ftyp']);
        const part = await bytesAt(path, { range: 'bytes=4-7' });
        expect([path, part.response.status, part.bytes.toString('latin1')]).toEqual([path, 206, 'ftyp']);
      }
    });

    it('answers ranges and conditions', async () => {
      await start();
      const { id, videos } = await movedBatch();
      const path = `/api/videos/${id}/job_0`;
      const part = await bytesAt(path, { range: 'bytes=10-19' });
      expect(part.response.status).toBe(206);
      expect(part.response.headers.get('content-range')).toBe(`bytes 10-19/${videos[0]!.length}`);
      expect(part.bytes.equals(videos[0]!.subarray(10, 20))).toBe(true);
      const etag = part.response.headers.get('etag') ?? '';
      const tail = await bytesAt(path, { range: 'bytes=-5', 'if-range': etag });
      expect(tail.bytes.equals(videos[0]!.subarray(-5))).toBe(true);
      expect((await bytesAt(path, { range: 'bytes=10-19', 'if-range': '"old"' })).response.status).toBe(200);
      expect((await bytesAt(path, { 'if-none-match': etag })).response.status).toBe(304);
      expect((await bytesAt(path, { range: 'bytes=999999999-' })).response.status).toBe(416);
      const head = await fetch(url(path), { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(videos[0]!.length)]);
    });

    it('streams the ZIP of a batch from there, with ranges', async () => {
      await start();
      const { id, videos } = await movedBatch();
      const path = `/api/video/batch_download/${id}`;
      const whole = await bytesAt(path);
      const entries = zipEntries(whole.bytes);
      expect(entries.map(({ size }) => size).slice(2)).toEqual(videos.map(({ length }) => length));
      for (const video of videos) expect(whole.bytes.includes(video)).toBe(true);
      const middle = await bytesAt(path, { range: `bytes=1000-${whole.bytes.length - 100}` });
      expect(middle.response.status).toBe(206);
      expect(middle.bytes.equals(whole.bytes.subarray(1000, whole.bytes.length - 99))).toBe(true);
    });

    it('sends clients to a signed address where the settings say so', async () => {
      await start({ S3_DOWNLOADS: 'redirect', S3_URL_TTL: '120' });
      const { id, videos } = await movedBatch();
      const answer = await fetch(url(`/api/videos/${id}/job_0`), { redirect: 'manual' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'no-store']);
      const location = answer.headers.get('location') ?? '';
      expect(location).toContain(`${server.endpoint}/results/team-a/portal/videos/${id}/job_0/video.mp4?`);
      const followed = await bytesAt(`/api/videos/${id}/job_0`);
      expect(followed.bytes.equals(videos[0]!)).toBe(true);
      expect(followed.response.headers.get('content-disposition')).toContain(`${id}_job_0.mp4`);
      // A ZIP is made here.
      expect(zipEntries((await bytesAt(`/api/video/batch_download/${id}`)).bytes)).toHaveLength(4);
    });

    it('says that the storage is away, and loses nothing by it', { timeout: 120_000 }, async () => {
      await start();
      const { id, videos } = await movedBatch();
      await sut.stop();
      await start({ S3_ENDPOINT: 'http://127.0.0.1:9' });
      expect((await statusOf(id)).status).toBe('complete');
      const { response, bytes } = await bytesAt(`/api/videos/${id}/job_0`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
      for (const name of ['etag', 'accept-ranges', 'content-disposition'])
        expect([name, response.headers.get(name)]).toEqual([name, null]);
      expect(bytes.toString()).toContain('was not reached');
      for (const text of [bytes.toString(), logged]) {
        expect(text).not.toContain('127.0.0.1:9');
        expect(text).not.toContain(S3_KEY.secretAccessKey);
      }
      await sut.stop();
      await start();
      expect((await bytesAt(`/api/videos/${id}/job_0`)).bytes.equals(videos[0]!)).toBe(true);
    });

    it('keeps its secrets out of metrics, records and answers', async () => {
      await start();
      const { id } = await movedBatch();
      const seen = [
        (await bytesAt('/metrics')).bytes.toString(),
        (await bytesAt('/openapi.json')).bytes.toString(),
        (await bytesAt('/health')).bytes.toString(),
        (await bytesAt(`/api/video/batch_status/${id}`)).bytes.toString(),
        logged,
        ...readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
      ].join('\n');
      expect(seen).toContain('reelsmith_object_operations_total{operation="upload",outcome="succeeded"} 2');
      expect(seen).toContain('"type":"local-copy-removed"');
      expect(seen).not.toContain(S3_KEY.secretAccessKey);
      expect(seen).not.toContain(S3_KEY.accessKeyId);
    });
  },
);

function filesBelow(path: string): string[] {
  return existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : [];
}
