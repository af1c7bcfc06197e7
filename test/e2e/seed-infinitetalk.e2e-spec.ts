import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortalProcess } from '../browser/portal-process.js';
import { LightX2vDouble } from '../support/engine-doubles/lightx2v-double.js';
import { wave } from '../support/media-samples.js';
import { tinyVideo } from '../support/tiny-video.js';
import { SocketClient } from '../support/web-socket.js';

const PATIENCE = { timeout: 60_000, interval: 50 };
const hasCurl = isThere('curl');

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The server's process, its clients and its engine's server are three, as in real life. */
describe.skipIf(!hasCurl)(
  `the examples of the InfiniteTalk API${hasCurl ? '' : ' (skipped: there is no curl)'}`,
  () => {
    const double = new LightX2vDouble('current', Buffer.from(tinyVideo(Buffer.alloc(2000))), {
      runMs: () => 500,
    });
    const folder = mkdtempSync(join(tmpdir(), 'infinitetalk-'));
    let portal: PortalProcess;

    beforeAll(async () => {
      double.model = 'infinitetalk';
      await double.start();
      portal = await PortalProcess.start({
        ENGINES: 'lightx2v',
        LIGHTX2V_URLS: double.url,
        LOG_LEVEL: 'info',
      });
      const { default: sharp } = await import('sharp');
      const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'tan' } });
      writeFileSync(join(folder, 'test_image.jpg'), await image.jpeg().toBuffer());
      writeFileSync(join(folder, 'test_audio.wav'), wave(2));
    });
    afterAll(async () => {
      await portal.stop();
      await double.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** A line of the document, as it stands there but for the address. */
    async function shell(line: string): Promise<string> {
      const command = line.replace('http://localhost:8000', portal.url);
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: folder });
      return stdout;
    }

    it('work to the letter: upload, queue, status, result', async () => {
      using listener = await SocketClient.open(portal.url, '/ws');
      listener.socket.send('{"type":"ping"}');
      const made = JSON.parse(
        await shell(
          'curl -X POST "http://localhost:8000/api/generate" \\\n  -F "image=@test_image.jpg" \\\n  -F "audio=@test_audio.wav"',
        ),
      ) as { request_id: string };
      expect(made).toMatchObject({
        request_id: expect.any(String) as string,
        status: 'queued',
        message: 'Request added to queue',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        position_in_queue: 1,
      });
      const queue = JSON.parse(await shell('curl "http://localhost:8000/api/queue"')) as object;
      expect(queue).toMatchObject({
        max_queue_size: 20,
        max_concurrent: 1,
        requests: expect.any(Array) as [],
      });
      const status = async () =>
        JSON.parse(await shell(`curl "http://localhost:8000/api/status/${made.request_id}"`)) as object;
      await expect
        .poll(status, PATIENCE)
        .toMatchObject({ status: 'completed', result_url: `/api/result/${made.request_id}` });
      await shell(`curl "http://localhost:8000/api/result/${made.request_id}" -o video.mp4`);
      expect(readFileSync(join(folder, 'video.mp4')).subarray(4, 8).toString()).toBe('ftyp');
      expect(new Set(listener.frames.map(({ type }) => type))).toEqual(
        new Set(['queue_update', 'pong', 'status_update', 'progress_update']),
      );
      // What the engine's server was asked for: the very files, for as long as the voice lasts.
      const [job] = double.jobs.all();
      const fields = job?.fields ?? {};
      expect(fields).toMatchObject({ video_duration: 2 });
      for (const [field, file] of [
        ['image_path', 'test_image.jpg'],
        ['audio_path', 'test_audio.wav'],
      ] as const) {
        const [, base64 = ''] = String(fields[field]).split(',');
        expect(Buffer.from(base64, 'base64').equals(readFileSync(join(folder, file)))).toBe(true);
      }
    });
  },
);
